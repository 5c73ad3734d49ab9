"""The language server: places as the client counts, offered changes that mend what they say, sessions over stdio."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace.position_codec import PositionCodec
from support.language_client import UTF16, opened, session
from support.paths import ROOT
from support.scenario import BASE, GOOD, UNCITED

from citefirst.document.splice import splice
from citefirst.lsp.actions import offers
from citefirst.lsp.hover import hover
from citefirst.lsp.places import Places
from citefirst.lsp.project import Project
from citefirst.mending.fixes import Fix
from citefirst.model import Finding
from citefirst.places import Region, Span
from citefirst.record.build import Record
from citefirst.rules.examples import DAY

EXAMPLES = sorted((ROOT / "examples").glob("*/bad/*.md"))
UTF8, UTF32 = types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf32


@cache
def judged(path: Path, text: str) -> tuple[Record, tuple[Finding, ...]]:
    found = Project(ROOT).check(path, text, "2026-11-23")
    assert found
    assert found.record
    return found.record, found.report.findings


COUNTED = [
    (UTF16, "a\U0001f600b\u00e9\n", 5, 5),
    (UTF8, "a\U0001f600b\u00e9\n", 5, 8),
    (UTF32, "a\U0001f600b\u00e9\n", 5, 4),
    (UTF16, "a\u2028b\n", 4, 3),
]


@pytest.mark.parametrize(("encoding", "text", "column", "character"), COUNTED)
def test_characters_are_counted_as_the_client_does(
    encoding: types.PositionEncodingKind, text: str, column: int, character: int
) -> None:
    place = Places(text, PositionCodec(encoding)).range(Region(1, 1, 1, column)).end
    assert (place.line, place.character) == (0, character)


@given(
    st.text(alphabet="a\U0001f600\u00e9\n\u2028\x0c|", max_size=30), st.sampled_from([UTF8, UTF16, UTF32]), st.data()
)
def test_a_place_comes_back_where_it_was(text: str, encoding: types.PositionEncodingKind, data: st.DataObject) -> None:
    places = Places(text, PositionCodec(encoding))
    offset = data.draw(st.integers(0, len(text)))
    assert places.offset(places.of(Span(offset, offset)).start) == offset


def offered(path: Path) -> list[tuple[str, str, Fix]]:
    """Code of each finding, the text with what is offered for it, and the offer."""
    text = path.read_text("utf-8")
    checked = Project(ROOT).check(path, text, DAY)
    assert checked
    look = Project(ROOT).look(path, DAY)
    data = text.encode()
    found = offers(look, checked, data, list(checked.report.findings))
    return [(finding.code, splice(data, fix.edits).decode(), fix) for finding, fix in found]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_an_offered_change_mends_its_finding_and_breaks_nothing(path: Path) -> None:
    """A new definition is an exception: its target is refused until somebody fills it in."""
    before = Counter(each.code for each in judged(path, path.read_text("utf-8"))[1])
    for code, text, fix in offered(path):
        after = Counter(each.code for each in judged(path, text)[1])
        assert after[code] < before[code], fix.title
        assert set(after - before) <= set(fix.leaves.split()) | {"CF406", "CF407"}, fix.title


def test_each_kind_of_change_is_offered_somewhere() -> None:
    titles = {fix.title for path in EXAMPLES for _, _, fix in offered(path)}
    for start in (
        "Mark the line UNKNOWN",
        "Cite ",
        "Define ",
        "Say UNKNOWN",
        "Cite a new",
        "Remove ",
        "Insert ",
        "Call ",
    ):
        assert any(title.startswith(start) for title in titles), start


def test_a_hover_names_the_rule_or_the_source() -> None:
    path = ROOT / "examples/incident-postmortem/bad/uncited-line-in-the-timeline.md"
    text = path.read_text("utf-8")
    record, findings = judged(path, text)
    line = text.index("| 09:40 |")
    assert "**CF201 uncited-claim**" in hover(record, findings, line + 3)
    assert "release: `5.14.0`" in hover(record, findings, text.index("[REL-5140]") + 2)
    assert hover(record, findings, 0) == ""


def changed(path: Path, text: str, version: int) -> types.DidChangeTextDocumentParams:
    which = types.VersionedTextDocumentIdentifier(version, path.as_uri())
    return types.DidChangeTextDocumentParams(which, [types.TextDocumentContentChangeWholeDocument(text)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_session_over_stdio(root: Path) -> None:
    async def play() -> None:
        path = root / "docs" / "a.md"
        line = UNCITED.split("\n").index("Checkout p99 rose to 4.2 s for 38 minutes.")
        async with session(root) as (client, notes, messages):
            client.text_document_did_open(opened(path, UNCITED))
            found = await notes()
            assert [(each.code, each.range.start.line) for each in found.diagnostics] == [("CF201", line)]
            at = types.TextDocumentIdentifier(path.as_uri())
            place = types.Position(line, 3)
            said = await client.text_document_hover_async(types.HoverParams(at, place))
            assert said
            assert "CF201" in str(said.contents)
            context = types.CodeActionContext(found.diagnostics)
            wanted = types.CodeActionParams(at, types.Range(place, place), context)
            actions = await client.text_document_code_action_async(wanted)
            assert actions
            assert [each.title for each in actions] == [
                "Mark the line UNKNOWN",
                "Cite S1 (checkout p99)",
                "Cite a new source S2",
            ]
            for version, text in ((2, UNCITED + "\nx"), (3, UNCITED + "\nxy"), (4, GOOD)):
                client.text_document_did_change(changed(path, text, version))
            found = await notes()
            assert (found.version, list(found.diagnostics)) == (4, [])
            assert messages == []
            client.text_document_did_close(types.DidCloseTextDocumentParams(at))
            assert not (await notes()).diagnostics

    asyncio.run(play())


def test_a_wrong_policy_is_told_once_and_mended_without_a_new_start(root: Path) -> None:
    async def play() -> None:
        path, policy = root / "docs" / "a.md", root / ".citefirst.yml"
        good = policy.read_text()
        policy.write_text("recrods: {}\n")
        async with session(root) as (client, notes, messages):
            client.text_document_did_open(opened(path, UNCITED))
            found = (await notes()).diagnostics
            assert "`recrods` is not a key of the policy: did you mean `records`?" in found[0].message
            client.text_document_did_change(changed(path, UNCITED + "\n", 2))
            await notes()
            assert len(messages) == 1
            policy.write_text(good)
            event = types.FileEvent(policy.as_uri(), types.FileChangeType.Changed)
            client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
            assert [each.code for each in (await notes()).diagnostics] == ["CF201"]

    asyncio.run(play())


def test_files_that_no_workflow_governs_are_left_alone(root: Path) -> None:
    async def play() -> None:
        async with session(root) as (client, notes, _):
            client.text_document_did_open(opened(root / "README.md", "# Shop\n\nIt sold 4,000 carts at 14:02.\n"))
            assert not (await notes()).diagnostics

    asyncio.run(play())


def test_without_pygls_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from citefirst.cli import main

    for name in [name for name in sys.modules if re.match(r"pygls|lsprotocol|citefirst\.lsp", name)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    done = CliRunner().invoke(main, ["lsp"])
    assert done.exit_code == 2
    assert done.stderr == "citefirst: the language server needs pygls: install `citefirst[lsp]`\n"
