"""`citefirst approve`: a person signs a record."""

from __future__ import annotations

from pathlib import Path

import click

from citefirst.commands.options import CONFIG, TODAY, WORKFLOW
from citefirst.terminal import say


@click.command("approve")
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--role", required=True, metavar="ROLE", help="Role in which the person approves.")
@click.option(
    "--as",
    "person",
    default="",
    metavar="WHO",
    help='The person: "@login" or "Name <mail>"; whoever git commits as here, if it is not given.',
)
@click.option(
    "--on-behalf", is_flag=True, help="Enter it for somebody else, who approved elsewhere; the record says so."
)
@click.option("--at", metavar="DAY", help="Day of the approval (2026-11-05); today if it is not given.")
@TODAY
@CONFIG
@WORKFLOW
def command(
    record: Path,
    role: str,
    person: str,
    on_behalf: bool,
    at: str | None,
    day: str,
    config: Path | None,
    workflow: str | None,
) -> None:
    """Write an approval into RECORD, bound by a digest to what the record says now. Nothing else in the file changes.

    A record with errors is not signed, and nobody signs for somebody else: who git commits as here must be the person,
    by the policy's `people` or GitHub's noreply addresses. An older approval by the same person in the same role is
    replaced.
    """
    from datetime import date

    from citefirst.errors import UsageError
    from citefirst.tasks.approve import approve
    from citefirst.tasks.checkout import CheckRequest, Run

    try:
        signed = date.fromisoformat(at).isoformat() if at else day
    except ValueError as error:
        raise UsageError(f"{at} is not a day of the calendar: write it like {day}") from error
    if signed > day:
        raise UsageError(f"{signed} is in the future: nobody signs ahead of time")
    run = Run.start(CheckRequest((record,), config=config, workflow=workflow, day=day))
    say(approve(run, role, person, signed, on_behalf=on_behalf))
