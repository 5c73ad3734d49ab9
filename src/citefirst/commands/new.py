"""`citefirst new`: a record to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citefirst.commands.options import CONFIG, OUT, complete_workflows
from citefirst.terminal import say

if TYPE_CHECKING:
    from citefirst.tasks.checkout import Run


@click.command("new")
@click.argument("workflow", shell_complete=complete_workflows)
@OUT
@click.option(
    "--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Value of the front matter, such as owner.author=@alice."
)
@click.option(
    "--form",
    type=click.Choice(("pull-request", "issue")),
    help="Write the template of pull requests, or an issue form, whose descriptions are such records.",
)
@CONFIG
def command(workflow: str, out: Path | None, pairs: Sequence[str], form: str | None, config: Path | None) -> None:
    """Write a record of WORKFLOW to begin with: what it must carry, UNKNOWN in every open place.

    With --form, write what a description on GitHub begins with, where GitHub looks for it: the template of pull
    requests in .github/, beside others that are there, or an issue form in .github/ISSUE_TEMPLATE/.
    """
    from datetime import date

    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.new_record import given, template
    from citefirst.workflow.outline import outline

    values = given(pairs)
    run = Run.start(CheckRequest((out.parent,) if out and out.parent.is_dir() else (), config=config))
    rulebook = run.rulebook
    rulebook.demand(workflow)
    catalogue = rulebook.catalogue
    if form:
        _write_form(run, form, workflow, out, pairs)
        return
    text = template(catalogue.workflow(workflow), outline(workflow, catalogue), date.today().isoformat(), values)
    if out is None:
        click.echo(text, nl=False)
        return
    from citefirst.repository.writing import write

    write(out, text, new=True, root=run.tree.root)
    say(f"{out} was written: `citefirst check {out}` says what is open")


def _write_form(run: Run, kind: str, workflow: str, out: Path | None, pairs: Sequence[str]) -> None:
    """Write a form, and say what the policy must name for its descriptions to be judged."""
    from citefirst.errors import UsageError
    from citefirst.repository.writing import write
    from citefirst.tasks.forms import issue_form, place_of, pull_request_template
    from citefirst.workflow.outline import outline

    if pairs:
        raise UsageError("--set fills a record in, and a form is filled in on GitHub: leave it out")
    catalogue = run.rulebook.catalogue
    render = issue_form if kind == "issue" else pull_request_template
    text = render(catalogue.workflow(workflow), outline(workflow, catalogue))
    place = place_of(kind, workflow, run.tree)
    write(out or run.tree.root / place, text, new=True, root=run.tree.root)
    say(f"{out or place} was written")
    if out is None and place.parent.name == "PULL_REQUEST_TEMPLATE":
        say(f"a pull request begins with it at an address that ends in ?template={place.name}")
    if run.rulebook.policy.described_by(kind) != workflow:
        say(f"its descriptions are judged when the policy says so: `records:` with `{kind}: {workflow}`")
