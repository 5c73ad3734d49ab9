"""Annotations of Grafana, as its HTTP API lists them: times are milliseconds since 1970, and links are the caller's.

https://grafana.com/docs/grafana/v13.1/developers/http_api/annotations/ (Find annotations: `/api/annotations`). One that
an alert made has no `text` but `alertName` and `newState`. One of a whole organisation is on no dashboard, so that it
has no page. The API that Grafana 13 begins to put in its place (`annotation.grafana.app/v0alpha1`) may still change,
and is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from citefirst.gather.row import Entries, Known, Reader, Refused, Row, address, each, known_by, moment, title, under


def _entries(value: Any, known: Known) -> Entries:
    for place, item in each(value, ""):
        yield place, partial(_row, item, known)


def _row(item: Mapping[str, Any], known: Known) -> Row:
    uid, time = item.get("dashboardUID"), item.get("time")
    if not isinstance(uid, str) or not uid or not isinstance(time, int) or isinstance(time, bool):
        raise Refused("it is on no dashboard, or has no time")
    path = f"d/{quote(uid, safe='')}?from={time}&to={item.get('timeEnd') or time}"
    at, link = moment(time, known, 0.001), address(under(known, path))
    return Row(at, title(item.get("text") or _alert(item)), link, "dashboard", "Grafana", str(item.get("id", "")))


def _alert(item: Mapping[str, Any]) -> str:
    name, state = item.get("alertName"), item.get("newState")
    return f"{name}: {state}" if isinstance(name, str) and name and isinstance(state, str) else ""


GRAFANA = Reader("grafana", lambda value: known_by(value, "time", "text", "id"), _entries)
