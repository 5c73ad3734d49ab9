"""The language server: places as the client counts, offered changes that mend what they say, a session over stdio."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.workspace.position_codec import PositionCodec
from support.paths import ROOT
from support.scenario import BASE, GOOD, UNCITED

from citefirst.lsp.actions import fixes
from citefirst.lsp.hover import hover
from citefirst.lsp.places import Places
from citefirst.lsp.project import Project
from citefirst.model import Finding
from citefirst.places import Region, Span
from citefirst.record.build import Record

EXAMPLES = sorted((ROOT / "examples").glob("*/bad/*.md"))
UTF16, UTF8, UTF32 = types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf32


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


def offered(path: Path, code: str) -> list[tuple[str, str, int]]:
    """Title of each offered change, the text with it, and how many such findings there were."""
    text = path.read_text("utf-8")
    record, findings = judged(path, text)
    found = []
    for finding in findings:
        if finding.code == code:
            for fix in fixes(record, code, record.document.lines.span(finding.region)):
                found.append((fix.title, text[: fix.span.start] + fix.text + text[fix.span.end :], len(findings)))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
@pytest.mark.parametrize("code", ["CF201", "CF203", "CF202"])
def test_an_offered_change_mends_its_finding_and_breaks_nothing(path: Path, code: str) -> None:
    """A new definition is an exception: its target is refused until somebody fills it in."""
    for title, text, count in offered(path, code):
        after = [finding.code for finding in judged(path, text)[1]]
        if code == "CF202":
            assert after.count("CF202") < [each.code for each in judged(path, path.read_text("utf-8"))[1]].count(
                "CF202"
            )
            assert "CF302" in after, title
        else:
            assert len(after) < count, (title, after)


def test_each_kind_of_change_is_offered_somewhere() -> None:
    titles = {title for path in EXAMPLES for code in ("CF201", "CF202", "CF203") for title, _, _ in offered(path, code)}
    for start in ("Mark UNKNOWN", "Cite ", "Define ", "Say UNKNOWN"):
        assert any(title.startswith(start) for title in titles)


def test_a_hover_names_the_rule_or_the_source() -> None:
    path = ROOT / "examples/incident-postmortem/bad/uncited-line-in-the-timeline.md"
    text = path.read_text("utf-8")
    record, findings = judged(path, text)
    line = text.index("| 09:40 |")
    assert "**CF201 uncited-claim**" in hover(record, findings, line + 3)
    assert "release: `5.14.0`" in hover(record, findings, text.index("[REL-5140]") + 2)
    assert hover(record, findings, 0) == ""


Notes = Callable[[], Awaitable[types.PublishDiagnosticsParams]]


@asynccontextmanager
async def session(root: Path) -> AsyncIterator[tuple[LanguageClient, Notes, list[str]]]:
    """A client of a real server process, the diagnostics as they come, and the messages shown."""
    client = LanguageClient("test", "1")
    queue: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    messages: list[str] = []

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def published(params: types.PublishDiagnosticsParams) -> None:
        queue.put_nowait(params)

    @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
    def shown(params: types.ShowMessageParams) -> None:
        messages.append(params.message)

    await client.start_io(sys.executable, "-m", "citefirst", "lsp")
    encodings: Any = [UTF16]
    capabilities = types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=encodings))
    answer = await client.initialize_async(types.InitializeParams(capabilities=capabilities, root_uri=root.as_uri()))
    assert answer.capabilities.code_action_provider
    client.initialized(types.InitializedParams())
    yield client, lambda: asyncio.wait_for(queue.get(), 20), messages
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]


def opened(path: Path, text: str) -> types.DidOpenTextDocumentParams:
    return types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "markdown", 1, text))


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
            assert [each.title for each in actions] == ["Mark UNKNOWN", "Cite S1 (checkout p99)"]
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
