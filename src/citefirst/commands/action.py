"""`citefirst action`: what action.yml calls."""

from __future__ import annotations

import click


@click.command("action", hidden=True)
def command() -> None:
    """Run as a GitHub Action: action.yml calls this; its inputs are in the environment (docs/github-action.md)."""
    import os

    from citefirst.github.action import main

    raise SystemExit(main(os.environ, lambda line: click.echo(line.encode("utf-8", "replace"))))
