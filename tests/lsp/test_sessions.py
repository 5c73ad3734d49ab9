"""Sessions of a real client with a real server: each request once, and what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient
from support.language_client import opened, session
from support.scenario import BASE, GOOD

TEXT = GOOD.replace("# Checkout latency", "# Checkout \U0001f600 latency").replace(
    "[S1]\n", "[S1]\n\nTBD: how many \U0001f600 carts. [S1]\n", 1
) + '[S2]: https://kibana.example.com/app/discover "log-query: timeouts"\n'  # fmt: skip
LINES = TEXT.split("\n")
PULLING = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())


def units(line: int, words: str) -> types.Position:
    """Where words begin in a line, in units of UTF-16."""
    return types.Position(line, len(LINES[line][: LINES[line].index(words)].encode("utf-16-le")) // 2)


CITED = next(number for number, line in enumerate(LINES) if line.startswith("TBD"))
Play = Callable[[LanguageClient, types.TextDocumentIdentifier], Awaitable[None]]


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Play], None]:
    """Play a session on one open record."""
    path = tmp_path / "docs/a.md"
    for name, text in {**BASE, "docs/a.md": TEXT}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    def played(play: Play) -> None:
        async def whole() -> None:
            async with session(tmp_path, PULLING) as (client, _, _):
                client.text_document_did_open(opened(path, TEXT))
                await play(client, types.TextDocumentIdentifier(path.as_uri()))

        asyncio.run(whole())

    return played


def test_a_client_that_pulls_is_told_what_is_unnecessary_and_when_nothing_changed(run: Callable[[Play], None]) -> None:
    async def play(client: LanguageClient, document: types.TextDocumentIdentifier) -> None:
        report: Any = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
        assert [(each.code, each.tags and list(each.tags)) for each in report.items] == [
            ("CF203", None),
            ("CF204", [types.DiagnosticTag.Unnecessary]),
        ]
        again: Any = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(document, previous_result_id=report.result_id)
        )
        assert again.kind == "unchanged"

    run(play)


def test_places_are_in_units_of_utf_16(run: Callable[[Play], None]) -> None:
    async def play(client: LanguageClient, document: types.TextDocumentIdentifier) -> None:
        at = units(CITED, "S1")
        found: Any = await client.text_document_definition_async(types.DefinitionParams(document, at))
        assert [LINES[each.range.start.line][:4] for each in found] == ["[S1]"]
        context = types.ReferenceContext(include_declaration=False)
        cited: Any = await client.text_document_references_async(types.ReferenceParams(context, document, at))
        assert at in [each.range.start for each in cited]
        assert len(cited) == 2
        edit = await client.text_document_rename_async(types.RenameParams(document, at, "P99"))
        assert edit
        assert edit.changes
        assert len(edit.changes[document.uri]) == 3
        spot: Any = await client.text_document_prepare_rename_async(types.PrepareRenameParams(document, at))
        assert (spot.placeholder, spot.range.start) == ("S1", at)
        nothing = types.PrepareRenameParams(document, types.Position(0, 0))
        assert await client.text_document_prepare_rename_async(nothing) is None

    run(play)


def test_a_name_that_is_taken_is_refused_with_a_sentence(run: Callable[[Play], None]) -> None:
    async def play(client: LanguageClient, document: types.TextDocumentIdentifier) -> None:
        with pytest.raises(JsonRpcException, match="S2 is another source"):
            await client.text_document_rename_async(types.RenameParams(document, units(CITED, "S1"), "S2"))

    run(play)


def test_completion_outline_folds_and_links_come_back(run: Callable[[Play], None]) -> None:
    async def play(client: LanguageClient, document: types.TextDocumentIdentifier) -> None:
        found: Any = await client.text_document_completion_async(types.CompletionParams(document, units(CITED, "S1]")))
        assert [(each.label, each.text_edit.new_text) for each in found.items] == [("S1", "S1"), ("S2", "S2")]
        spans = [each.text_edit.range for each in found.items]
        assert {span.end.character - span.start.character for span in spans} == {2}
        symbols: Any = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert symbols[0].name == "Checkout \U0001f600 latency"
        assert await client.text_document_folding_range_async(types.FoldingRangeParams(document))
        links = await client.text_document_document_link_async(types.DocumentLinkParams(document))
        assert [each.target for each in links or ()] == [
            "https://grafana.example.com/d/abc/checkout",
            "https://kibana.example.com/app/discover",
        ]

    run(play)


def test_all_that_is_safe_is_mended_at_once_and_a_safe_mend_is_preferred(run: Callable[[Play], None]) -> None:
    async def play(client: LanguageClient, document: types.TextDocumentIdentifier) -> None:
        whole = types.Range(types.Position(0, 0), types.Position(len(LINES), 0))
        only = types.CodeActionContext([], only=["source.fixAll"])
        (all_,) = list(await asked(client, types.CodeActionParams(document, whole, only)))
        (edit,) = all_.edit.changes[document.uri]
        assert (edit.new_text, edit.range.start) == ("UNKNOWN", types.Position(CITED, 0))
        quick = await asked(client, types.CodeActionParams(document, whole, types.CodeActionContext([])))
        assert [(each.title, each.is_preferred) for each in quick] == [
            ("Say UNKNOWN", True),
            ("Remove the source S2, which no line cites", False),
        ]

    run(play)


async def asked(client: LanguageClient, params: types.CodeActionParams) -> list[Any]:
    return list(await client.text_document_code_action_async(params) or ())
