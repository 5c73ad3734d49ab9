"""`citefirst report`: the records as pages that open from disk."""

from __future__ import annotations

from pathlib import Path

import click

from citefirst.commands.options import CONFIG, JOBS, PATHS, TODAY, WORKFLOW
from citefirst.extras import demand
from citefirst.terminal import say


@click.command("report")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@PATHS
@click.option("--title", default="Decision ledger", show_default=True, help="What the front page is called.")
@click.option("--at", metavar="REV", default="", help="Report on a commit, branch or tag instead of the working tree.")
@click.option(
    "--no-history", is_flag=True, help="Leave the history of the records out: quicker, and nothing over time."
)
@JOBS
@TODAY
@CONFIG
@WORKFLOW
def command(
    directory: Path,
    paths: tuple[Path, ...],
    title: str,
    at: str,
    no_history: bool,
    jobs: int,
    day: str,
    config: Path | None,
    workflow: str | None,
) -> None:
    """Write pages about the records in PATHS (the whole repository when none is named) into DIR.

    DIR is replaced as a whole; it must be new, empty or an earlier report. Its index.html opens from disk and loads
    nothing from elsewhere.
    """
    from citefirst.commands.ending import cleanly
    from citefirst.tasks.checkout import CheckRequest, Run

    demand("report")
    from citefirst.tasks.report import Wanted, write

    run = Run.start(CheckRequest(paths, config=config, workflow=workflow, day=day, at=at))
    with cleanly():
        done = write(run, Wanted(directory, title, not no_history, jobs))
    say(f"{done.records} record{'' if done.records == 1 else 's'}: open {done.front}")
