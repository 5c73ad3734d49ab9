"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citefirst.tasks.clock import clock_day
from citefirst.terminal import COLORS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Policy to use instead of .citefirst.yml.",
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write; an existing one is never overwritten.",
)


def parsed_day(ctx: click.Context, option: click.Parameter, value: str | None) -> str:
    """Return the day by which is judged: the given one, else that of the clock."""
    from datetime import date

    if value is None:
        return clock_day()
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        raise click.BadParameter(f"{value!r} is not a day of the calendar: write it like 2026-11-23.")
    return value


def optional_day(ctx: click.Context, option: click.Parameter, value: str | None) -> str:
    """Return the given day, "" where none is given."""
    return "" if value is None else parsed_day(ctx, option, value)


_WITHIN = re.compile(r"(\d{1,5}) ?(d|days?|w|weeks?)?")


def days_of(ctx: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """Parse `30d`, `4w` or `30` into days."""
    if value is None:
        return None
    found = _WITHIN.fullmatch(value.strip())
    if not found:
        raise click.BadParameter(f"{value!r} is no number of days: write it like 30d or 4w.")
    return int(found[1]) * (7 if (found[2] or "d")[0] == "w" else 1)


JOBS = click.option(
    "--jobs",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Processes that share the work; 0: as many as there are cores.",
)
COLOR = click.option(
    "--color",
    type=click.Choice(COLORS),
    default="auto",
    show_default=True,
    help="Colour in text; auto: on a terminal, unless the environment says otherwise.",
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(("error", "warning")),
    default="error",
    show_default=True,
    help="Lowest severity that makes it fail.",
)


def outputs(formats: Collection[str]) -> Callable[[Any], Any]:
    """Return the option that writes what is printed to files as well, in one of some formats each."""

    def parsed(ctx: click.Context, option: click.Parameter, values: Sequence[str]) -> list[tuple[str, Path]]:
        """Parse `FORMAT=FILE` into format and file."""
        found = []
        for value in values:
            form, equals, place = value.partition("=")
            if form not in formats or not equals or not place:
                raise click.BadParameter(f"{value!r} is not FORMAT=FILE with one of the formats {', '.join(formats)}.")
            found.append((form, Path(place)))
        return found

    told = "Write it to a file as well; may be given several times."
    return click.option("--output", "outputs", metavar="FORMAT=FILE", multiple=True, callback=parsed, help=told)


TODAY: Callable[[Any], Any] = click.option(
    "--today",
    "day",
    metavar="DAY",
    callback=parsed_day,
    help="Judge as on this day (2026-11-23); the clock's day in UTC if it is not given.",
)


def complete_workflows(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a workflow; what knows them is loaded when a shell asks."""
    from citefirst.commands.completions import workflows

    return workflows(context, parameter, incomplete)


WORKFLOW = click.option(
    "--workflow",
    metavar="NAME",
    shell_complete=complete_workflows,
    help="Judge the named files under this workflow.",
)
