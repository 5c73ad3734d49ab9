"""`citefirst lsp`: findings in an editor, while a record is written."""

from __future__ import annotations

import click

from citefirst.extras import demand


@click.command("lsp")
def command() -> None:
    """Serve an editor by the Language Server Protocol, on standard input and output (docs/editors.md)."""
    demand("lsp")
    from citefirst.lsp.server import start

    start()
