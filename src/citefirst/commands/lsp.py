"""`citefirst lsp`: findings in an editor, while a record is written."""

from __future__ import annotations

import click

from citefirst.errors import UsageError


@click.command("lsp")
def command() -> None:
    """Serve an editor by the Language Server Protocol, on standard input and output (docs/editors.md)."""
    try:
        from citefirst.lsp.server import start
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("the language server needs pygls: install `citefirst[lsp]`") from error
    start()
