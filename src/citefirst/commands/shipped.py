"""`citefirst shipped`: what a record plans beside what its repository shipped."""

from __future__ import annotations

from pathlib import Path

import click

from citefirst.commands.options import COLOR, CONFIG, TODAY, WORKFLOW


@click.command("shipped")
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--online", is_flag=True, help="Ask GitHub as well: is it merged, open, closed or released.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="Format.",
)
@COLOR
@TODAY
@CONFIG
@WORKFLOW
def command(
    record: Path, online: bool, form: str, color: str, day: str, config: Path | None, workflow: str | None
) -> None:
    """Hold what RECORD plans against what git's history, tags and changelog tell: each pull request, ticket, commit,
    version and file that its plan names is found, open, dropped or without a trace, and what came without being planned
    is listed. Nothing is called done: a reader sees where things are found and decides.

    Exit code 0: it could be told, whatever it is; 2: wrong usage or policy; 4: there is no git history to ask.
    """
    from citefirst.report.views import shipped as page
    from citefirst.tasks.checkout import CheckRequest
    from citefirst.tasks.shipped import shipped
    from citefirst.terminal import has_color, width

    request = CheckRequest((record,), config=config, workflow=workflow, day=day, online=online)
    outcome = shipped(request)
    if form == "text":
        click.echo(page.as_text(outcome, width=width(), color=has_color(color)).encode("utf-8", "replace"), nl=False)
    else:
        render = page.as_json if form == "json" else page.as_markdown
        click.echo(render(outcome).encode("utf-8", "replace"), nl=False)
