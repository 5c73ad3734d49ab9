"""`citefirst keep`: the description of a merged pull request, or of a closed issue, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from citefirst.commands.options import CONFIG, OUT
from citefirst.terminal import say


@click.command("keep")
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--online", is_flag=True, help="Ask GitHub, with the token in GITHUB_TOKEN; this tells the reviews.")
@click.option(
    "--event",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Read the payload of an event instead, which knows no reviews.",
)
@click.option("--issue", "is_issue", is_flag=True, help="NUMBER is that of an issue.")
@OUT
@CONFIG
def command(
    number: int | None, online: bool, event: Path | None, is_issue: bool, out: Path | None, config: Path | None
) -> None:
    """Keep the description of a pull request that was merged, or of an issue that was closed, as a file of the
    repository: its text byte for byte, above it in front matter its fields, its address and the reviews that sign it.

    It is written to docs/records/ where --out names no other file. Exit code 0: it is kept; 2: it cannot be, and
    nothing was written; 4: GitHub could not be asked.
    """
    import os

    from citefirst.errors import UsageError
    from citefirst.extras import demand
    from citefirst.report.summary import plural
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.keep import from_event, from_github, keep

    kind: Literal["pull-request", "issue"] = "issue" if is_issue else "pull-request"
    if online is (event is not None) or (online and number is None):
        raise UsageError("say where the text is from: `NUMBER --online` asks GitHub, `--event FILE` reads a payload")
    run = Run.start(CheckRequest((), config=config))
    if event:
        given = from_event(event, kind, run.home.repository)
    else:
        demand("github")
        given = from_github(run, kind, number or 0, os.environ)
    if number not in (None, given.number):
        raise UsageError(f"{event} is about {given.shown}, not #{number}")
    kept = keep(run, given, out)
    place = os.path.relpath(kept.path)
    told = "is there already, as it would be written" if kept.already else "was written"
    signed = f"{plural(kept.approvals, 'approval')} by review" if online else "without reviews"
    say(f"{place} {told}, {signed}: `citefirst check {place}` says what is open")
