"""Exports to rows: which readers there are, and how a file is told from another tool's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from citefirst.gather import slack, table
from citefirst.gather.grafana import GRAFANA
from citefirst.gather.incidents import INCIDENT_IO, OPSGENIE, PAGERDUTY
from citefirst.gather.row import ExportError, Found, Known, Reader, collect
from citefirst.gather.tickets import JIRA, ZENDESK

READERS: Sequence[Reader] = (PAGERDUTY, OPSGENIE, INCIDENT_IO, JIRA, ZENDESK, GRAFANA, slack.SLACK, table.CSV)


def read(data: bytes, known: Known) -> Found:
    """Return the rows of an export. Raises ExportError where no reader knows it, or it is damaged."""
    value = decode(data)
    reader = next((each for each in READERS if each.recognise(value)), None)
    if reader is None:
        names = ", ".join(each.name for each in READERS)
        raise ExportError(f"it is no export that can be read, or an empty one: there are readers for {names}")
    return collect(reader.entries(value, known))


def decode(data: bytes) -> Any:
    """Return what a file holds, before it is known of which tool. Raises ExportError where it is damaged."""
    if data.startswith(b"PK"):
        return slack.unpack(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExportError("it is not UTF-8: export it again") from error
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ExportError("its JSON is damaged or cut off: export it again") from error
    return table.parse(text)
