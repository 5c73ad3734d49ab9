"""Nothing hangs: what a schema, a policy or a record could make endless is refused, bounded, or breaks off."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import growth
import pytest
from click.testing import CliRunner
from support.scenario import BASE, GOOD, Repository

from citefirst.check.pipeline import Checker, File
from citefirst.cli import main
from citefirst.errors import Exit, PolicyError
from citefirst.limits import OutOfTime
from citefirst.policy import globs
from citefirst.policy.reading import read as read_policy
from citefirst.repository import schemas
from citefirst.repository.watch import Watched
from citefirst.workflow import patterns, weight
from citefirst.workflow.catalogue import Catalogue, SchemaFile
from citefirst.workflow.dialect import DRAFT

SOON = 5.0
"""Seconds within which a thing is done that without a bound takes hours; no measure of speed."""


def soon(do: Callable[[], object]) -> None:
    begun = time.process_time()
    do()
    assert time.process_time() - begun < SOON


ENDLESS = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|b|ab)*$",
    "^(a?)*$",
    r"(\w+\s?)*$",
    "(a*)*",
    "(.*a){20}",
    "(x+x+)+y",
    "(?=(a+)+$)b",
    r"(a)\1+",
    "((a{1,9}){1,9}){1,9}x",
    "^.*.*.*.*.*x",
    "a" * 2_000,
    "(",
]
SOUND = {
    "^[a-z]+(-[a-z]+)*$": ("a-b", "-"),
    "^[^@]+@([a-z]+\\.)+[a-z]+$": ("a@b.c", "a@b"),
    "^([0-9]{3})+$": ("123456", "12"),
    "^([A-Z]+-[0-9]+(, )?)+$": ("INC-1, INC-2", "INC"),
    "^(.|[\\n])*$": ("a\nb", None),
    "rollback.*plan": ("a rollback without a plan", "a plan"),
    "^(?!\\W*UNKNOWN)": ("a", "UNKNOWN"),
    "^(foo|bar)?$": ("foo", "baz"),
    "^.{1,5000}$": ("a", ""),
    "(?i)deploy": ("Deploy", "x"),
}


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_that_may_never_return_is_refused(pattern: str) -> None:
    assert patterns.fault(pattern)


@pytest.mark.parametrize("pattern", SOUND)
def test_a_pattern_that_returns_is_used_as_it_is(pattern: str) -> None:
    does, does_not = SOUND[pattern]
    assert not patterns.fault(pattern)
    assert patterns.matches(pattern, does)
    assert does_not is None or not patterns.matches(pattern, does_not)


@pytest.mark.parametrize("pattern", [*SOUND, "^.*\\S <\\S+@\\S+>$", "a*b", "a*a*b", "^a*a*a*b"])
@pytest.mark.parametrize("text", ["a", "a ", "a-", "a.b", " <a@"])
def test_the_longest_text_of_a_pattern_takes_no_time_worth_a_word(pattern: str, text: str) -> None:
    most = min(patterns.longest(pattern), 256 * 1024)
    soon(lambda: re.search(pattern, (text * most)[:most] + "\x00"))


def test_a_text_too_long_for_a_pattern_is_a_finding_and_no_pass() -> None:
    for demand in ({"pattern": "^a*a*a*b"}, {"not": {"pattern": "^a*a*a*b"}}):
        schema = workflow({"frontmatter": {"properties": {"x": demand}}})
        record = f"---\nworkflow: own\nai: none\nx: {'a' * 9_000}\n---\n# A\n"
        found = checker(schema).check(File("a.md", "a.md", None, record.encode())).report.findings
        assert "too long to be held against" in found[0].message
        assert found[0].code == "CF101"


def workflow(properties: dict[str, object], **more: object) -> str:
    return json.dumps({"$schema": DRAFT, "title": "Own", "description": "Own.", "properties": properties, **more})


def checker(schema: str) -> Checker:
    own = SchemaFile("own", ".citefirst/schemas/own.schema.json", schema)
    return Checker(Catalogue({**schemas.builtin(), "own": own}), lambda path: False)


def doubled(keyword: str, levels: int) -> str:
    parts = {f"a{n}": {keyword: [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(levels)}
    defs = {**parts, f"a{levels}": {"type": "object"}}
    return workflow({"frontmatter": {"$ref": "#/$defs/a0"}}, **{"$defs": defs})


def below(levels: int) -> str:
    """Twice what judges the level below, twice."""
    inner = {"allOf": [{"properties": {"x": {"$ref": "#/$defs/a"}}}] * 2}
    return workflow({"frontmatter": {"$ref": "#/$defs/a"}}, **{"$defs": {"a": inner}}) if levels else ""


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_levels_that_double_are_refused_before_anything_is_judged(keyword: str) -> None:
    for schema in (doubled(keyword, 24), below(24)):
        with pytest.raises(PolicyError, match="judges one value in more than 1,000 ways"):
            checker(schema).catalogue.workflow("own")


def test_a_few_levels_are_judged() -> None:
    assert checker(doubled("allOf", 5)).catalogue.workflow("own")


def test_no_built_in_workflow_comes_near_the_bound() -> None:
    catalogue = Catalogue(schemas.builtin())
    for name in catalogue.names():
        library = catalogue.library(name)
        weight.check(library.parse(f"{name}.schema.json").root, library, weight.MOST // 10)


@pytest.mark.parametrize("depth", [200, 5_000, 60_000])
def test_a_schema_nested_without_end_is_a_sentence(depth: int) -> None:
    deep = '{"properties":{"a":' * depth + "{}" + "}}" * depth
    schema = workflow({"frontmatter": "DEEP"}).replace('"DEEP"', deep)
    with pytest.raises(PolicyError, match="nested too deeply"):
        checker(schema).catalogue.workflow("own")


def policy(records: str) -> bytes:
    return f"records:\n  {json.dumps(records)}: incident-postmortem\n".encode()


@pytest.mark.parametrize("glob", ["[z-a]", "\\", "*a" * 9 + "b", "**/a/" * 9 + "b", "[[:alpha:]]", "#", "***a" * 7])
def test_a_glob_that_cannot_be_used_is_a_sentence_with_its_place(glob: str) -> None:
    with pytest.raises(PolicyError, match=r"^\.citefirst\.yml:2:3: "):
        read_policy(".citefirst.yml", policy(glob))


def test_a_glob_of_many_stars_is_not_held_against_a_long_name() -> None:
    assert globs.matches("*a*b*c.md", "docs/1a2b3c.md")
    for glob, path in (("*a*a*a*a*a*b", "a" * 200), ("**/a/**/a/**/a/**/b", "a/" * 2_000 + "c")):
        with pytest.raises(PolicyError, match="too many"):
            globs.matches(glob, path)


class Clock:
    """Time that passes when it is looked at."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def timed(step: float, record: float = 20.0, run: float = 300.0) -> Checker:
    return Checker(Catalogue(schemas.builtin()), lambda path: False, watch=Watched(record, run, Clock(step)))


