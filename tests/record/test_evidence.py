"""Quotes, lines, headings and commits of sources, each held against a repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.scenario import Repository

from citefirst.model import RecordReport
from citefirst.record.evidence import Evidence
from citefirst.tasks.checkout import CheckRequest, Run

LOG = "14:01 p99 is 0.3 s\n14:02 checkout p99 rose to 4.2 s, for 38 minutes\n14:40 over\n"
TOOLS = {
    "version": 1,
    "tool": "claude-enterprise",
    "account": "managed",
    "messages": [
        {"role": "user", "text": "How many carts did we lose?"},
        {"role": "tool", "text": "select count(*) from lost", "tool": "sql", "part": "call"},
        {"role": "tool", "text": "count\n4711 carts were lost", "tool": "sql", "part": "result"},
        {"role": "assistant", "text": "We lost 4812 carts in all."},
    ],
}
FILES = {
    "logs/a.txt": LOG,
    "docs/notes.md": '# Notes\n\n## What we **saw**\n\nIt *rose* to 4.2 s. <a id="odd"></a>\n',
    "logs/chat.json": json.dumps(TOOLS),
    "logs/picture.bin": "\0\1\2",
    ".citefirst.yml": "records:\n  'docs/r.md': architecture-decision\n"
    "rules: {CF102: off, CF103: off, CF401: off, CF501: off}\n",
}
HEAD = (
    "---\nworkflow: architecture-decision\nstatus: accepted\n%s---\n"
    "# Checkout\n\n## Context\n\nCheckout p99 rose to 4.2 s on 3 May. [S1]\n\n"
)


def checked(
    tmp_path: Path, source: str, front: str = "", files: dict[str, str] | None = None
) -> tuple[Evidence | None, RecordReport]:
    """What was found of the source S1 of a record, and the report on the record."""
    (tmp_path / "x").mkdir(exist_ok=True)
    place = tmp_path / "x"
    repository = Repository.new(place) if not (place / ".git").exists() else Repository(place)
    repository.commit({**FILES, **(files or {}), "docs/r.md": HEAD % front + source})
    run = Run.start(CheckRequest((place / "docs/r.md",), day="2026-11-23"))
    result = run.one()
    assert result.record
    return next(iter(result.record.evidence.values()), None), result.report


def codes(report: RecordReport) -> list[str]:
    return [finding.code for finding in report.findings if finding.code.startswith("CF3")]


@pytest.mark.parametrize(
    ("source", "states", "found"),
    [
        ("[S1]: ../logs/a.txt \"log: p99, quote: 'checkout p99 rose to 4.2 s'\"", ["held"], []),
        ("[S1]: ../logs/a.txt \"log: p99, quote: 'checkout p99 rose to 4.3 s'\"", ["differs"], ["CF307"]),
        ("[S1]: ../logs/a.txt#L2 \"log: p99, quote: 'checkout p99 rose to 4.2 s'\"", ["held"], []),
        ("[S1]: ../logs/a.txt#L3 \"log: p99, quote: 'checkout p99 rose to 4.2 s'\"", ["differs"], ["CF307"]),
        ("[S1]: ../logs/a.txt \"log: p99, quote: '4 s'\"", ["differs"], ["CF307"]),
        ("[S1]: ../logs/a.txt \"log: p99, quote: '14:40'\"", ["short"], []),
        ("[S1]: notes.md \"note: quote: 'It rose to 4.2 s.'\"", ["held"], []),
        ("[S1]: ../logs/picture.bin \"log: quote: 'anything at all'\"", ["untold"], []),
        ("[S1]: https://example.com/x \"page: quote: 'anything at all'\"", ["untold"], []),
        ("[S1]: ../logs/chat.json \"result: quote: '4711 carts were lost'\"", ["held"], []),
        ("[S1]: ../logs/chat.json \"result: quote: 'We lost 4812 carts'\"", ["differs"], ["CF307"]),
        ("[S1]: ../logs/chat.json \"result: quote: 'select count'\"", ["differs"], ["CF307"]),
        ("## Sources\n\n- S1: [log](../logs/a.txt)\n  > checkout p99 rose\n  > to 4.2 s\n", ["held"], []),
        ("## Sources\n\n- S1: [log](../logs/a.txt)\n  > checkout p99 fell\n", ["differs"], ["CF307"]),
        ("## Sources\n\n- S1: [log](../logs/a.txt)\n\n  > [!NOTE]\n  > made up\n", [], []),
        ('[S1]: ../logs/a.txt "quote: a supplier\'s price"', [], []),
    ],
)
def test_quotes(tmp_path: Path, source: str, states: list[str], found: list[str]) -> None:
    evidence, report = checked(tmp_path, source)
    assert [each.state for each in evidence.quotes] == states if evidence else states == []
    assert codes(report) == found
    assert report.claims.quoted == (states == ["held"])
    assert report.claims.cited == 1


@pytest.mark.parametrize(
    ("front", "states"),
    [
        ("sources:\n  S1: {path: ../logs/a.txt, kind: log, quote: checkout p99 rose to 4.2 s}\n", ["held"]),
        (
            "sources:\n  S1:\n    path: ../logs/a.txt\n    quote:\n    - p99 is 0.3 s\n    - over it was\n",
            ["held", "differs"],
        ),
        ("sources:\n- {id: S1, path: ../logs/a.txt, quote: 'rose to  4.2 s'}\n", ["held"]),
    ],
)
def test_quotes_of_the_front_matter(tmp_path: Path, front: str, states: list[str]) -> None:
    evidence, report = checked(tmp_path, "", front)
    assert evidence
    assert [each.state for each in evidence.quotes] == states
    places = [(finding.code, finding.excerpt.strip()) for finding in report.findings if finding.code == "CF307"]
    assert places == ([("CF307", "- over it was")] if "differs" in states else [])


def test_the_nearest_words_are_in_the_advice(tmp_path: Path) -> None:
    _, report = checked(tmp_path, "[S1]: ../logs/a.txt \"log: p99, quote: 'checkout p99 rose to 4.3 s'\"")
    (finding,) = (each for each in report.findings if each.code == "CF307")
    assert finding.message == "these words do not stand in `../logs/a.txt`"
    assert finding.hint == "line 2 says `checkout p99 rose to 4.2 s,`: quote what is there"
    assert (finding.region.line, finding.excerpt[finding.region.column - 1 :][:8]) == (11, "checkout")


@pytest.mark.parametrize(
    ("target", "lack"),
    [
        ("../logs/a.txt#L1-L3", ""),
        ("../logs/a.txt#L2-L9", "has 3 lines, and not lines 2-9"),
        ("../logs/a.txt:2", ""),
        ("../logs/a.txt:2-3", ""),
        ("../logs/a.txt:9", "has 3 lines, and not line 9"),
        ("notes.md#what-we-saw", ""),
        ("notes.md#odd", ""),
        ("notes.md#what-we-missed", "has no heading `what-we-missed`"),
        ("notes.md#fn1", ""),
        ("../logs/a.txt#anything", ""),
        ("https://github.com/acme/other/blob/3a7bd3e2360a3d29eea436fcfb7e44c735d117c4/a.txt#L900", ""),
        ("https://github.com/acme/shop/blob/3a7bd3e2360a3d29eea436fcfb7e44c735d117c4/logs/a.txt#L900", ""),
    ],
)
def test_lines_and_headings(tmp_path: Path, target: str, lack: str) -> None:
    evidence, report = checked(tmp_path, f'[S1]: {target} "log: p99"')
    assert (evidence.lack if evidence else "") == lack
    assert codes(report) == (["CF309"] if lack else [])


def pinned(place: Path, path: str = "logs/a.txt", lines: str = "#L2", quote: str = "checkout p99 rose") -> str:
    commit = Repository(place).git("rev-parse", "HEAD").strip()
    said = f", quote: '{quote}'" if quote else ""
    return f'[S1]: https://github.com/acme/shop/blob/{commit}/{path}{lines} "log: p99{said}"'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A checkout of acme/shop, with the files."""
    checked(tmp_path, "")
    Repository(tmp_path / "x").git("remote", "add", "origin", "https://github.com/acme/shop.git")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "since", "found"),
    [
        ({}, "", []),
        ({"logs/a.txt": f"{LOG}15:00 more\n"}, "", []),
        ({"logs/a.txt": LOG.replace("4.2", "4.3")}, "line 2 has changed", ["CF310"]),
        ({"logs/a.txt": None, "logs/old/b.txt": LOG}, "was moved to `logs/old/b.txt`", ["CF310"]),
        ({"logs/a.txt": None}, "is not there any more", ["CF310"]),
    ],
)
def test_a_permalink_is_held_against_its_commit(
    shop: Path, change: dict[str, str | None], since: str, found: list[str]
) -> None:
    source, place = pinned(shop / "x"), shop / "x"
    for path, text in change.items():
        (place / path).unlink() if text is None else (place / path).parent.mkdir(exist_ok=True)
        if text is not None:
            (place / path).write_text(text)
    Repository(place).git("add", "--all")
    Repository(place).git("commit", "--allow-empty", "-q", "-m", "change")
    (place / "docs/r.md").write_text(HEAD % "" + source)
    result = Run.start(CheckRequest((place / "docs/r.md",), day="2026-11-23")).one()
    assert result.record
    (evidence,) = result.record.evidence.values()
    assert evidence.holds
    assert evidence.since == since
    assert codes(result.report) == found
    assert result.report.claims.quoted == 1


