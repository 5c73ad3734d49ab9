"""`citefirst trace`: why was this decided, on what evidence, by whom, and with whose help."""

from __future__ import annotations

from pathlib import Path

import click

from citefirst.commands.options import CONFIG, TODAY, WORKFLOW


@click.command("trace")
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "html")), default="text", show_default=True, help="Format."
)
@TODAY
@CONFIG
@WORKFLOW
def command(record: Path, form: str, day: str, config: Path | None, workflow: str | None) -> None:
    """Show the whole chain of RECORD: each claim with its sources, what is UNKNOWN, what assistants contributed,
    who signed
    what, and who changed which claim when.
    """
    from citefirst.report.views import trace as page
    from citefirst.tasks.checkout import CheckRequest, Run

    run = Run.start(CheckRequest((record,), config=config, workflow=workflow, day=day))
    if form == "html":
        from citefirst.extras import demand

        demand("report", ("jinja2", "markupsafe"))
        from citefirst.tasks.report import lone_page

        text = lone_page(run)
    else:
        text = {"text": page.as_text, "json": page.as_json}[form](run.trace())
    click.echo(text.encode("utf-8", "replace"), nl=False)
