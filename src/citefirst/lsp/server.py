"""The server: texts and requests in, diagnostics, hovers and changes out. What it knows is in the modules beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from citefirst import __version__
from citefirst.check.pipeline import Checked
from citefirst.errors import CitefirstError, bug
from citefirst.limits import MAX_BYTES
from citefirst.lsp.answers import FEATURES
from citefirst.lsp.diagnostics import diagnostics, failure
from citefirst.lsp.places import Places
from citefirst.lsp.project import Project

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
PULLED = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="citefirst")
DELAY = 0.2
"""Seconds without typing after which a text is checked."""


class Server(LanguageServer):
    """One editor. Projects are kept by their root, the newest check of each text by its URI."""

    def __init__(self) -> None:
        # Whole texts: pygls would count lines as `str.splitlines` does, which is not as editors do.
        super().__init__("citefirst", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.projects: dict[Path, Project] = {}
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.told: set[str] = set()

    def project(self, path: Path) -> Project:
        project = Project.around(path)
        return self.projects.setdefault(project.root, project)

    def path(self, uri: str) -> Path | None:
        """Return the file of a URI, None for a text that is in no file."""
        name = uris.to_fs_path(uri) if uri.startswith("file:") else None
        return Path(name) if name else None

    def text(self, uri: str) -> str:
        return self.workspace.get_text_document(uri).source.replace("\r\n", "\n").replace("\r", "\n")

    def places(self, text: str) -> Places:
        return Places(text, self.workspace.position_codec)

    def checked(self, uri: str) -> Checked | None:
        """Check an open text. Raises CitefirstError where it cannot be checked."""
        path, text = self.path(uri), self.text(uri)
        if path is None or len(text) > MAX_BYTES:
            return None
        return self.project(path).check(path, text, self.day())

    @staticmethod
    def day() -> str:
        return datetime.now(UTC).date().isoformat()

    def later(self, uri: str) -> None:
        """Check a text when nothing was typed for a while."""
        import asyncio

        if handle := self.waiting.pop(uri, None):
            handle.cancel()
        self.waiting[uri] = asyncio.get_running_loop().call_later(DELAY, self.check, uri)

    def check(self, uri: str) -> None:
        """Publish what is found in a text. A fault in the policy is shown where it is, and said once."""
        self.waiting.pop(uri, None)
        if uri not in self.workspace.text_documents:
            return
        if self.pulls:
            return
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=self.found(uri), version=version)
        )

    def found(self, uri: str) -> list[types.Diagnostic]:
        """Return what is found in a text, or why it cannot be checked."""
        try:
            checked = self.checked(uri)
            return diagnostics(checked.report.findings, self.places(self.text(uri))) if checked else []
        except CitefirstError as error:
            self.say_once(str(error))
            return [failure(f"this file cannot be checked: {error}")]
        except Exception as error:
            return [failure(bug(error))]

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics by itself, and would show them twice."""
        documents = self.client_capabilities.text_document
        return documents is not None and documents.diagnostic is not None

    def pulled(self, uri: str, known: str | None) -> types.DocumentDiagnosticReport:
        """Return what is found in a text to a client that asks, or that it is what the client knows."""
        from hashlib import sha256

        found = self.found(uri) if uri in self.workspace.text_documents else []
        name = sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if name == known:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
        return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=name)

    def refresh(self) -> None:
        """Let a client that asks for diagnostics ask again."""
        workspace = self.client_capabilities.workspace
        if self.pulls and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    def say_once(self, message: str) -> None:
        if message not in self.told:
            self.told.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"citefirst: {message}"))

    def reload(self, uri: str) -> None:
        """Read policy and schemas again if one of their files changed, and check all open texts by them."""
        path = self.path(uri)
        if path is None:
            return
        project = self.project(path)
        project.forget_records()
        if project.is_policy(path):
            project.forget()
            self.told.clear()
            for open_ in list(self.workspace.text_documents):
                self.later(open_)
            self.refresh()


def start() -> None:
    """Serve one editor on standard input and output until it says goodbye."""
    make().start_io()


def make() -> Server:
    """Make a server with all that it answers to."""
    server = Server()
    feature = server.feature

    @feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.check(params.text_document.uri)

    @feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.later(params.text_document.uri)

    @feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.reload(params.text_document.uri)
        server.check(params.text_document.uri)

    @feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if handle := server.waiting.pop(uri, None):
            handle.cancel()
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    @feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            server.reload(change.uri)

    @feature(types.TEXT_DOCUMENT_DIAGNOSTIC, PULLED)
    def pulled(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        return server.pulled(params.text_document.uri, params.previous_result_id)

    for method, wanted in FEATURES.items():
        feature(method, wanted.options)(_answer(server, wanted.answer))
    return server


def _answer(server: Server, answer: Callable[[Server, Any], Any]) -> Callable[[Any], Any]:
    """Return a handler that answers, and answers nothing where it cannot: nobody asked about a policy by a pointer."""

    def answered(params: Any) -> Any:
        return _quietly(lambda: answer(server, params))

    return answered


def _quietly(answer: Callable[[], T]) -> T | None:
    """Return an answer, or None and a line in the log: nobody asked about a policy by moving a pointer."""
    try:
        return answer()
    except CitefirstError:
        return None
    except JsonRpcException:
        raise
    except Exception as error:
        print(f"citefirst: {bug(error)}", file=sys.stderr)
        return None
