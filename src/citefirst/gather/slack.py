"""A Slack export: a ZIP with a directory for each channel and a file for each day. Messages of people, oldest first.

https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports: public channels are in `channels.json`,
private ones in `groups.json`; direct messages are not read. It holds no links: `--base` is the address of the
workspace, under which a message has its own as https://api.slack.com/methods/chat.getPermalink shows it, with its
thread where it is an answer. That a message of a channel has `type` and `ts`, and a notice a `subtype`, is in
https://api.slack.com/events/message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from citefirst.gather.row import Entries, ExportError, Known, Reader, Refused, Row, address, each, moment, title, under
from citefirst.limits import MAX_EXPORT
from citefirst.unzip import Fault, Unzippable, members

_CHANNELS = ("channels.json", "groups.json")
_DAY = re.compile(r"([^/\\]{1,200})/\d{4}-\d\d-\d\d\.json")
_DAMAGED = "the archive is damaged, cut off or encrypted: export it again"
_FAULTS: dict[Fault, str] = {
    "files": "the archive holds too many files: export a shorter time",
    "compression": _DAMAGED,
    "size": "the archive is too large when unpacked: export a shorter time",
    "damaged": _DAMAGED,
}
_TIME = re.compile(r"\d{1,12}\.\d{1,9}")


def unpack(data: bytes) -> Mapping[str, Any]:
    """Return the channels and the days of an export by their names. Raises ExportError where it is damaged or large."""
    try:
        return {name: json.loads(text) for name, text in members(data, _is_read, MAX_EXPORT)}
    except Unzippable as error:
        raise ExportError(_FAULTS[error.fault]) from error
    except (ValueError, RecursionError) as error:
        raise ExportError(_DAMAGED) from error


def _is_read(name: str) -> bool:
    return name in _CHANNELS or _DAY.fullmatch(name) is not None


def _recognise(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(value.get(file), list) for file in _CHANNELS)


def _entries(value: Any, known: Known) -> Entries:
    ids = {
        str(item.get("name")): item.get("id") for file in _CHANNELS for _, item in each(_list(value.get(file)), file)
    }
    for name in sorted(value):
        if day := _DAY.fullmatch(name):
            for place, item in each(_list(value[name]), name):
                if item.get("type") == "message" and not item.get("subtype"):
                    yield place, partial(_row, item, ids.get(day[1]), known)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _row(item: Mapping[str, Any], channel: Any, known: Known) -> Row:
    time, thread = item.get("ts"), item.get("thread_ts")
    if not isinstance(time, str) or not _TIME.fullmatch(time):
        raise Refused("it has no time that can be read")
    if not isinstance(channel, str) or not channel.isalnum():
        raise Refused("its channel has no ID in `channels.json` or `groups.json`")
    path = f"archives/{channel}/p{time.replace('.', '')}"
    if isinstance(thread, str) and _TIME.fullmatch(thread) and thread != time:
        path += f"?thread_ts={thread}&cid={channel}"
    link = address(under(known, path))
    return Row(moment(float(time), known), title(item.get("text")), link, "chat", "Slack", time)


SLACK = Reader("slack", _recognise, _entries)
