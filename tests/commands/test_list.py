"""`citefirst list` in a repository: its questions, its formats, revisions, and what is remembered between two runs."""

from __future__ import annotations

import csv
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from jsonschema import Draft202012Validator
from support.paths import ROOT
from support.scenario import BASE, GOOD, Repository, shallow_clone

from citefirst import terminal
from citefirst.check import remembered
from citefirst.check.pipeline import Checker
from citefirst.cli import main
from citefirst.fast import held

DAY = "2026-11-23"
SCHEMA = json.loads((ROOT / "schemas" / "register-v1.schema.json").read_text("utf-8"))


def record(front: str = "", body: str = "") -> str:
    text = GOOD.replace("ai: none", f"ai: none\n{front}".rstrip())
    return text.replace("\n[S1]: ", f"\n{body}\n\n[S1]: ", 1) if body else text


HOSTILE = "=1+1 \x1b[31m |,;"
RECORDS = {
    "docs/a.md": record("id: EXC-2\nstatus: active\nexpires: 2026-12-01"),
    "docs/b.md": record("id: EXC-10\nstatus: active\nexpires: 2027-12-01", "UNKNOWN(@bob, 2026-11-20): why."),
    "docs/c.md": record('id: EXC-3\nstatus: draft\napprovals: [{role: author, by: "@alice", at: 2026-08-03}]'),
    "docs/d.md": record("id: EXC-1\nstatus: Superseded by EXC-2"),
    "docs/e.md": record("status: active", "UNKNOWN(@bob, 2026-12-20): who.").replace(
        "# Checkout latency", f"# {HOSTILE}"
    ),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CITEFIRST_NO_CACHE", raising=False)
    repository = Repository.new(tmp_path / "shop")
    repository.commit({**BASE, **RECORDS})
    monkeypatch.chdir(repository.root)
    return repository


def listed(*arguments: str) -> Result:
    done = CliRunner().invoke(main, ["list", "--today", DAY, *arguments])
    assert done.exit_code == 0, done.output + done.stderr
    return done


def items(*arguments: str) -> list[Any]:
    value = json.loads(listed("--format", "json", *arguments).output)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(value)] == []
    found: list[Any] = value["items"]
    return found


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), ["EXC-2", "EXC-10", "EXC-3", "EXC-1", None]),
        (("--sort", "id"), ["EXC-1", "EXC-2", "EXC-3", "EXC-10", None]),
        (("--sort", "-id"), ["EXC-10", "EXC-3", "EXC-2", "EXC-1", None]),
        (("--status", "active"), ["EXC-2", "EXC-10", None]),
        (("--status", "open", "--status", "ended"), ["EXC-3", "EXC-1"]),
        (("--expiring", "30d"), ["EXC-2"]),
        (("--expiring", "2y"), None),
        (("--unknown",), ["EXC-10", None]),
        (("--overdue",), ["EXC-10"]),
        (("--unknown", "--show", "records", "--overdue"), ["EXC-10"]),
        (("--approved-since", "2026-07-01", "--approved-until", "2026-09-30"), ["EXC-3"]),
        (("--approved-since", "2026-10-01"), []),
        (("--superseded",), ["EXC-1"]),
        (("--workflow", "note", "docs/a.md"), ["EXC-2"]),
        (("--owner", "alice"), []),
        (("--owner", "@Alice", "--status", "draft"), ["EXC-3"]),
        (("--source-system", "grafana", "--status", "draft"), ["EXC-3"]),
        (("--assistant", "claude"), []),
        (("--verdict", "findings", "docs"), None),
    ],
)  # fmt: skip
def test_filters(arguments: tuple[str, ...], ids: list[str | None] | None) -> None:
    done = CliRunner().invoke(main, ["list", "--today", DAY, "--format", "json", *arguments])
    if ids is None:
        assert done.exit_code in (0, 2)
    else:
        assert [item["id"] for item in json.loads(done.output)["items"]] == ids


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--expiring", "soon"), 2, "'soon' is no number of days"),
        (("--approved-since", "yesterday"), 2, "'yesterday' is not a day"),
        (("--approved-since", "2026-09-30", "--approved-until", "2026-07-01"), 2, "exchange the two days"),
        (("--columns", "id,owner"), 2, "--columns owner: there is no such column: id, workflow"),
        (("--sort", "due"), 2, "--sort due: there is no such column"),
        (("--workflow", "notes"), 2, "--workflow: there is no workflow notes: did you mean note?"),
        (("--format", "ics", "--show", "sources"), 2, "sources have no days"),
        (("--output", "sarif=x"), 2, "is not FORMAT=FILE"),
        (("--at", "no-such-branch"), 4, "`no-such-branch` names no commit, branch or tag here"),
        (("--at", "--output=x"), 4, "names no commit, branch or tag here"),
        (("nowhere.md",), 2, "nowhere.md does not exist"),
        (("--at", "HEAD", "docs/new.md"), 2, "docs/new.md is not there at this revision"),
        (("README.md",), 3, "0 of 0 records"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: tuple[str, ...], code: int, words: str) -> None:
    done = CliRunner().invoke(main, ["list", "--today", DAY, *arguments])
    assert (done.exit_code, words in done.output + done.stderr) == (code, True), done.output + done.stderr
    assert "Traceback" not in done.output + done.stderr


