"""`citefirst claims`: how each line was read."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from citefirst.commands.options import CONFIG, PATHS, WORKFLOW
from citefirst.errors import NothingChecked
from citefirst.model import Mode


@click.command("claims")
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Format of the list.",
)
@click.option("--facts", type=click.Choice(get_args(Mode)), help="Read every section in this mode.")
@click.option("--explain", is_flag=True, help="Show every signal with its weight, and what they add up to.")
@CONFIG
@WORKFLOW
def command(
    paths: tuple[Path, ...], form: str, facts: Mode | None, explain: bool, config: Path | None, workflow: str | None
) -> None:
    """List every claim in PATHS with its mode, its verdict and the reasons for it. Any Markdown file will do."""
    from citefirst.report.views.claims import as_json, as_text
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.terminal import laid_out

    if not paths:
        raise click.UsageError("name at least one file or directory")
    records = list(Run.start(CheckRequest(paths, config=config, workflow=workflow)).records(facts))
    if not records:
        raise NothingChecked("there is no Markdown file here, so there is no claim: name a file or another directory")
    click.echo(as_json(records, explain) if form == "json" else laid_out(as_text(records, explain)), nl=False)
