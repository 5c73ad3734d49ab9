"""A client of the language server, as pygls has one, and the server as a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

UTF16 = types.PositionEncodingKind.Utf16
Notes = Callable[[], Awaitable[types.PublishDiagnosticsParams]]


@asynccontextmanager
async def session(
    root: Path, documents: types.TextDocumentClientCapabilities | None = None
) -> AsyncIterator[tuple[LanguageClient, Notes, list[str]]]:
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
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=encodings), text_document=documents
    )
    answer = await client.initialize_async(types.InitializeParams(capabilities=capabilities, root_uri=root.as_uri()))
    assert answer.capabilities.code_action_provider
    client.initialized(types.InitializedParams())
    yield client, lambda: asyncio.wait_for(queue.get(), 20), messages
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]


def opened(path: Path, text: str) -> types.DidOpenTextDocumentParams:
    return types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "markdown", 1, text))
