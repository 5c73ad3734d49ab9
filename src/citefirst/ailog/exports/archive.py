"""The file of conversations inside an export's ZIP: read in memory and bounded, no path of the archive is ever used."""

from __future__ import annotations

import re

from citefirst.ailog.errors import AiLogError

_WANTED = re.compile(r"(?:.*/)?(?:conversations(?:-[0-9]{1,6})?|MyActivity)\.json", re.IGNORECASE)
_MAX_FILES = 20_000
_ENTRY = b"PK\x01\x02"


def is_archive(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def members(data: bytes, limit: int) -> list[bytes]:
    """Return the files of conversations in the order of their names; together they are no larger than the limit."""
    if data.count(_ENTRY) > _MAX_FILES:
        raise AiLogError(f"the archive holds more than {_MAX_FILES} files: pass the file of conversations alone")
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
    from zlib import error as ZlibError

    try:
        with ZipFile(BytesIO(data)) as archive:
            wanted = sorted(
                (info for info in archive.infolist() if _WANTED.fullmatch(info.filename)),
                key=lambda info: info.filename,
            )
            if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in wanted):
                raise AiLogError("the archive uses a compression that exports never use: pass the file inside alone")
            found: list[bytes] = []
            for info in wanted:
                with archive.open(info) as file:
                    found.append(file.read(limit + 1))
                limit -= len(found[-1])
                if limit < 0:
                    raise AiLogError("the conversations in the archive are too large: export fewer of them")
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise AiLogError("the archive is damaged or encrypted: download the export again") from error
    if not found:
        raise AiLogError("the archive holds no `conversations.json`: pass the file of the conversation alone")
    return found