GOVERNED = File("docs/a.md", "docs/a.md", "incident-postmortem", GOOD.encode())


def test_a_record_that_takes_too_long_is_a_finding_and_was_not_judged() -> None:
    report = timed(6.0).check(GOVERNED).report
    assert [finding.code for finding in report.findings] == ["CF007"]
    assert "more than 20 seconds of processor time" in report.findings[0].message
    assert "CF007" not in [finding.code for finding in timed(0.01).check(GOVERNED).report.findings]


def test_a_run_that_takes_too_long_leaves_no_later_record_unsaid() -> None:
    checker = timed(0.1, run=15.0)
    codes = ["CF007" in [finding.code for finding in checker.check(GOVERNED).report.findings] for _ in range(9)]
    assert codes[0] is False
    assert codes[-1] is True
    assert codes == sorted(codes)


def test_one_step_that_does_not_return_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object) -> None:
        re.search("^(a+)+$", "a" * 60 + "b")

    monkeypatch.setattr("citefirst.document.parse.parse", parse)
    checker = Checker(Catalogue(schemas.builtin()), lambda path: False, watch=Watched(record=0.2))
    report = checker.check(GOVERNED).report
    assert [finding.code for finding in report.findings] == ["CF007"]


def test_the_command_says_that_it_could_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(*_: object) -> None:
        raise OutOfTime("it took more than 20 seconds of processor time")

    Repository.new(tmp_path).commit({**BASE, "docs/a.md": GOOD})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("citefirst.document.parse.parse", parse)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == Exit.COULD_NOT_RUN
    assert "the check of this record broke off: it took more than 20 seconds" in done.stdout


COUNTED = ("headings, the same", "headings, nested", "table rows", "logs", "keys")


@pytest.mark.parametrize("name", COUNTED)
def test_twice_the_record_is_twice_the_work(name: str) -> None:
    """By calls of functions, which are the same on every machine."""
    few, many = (_calls(growth.record(name, size)) for size in (8_000, 16_000))
    assert many < 2.4 * few


def _calls(data: bytes) -> int:
    from cProfile import Profile

    checker = Checker(Catalogue(schemas.builtin()), lambda path: False)
    checker.check(File("a.md", "a.md", None, data))  # what is loaded once is not counted
    profile = Profile()
    profile.runcall(checker.check, File("a.md", "a.md", None, data))
    return sum(entry.callcount for entry in profile.getstats())
