"""`citefirst prompt`: a record's own sources and gaps, for an assistant."""

from __future__ import annotations

from pathlib import Path

import click

from citefirst.commands.options import CONFIG, WORKFLOW


@click.command("prompt")
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@CONFIG
@WORKFLOW
def command(record: Path, config: Path | None, workflow: str | None) -> None:
    """Print a prompt for RECORD that lets an assistant cite the record's own sources or say UNKNOWN. Asks nobody."""
    from citefirst.report.views.prompt import render
    from citefirst.tasks.checkout import CheckRequest, Run

    run = Run.start(CheckRequest((record,), config=config, workflow=workflow))
    for path, read in run.records(None):
        click.echo(render(read, run.demands(read), path).encode("utf-8", "replace"), nl=False)
