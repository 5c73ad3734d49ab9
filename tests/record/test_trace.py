"""The chain of a record: every claim with its sources, who knows what is open, assistants, signatures, history."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.exports import EXPORTS, SHORT
from support.scenario import BASE, GOOD, Repository

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


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_escapes_a_record_and_loads_nothing(made: Repository) -> None:
    hostile = GOOD.replace("# Checkout latency", '# <img src=x onerror="x()"> \x1b[31m').replace(
        "Checkout p99 rose", "<script>x()</script> `<b>` &lt;i&gt; p99 rose"
    )
    made.commit({"docs/b.md": hostile + '\n[J]: javascript:x() "document: x"\n'})
    page = cite("trace", "docs/b.md", "--format", "html").output
    tags = Tags(page).found
    assert {tag for tag, _ in tags} <= set("html head meta title style body h1 h2 p small ul li a".split())
    assert all((attrs.get("href") or "").startswith("https://") for tag, attrs in tags if tag == "a")
    assert "\x1b" not in page
    assert "x()" in page


def test_a_record_without_git_has_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text))
    monkeypatch.chdir(tmp_path)
    text = cite("trace", "docs/a.md").output
    assert "git has no commit of this file here" in text
    assert "none was used, the record says" in text
    assert "Signatures\n  none" in text


@pytest.mark.usefixtures("made")
def test_what_is_no_record_has_no_chain() -> None:
    done = cite("trace", "claude.json")
    assert (done.exit_code, "name one record" in done.stderr) == (2, True)
