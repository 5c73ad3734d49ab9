"""Labelled lines of real documents, each with the place that it has in its document."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from citefirst.document.parse import parse
from citefirst.evidence.ids import find
from citefirst.facts import Line, genre_of
from citefirst.model import Document
from citefirst.record.build import lines_of, stated
from citefirst.structs import replace

OWN = Path(__file__).with_name("labels.jsonl")
EVIDENCE = Path(__file__).with_name("evidence.jsonl")
NEAR = 40
"""Lines of the file within which a unit is looked for by its beginning, where no unit has the whole text."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One unit with its label; `group` is its repository, or its document where the index does not say.

    `line` has the genre that a check finds, `genre` is the one that a reader gave; `readers` is how many agreed.
    """

    file: str
    group: str
    line: Line
    factual: bool
    genre: str = ""
    readers: int = 1


def load(labels: Path, documents: Path, index: Path | None = None) -> list[Labelled]:
    """Labels are JSON lines with `file`, `line`, `kind`, `section`, `text` and `label` (F or N).

    Raises FileNotFoundError where a labelled document is not among the documents.
    """
    home = _repositories(index) if index else {}
    rows: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in map(json.loads, labels.read_text(encoding="utf-8").splitlines()):
        if not (documents / row["file"]).is_file():
            raise FileNotFoundError(f"{labels}: {row['file']} is not in {documents}")
        rows[row["file"]].append(row)
    return [
        Labelled(file, home.get(file, file), line, row["label"] == "F", line.genre, 2)
        for file, of_file in rows.items()
        for row, line in zip(of_file, _lines(documents / file, of_file), strict=True)
    ]


def own(root: Path) -> list[Labelled]:
    """The lines of `labels.jsonl` beside this file, facts (F) or not (N).

    Documents stand there by repository, commit and path, lines by `fingerprint`: the texts are not ours. `root` has
    each document at `<repository>/<path>`, as it is at that commit; what is not there is left out.
    """
    return list(_marked(OWN, root, "F", "N"))


def evidence(root: Path) -> list[Labelled]:
    """The lines of `evidence.jsonl`, for which a careful reviewer would demand the artifact (E) or not (S)."""
    return list(_marked(EVIDENCE, root, "E", "S"))


def _marked(labels: Path, root: Path, yes: str, no: str) -> Iterator[Labelled]:
    for row in map(json.loads, labels.read_text(encoding="utf-8").splitlines()):
        path, file = root / row["repository"] / row["path"], f"{row['repository']}/{row['path']}"
        marks = {**dict.fromkeys(row[yes], True), **dict.fromkeys(row[no], False)}
        if path.is_file():
            for line in _read(path):
                factual = marks.pop(fingerprint(line.text), None)
                if factual is not None:
                    genre, readers = row.get("genre", ""), row.get("readers", 1)
                    yield Labelled(file, row["repository"], line, factual, genre, readers)


def _read(path: Path) -> list[Line]:
    document = parse(path.name, path.read_text(encoding="utf-8-sig"), find)
    return lines_of(document, _genre(document))


def _genre(document: Document) -> str:
    headings = [section.title for section in document.sections if section.level]
    return genre_of("", document.title or "", headings, document.text)


def fingerprint(text: str) -> str:
    """Ten digits that stand for the letters and figures of a line."""
    return hashlib.sha256(_letters(text).encode()).hexdigest()[:10]


def _repositories(index: Path) -> dict[str, str]:
    with index.open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["repository"] for row in csv.DictReader(stream)}


def _lines(path: Path, rows: Sequence[Mapping[str, object]]) -> Iterator[Line]:
    """The line of each row as a check of its document sees it; without a place where the document has none such."""
    document = parse(path.name, path.read_text(encoding="utf-8-sig"), find)
    places: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    genre = _genre(document)
    for unit, line in zip(stated(document), lines_of(document, genre), strict=True):
        places[_letters(unit.text)].append((document.lines.place(unit.span.start)[0], line))
    for row in rows:
        text, number = str(row["text"]), int(str(row["line"]))
        found = places.get(_letters(text)) or _beginning(places, _letters(text), number)
        if found:
            line = min(found, key=lambda place: abs(place[0] - number))[1]
            code = line.code if line.text == text else ()
            yield replace(line, text=text, kind=row["kind"], code=code, quoted=False)
        else:
            yield Line(text, row["kind"], (str(row["section"]),), genre=genre)  # type: ignore[arg-type]


def _beginning(places: Mapping[str, list[tuple[int, Line]]], text: str, number: int) -> list[tuple[int, Line]]:
    return [
        (at, line)
        for key, found in places.items()
        for at, line in found
        if abs(at - number) < NEAR and key[:25] and key[:25] == text[:25]
    ]


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
