"""`citefirst new`: a record to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citefirst.commands.options import CONFIG, OUT, complete_workflows


@click.command("new")
@click.argument("workflow", shell_complete=complete_workflows)
@OUT
@click.option(
    "--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Value of the front matter, such as owner.author=@alice."
)
@CONFIG
def command(workflow: str, out: Path | None, pairs: Sequence[str], config: Path | None) -> None:
    """Write a record of WORKFLOW to begin with: what it must carry, UNKNOWN in every open place."""
    from datetime import date

    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.new_record import given, template
    from citefirst.workflow.outline import outline

    values = given(pairs)
    run = Run.start(CheckRequest((out.parent,) if out and out.parent.is_dir() else (), config=config))
    rulebook = run.rulebook
    rulebook.demand(workflow)
    catalogue = rulebook.catalogue
    text = template(catalogue.workflow(workflow), outline(workflow, catalogue), date.today().isoformat(), values)
    if out is None:
        click.echo(text, nl=False)
        return
    from citefirst.cli import printable
    from citefirst.repository.writing import write

    write(out, text, new=True, root=run.tree.root)
    click.echo(printable(f"{out} was written: `citefirst check {out}` says what is open"))
