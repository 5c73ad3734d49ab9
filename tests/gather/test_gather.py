"""Exports to rows, and rows into a record: nothing guessed, nothing lost, and a hostile title is only text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.gathered import BASE, CASES, data, packed, reader_of
from support.paths import ROOT
from support.scenario import Repository

from citefirst.cli import main
from citefirst.errors import CitefirstError
from citefirst.gather.history import within
from citefirst.gather.readers import READERS, decode, read
from citefirst.gather.row import ExportError, Known
from citefirst.mending import events
from citefirst.report.summary import plural
from citefirst.repository.writing import locked
from citefirst.tasks import mend_records
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.tasks.gather import add_to

SCHEMA = json.loads((ROOT / "schemas" / "gather-v1.schema.json").read_text("utf-8"))
AT = "2026-11-03T14:02:00Z"
HOSTILE = "UNKNOWN | [S9] [a](https://evil.example.com) <img src=x> `x` \\| ``` <!-- expect"


def _pagerduty(title: str = "Checkout is slow", at: str = AT) -> bytes:
    link = "https://acme.pagerduty.com/incidents/P1"
    item = {"id": "P1", "incident_number": 1, "title": title, "created_at": at, "html_url": link}
    return json.dumps({"incidents": [item]}).encode()


def stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_export_gives_just_the_rows_that_are_announced(case: Path) -> None:
    found = read(data(case), Known(base=BASE))
    rows = [[stamp(row.at), row.title, row.link, row.kind, row.reader, row.id] for row in found.rows]
    assert {"rows": rows, "refused": list(found.refused)} == json.loads((case / "rows.json").read_text("utf-8"))
    assert [reader.name for reader in READERS if reader.recognise(decode(data(case)))] == [reader_of(case)]


def test_each_reader_has_an_example() -> None:
    assert {reader_of(case) for case in CASES} == {reader.name for reader in READERS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_cut_export_is_refused_in_one_sentence(case: Path) -> None:
    whole = data(case)
    with pytest.raises(ExportError):
        read(whole[: len(whole) * 2 // 3] if case.name != "csv" else whole[:8], Known(base=BASE))


def test_an_alert_of_opsgenie_is_no_incident() -> None:
    with pytest.raises(ExportError, match="no export that can be read"):
        read(json.dumps({"data": [{"id": "a", "tinyId": "1", "message": "m", "createdAt": AT}]}).encode(), Known())


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("citefirst.gather.slack.MAX_EXPORT", 2**16, "too large when unpacked"),
        ("citefirst.unzip.MAX_FILES", 1, "too many files"),
    ],
)
def test_an_archive_that_grows_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, said: str
) -> None:
    bomb = packed({"channels.json": b"[]", "ops/2026-11-03.json": b"[" + b" " * 2**20 + b"]"})
    assert len(bomb) < 2**12
    assert read(bomb, Known(base=BASE)).rows == ()
    monkeypatch.setattr(limit, value)
    with pytest.raises(ExportError, match=said):
        read(bomb, Known(base=BASE))


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        ("2026-11-03T14:02:00", None, "no zone"),
        ("2026-10-25T02:30:00", "Europe/Berlin", "twice or never"),
        ("2026-03-29T02:30:00", "Europe/Berlin", "twice or never"),
        ("soon", "UTC", "no time"),
    ],
)
def test_a_time_is_never_guessed(at: str, zone: str | None, said: str) -> None:
    found = read(_pagerduty(at=at), Known(ZoneInfo(zone) if zone else None))
    assert not found.rows
    assert said in found.refused[0]
    assert found.refused[0].startswith("incidents[0]: ")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"incidents": [1]}', b"a,b\n1,2\n"]
)
def test_what_is_no_export_is_said(data: bytes) -> None:
    with pytest.raises(CitefirstError):
        read(data, Known())


TABLE = "| Time (UTC) | Event | Source |\n| --- | --- | --- |\n| 13:58 | Deploy 1 | [S1] |\n| 14:30 | Over | [S1] |\n"
WIDE = "| Time | Who | Event |\n| --- | --- | --- |\n| 13:58 | Dora | Deploy 1 [S1] |\n| 14:30 | Dora | Over [S1] |\n"
LIST = "- 13:58 UTC deploy 1 [S1]\n- 14:30 UTC it was over [S1]\n"


@pytest.mark.parametrize("title", ["Checkout is slow", HOSTILE, "`", "|", "\\", "[S9]", "-->", "TBD", "a\u202eb"])
@pytest.mark.parametrize("timeline", [TABLE, WIDE, LIST, "UNKNOWN: what happened when\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_goes_into_the_timeline_once_and_brings_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, timeline: str, title: str, end: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before, record = _record(timeline).replace("\n", end).encode(), tmp_path / "a.md"
    record.write_bytes(before)
    (tmp_path / "p.json").write_bytes(_pagerduty(title))

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, list(arguments))

    def codes() -> list[str]:
        report = json.loads(run("check", "a.md", "--format", "json").stdout)
        return [finding["code"] for finding in report["findings"]]

    found = codes()
    once = run("gather", "p.json", "--into", "a.md")
    assert once.output == "a.md: 1 event added, 0 there already\n", once.output
    after = record.read_bytes()
    assert not Counter(codes()) - Counter(found)
    lines, added = after.decode().split(end), before.decode().split(end)
    fresh = [line for line in lines if "[S2]" in line]
    assert [line for line in lines if line not in fresh and line] == [line for line in added if line]
    assert len(fresh) == 2
    if "13:58" in timeline:
        assert "13:58" in lines[lines.index(fresh[0]) - 1]
        assert "14:30" in lines[lines.index(fresh[0]) + 1]
    assert run("gather", "p.json", "--into", "a.md").output == "a.md: 0 events added, 1 there already\n"
    assert record.read_bytes() == after


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_rows_of_any_titles_and_times_go_in_once_and_all_else_stays(data: st.DataObject) -> None:
    """Property: what is added can be taken away again byte for byte, brings no finding, and is not added twice."""
    titles = data.draw(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
    # Further than half a day from 14:30, which names no date, a time would be of another day (CF207).
    times = [f"2026-11-03T{data.draw(st.integers(3, 23)):02}:{data.draw(st.integers(0, 59)):02}:00Z" for _ in titles]
    timeline = data.draw(st.sampled_from((TABLE, WIDE, LIST, "UNKNOWN: what happened when\n")))
    end = data.draw(st.sampled_from(("\n", "\r\n")))
    items = [
        {"id": f"P{n}", "incident_number": n, "title": title, "created_at": at, "html_url": f"{BASE}/incidents/P{n}"}
        for n, (title, at) in enumerate(zip(titles, times, strict=True))
    ]
    rows = within(read(json.dumps({"incidents": items}).encode(), Known()).rows, None, None)
    with TemporaryDirectory() as place:
        record = Path(place) / "a.md"
        before = _record(timeline).replace("\n", end).encode()
        record.write_bytes(before)
        request = CheckRequest((record,))
        found = _errors(request)
        assert add_to(request, rows).endswith(f"{plural(len(rows), 'event')} added, 0 there already")
        after = record.read_bytes()
        assert not _errors(request) - found
        assert add_to(request, rows).endswith(f"0 events added, {len(rows)} there already")
        assert record.read_bytes() == after
    remaining = iter(after)
    assert all(byte in remaining for byte in before)
    assert after.count(b"/incidents/P") == len(rows)


def _record(timeline: str) -> str:
    text = f"---\nworkflow: incident-postmortem\ndate: 2026-11-03\n---\n# A\n\n## Timeline\n\n{timeline}\n## Cause\n\n"
    return text + 'UNKNOWN: why\n\n[S1]: https://ci.example.com/deploys/1 "deploy: 1"\n'


def _errors(request: CheckRequest) -> Counter[str]:
    return Counter(each.code for each in Run.start(request).one().report.findings)


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "a.md"
    made.write_text(_record(TABLE), "utf-8")
    (tmp_path / "p.json").write_bytes(_pagerduty())
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["gather", *arguments])


def test_a_record_that_changed_meanwhile_is_left_alone(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def slow(path: Path, root: Path) -> Iterator[None]:
        path.write_text("somebody else's\n", "utf-8")
        with locked(path, root):
            yield

    monkeypatch.setattr(mend_records, "locked", slow)
    result = run("p.json", "--into", "a.md")
    assert (result.exit_code, record.read_text("utf-8")) == (4, "somebody else's\n")
    assert "a.md changed while rows were gathered: run it again" in result.stderr


def test_rows_that_the_check_would_find_fault_with_are_not_written(
    record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = record.read_bytes()
    monkeypatch.setattr(events, "definition", lambda row, source: f'[{source}]: nonsense "{row.kind}: x"')
    result = run("p.json", "--into", "a.md")
    assert (result.exit_code, record.read_bytes()) == (4, before)
    assert "nothing was written, since the check would find CF" in result.stderr


def test_a_record_without_timeline_is_said(record: Path) -> None:
    record.write_text("---\nworkflow: incident-postmortem\n---\n# A\n", "utf-8")
    result = run("p.json", "--into", "a.md")
    assert result.exit_code == 2
    assert "begin the section first" in result.stderr


def test_git_tells_merges_commits_and_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    repository = Repository.new(tmp_path)
    assert "name the repository with --repository" in run("--git").stderr
    repository.git("remote", "add", "origin", "git@github.com:acme/shop.git")
    hashes = [repository.commit({"a": text}, text) for text in ("Start", "Mend the cart (#12)")]
    repository.git("tag", "v1")
    repository.git("commit", "--allow-empty", "-m", "Merge pull request #13 from acme/x\n\nFaster carts")
    found = json.loads(run("--git", "--format", "json").stdout)
    shop = "https://github.com/acme/shop"
    assert {(row["title"], row["link"], row["kind"], row["reader"]) for row in found["rows"]} == {
        ("Start", f"{shop}/commit/{hashes[0]}", "commit", "git"),
        ("Mend the cart (#12)", f"{shop}/pull/12", "pull-request", "git merge"),
        ("Faster carts", f"{shop}/pull/13", "pull-request", "git merge"),
        ("v1", f"{shop}/releases/tag/v1", "release", "git tag"),
    }
    Draft202012Validator(SCHEMA).validate(found)
    assert [row["id"] for row in json.loads(run("--git", "--id", "#13", "--format", "json").stdout)["rows"]] == ["#13"]
    elsewhere = run("--git", "--id", "v1", "--repository", "https://git.example.com/x", "--format", "markdown")
    assert "https://git.example.com/x/releases/tag/v1" in elsewhere.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_each_form_shows_a_hostile_title_as_text(record: Path, form: str) -> None:
    Path("p.json").write_bytes(_pagerduty(f"{HOSTILE}\x1b[31m\u202e"))
    result = run("p.json", "--format", form)
    assert result.exit_code == 0
    assert not set(result.stdout) & {"\x1b", "\u202e"}
    if form == "markdown":
        event, _, source = result.stdout.rstrip("\n").split("\n")
        assert re.fullmatch(r"- 2026-11-03 14:02 UTC PagerDuty: (`+)[^`].*[^`]\1 \[S1\]", event)
        assert source == '[S1]: https://acme.pagerduty.com/incidents/P1 "incident: PagerDuty"'
    if form == "json":
        Draft202012Validator(SCHEMA).validate(json.loads(result.stdout))


def test_a_window_in_which_nothing_happened_says_so(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(_pagerduty())
    result = CliRunner().invoke(main, ["gather", str(tmp_path / "p.json"), "--since", "2026-11-04"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing" in result.stderr
