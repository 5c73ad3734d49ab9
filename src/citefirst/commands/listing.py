"""`citefirst list`: the register of a repository, asked one question."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citefirst.commands.options import COLOR, CONFIG, PATHS, TODAY, days_of, optional_day, outputs
from citefirst.errors import Exit, UsageError
from citefirst.terminal import say

if TYPE_CHECKING:
    from citefirst.ledger.columns import Shown
    from citefirst.ledger.register import Query, Register
    from citefirst.tasks.checkout import Run
    from citefirst.tasks.ledger import Origin

FORMATS = ("text", "json", "csv", "ics", "markdown")
SHOW = ("records", "approvals", "unknowns", "assistants", "sources")
VERDICTS = ("holds", "findings", "unread")
_PARTS = re.compile(r"[\s,]+")


def _names(ctx: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Parse names between commas."""
    return tuple(filter(None, _PARTS.split(value or "")))


def _several(name: str, metavar: str, told: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", name.replace("-", "_"), metavar=metavar, multiple=True, help=told)


@click.command("list")
@PATHS
@_several("workflow", "NAME", "Records of a workflow; may be given several times, like the other filters.")
@_several("owner", "WHO", "Records that a person answers for, in any spelling that the policy knows.")
@_several("status", "WORD", "Records with a status (active), or that are open, decided or ended.")
@click.option(
    "--verdict", type=click.Choice(VERDICTS), multiple=True, help="Records whose check has errors, none, or broke off."
)
@_several("source-system", "NAME", "Records that cite a system (GitHub, grafana, wiki.example.com, repository).")
@_several("assistant", "NAME", "Records that name an assistant whose name has this in it.")
@click.option(
    "--expiring",
    metavar="DAYS",
    callback=days_of,
    help="Records in force that end, or are to be reviewed, within this time (30d, 4w), or whose day has passed.",
)
@click.option("--unknown", is_flag=True, help="UNKNOWNs that are open.")
@click.option("--overdue", is_flag=True, help="Those whose day has passed.")
@click.option("--approved-since", metavar="DAY", callback=optional_day, help="Approvals of this day or later.")
@click.option("--approved-until", metavar="DAY", callback=optional_day, help="Approvals of this day or earlier.")
@click.option("--superseded", is_flag=True, help="Records that another one took the place of.")
@click.option("--at", metavar="REV", default="", help="The register as it was at a commit, branch or tag.")
@click.option(
    "--show",
    type=click.Choice(SHOW),
    help="What each line is; approvals or unknowns where a filter is about these, otherwise records.",
)
@click.option("--columns", metavar="NAMES", callback=_names, help="Columns to show, between commas.")
@click.option("--sort", metavar="NAMES", callback=_names, help="Columns to sort by, between commas; -NAME backwards.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@outputs(FORMATS)
@COLOR
@click.option("--no-cache", is_flag=True, help="Judge all records anew, whatever earlier runs found.")
@TODAY
@CONFIG
def command(
    paths: tuple[Path, ...],
    form: str,
    color: str,
    outputs: Sequence[tuple[str, Path]],
    columns: tuple[str, ...],
    at: str,
    no_cache: bool,
    day: str,
    config: Path | None,
    **asked: Any,
) -> None:
    """List the records in PATHS, or in the whole repository, that all the filters are about: the register.

    Exit code 0: done, whatever is in it; 2: wrong usage, policy or schema; 3: nothing to list though paths were named;
    4: the register could not be made.
    """
    gc.disable()  # nothing of what is loaded is garbage
    from citefirst.ledger.columns import VIEWS
    from citefirst.ledger.register import chosen, register
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.ledger import registered, whereabouts

    gc.enable()
    run = Run.start(CheckRequest(paths, config=config, day=day, jobs=0, no_cache=no_cache, at=at, register=True))
    query = _query(run, day, asked)
    shown = chosen(query.show, tuple(name.replace("-", "_") for name in columns))
    is_located = form == "json" or any(name == "json" for name, _ in outputs) or _needs_commit(query, shown)
    if not VIEWS[query.show].days and "ics" in (form, *(name for name, _ in outputs)):
        raise UsageError(f"--format ics: {query.show} have no days: show records, approvals or unknowns")
    place = whereabouts(run, is_located)
    found = register(((place.where(path), rows) for path, rows in registered(run)), query, shallow=bool(place.shallow))
    for name, file in outputs:
        from citefirst.repository.writing import write

        write(file, _render(found, query, shown, place, name), root=run.tree.root)
    _print(found, query, shown, place, form, color)
    raise SystemExit(Exit.NOTHING_CHECKED if paths and not found.records else Exit.HELD)


def _query(run: Run, day: str, asked: dict[str, Any]) -> Query:
    from citefirst.ledger.register import Query

    policy = run.rulebook.policy
    for name in asked["workflow"]:
        run.rulebook.demand(name, "--workflow: ")
    since, until = asked["approved_since"], asked["approved_until"]
    if until and since > until:
        raise UsageError(f"--approved-since {since} is after --approved-until {until}: exchange the two days")
    unknown = asked["unknown"] or asked["overdue"]
    usual = "unknowns" if unknown else "approvals" if since or until else "records"
    return Query(
        show=asked["show"] or usual,
        day=day,
        workflows=asked["workflow"],
        owners=tuple(policy.identity(name) for name in asked["owner"]),
        statuses=tuple(_slug(name) for name in asked["status"]),
        verdicts=asked["verdict"],
        systems=asked["source_system"],
        assistants=asked["assistant"],
        ending=_last(day, asked["expiring"]),
        unknown=unknown,
        overdue=asked["overdue"],
        since=since,
        until=until,
        superseded=asked["superseded"],
        sort=asked["sort"],
    )


def _last(day: str, within: int | None) -> str:
    """Return the last day of a time that begins on a day, "" where there is none."""
    if within is None:
        return ""
    try:
        return (date.fromisoformat(day) + timedelta(days=within)).isoformat()
    except OverflowError:
        return date.max.isoformat()


def _slug(word: str) -> str:
    return "-".join(word.casefold().split())


def _needs_commit(query: Query, shown: Sequence[Shown]) -> bool:
    return not {"commit", "repository", "policy"}.isdisjoint(
        {column.name for column in shown} | {name.removeprefix("-") for name in query.sort}
    )


def _print(found: Register, query: Query, shown: Sequence[Shown], place: Origin, form: str, color: str) -> None:
    """Print the register, and what a reader must know besides: below a text, beside what a program reads."""
    from citefirst.report.escape import visible
    from citefirst.terminal import has_color, table_width

    colored = form == "text" and has_color(color)
    options = {"width": table_width(), "color": colored} if form == "text" else {}
    text = _render(found, query, shown, place, form, **options)
    click.echo(
        text.encode("utf-8", "backslashreplace") if form in ("csv", "ics") else text, nl=False, color=colored or None
    )
    if form in ("text", "markdown"):
        click.echo()
        click.echo("\n".join(map(visible, closing(found, query))))
    elif form != "json":
        for note in found.notes:
            say(note, err=True)


def closing(found: Register, query: Query) -> list[str]:
    """Return how much was found in how much, and the notes, a sentence each."""
    from citefirst.report.summary import plural

    looked_at = plural(found.records, "record")
    if query.show == "records":
        return [f"{len(found.lines)} of {looked_at}", *found.notes]
    records = len({line.where.path for line in found.lines})
    return [
        f"{plural(len(found.lines), query.show[:-1])} of {plural(records, 'record')}, {looked_at} looked at",
        *found.notes,
    ]


def _render(found: Register, query: Query, shown: Sequence[Shown], place: Origin, form: str, **options: Any) -> str:
    from importlib import import_module

    from citefirst.ledger import register_formats

    if form == "json":
        from citefirst.report.formats.json import dumps

        told = register_formats.Place(place.repository, place.commit, place.policy, place.shallow)
        return dumps(register_formats.as_value(found, query, told))
    if form == "ics":
        return register_formats.as_calendar(found, query)
    table = register_formats.table(found, shown)
    text: str = import_module(f"citefirst.report.tables.{form}").render(table, **options)
    return text
