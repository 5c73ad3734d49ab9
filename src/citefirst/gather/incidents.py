"""Incidents of PagerDuty, Opsgenie and incident.io, as their REST APIs list them.

https://developer.pagerduty.com/api-reference/ (List incidents), https://docs.opsgenie.com/docs/incident-api (List
incidents), https://api-docs.incident.io/ (List incidents, version 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citefirst.gather.row import Entries, Known, Reader, Row, address, each, lists, moment, title


def _reader(name: str, label: str, key: str, keys: tuple[str, ...], fields: tuple[str, str, str, str]) -> Reader:
    named, created, link, id = fields

    def row(item: Mapping[str, Any], known: Known) -> Row:
        where: Any = item
        for step in link.split("."):
            where = where.get(step) if isinstance(where, dict) else None
        return Row(
            moment(item.get(created), known),
            title(item.get(named)),
            address(where),
            "incident",
            label,
            str(item.get(id, "")),
        )

    def entries(value: Any, known: Known) -> Entries:
        for place, item in each(value[key], key):
            yield place, lambda item=item: row(item, known)  # type: ignore[misc]

    return Reader(name, lambda value: lists(value, key, *keys), entries)


PAGERDUTY = _reader(
    "pagerduty", "PagerDuty", "incidents", ("incident_number", "html_url"), ("title", "created_at", "html_url", "id")
)
OPSGENIE = _reader("opsgenie", "Opsgenie", "data", ("tinyId", "message"), ("message", "createdAt", "links.web", "id"))
INCIDENT_IO = _reader(
    "incident-io",
    "incident.io",
    "incidents",
    ("reference", "permalink"),
    ("name", "created_at", "permalink", "reference"),
)
