"""The file of conversations inside an export's ZIP."""

from __future__ import annotations

import re

from citefirst.ailog.errors import AiLogError
from citefirst.unzip import MAX_FILES, Fault, Unzippable
from citefirst.unzip import members as unzipped

_WANTED = re.compile(r"(?:.*/)?(?:conversations(?:-[0-9]{1,6})?|MyActivity)\.json", re.IGNORECASE)
_FAULTS: dict[Fault, str] = {
    "files": f"the archive holds more than {MAX_FILES} files: pass the file of conversations alone",
    "compression": "the archive uses a compression that exports never use: pass the file inside alone",
    "size": "the conversations in the archive are too large: export fewer of them",
    "damaged": "the archive is damaged or encrypted: download the export again",
}


def is_archive(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def members(data: bytes, limit: int) -> list[bytes]:
    """Return the files of conversations in the order of their names; together they are no larger than the limit."""
    try:
        found = [each for _, each in unzipped(data, _WANTED.fullmatch, limit)]
    except Unzippable as error:
        raise AiLogError(_FAULTS[error.fault]) from error
    if not found:
        raise AiLogError("the archive holds no `conversations.json`: pass the file of the conversation alone")
    return found
