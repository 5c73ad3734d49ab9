"""A Slack export: a ZIP with a directory for each channel and a file for each day. Messages of people, oldest first.

https://slack.com/help/articles/220556107 (How to read Slack data exports). It holds no links: `--base` is the address
of the workspace, and a message has its own under the ID of its channel in `channels.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from citefirst.gather.row import Entries, ExportError, Known, Reader, Refused, Row, address, each, moment, title, under
from citefirst.limits import MAX_EXPORT

MAX_FILES = 20_000
_DAY = re.compile(r"([^/\\]{1,200})/\d{4}-\d\d-\d\d\.json")
_TIME = re.compile(r"\d{1,12}\.\d{1,9}")


def unpack(data: bytes) -> Mapping[str, Any]:
    """Return the channels and the days of an export by their names. Raises ExportError where it is damaged or large."""
    found, room = dict[str, Any](), MAX_EXPORT
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_FILES:
                raise ExportError("the archive holds too many files: export a shorter time")
            for info in infos:
                if info.filename != "channels.json" and not _DAY.fullmatch(info.filename):
                    continue
                with archive.open(info) as file:
                    text = file.read(room + 1)
                room -= len(text)
                if room < 0:
                    raise ExportError("the archive is too large when unpacked: export a shorter time")
                found[info.filename] = json.loads(text)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise ExportError("the archive is damaged, cut off or encrypted: export it again") from error
    return found


def _recognise(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("channels.json"), list)


def _entries(value: Any, known: Known) -> Entries:
    ids = {str(item.get("name")): item.get("id") for _, item in each(value["channels.json"], "channels.json")}
    for name in sorted(value):
        day = _DAY.fullmatch(name)
        if day is None or not isinstance(value[name], list):
            continue
        for place, item in each(value[name], name):
            if item.get("type") != "message" or item.get("subtype"):
                continue

            def row(item: Any = item, channel: str = day[1]) -> Row:
                time, id = item.get("ts"), ids.get(channel)
                if not isinstance(time, str) or not _TIME.fullmatch(time):
                    raise Refused("it has no time that can be read")
                if not isinstance(id, str) or not id.isalnum():
                    raise Refused("its channel has no ID in `channels.json`")
                link = address(under(known, f"archives/{id}/p{time.replace('.', '')}"))
                return Row(moment(float(time), known), title(item.get("text")), link, "chat", "Slack", time)

            yield place, row


SLACK = Reader("slack", _recognise, _entries)