@pytest.mark.usefixtures("place")
def test_the_text_is_a_table_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "table_width", lambda: 100)
    lines = listed("--sort", "id").output.splitlines()
    assert lines[0].split() == ["id", "status", "expires", "verdict", "owners", "title", "path"]
    assert lines[1].startswith("EXC-1   superseded")
    assert lines[-1] == "5 of 5 records"
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in listed().output


def test_a_pipe_gets_every_word(place: Repository) -> None:
    name = f"docs/{'long-' * 30}name.md"
    title = f"What {'was decided and ' * 20}why"
    place.commit({name: GOOD.replace("# Checkout latency", f"# {title}")})
    (line,) = (line for line in listed().output.splitlines() if name in line)
    assert title in line


@pytest.mark.usefixtures("place")
def test_columns_are_chosen_and_named_either_way() -> None:
    output = listed("--columns", "id,superseded-by,left,systems", "--status", "ended").output
    assert output.splitlines()[:2] == ["id     superseded_by  left  systems", "EXC-1  EXC-2                Grafana"]


@pytest.mark.usefixtures("place")
def test_csv_has_no_formula_and_every_record() -> None:
    rows = list(csv.reader(StringIO(listed("--format", "csv", "--columns", "id,title,owners").stdout)))
    assert [row[0] for row in rows] == ["id", "EXC-2", "EXC-10", "EXC-3", "EXC-1", ""]
    assert rows[-1][1] == "'=1+1 \\x1b[31m |,;"
    assert rows[1][2] == "author: @alice"


@pytest.mark.usefixtures("place")
def test_ics_is_read_by_somebody_elses_reader() -> None:
    calendar: Any = Calendar.from_ical(listed("--format", "ics").stdout_bytes)
    assert sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT")) == ["EXC-10 ends", "EXC-2 ends"]
    calendar = Calendar.from_ical(listed("--format", "ics", "--unknown").stdout_bytes)
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} == {
        "EXC-10 UNKNOWN is due: UNKNOWN(@bob, 2026-11-20): why.",
        "=1+1 \\x1b[31m |,; UNKNOWN is due: UNKNOWN(@bob, 2026-12-20): who.",
    }


@pytest.mark.usefixtures("place")
def test_markdown_is_html_cells_and_what_it_adds_up_to() -> None:
    output = listed("--format", "markdown", "--status", "draft").output
    assert "<td><code>EXC-3</code></td>" in output
    assert output.endswith("\n1 of 5 records\n")


