"""`citefirst schema`: workflows for those who write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citefirst.commands.options import CONFIG, OUT, parsed_day
from citefirst.errors import Exit
from citefirst.terminal import say


@click.group("schema")
def command() -> None:
    """Check, test, show and derive the schemas of workflows."""


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@CONFIG
def check(files: tuple[Path, ...], config: Path | None) -> None:
    """Check schema FILES, or all of the repository's own, for unknown keywords, broken references and demands that
    nothing can meet.

    Exit code 0: all are sound; 2: one is not.
    """
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.schemas import sound

    checked = list(sound(files, Run.start(CheckRequest(config=config))))
    for name, faults in checked:
        for fault in faults:
            say(fault)
        if not faults:
            say(f"{name} is sound")
    if not checked:
        say("there is no schema of this repository's own: put one into .citefirst/schemas, or name a file")
    raise SystemExit(Exit.USAGE if any(faults for _, faults in checked) else Exit.HELD)


@command.command("test")
@click.argument("workflows", nargs=-1)
@click.option(
    "--today",
    "day",
    metavar="DAY",
    default="",
    callback=lambda ctx, option, value: parsed_day(ctx, option, value) if value else "",
    help="Judge the examples as on this day (2026-11-23); without it nothing is judged by the calendar.",
)
@CONFIG
def test(workflows: tuple[str, ...], day: str, config: Path | None) -> None:
    """Check the schemas of WORKFLOWS, or of the repository's own, and hold their examples against what they announce.

    Examples are .citefirst/examples/WORKFLOW/good|bad/*.md (or examples/…). A bad one marks each flagged line with
    `<!-- expect: CF201 -->`, or the line before it with `<!-- expect-next: CF201 -->`.

    Exit code 0: all hold; 1: one does not, or a workflow has no good or no bad example; 2: a schema cannot be used.
    """
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.schemas import tested

    run = Run.start(CheckRequest(config=config, day=day))
    failed = False
    results = list(tested(workflows, run))
    for result in results:
        for fault in result.faults:
            say(fault)
        failed |= bool(result.faults)
        say(result.sentence())
    if not results:
        say("there is no workflow of this repository's own: put its schema into .citefirst/schemas")
    raise SystemExit(Exit.FINDINGS if failed else Exit.HELD)


@command.command("show")
@click.argument("workflow")
@CONFIG
def show(workflow: str, config: Path | None) -> None:
    """Print what a record of WORKFLOW must carry, as Markdown."""
    from citefirst.report.views.workflow import render
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.workflow.outline import outline

    rulebook = Run.start(CheckRequest(config=config)).rulebook
    rulebook.demand(workflow)
    text = render(rulebook.catalogue.workflow(workflow), outline(workflow, rulebook.catalogue))
    click.echo(text.encode("utf-8", "replace"), nl=False)


@command.command("derive")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--name", default="record", show_default=True, metavar="NAME", help="Name of the workflow.")
@click.option(
    "--share",
    type=click.FloatRange(0.5, 1.0),
    default=0.9,
    show_default=True,
    help="Share of the records that must have something for it to be demanded.",
)
@OUT
def derive(files: Sequence[Path], name: str, share: float, out: Path | None) -> None:
    """Print a first schema made from records (FILES or directories), to be read and tightened."""
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.schemas import derived

    run = Run.start(CheckRequest(tuple(files)))
    result = derived(run, name, share)
    if out is None:
        click.echo(result.text, nl=False)
    else:
        from citefirst.repository.writing import write

        write(out, result.text, new=True, root=run.tree.root)
    for line in result.sentences():
        say(line, err=True)
