"""Files inside a ZIP: read in memory and bounded, no path of the archive is ever used as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

MAX_FILES = 20_000
_ENTRY = b"PK\x01\x02"
Fault = Literal["files", "compression", "size", "damaged"]


class Unzippable(Exception):
    """An archive that is not read: it holds too many files, uses a compression that exports never use, is larger than
    the limit when unpacked, or is damaged, cut off or encrypted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def members(data: bytes, wanted: Callable[[str], object], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield the wanted files in the order of their names; together they are no larger than the limit (bytes).

    Raises Unzippable.
    """
    if data.count(_ENTRY) > MAX_FILES:
        raise Unzippable("files")
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
    from zlib import error as ZlibError

    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = sorted(
                (info for info in archive.infolist() if wanted(info.filename)), key=lambda each: each.filename
            )
            if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
                raise Unzippable("compression")
            for info in infos:
                with archive.open(info) as file:
                    found = file.read(limit + 1)
                limit -= len(found)
                if limit < 0:
                    raise Unzippable("size")
                yield info.filename, found
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Unzippable("damaged") from error