@pytest.mark.parametrize(
    ("path", "lines", "quote", "found"),
    [
        ("logs/none.txt", "", "", ["CF309"]),
        ("logs/a.txt", "#L2-L90", "", ["CF309"]),
        ("logs/a.txt", "", "checkout p99 fell", ["CF307"]),
    ],
)
def test_what_a_commit_does_not_have(shop: Path, path: str, lines: str, quote: str, found: list[str]) -> None:
    source = pinned(shop / "x", path, lines, quote)
    _, report = checked(shop, source)
    assert codes(report) == found


def test_a_commit_that_is_not_here_accuses_nobody_and_proves_nothing(shop: Path) -> None:
    front = f"sources:\n  S1: {{path: ../logs/gone.txt, commit: {'12ab' * 10}, quote: words that are made up}}\n"
    evidence, report = checked(shop, "", front)
    assert evidence
    assert evidence.untold.endswith("is not in the history that is here")
    assert [each.state for each in evidence.quotes] == ["untold"]
    assert codes(report) == []
    assert report.claims.quoted == 0


@pytest.mark.parametrize(
    ("line", "quote", "found"),
    [
        ("Checkout p99 rose to 4.8 s on 3 May.", "checkout p99 rose to 4.2 s", True),
        ("Checkout p99 rose to 4.2 s on 3 May.", "checkout p99 rose to 4.2 s", False),
        ("Checkout p99 rose to 4200 ms on 3 May.", "checkout p99 rose to 4.2 s", False),
        ("Checkout p99 rose to 4 s on 3 May.", "checkout p99 rose to 4.2 s", False),
        ("Checkout p99 rose to about 4.8 s on 3 May.", "checkout p99 rose to 4.2 s", False),
        ("Checkout broke for 38 minutes.", "checkout p99 rose to 4.2 s", False),
        ("The bill for storage was $90.", "storage bill: $80", True),
        ("We lost 12 carts of the shop.", "lost 14 carts, shop eu", True),
        ("We lost 12 carts of the shop.", "lost 14 orders, shop eu", False),
        ("The timeout is 5 s.", "checkout p99 rose to 4.2 s", False),
        ("Checkout p99 rose from 3 s to 4.8 s.", "checkout p99 rose to 4.2 s", False),
        ("Checkout p99 rose by 30%.", "checkout p99 rose by 33.1%", False),
    ],
)
def test_a_figure_that_its_own_quote_contradicts(tmp_path: Path, line: str, quote: str, found: bool) -> None:
    files = {"logs/q.txt": f"{quote}\n"}
    text = HEAD % "" + f"[S1]: ../logs/q.txt \"log: it, quote: '{quote}'\"\n"
    place = tmp_path
    Repository.new(place).commit(
        {**FILES, **files, "docs/r.md": text.replace("Checkout p99 rose to 4.2 s on 3 May.", line)}
    )
    report = Run.start(CheckRequest((place / "docs/r.md",), day="2026-11-23")).one().report
    assert codes(report) == (["CF308"] if found else [])


