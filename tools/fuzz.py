"""Throw damaged and hostile inputs at what reads them, and say which one breaks a promise.

usage: python tools/fuzz.py [--kind KIND ...] [--count N] [--seconds S] [--seed N] [--keep DIRECTORY] [--jobs N]

Inputs are made from the repository's own examples and from fragments of their grammars, by a generator that a seed
repeats. Promises: nothing is raised but a sentence of ours, nothing takes longer than a bound, every place stands
inside the file, the report is one under its schema and the same again, and no control character is printed. An input
that breaks one is written to `--keep` (`tests/data/fuzz`, which the tests replay) as `KIND-DIGEST`, and is named.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.read import read as read_export
from citefirst.ailog.overlap import taken
from citefirst.ailog.secrets import find
from citefirst.ailog.stored import dump, load
from citefirst.check.pipeline import Checker, File
from citefirst.errors import CitefirstError
from citefirst.limits import RECORD_SECONDS
from citefirst.model import Report
from citefirst.policy import baseline
from citefirst.policy.reading import read as read_policy
from citefirst.report.formats import json as json_report
from citefirst.report.formats import text as text_report
from citefirst.repository import schemas
from citefirst.repository.watch import Watched
from citefirst.workflow.catalogue import Catalogue, SchemaFile

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "tests" / "data" / "fuzz"
SLOW = RECORD_SECONDS / 2
"""Seconds of processor time for one input: generated ones are small."""
MOST = 20_000
"""Characters of an input."""

FRAGMENTS: dict[str, list[str]] = json.loads((ROOT / "tools" / "fuzz.json").read_text("utf-8"))
"""What inputs are put together from, by kind, and `odd` characters for all of them."""

FRONT = "---\nworkflow: incident-postmortem\nai: none\n---\n"

Check = Callable[[bytes], Iterator[str]]
"""What an input breaks, a sentence for each promise."""


def records(data: bytes) -> Iterator[str]:
    checker = _checker()
    file = File("docs/a.md", "docs/a.md", None, data)
    report = Report((checker.check(file).report,))
    yield from _report(report, data)
    if json_report.render(report) != json_report.render(Report((checker.check(file).report,))):
        yield "the report is another the second time"


def _report(report: Report, data: bytes) -> Iterator[str]:
    lines = _lines(data)
    for finding in report.findings:
        region = finding.region
        if finding.code == "CF007":
            yield f"the check broke off: {finding.message}"
        ends = ((region.line, region.column), (region.end_line, region.end_column))
        if ends[0] > ends[1] or any(
            not (1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1) for line, column in ends
        ):
            yield f"{finding.code} stands outside of the file: {ends}"
    told = json_report.render(report)
    if not _is_report(json.loads(told)):
        yield "the report does not hold under its schema"
    shown = text_report.render(report) + told
    if odd := [char for char in shown if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160]:
        yield f"the report prints {odd[0]!r}"


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@cache
def _checker() -> Checker:
    return Checker(Catalogue(schemas.builtin()), lambda path: False, day="2026-12-01", watch=Watched(run=1e9))


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((ROOT / "schemas" / "report-v1.schema.json").read_text("utf-8")))


def _is_report(value: Any) -> bool:
    return bool(_validator().is_valid(value))


def policies(data: bytes) -> Iterator[str]:
    from citefirst.check.rulebook import is_plainly_valid

    try:
        policy = read_policy(".citefirst.yml", data, schemas.builtin()["config"].text, is_plainly_valid)
        route = policy.router()
        for path in ("docs/incidents/a.md", "a" * 200, "a/" * 50 + "b.md"):
            route(path)
        policy.waiving("docs/a.md", "2026-12-01")
        Checker(Catalogue(schemas.builtin()), lambda path: False, policy=policy, day="2026-12-01").of_policy()
        policy.find_ids("INC-1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaa #1", ())
    except CitefirstError as error:
        yield from _sentence(str(error))


def workflows(data: bytes) -> Iterator[str]:
    from citefirst.report.views.workflow import render
    from citefirst.workflow.contradictions import contradictions
    from citefirst.workflow.outline import outline

    own = SchemaFile("own", ".citefirst/schemas/own.schema.json", data.decode("utf-8", "replace"))
    catalogue = Catalogue({**schemas.builtin(), "own": own})
    try:
        for fault in (*catalogue.check("own"), *contradictions("own", catalogue)):
            yield from _sentence(fault)
        render(catalogue.workflow("own"), outline("own", catalogue))
        checker = Checker(catalogue, lambda path: False, watch=Watched(run=1e9))
        record = _seeds("records")[0]
        yield from _report(Report((checker.check(File("docs/a.md", "docs/a.md", "own", record)).report,)), record)
    except CitefirstError as error:
        yield from _sentence(str(error))


def exports(data: bytes) -> Iterator[str]:
    try:
        log = read_export(data, tool="chatgpt", account="managed")
        find(log)
        taken(["Checkout p99 rose to 4.2 s for 38 minutes after the deploy."], log.messages)
        load(dump(log))
    except AiLogError as error:
        yield from _sentence(str(error))


def baselines(data: bytes) -> Iterator[str]:
    try:
        found = baseline.read(".citefirst-baseline.json", data)
        checker = Checker(Catalogue(schemas.builtin()), lambda path: False, baseline=found)
        report = Report((), policy=checker.of_policy({"docs/a.md": ()}))
        yield from _report(report, data)
    except CitefirstError as error:
        yield from _sentence(str(error))


def _sentence(said: str) -> Iterator[str]:
    if not said.strip() or "Traceback" in said or " object at 0x" in said:
        yield f"this is no sentence: {said[:80]!r}"


KINDS: dict[str, Check] = {
    "records": records,
    "policies": policies,
    "workflows": workflows,
    "exports": exports,
    "baselines": baselines,
}


@cache
def _seeds(kind: str) -> tuple[bytes, ...]:
    """What inputs are made from."""
    if kind == "records":
        found = [path.read_bytes() for path in sorted(ROOT.glob("examples/*/*/*.md"))]
    elif kind == "workflows":
        found = [path.read_bytes() for path in sorted(ROOT.glob("schemas/*.schema.json"))]
        found += [b'{"title": "A", "description": "B", "properties": {"frontmatter": {}, "sections": {}}}']
    elif kind == "policies":
        found = [path.read_bytes() for path in sorted(ROOT.glob("examples/**/.citefirst.yml"))]
        found += ["\n".join(FRAGMENTS["policies"]).encode()]
        found += [b"records:\n  'docs/**': incident-postmortem\nrules: {CF204: error}\n"]
    elif kind == "exports":
        found = [path.read_bytes() for path in sorted((ROOT / "tests" / "data").glob("exports/**/*")) if path.is_file()]
        found += [path.read_bytes() for path in sorted(ROOT.glob("examples/**/*.json"))]
    else:
        found = [b'{"version": 1, "findings": {"docs/a.md": {"CF201": ["5f0c6a3d8e1b2947", "5f0c6a3d8e1b2947-2"]}}}']
    small = [data[:MOST] for data in found if len(data) < 4 * MOST]
    return tuple(small) or (b"",)


def make(kind: str, chance: random.Random) -> bytes:
    """One input: an example with a few damages, or fragments in a row."""
    fragments = FRAGMENTS[kind]
    if chance.random() < 0.25:
        text = "".join(
            chance.choice(fragments) + chance.choice(("", " ", "\n", "\n\n")) for _ in range(chance.randrange(60))
        )
        front = (
            "---\nworkflow: incident-postmortem\nai: none\n---\n" if kind == "records" and chance.random() < 0.7 else ""
        )
        return (front + text).encode("utf-8", "replace")
    text = chance.choice(_seeds(kind)).decode("utf-8", "replace")
    for _ in range(chance.randrange(1, 8)):
        text = _damage(text, fragments, chance)
    data = text.encode("utf-8", "replace")[:MOST]
    if chance.random() < 0.05 and data:
        place = chance.randrange(len(data))
        data = data[:place] + bytes((chance.randrange(256),)) + data[place + 1 :]
    return data


def _damage(text: str, fragments: Sequence[str], chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 1, 5, 40, 200)))
    match chance.randrange(7):
        case 0:
            return text[:start] + text[end:]
        case 1:
            return text[:start] + text[start:end] * chance.choice((2, 3, 30)) + text[end:]
        case 2:
            return text[:start] + chance.choice(FRAGMENTS["odd"]) + text[start:]
        case 3:
            return text[:start] + chance.choice(fragments) * chance.choice((1, 1, 2, 60)) + text[start:]
        case 4:
            lines = text.split("\n")
            chance.shuffle(lines) if chance.random() < 0.2 else lines.pop(chance.randrange(len(lines)))
            return "\n".join(lines)
        case 5:
            return text[:start] + "\n" + chance.choice(fragments) + text[start:]
        case _:
            return text[:start]


def broken(kind: str, data: bytes) -> list[str]:
    """The promises that an input breaks."""
    begun = time.process_time()
    try:
        with Watched(record=SLOW, run=1e9)():
            found = list(KINDS[kind](data))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        found = [f"{type(error).__name__}: {error}"[:300]]
    if (took := time.process_time() - begun) > SLOW:
        found.append(f"it took {took:.1f} s")
    return found


def run(kinds: Sequence[str], count: int, seconds: float, seed: int, keep: Path | None) -> tuple[int, list[str]]:
    """How many inputs were tried, and what was found."""
    chance, begun, found, tried = random.Random(seed), time.monotonic(), [], 0
    while tried < count and time.monotonic() - begun < seconds:
        kind = kinds[tried % len(kinds)]
        data = make(kind, chance)
        tried += 1
        if faults := broken(kind, data):
            name = f"{kind}-{sha256(data).hexdigest()[:12]}"
            found.append(f"{name}: {'; '.join(faults)[:400]}")
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / name).write_bytes(data)
    return tried, found


def _job(given: tuple[Sequence[str], int, float, int, Path | None]) -> tuple[int, list[str]]:
    return run(*given)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", action="append", choices=tuple(KINDS), help="what to throw; all where none is named")
    parser.add_argument("--count", type=int, default=10_000, help="inputs in all")
    parser.add_argument("--seconds", type=float, default=600.0, help="when to stop at the latest")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=KEPT, help="directory for inputs that break a promise")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    given = parser.parse_args(arguments)
    from multiprocessing import Pool

    kinds = given.kind or list(KINDS)
    each = -(-given.count // given.jobs)
    jobs = [(kinds, each, given.seconds, given.seed * 1_000 + number, given.keep) for number in range(given.jobs)]
    with Pool(given.jobs) as pool:
        results = pool.map(_job, jobs)
    found = [line for _, lines in results for line in lines]
    print("\n".join([*found, f"{sum(tried for tried, _ in results):,} inputs, {len(found)} broke a promise"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
