"""Exports of each tool, as its vendor documents them, with the rows that each gives: `tests/data/gather/*`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from support.paths import ROOT

CASES = sorted(path for path in (ROOT / "tests" / "data" / "gather").iterdir() if path.is_dir())
BASE = "https://acme.example.com"


def data(case: Path) -> bytes:
    """The bytes of an export; a directory is packed, as Slack packs it."""
    (export,) = case.glob("export*")
    if export.is_file():
        return export.read_bytes()
    return packed({str(path.relative_to(export)): path.read_bytes() for path in sorted(export.rglob("*.json"))})


def reader_of(case: Path) -> str:
    """The name of the reader that the directory of an example begins with."""
    return case.name.removesuffix("-one")


def packed(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
