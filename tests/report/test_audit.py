"""The audit in each of its forms, held against readers of somebody else where there are any."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from support.scenario import BASE, GOOD

from citefirst.cli import main
from citefirst.report import icalendar
from citefirst.report.audits import FORMATS, GROUPS
from citefirst.report.audits import audit as compiled
from citefirst.report.audits import text as plain
from citefirst.rules import RULES
from citefirst.tasks.checkout import CheckRequest, Run

RECORDS = {
    "docs/ended.md": GOOD.replace("ai: none", "ai: none\nexpires: 2026-10-31\ntitle: Ünïcode; x, y"),
    "docs/soon.md": GOOD.replace("ai: none", "ai: none\nexpires: 2026-12-10"),
    "docs/draft.md": GOOD.replace("ai: none", "ai: none\nstatus: draft\nexpires: 2026-10-31"),
    "docs/later.md": GOOD.replace("ai: none", "ai: none\nexpires: 2027-02-10"),
    "docs/uncited.md": GOOD.replace(" [S1]\n", "\n", 1).replace("\n[S1]: https", "\nSee [S1].\n\n[S1]: https"),
    "docs/unknown.md": GOOD.replace("\n[S1]: ", "\nUNKNOWN(@bob, 2026-11-20): why `it` — rose.\n\n[S1]: ", 1),
    ".citefirst.yml": BASE[".citefirst.yml"]
    + """exceptions:
  - {path: docs/uncited.md, rule: CF201, reason: old, owner: "@dora", expires: 2027-01-31}
  - {path: docs/gone.md, rule: CF201, reason: old, owner: "@erin", expires: 2027-01-31}
  - {path: docs/soon.md, rule: CF204, reason: old, owner: "@erin", expires: 2026-01-31}
""",
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in {**BASE, **RECORDS}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def audit(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "--today", "2026-11-23", *arguments])


def test_each_thing_stands_under_its_kind_with_its_day_and_its_people(place: Path) -> None:
    done = audit("--format", "json")
    items = [(item["kind"], item["due"], item["who"], item["code"]) for item in json.loads(done.output)["items"]]
    assert items == [
        ("ended", "2026-10-31", ["@alice"], "CF601"),
        ("unknown", "2026-11-20", ["@bob"], "CF607"),
        ("ending", "2026-12-10", ["@alice"], "CF606"),
        ("exception", "2026-01-31", ["@erin"], "CF005"),
        ("exception", None, ["@erin"], "CF615"),
    ]
    assert (done.exit_code, json.loads(done.output)["day"]) == (1, "2026-11-23")


def test_the_text_is_for_people(place: Path) -> None:
    assert "2026-10-31  docs/ended.md:6:10: the record ended on 2026-10-31 [CF601] (@alice)\n" in audit().output
    assert "UNKNOWN(@bob, 2026-11-20): why `it` — rose.\n" in audit().output
    assert audit().output.endswith("1 error, 4 warnings in 6 records by 2026-11-23\n")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--within", "90d"), 1, "docs/later.md"),
        (("--within", "12w"), 1, "docs/later.md"),
        (("--within", "0"), 1, "docs/ended.md"),
        (("--within", "soon"), 2, "'soon' is no number of days"),
        (("--today", "2026-02-30"), 2, "'2026-02-30' is not a day of the calendar"),
        (("--today", "20261123"), 2, "'20261123' is not a day of the calendar"),
        (("--format", "junit"), 2, "'junit' is not one of"),
        (("--output", "junit=x"), 2, "is not FORMAT=FILE"),
    ],
)
def test_arguments(place: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = audit(*arguments)
    assert (done.exit_code, words in done.output) == (code, True), done.output


def test_nothing_due_is_said_and_held(place: Path) -> None:
    for path in ("docs/ended.md", ".citefirst.yml"):
        (place / path).write_text({**RECORDS, **BASE}[path] if path != "docs/ended.md" else GOOD)
    done = CliRunner().invoke(main, ["audit", "--today", "2026-11-04"])
    assert (done.exit_code, done.output) == (0, "6 records: nothing is due by 2026-11-04\n")
    assert audit("--fail-on", "warning").exit_code == 1


def test_a_file_that_cannot_be_read_is_told(place: Path) -> None:
    (place / "docs" / "broken.md").write_bytes(b"---\nexpires: [\n---\n\xff")
    assert "Could not be read (1)" in audit().output


def test_a_calendar_is_read_by_somebody_elses_reader(place: Path) -> None:
    data = audit("--format", "icalendar").stdout_bytes
    assert all(len(line) <= icalendar.OCTETS for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    calendar: Any = Calendar.from_ical(data)
    assert not calendar.errors
    events: list[Any] = calendar.walk("VEVENT")
    assert [event["DTSTART"].dt for event in events] == [
        date(2026, 10, 31),
        date(2026, 11, 20),
        date(2026, 12, 10),
        date(2026, 1, 31),
    ]
    assert len({str(event["UID"]) for event in events}) == 4
    assert events[0]["SUMMARY"] == "the record ended on 2026-10-31 (docs/ended.md)"
    assert events[0]["DESCRIPTION"].endswith("\n@alice")
    assert audit("--format", "icalendar").stdout_bytes == data


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_a_folded_line_unfolds_to_itself(text: str) -> None:
    line = text.replace("\r", "").replace("\n", "")
    pieces = list(icalendar.folded(line))
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert all(len(piece.encode()) <= icalendar.OCTETS for piece in pieces)


def test_sarif_and_markdown_have_the_same_findings(place: Path) -> None:
    results = json.loads(audit("--format", "sarif").output)["runs"][0]["results"]
    assert sorted(result["ruleId"] for result in results) == ["CF005", "CF601", "CF606", "CF607", "CF615"]
    page = audit("--format", "markdown").output
    assert all(f"[{result['ruleId']}](" in page for result in results)
    assert page.startswith("# citefirst audit: 1 error, 4 warnings by `2026-11-23`\n")


def test_every_kind_is_of_rules_and_every_form_can_be_written(place: Path) -> None:
    known = {rule.code for rule in RULES}
    assert {code for group in GROUPS.values() for code in group.codes} <= known
    for form in FORMATS:
        assert audit("--output", f"{form}=out/{form}").exit_code == 1
        assert (place / "out" / form).stat().st_size


@pytest.mark.usefixtures("place")
def test_lines_are_wrapped_at_words_to_a_terminal() -> None:
    run = Run.start(CheckRequest(day="2026-11-23"))
    found = compiled(run.report(run.files(), audit=True))
    whole, narrow = plain.render(found), plain.render(found, width=60)
    assert narrow.split() == whole.split()
    assert max(map(len, whole.splitlines())) > 60
    places = [line for line in narrow.splitlines() if ":" in line.split(" ")[-1]]
    assert all(len(line) <= 60 for line in narrow.splitlines() if line not in places)
