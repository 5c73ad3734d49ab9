"""`citefirst workflows`: what a record here can be."""

from __future__ import annotations

from pathlib import Path

import click

from citefirst.commands.options import CONFIG
from citefirst.terminal import say


@click.command("workflows")
@CONFIG
def command(config: Path | None) -> None:
    """List the workflows that records here can name."""
    from citefirst.tasks.checkout import CheckRequest, Run

    catalogue = Run.start(CheckRequest(config=config)).rulebook.catalogue
    width = max(len(name) for name in catalogue.names())
    for name in catalogue.names():
        say(f"{name.ljust(width)}  {catalogue.workflow(name).title}")
