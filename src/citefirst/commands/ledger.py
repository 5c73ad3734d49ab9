"""`citefirst ledger`: all records of an organisation, and questions about them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citefirst.commands.options import COLOR, JOBS, TODAY
from citefirst.errors import Exit, UsageError
from citefirst.report.tables.answers import FORMATS
from citefirst.terminal import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citefirst.dataset.questions import Question

INTO = ".citefirst/ledger"
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
QUESTIONS = click.option(
    "--questions",
    "directories",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    help="Directory of questions of your own (NAME.sql); they step in the place of those with the same name.",
)


@click.group("ledger")
def command() -> None:
    """Keep all records of an organisation in one ledger, and ask it (docs/ledger.md)."""


@command.command("build")
@click.argument("checkouts", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--into",
    "place",
    metavar="DIR",
    default=INTO,
    show_default=True,
    help="Where the ledger lies: a directory, or the address of an object store (s3://bucket/ledger).",
)
@click.option(
    "--history", is_flag=True, help="Add each state that git's history has of the records, and what happened."
)
@click.option(
    "--repository", metavar="NAME", default="", help="What the repository is called; by its origin otherwise."
)
@click.option("--no-texts", is_flag=True, help="Leave out what claims and UNKNOWNs say.")
@JOBS
@click.option("--spark", metavar="MASTER", help="Let Apache Spark do it: local[2], spark://host:7077.")
@TODAY
def build(
    checkouts: tuple[Path, ...],
    place: str,
    history: bool,
    repository: str,
    no_texts: bool,
    jobs: int,
    spark: str | None,
    day: str,
) -> None:
    """Write the partition of the repository around the current directory, or around each of CHECKOUTS, into a ledger.

    A partition is replaced whole or not at all, and only what changed since the last build is read anew.

    Exit code 0: all were written; 2: wrong usage, policy or schema; 4: one could not be written.
    """
    from citefirst.dataset import places
    from citefirst.extras import demand
    from citefirst.tasks.organisation import build_all
    from citefirst.tasks.partition import Wanted

    demand("ledger")
    if repository and len(checkouts) > 1:
        raise UsageError("--repository names one repository, and there are several: build them one by one")
    found = [Wanted(checkout, day, repository, history, not no_texts, jobs) for checkout in checkouts or (Path(),)]
    if spark:
        demand("spark")
        from citefirst.tasks.spark import build_by_spark

        done = build_by_spark(found, place, spark)
    else:
        done = build_all(found, places.at(place))
    faults = 0
    for each in done:
        faults += bool(each.fault)
        say(each.sentence(place), err=bool(each.fault))
    raise SystemExit(Exit.COULD_NOT_RUN if faults else Exit.HELD)


@command.command("query")
@click.argument("place", metavar="DIR", required=False)
@click.argument("question", required=False)
@click.argument("arguments", nargs=-1)
@click.option("--list", "listed", is_flag=True, help="List the questions that have a name.")
@click.option("--show", metavar="NAME", help="Show the SQL of a question.")
@QUESTIONS
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@COLOR
@TODAY
def query(
    place: str | None,
    question: str | None,
    arguments: tuple[str, ...],
    listed: bool,
    show: str | None,
    directories: tuple[Path, ...],
    form: str,
    color: str,
    day: str,
) -> None:
    """Ask the ledger in DIR a QUESTION: the name of one that is known with its ARGUMENTS, or SQL, in which each `?` or
    `$1` is an argument. A query reads the ledger and nothing else.
    """
    from citefirst.dataset.questions import questions

    known = questions(directories)
    if listed or show:
        say(_known(known) if listed else _named(known, show or "").sql.rstrip("\n"))
        return
    if not place or not question:
        raise UsageError("name a ledger and a question: `citefirst ledger query --list` lists questions")
    from citefirst.dataset import asking, places
    from citefirst.extras import demand
    from citefirst.report.tables.answers import render
    from citefirst.terminal import has_color, table_width

    demand("ledger")
    if _NAMED.fullmatch(question):
        asked = asking.named(_named(known, question), arguments, day)
    else:
        asked = asking.Asked(question, arguments)
    answer = asking.ask(places.at(place), asked, known)
    colored = form == "text" and has_color(color)
    click.echo(render(answer.columns, answer.rows, form, table_width(), colored), nl=False, color=colored or None)
    for note in asking.notes(answer):
        say(note, err=True)


@command.command("export")
@click.argument("place", metavar="DIR")
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="A DuckDB file.")
@click.option("--csv", "directory", type=click.Path(path_type=Path, file_okay=False), help="A CSV file for each table.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output (schemas/ledger-v1.schema.json).")
@QUESTIONS
def export(
    place: str, target: Path | None, directory: Path | None, as_json: bool, directories: tuple[Path, ...]
) -> None:
    """Write the ledger in DIR as one DuckDB file with its tables and questions, as CSV files, or as JSON."""
    from citefirst.commands.ending import cleanly
    from citefirst.dataset import export as to
    from citefirst.dataset import places
    from citefirst.dataset.questions import questions
    from citefirst.extras import demand

    demand("ledger")
    if not (target or directory or as_json):
        raise UsageError("say what to write: --to FILE.duckdb, --csv DIR or --json")
    found = to.load(places.at(place))
    if target:
        with cleanly():
            to.to_duckdb(found, target, questions(directories))
    if directory:
        to.to_csv(found, directory)
    for part in to.to_json(found) if as_json else ():
        click.echo(part, nl=False)
    for note in found.notes:
        say(note, err=True)


def _named(known: Mapping[str, Question], name: str) -> Question:
    """Return a question by its name. Raises UsageError where there is none, with the nearest one."""
    from difflib import get_close_matches

    wanted = name.lower().replace("-", "_")
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, 1)
    hint = f"did you mean {near[0].replace('_', '-')}?" if near else "`citefirst ledger query --list` lists them"
    raise UsageError(f"there is no question {name}: {hint}")


def _known(known: Mapping[str, Question]) -> str:
    return "\n".join(f"{each.usage}\n    {each.says}" for each in sorted(known.values()))
