"""Every claim of a record with its mode, its verdict and the reasons for it, for people and as JSON (docs/cli.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from citefirst.model import Claim, Source, total
from citefirst.record.build import Record
from citefirst.report.escape import visible
from citefirst.report.formats.json import dumps

Records = Iterable[tuple[str, Record]]
"""Shown path and record."""
STRONGEST = 3
"""Signals of a claim that are shown where nobody asks for all."""


def as_json(records: Records, explain: bool = False) -> str:
    """Render a list of claims; lines and columns 1-based, columns in code points, the end exclusive."""
    entries = [
        _entry(path, record, claim) | {"quoted": index in record.quoted} | (_weights(claim) if explain else {})
        for path, record in records
        for index, claim in enumerate(record.claims)
    ]
    return dumps(entries)


def _weights(claim: Claim) -> dict[str, Any]:
    return {"weights": {signal.name: signal.weight for signal in claim.signals}, "score": total(claim.signals)}


def _entry(path: str, record: Record, claim: Claim) -> dict[str, Any]:
    region = record.document.lines.region(claim.unit.span)
    return {
        "path": path,
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
        "section": claim.section,
        "kind": claim.unit.kind,
        "text": claim.unit.text,
        "mode": claim.mode,
        "factual": claim.factual,
        "verdict": claim.verdict,
        "signals": [signal.name for signal in claim.signals],
        "sources": [name(source) for source in claim.sources],
        "kinds": sorted({source.kind for source in claim.sources}),
        "unknown": claim.verdict == "unknown",
    }


def name(source: Source) -> str:
    return source.id or source.target


def as_text(records: Records, explain: bool = False) -> str:
    """Render one line per claim: place, verdict, mode and text; below it the sources and the signals."""
    return "".join(f"{line}\n" for path, record in records for line in _lines(path, record, explain))


def _lines(path: str, record: Record, explain: bool) -> Iterator[str]:
    yield visible(path)
    if record.language:
        yield f"  in {record.language}, of which only figures, times and tables are read"
    for index, claim in enumerate(record.claims):
        region = record.document.lines.region(claim.unit.span)
        place = f"{region.line}:{region.column}"
        verdict = "quoted" if index in record.quoted else claim.verdict
        yield f"  {place:>8}  {verdict:<7}  {claim.mode:<8}  {visible(claim.unit.text)}"
        if claim.sources:
            yield f"{'':31}sources: {', '.join(f'{visible(name(source))} ({source.kind})' for source in claim.sources)}"
        yield from (f"{'':31}{line}" for line in _reasons(claim, explain))


def _reasons(claim: Claim, explain: bool) -> Iterator[str]:
    """Yield the signals of a claim: the strongest in a line, or each with its weight and the sum."""
    if claim.signals and explain:
        verdict = ("perhaps a fact" if claim.doubtful else "a fact") if claim.factual else "no fact"
        yield f"{total(claim.signals):+.2f}  {verdict}"
        yield from (f"{signal.weight:+.2f}  {signal.name}" for signal in claim.signals)
    elif claim.signals:
        yield f"signals: {', '.join(f'{signal.name} {signal.weight:+g}' for signal in claim.signals[:STRONGEST])}"