def test_files_are_written_beside_what_is_printed(place: Repository) -> None:
    listed("--output", "csv=out/register.csv", "--output", "json=out/register.json", "--output", "ics=out/register.ics")
    assert (place.root / "out/register.csv").read_text().startswith("id,status,")
    assert json.loads((place.root / "out/register.json").read_text())["records"] == 5
    assert (place.root / "out/register.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_json_says_from_where_under_which_policy(place: Repository) -> None:
    head = place.git("rev-parse", "HEAD")
    (place.root / "docs/a.md").write_text(RECORDS["docs/a.md"] + "\nMore. [S1]\n")
    value = json.loads(listed("--format", "json").output)
    assert (value["commit"], value["shallow"], value["records"], value["day"]) == (head, False, 5, DAY)
    assert value["policy"].startswith("sha256:")
    assert [(item["path"], item["commit"]) for item in value["items"]][:2] == [("docs/a.md", None), ("docs/b.md", head)]
    assert {item["policy"] for item in value["items"]} == {value["policy"]}


def test_a_revision_is_listed_as_it_was_whatever_has_become_of_it(place: Repository) -> None:
    first = place.git("rev-parse", "HEAD")
    place.git("tag", "q3")
    lax = BASE[".citefirst.yml"] + "rules:\n  CF601: off\n"
    place.commit({"docs/a.md": record("id: EXC-2\nstatus: closed"), "docs/b.md": None, ".citefirst.yml": lax})
    place.git("mv", "docs/c.md", "docs/z.md")
    place.commit({"docs/f.md": record("id: EXC-7")})
    (place.root / "docs/f.md").unlink()
    assert [item["path"] for item in items()] == ["docs/a.md", "docs/d.md", "docs/e.md", "docs/z.md"]
    then = items("--at", "q3")
    assert [(item["path"], item["commit"]) for item in then] == [(path, first) for path in RECORDS]
    assert (then[0]["status"], items("--at", "HEAD~1")[0]["status"]) == ("active", "closed")
    assert then[0]["policy"] != items("--at", "HEAD")[0]["policy"]
    assert [item["path"] for item in items("--at", "HEAD")][-2:] == ["docs/f.md", "docs/z.md"]
    assert [item["path"] for item in items("--at", "q3", "docs/b.md")] == ["docs/b.md"]


def test_a_revision_below_a_directory_with_a_policy_of_its_own(
    place: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.commit({f"team/{path}": text for path, text in {**BASE, **RECORDS}.items()})
    monkeypatch.chdir(place.root / "team")
    assert [item["path"] for item in items("--at", "HEAD")] == list(RECORDS)


def test_a_history_that_is_cut_off_is_said(place: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = f"at: 2026-08-03, digest: 'sha256:{'0' * 64}'"
    signed = RECORDS["docs/c.md"].replace("at: 2026-08-03", bound)
    head = place.commit({"docs/c.md": signed})
    clone = shallow_clone(place.root, tmp_path / "clone", head)
    monkeypatch.chdir(clone.root)
    assert json.loads(listed("--format", "json").output)["shallow"] is True
    assert "the history here is cut off" in listed("--show", "approvals").output
    assert "the history here is cut off" in listed("--show", "approvals", "--format", "csv").stderr
    done = CliRunner().invoke(main, ["list", "--at", "HEAD~1"])
    assert (done.exit_code, "cut off: fetch all of it" in done.stderr) == (4, True)


def test_a_directory_without_git_is_listed_and_has_no_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in {**BASE, **RECORDS}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert len(items()) == 5
    done = CliRunner().invoke(main, ["list", "--at", "HEAD"])
    assert (done.exit_code, "is not a git repository" in done.stderr) == (4, True)


def test_two_records_with_one_id_and_a_renamed_one_are_listed(place: Repository) -> None:
    place.git("mv", "docs/a.md", "docs/renamed.md")
    place.commit({"docs/twin.md": RECORDS["docs/b.md"]})
    found = items("--sort", "id,path")
    assert [(item["id"], item["path"]) for item in found][-3:] == [
        ("EXC-10", "docs/b.md"),
        ("EXC-10", "docs/twin.md"),
        (None, "docs/e.md"),
    ]
    assert {item["verdict"] for item in found if item["id"] == "EXC-10"} == {"findings"}
    assert "docs/renamed.md" in {item["path"] for item in found}


def test_a_file_that_cannot_be_read_is_listed_and_told(place: Repository) -> None:
    (place.root / "docs/broken.md").write_bytes(b"\xff\xfe\x00")
    assert "1 record could not be read" in listed().output
    assert [item["path"] for item in items("--verdict", "unread")] == ["docs/broken.md"]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the records that were judged anew."""
    seen: list[str] = []
    check = Checker.check

    def noting(self: Checker, file: Any, *known: Any) -> Any:
        seen.append(file.path)
        return check(self, file, *known)

    monkeypatch.setattr(Checker, "check", noting)
    return seen


def test_what_did_not_change_is_not_judged_again(place: Repository, judged: list[str]) -> None:
    first = items()
    assert judged == list(RECORDS)
    judged.clear()
    assert items() == first
    assert judged == []
    (place.root / "docs/a.md").write_text(RECORDS["docs/a.md"].replace("status: active", "status: closed"))
    assert items()[0]["status"] == "closed"
    assert judged == ["docs/a.md"]
    judged.clear()
    assert items("--no-cache")[0]["status"] == "closed"
    assert judged == list(RECORDS)


CHANGES = {
    "another record takes the id": ("docs/g.md", record("id: EXC-2")),
    "a file that is cited comes": ("docs/carts.csv", "1\n"),
    "the policy": (".citefirst.yml", BASE[".citefirst.yml"] + "rules:\n  CF302: warning\n"),
    "a schema": (".citefirst/schemas/other.schema.json", BASE[".citefirst/schemas/note.schema.json"]),
    "a file that is no record": ("notes.md", "# EXC-2\n"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_whatever_changes_the_register_says_what_it_says_anew(place: Repository, case: str) -> None:
    (place.root / "docs/a.md").write_text(RECORDS["docs/a.md"].replace("[S1]\n", "[carts](carts.csv)\n", 1))
    items()
    items()
    path, text = CHANGES[case]
    (place.root / path).write_text(text)
    assert items() == items("--no-cache")


def test_a_damaged_register_is_made_anew(place: Repository, tmp_path: Path) -> None:
    first = items()
    (kept,) = (tmp_path / "cache").rglob(remembered.REGISTER)
    for text in (b"", b"{}", kept.read_bytes()[:-9], b"x" * 100):
        kept.write_bytes(text)
        assert items() == first


def test_a_register_keeps_no_report_that_says_less_than_the_policy_asks(place: Repository) -> None:
    forged = RECORDS["docs/c.md"].replace("at: 2026-08-03", f"at: 2026-08-03, digest: 'sha256:{'0' * 64}'")
    policy = BASE[".citefirst.yml"] + "approvals: author\npeople: {'@alice': [alice@example.com]}\n"
    place.commit({".citefirst.yml": policy, "docs/c.md": forged})
    checked = CliRunner().invoke(main, ["check", "--today", DAY, "docs/c.md"])
    assert "CF41" in checked.output
    for _ in range(2):
        (found,) = items("--show", "approvals")
        assert found["verified"] in ("other", "untold")
        assert (found["verdict"], found["reason"] is None) == ("findings", False)
        assert held(["check", "docs/c.md"], os.environ) is None
        assert CliRunner().invoke(main, ["check", "--today", DAY, "docs/c.md"]).output == checked.output