@pytest.mark.parametrize("target", ["../logs/a.txt", "../logs/a.txt:2", "../logs/a.txt#L2"])
def test_lines_do_not_take_a_pin_away(tmp_path: Path, target: str) -> None:
    _, report = checked(tmp_path, f'[S1]: {target} "log: p99 sha256:{"0" * 64}"')
    assert codes(report) == ["CF302"]


def test_a_change_of_a_file_of_which_lines_are_cited_is_a_cause(shop: Path) -> None:
    place = shop / "x"
    checked(shop, '[S1]: ../logs/a.txt:2-3 "log: p99"')
    Repository(place).commit({"logs/a.txt": "one line\n"})
    run = Run.start(CheckRequest((place,), since="HEAD~1", day="2026-11-23"))
    (report,) = run.report(run.files()).records
    assert (report.because, codes(report)) == ("logs/a.txt", ["CF309"])


def test_a_second_run_remembers_what_commits_had(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = shop / "x"
    (place / "docs/r.md").write_text(HEAD % "" + pinned(place))

    def found() -> list[str]:
        run = Run.start(CheckRequest((place / "docs/r.md",), day="2026-11-23"))
        return [code for record in run.report(run.files()).records for code in codes(record)]

    assert found() == found() == []
    (place / "logs/a.txt").write_text(LOG.replace("4.2", "4.3"))
    assert found() == found() == ["CF310"]


@pytest.mark.parametrize(
    ("path", "found"), [("sub/logs/a.txt", []), ("logs/a.txt", []), ("sub/logs/none.txt", ["CF309"])]
)
def test_a_root_below_the_top_of_the_repository(tmp_path: Path, path: str, found: list[str]) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({f"sub/{name}": text for name, text in FILES.items()})
    repository.git("remote", "add", "origin", "https://github.com/acme/shop.git")
    source = pinned(tmp_path, path, "#L2", "")
    (tmp_path / "sub/docs/r.md").write_text(HEAD % "" + source)
    report = Run.start(CheckRequest((tmp_path / "sub/docs/r.md",), day="2026-11-23")).one().report
    assert codes(report) == found
