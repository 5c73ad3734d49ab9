"""The chain of a record: every claim with its sources, who knows what is open, assistants, signatures, history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.exports import EXPORTS, SHORT
from support.scenario import BASE, GOOD, Repository
from support.site import anchors, loads, outside, tree

from citefirst.cli import main

RECORD = GOOD.replace("ai: none\n", "").replace(
    "\n[S1]: ", f"\n{SHORT} [S1]\n\nUNKNOWN(@bob, 2026-12-01): who paid.\n\n[S1]: "
)


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A record that an assistant helped with, signed, renamed and then edited in a pull request."""
    monkeypatch.chdir(tmp_path)
    repository = Repository.new(tmp_path)
    repository.commit({**BASE, "docs/old.md": RECORD, "claude.json": EXPORTS["claude"]}, "Write the record (#7)")
    done = cite("log", "add", "docs/old.md", "--tool", "claude-enterprise", "--from", "claude.json")
    assert done.exit_code == 0, done.stderr
    assert cite("approve", "docs/old.md", "--role", "author", "--as", "@alice", "--at", "2026-11-05").exit_code == 0
    repository.commit({}, "Sign it")
    (tmp_path / "docs" / "old.md").rename(tmp_path / "docs" / "a.md")
    (tmp_path / "docs" / "logs" / "old.ailog.json").chmod(0o644)
    text = (tmp_path / "docs" / "a.md").read_text().replace("38 minutes", "8 minutes")
    repository.commit({"docs/a.md": text}, "Merge pull request #9 from acme/fix")
    return repository


@pytest.mark.usefixtures("made")
def test_the_chain_is_told_as_text() -> None:
    text = cite("trace", "docs/a.md").output
    for words in (
        "Checkout p99 rose to 4.2 s for 8 minutes. [S1] (cited)",
        "[S1] dashboard: checkout p99: https://grafana.example.com/d/abc/checkout",
        f"{SHORT} [S1] (cited, from log 1, message 4)",
        "UNKNOWN(@bob, 2026-12-01): who paid. (@bob, until 2026-12-01)",
        "claude-enterprise (managed, 2026-11-03T14:02:00Z), to advise: its log is intact; 1 line of the record",
        "asked: Why did checkout slow down on 2026-11-03?",
        "@alice as author, 2026-11-05: covers the record as it was at ",
        "Write the record (#7) in #7",
        "Merge pull request #9 from acme/fix in #9",
        "+ Checkout p99 rose to 4.2 s for 8 minutes. [S1]",
        "- Checkout p99 rose to 4.2 s for 38 minutes. [S1]",
        "CF406 the record changed since @alice approved it",
    ):
        assert words in text, text


@pytest.mark.usefixtures("made")
def test_the_chain_is_told_as_json() -> None:
    value = json.loads(cite("trace", "docs/a.md", "--format", "json").output)
    assert value["version"] == 1
    assert [line["verdict"] for line in value["lines"]] == ["cited", "cited", "unknown"]
    assert value["lines"][1]["copied"] == [1, 4]
    assert value["signatures"][0]["covers"] == "before"
    assert [version["pull"] for version in value["history"]] == ["#7", "", "#9"]
    assert value["history"][1]["fields"] == ["ai", "approvals"]
    assert [finding["code"] for finding in value["report"]["findings"]] == ["CF406"]


def test_the_page_escapes_a_record_and_loads_nothing(made: Repository) -> None:
    hostile = GOOD.replace("# Checkout latency", '# <img src=x onerror="x()"> \x1b[31m').replace(
        "Checkout p99 rose", "<script>x()</script> `<b>` &lt;i&gt; p99 rose"
    )
    made.commit({"docs/b.md": hostile + '\n[J]: javascript:x() "document: x"\n'})
    text = cite("trace", "docs/b.md", "--format", "html").output
    page = tree(text)
    assert loads(page) == []
    assert all(link.startswith("https://") for link in outside(page))
    assert "\x1b" not in text
    assert "<script>x()</script>" in "".join(page.itertext())


@pytest.mark.usefixtures("made")
def test_the_page_tells_the_chain() -> None:
    page = tree(cite("trace", "docs/a.md", "--format", "html").output)
    text = " ".join("".join(page.itertext()).split())
    for words in (
        "✗ Does not hold. 1 error. 2 of 3 statements of fact cite a source, 1 says UNKNOWN, 0 have none.",
        "claude-enterprise (managed, 2026-11-03T14:02:00Z), to advise: its log is intact",
        "Why did checkout slow down on 2026-11-03?",
        "@alice as author, 2026-11-05: covers the record as it was at ",
        "Merge pull request #9 from acme/fix",
        "? UNKNOWN, @bob, until 2026-12-01",
        "in log 1, message 4",
    ):
        assert words in text, words
    assert [each.text for each in page.iter("del")] == ["Checkout p99 rose to 4.2 s for 38 minutes. [S1]"]
    assert [name for name in anchors(page) if name == "a1"]


@pytest.mark.usefixtures("made")
def test_a_missing_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = cite("trace", "docs/a.md", "--format", "html")
    assert done.exit_code == 2
    assert done.stderr == "citefirst: pages need jinja2, which is not installed: install `citefirst[report]`\n"


def test_a_record_without_git_has_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text))
    monkeypatch.chdir(tmp_path)
    text = cite("trace", "docs/a.md").output
    assert "git has no commit of this file here" in text
    assert "none was used, the record says" in text
    assert "Signatures\n  none" in text


def test_a_role_that_nobody_holds_is_told_as_that(made: Repository) -> None:
    made.commit({"docs/b.md": GOOD.replace('author: "@alice"', "author:")})
    assert "  author: nobody\n" in cite("trace", "docs/b.md").output
    assert json.loads(cite("trace", "docs/b.md", "--format", "json").output)["owners"] == [["author", ""]]


@pytest.mark.usefixtures("made")
def test_what_is_no_record_has_no_chain() -> None:
    done = cite("trace", "claude.json")
    assert (done.exit_code, "name one record" in done.stderr) == (2, True)


def test_a_directory_gives_the_chain_of_each_record(made: Repository) -> None:
    made.commit({"docs/a2.md": GOOD.replace("Checkout", "Basket"), "notes.md": "# Notes\n"}, "Write another one (#8)")
    whole = json.loads(cite("trace", "docs", "--format", "json").output)
    assert [each["path"] for each in whole["records"]] == ["docs/a.md", "docs/a2.md"]
    assert whole["records"][0] == json.loads(cite("trace", "docs/a.md", "--format", "json").output)
    done = cite("trace", "docs/a.md", "docs/a2.md", "notes.md")
    assert cite("trace", "docs/a.md").output in done.output
    assert done.stderr == "citefirst: notes.md: no workflow governs this file\n"
    assert "none of these files is a record" in cite("trace", "notes.md", "notes.md").stderr
    assert "`citefirst report DIR`" in cite("trace", "docs", "--format", "html").stderr
