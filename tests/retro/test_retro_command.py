"""`citefirst retro` on made repositories: the replay of a history, its formats, and bad input."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from support.clones import clone
from support.markdown_view import view
from support.paths import ROOT
from support.runner_log import commands
from support.scenario import BASE, GOOD, POLICY, UNCITED, Repository

from citefirst.cli import main
from citefirst.dataset import places
from citefirst.dataset import runs as stored_runs
from citefirst.ledger.model import RunRow, Where

SCHEMA = json.loads((ROOT / "schemas" / "retro-v1.schema.json").read_text("utf-8"))
HOSTILE = "Eve \x1b[31m<script>alert(1)</script> [a](javascript:b) @everyone \u202e"
EXCEPTION = """exceptions:
  - path: docs/b.md
    rule: CF201
    reason: it is being moved
    owner: "@bob"
    expires: 2027-01-31
"""


class Dated(Repository):
    """A repository in which each commit says who wrote it and when."""

    def at(self, day: str, author: str, files: dict[str, str | None], message: str = "change") -> str:
        self.commit(files, message)
        when = f"2026-{day}T10:00:00Z"
        said = ("-c", "user.name=x", "-c", "user.email=x@x.example")
        self.git(
            *said, "commit", "--quiet", "--amend", "--no-edit", f"--date={when}", f"--author={author} <a@x.example>"
        )
        return self._committed(when)

    def _committed(self, when: str) -> str:
        made = self.git("cat-file", "commit", "HEAD")
        seconds = self.git("show", "-s", "--format=%at", "HEAD")
        text = re.sub(r"(?m)^(committer .*> )\d+ .*$", rf"\g<1>{seconds} +0000", made, count=1)
        place = self.root / ".git" / "made"
        place.write_text(text + "\n")
        commit = self.git("hash-object", "-t", "commit", "-w", str(place))
        self.git("update-ref", "HEAD", commit)
        return commit


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dated:
    monkeypatch.chdir(tmp_path)
    repository = Dated.new(tmp_path)
    assert isinstance(repository, Dated)
    repository.at("11-01", "Root", {**BASE, "docs/old.md": UNCITED})
    repository.at("11-17", "Ada", {"docs/a.md": UNCITED})
    repository.at("11-19", HOSTILE, {"docs/a.md": GOOD})
    repository.at("11-20", "Ada", {".citefirst.yml": POLICY + EXCEPTION, "docs/b.md": UNCITED})
    repository.at("11-21", "Bob", {"docs/old.md": GOOD, "docs/c.md": UNCITED})
    repository.at("12-05", "Late", {"docs/d.md": UNCITED})
    return repository


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["retro", "--since", "2026-11-16", "--until", "2026-11-29", *arguments])


def value(*arguments: str) -> dict[str, Any]:
    done = cite("--format", "json", *arguments)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


@pytest.mark.usefixtures("made")
def test_cases_of_the_span_are_told_with_their_people() -> None:
    found = value()
    assert [(each["path"], each["author"], each["end"]) for each in found["cases"] if each["code"] == "CF201"] == [
        ("docs/old.md", None, "edited"),
        ("docs/a.md", "Ada", "edited"),
        ("docs/c.md", "Bob", "open"),
    ]
    (row,) = (row for row in found["rules"] if row["code"] == "CF201")
    assert (row["asked"], row["before_held"], row["seconds"]) == (2, 1, 2 * 86400)
    assert [each["path"] for each in found["excused"]] == ["docs/b.md"]
    assert "it is being moved" in found["excused"][0]["why"]
    assert found["summary"]["policies"] == 2
    assert "CF401" in found["quiet"]
    assert "CF303" in found["unasked"]
    assert not {"CF201", "CF303"} & set(found["quiet"])


@pytest.mark.usefixtures("made")
def test_the_policy_of_today_judges_where_it_is_asked_for(made: Dated) -> None:
    made.at("12-06", "Ada", {".citefirst.yml": f"{POLICY}rules:\n  CF201: off\n"})
    assert [each for each in value("--policy", "today")["cases"] if each["code"] == "CF201"] == []
    assert [each for each in value()["cases"] if each["code"] == "CF201"]


@pytest.mark.usefixtures("made")
def test_a_policy_that_cannot_be_read_is_said(made: Dated) -> None:
    made.at("11-22", "Ada", {".citefirst.yml": "records: [", "docs/e.md": UNCITED})
    made.at("11-23", "Ada", {".citefirst.yml": POLICY})
    found = value()
    assert ("docs/e.md", "open") in [(each["path"], each["end"]) for each in found["cases"]]
    assert any(".citefirst.yml" in fault for fault in found["faults"])
    assert "so today's stood in for it" in cite().stdout


@pytest.mark.usefixtures("made")
def test_a_reader_sees_what_was_asked_for_and_how_long_it_took() -> None:
    text = cite().stdout
    for words in (
        "Looking back on 2026-11-16 to 2026-11-29",
        "judged by the policy as it was at each commit, of which there were 2",
        "CF201 uncited-claim: 2 times; 1 held after 2 days, 1 open",
        "Ada was asked once in 1 record; 1 held after 2 days",
        "1 from before the span held within it",
        "open: docs/c.md, line",
        "an exception of @bob until 2027-01-31: it is being moved",
        "Rules that never found anything",
    ):
        assert words in re.sub(r"\s+", " ", text), text
    assert re.search(r"(?i)\b(?:fault|blame|guilty|failed)\b", text) is None


@pytest.mark.usefixtures("made")
def test_paths_narrow_it() -> None:
    assert {each["path"] for each in value("docs/a.md")["cases"]} == {"docs/a.md"}
    assert {each["path"] for each in value("docs")["cases"]} == {"docs/a.md", "docs/c.md", "docs/old.md"}


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_what_is_printed_commands_nothing(made: Dated, form: str) -> None:
    made.at("11-24", HOSTILE, {"docs/f.md": UNCITED})
    text = cite("--format", form).stdout
    assert not set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text))
    assert commands(text) == []
    if form == "markdown":
        assert not view(text).links
    if form == "html":
        assert "Eve" in text
        assert not _tags(text) & {"script", "a", "img", "link", "iframe", "object"}


def _tags(text: str) -> set[str]:
    found: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.add(tag)

    Tags().feed(text)
    return found


@pytest.mark.usefixtures("made")
def test_stored_runs_are_counted(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["check", "--today", "2026-11-20", "--output", "json=runs/1.json", "docs/c.md"])
    assert done.exit_code == 1, done.output
    (tmp_path / "runs" / "bad.json").write_text("{")
    runs = value("--runs", "runs")["runs"]
    assert (runs["read"], runs["red"], runs["by_rule"]) == (1, 1, {"CF201": 1, **runs["by_rule"]})
    assert runs["unread"] == ["bad.json: it is no JSON"]
    assert "1 run, 1 red" in cite("--runs", "runs").stdout


def test_stored_runs_of_a_ledger_are_counted(made: Dated, tmp_path: Path) -> None:
    name = made.root.name
    place = places.at(str(tmp_path / "ledger"))
    for number, (day, verdict) in enumerate((("2026-11-20", "fail"), ("2026-11-21", "pass"), ("2026-01-01", "fail"))):
        rules = ("CF201",) if verdict == "fail" else ()
        run = RunRow(number, 1, "j", "push", None, None, day, "enforce", verdict, 1, 1, 1, 1, 0, rules, "1")  # type: ignore[arg-type]
        stored_runs.put(place, Where(name, None, "", ""), run)
    places.write(place, f"runs/repository={name}/x.parquet", b"?")
    runs = value("--runs", str(tmp_path / "ledger"))["runs"]
    assert (runs["read"], runs["red"], runs["by_rule"]) == (2, 1, {"CF201": 1})
    assert runs["unread"] == [f"runs/repository={name}/x.parquet: it is damaged"]


@pytest.mark.usefixtures("made")
def test_a_ledger_with_runs_of_others_only_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger" / "runs" / "repository=else").mkdir(parents=True)
    done = cite("--runs", str(tmp_path / "ledger"))
    assert done.exit_code == 2
    assert "has no runs of" in done.output


@pytest.mark.usefixtures("made")
def test_processes_find_the_same(made: Dated) -> None:
    for number in range(70):
        (made.root / "docs" / f"n{number}.md").write_text(UNCITED)
    made.at("11-25", "Ada", {})
    assert value("--jobs", "2") == value("--jobs", "1")


@pytest.mark.usefixtures("made")
def test_a_shallow_clone_is_said_and_nothing_is_guessed(
    made: Dated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone(made, tmp_path / "clone", depth=3)
    monkeypatch.chdir(tmp_path / "clone")
    found = value()
    assert found["cut"] is True
    assert {each["author"] for each in found["cases"]} <= {"Bob", None}
    assert "this clone is shallow and its history begins within the span" in cite().stdout


def test_a_directory_below_the_top_of_the_repository_is_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Dated.new(tmp_path)
    assert isinstance(repository, Dated)
    files = {f"team/{path}": str(text) for path, text in BASE.items()}
    repository.at("11-01", "Root", files)  # type: ignore[arg-type]
    repository.at("11-17", "Ada", {"team/docs/a.md": UNCITED, "other.md": UNCITED})
    monkeypatch.chdir(tmp_path / "team")
    assert [(each["path"], each["author"]) for each in value()["cases"]] == [("docs/a.md", "Ada")]


def test_renamed_and_removed_records_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    repository = Dated.new(tmp_path)
    assert isinstance(repository, Dated)
    repository.at("11-01", "Root", dict(BASE))
    repository.at("11-17", "Ada", {"docs/a.md": UNCITED, "docs/b.md": UNCITED + "\nMore words here.\n"})
    repository.at("11-18", "Ada", {"docs/a.md": None, "docs/z.md": UNCITED})
    repository.at("11-19", "Bob", {"docs/b.md": None})
    found = {(each["path"], each["end"]) for each in value()["cases"] if each["code"] == "CF201"}
    assert ("docs/z.md", "open") in found
    assert ("docs/b.md", "removed") in found
    assert not any(path == "docs/a.md" for path, _ in found)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--since", "2026-11-30", "--until", "2026-11-29"], 2, "give the earlier day to --since"),
        (["--since", "yesterday"], 2, "is not a day of the calendar"),
        (["--runs", "nowhere"], 2, "nowhere"),
        (["missing"], 2, "missing does not exist"),
    ],
)
def test_wrong_usage_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Repository.new(tmp_path).commit(BASE)
    done = CliRunner().invoke(main, ["retro", *arguments])
    assert done.exit_code == code, done.output
    assert words in done.output


def test_a_repository_without_a_commit_and_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = cite()
    assert done.exit_code == 4
    assert "`retro` replays git's history" in done.stderr
    Repository.new(tmp_path)
    assert "the repository has no commit yet" in cite().stdout


def test_the_schema_is_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["additionalProperties"] is False
