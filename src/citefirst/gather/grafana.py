"""Annotations of Grafana, as its HTTP API lists them: times are milliseconds since 1970, and links are the caller's.

https://grafana.com/docs/grafana/latest/developers/http_api/annotations/ (Find annotations).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from citefirst.gather.row import Entries, Known, Reader, Refused, Row, address, each, moment, title, under


def _recognise(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and {"time", "text", "id"} <= first.keys()


def _entries(value: Any, known: Known) -> Entries:
    for place, item in each(value, ""):

        def row(item: Any = item) -> Row:
            uid, time = item.get("dashboardUID"), item.get("time")
            if not isinstance(uid, str) or not uid or not isinstance(time, int) or isinstance(time, bool):
                raise Refused("it is on no dashboard, or has no time")
            path = f"d/{quote(uid, safe='')}?from={time}&to={item.get('timeEnd') or time}"
            link = address(under(known, path))
            return Row(
                moment(time, known, 0.001), title(item.get("text")), link, "dashboard", "Grafana", str(item["id"])
            )

        yield place, row


GRAFANA = Reader("grafana", _recognise, _entries)
