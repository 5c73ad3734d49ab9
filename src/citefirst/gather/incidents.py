"""Incidents of PagerDuty, Opsgenie and incident.io, as their REST APIs list them or show one.

PagerDuty: `incidents` or `incident` with `title`, `created_at`, `html_url`
(https://developer.pagerduty.com/api-reference/, List incidents; an answer as it comes:
https://prismatic.io/docs/example-payloads/pagerduty/actions/listIncidents.json).
Opsgenie: `data` with `message`, `createdAt` and the page in `links.web`
(https://docs.opsgenie.com/docs/incident-api, List and Get incident). Its alerts have no link and are not read: no
document was found that says where the page of one is.
incident.io: `incidents` or `incident` with `name`, `created_at`, `permalink`
(https://api-docs.incident.io/, version 2; `IncidentV2` of https://api.incident.io/v1/openapiV3.json).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from citefirst.gather.row import Entries, Known, Reader, Row, address, each, known_by, listed, moment, title
from citefirst.structs import frozen


@frozen
class _Form:
    """Where an answer has its incidents, what they are known by, and the fields that tell of one."""

    label: str
    many: str
    one: str
    keys: tuple[str, ...]
    title: str
    at: str
    link: tuple[str, ...]
    id: str

    def items(self, value: Any) -> Any:
        return listed(value, self.many, self.one)

    def recognise(self, value: Any) -> bool:
        return known_by(self.items(value), *self.keys)

    def entries(self, value: Any, known: Known) -> Entries:
        for place, item in each(self.items(value), self.many):
            yield place, partial(self.row, item, known)

    def row(self, item: Mapping[str, Any], known: Known) -> Row:
        link: Any = item
        for step in self.link:
            link = link.get(step) if isinstance(link, dict) else None
        at, told = moment(item.get(self.at), known), title(item.get(self.title))
        return Row(at, told, address(link), "incident", self.label, str(item.get(self.id, "")))


def _reader(name: str, form: _Form) -> Reader:
    return Reader(name, form.recognise, form.entries)


PAGERDUTY = _reader(
    "pagerduty",
    _Form(
        "PagerDuty",
        "incidents",
        "incident",
        ("incident_number", "html_url"),
        title="title",
        at="created_at",
        link=("html_url",),
        id="id",
    ),
)
OPSGENIE = _reader(
    "opsgenie",
    _Form(
        "Opsgenie",
        "data",
        "data",
        ("tinyId", "message", "links"),
        title="message",
        at="createdAt",
        link=("links", "web"),
        id="id",
    ),
)
INCIDENT_IO = _reader(
    "incident-io",
    _Form(
        "incident.io",
        "incidents",
        "incident",
        ("reference", "permalink"),
        title="name",
        at="created_at",
        link=("permalink",),
        id="reference",
    ),
)
