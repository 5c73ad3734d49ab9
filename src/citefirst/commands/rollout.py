"""`citefirst rollout`: which of many checkouts have the check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citefirst.commands.options import COLOR, JOBS, TODAY, outputs
from citefirst.errors import Exit, UsageError

if TYPE_CHECKING:
    from citefirst.rollout.rows import Row

FORMATS = ("text", "json", "csv", "markdown")


@click.command("rollout")
@click.argument("checkouts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Check the records of each checkout as well, and count what is found.")
@click.option(
    "--ledger",
    metavar="PLACE",
    default="",
    help="Ledger in which the Action stores its runs: which version ran last, on which day, with which verdict.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@outputs(FORMATS)
@COLOR
@JOBS
@click.option("--no-cache", is_flag=True, help="Judge all records anew, whatever earlier runs found.")
@TODAY
def command(
    checkouts: tuple[Path, ...],
    check: bool,
    ledger: str,
    form: str,
    outputs: Sequence[tuple[str, Path]],
    color: str,
    jobs: int,
    no_cache: bool,
    day: str,
) -> None:
    """Tell of each of CHECKOUTS whether its workflows or its commit hook run the check, how that is pinned, under which
    policy, and how much its baseline and its exceptions excuse.

    Exit code 0: all could be told, whatever it is; 2: wrong usage; 4: one could not be read, and its row says why.
    """
    from citefirst.tasks.rollout import Wanted, rollout
    from citefirst.terminal import has_color, table_width

    if ledger:
        _demand(ledger)
    rows = list(rollout([Wanted(each, day, check, no_cache, ledger) for each in checkouts], jobs))
    for name, place in outputs:
        from citefirst.repository.writing import write

        write(place, _render(rows, name, day, check, bool(ledger)).encode("utf-8", "backslashreplace"), root=Path.cwd())
    colored = form == "text" and has_color(color)
    text = _render(rows, form, day, check, bool(ledger), table_width(), colored)
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False, color=colored or None)
    raise SystemExit(Exit.COULD_NOT_RUN if any(row.fault for row in rows) else Exit.HELD)


def _demand(ledger: str) -> None:
    from citefirst.extras import demand
    from citefirst.tasks.stored_runs import is_ledger

    if not is_ledger(ledger):
        raise UsageError(f"{ledger} is no ledger with runs: the input ledger of the Action stores them")
    demand("ledger", ("pyarrow",))


def _render(
    rows: Sequence[Row], form: str, day: str, check: bool, runs: bool, columns: int = 100, colored: bool = False
) -> str:
    from citefirst.report.tables import csv, markdown, text
    from citefirst.rollout.rows import as_value, brief, closing, table

    if form == "json":
        from citefirst import __version__
        from citefirst.report.formats.json import dumps

        return dumps(as_value(rows, day, __version__))
    if form == "csv":
        return csv.render(table(rows))
    shown, said = brief(rows, checked=check, runs=runs), "\n".join(closing(rows))
    if form == "markdown":
        return f"{markdown.render(shown)}\n{said}\n"
    return f"{text.render(shown, width=columns, color=colored)}\n{said}\n"
