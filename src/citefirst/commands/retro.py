"""`citefirst retro`: a span of the history of records, looked back on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from citefirst.commands.options import COLOR, JOBS, PATHS, optional_day, outputs
from citefirst.tasks.clock import clock_day

FORMATS = ("text", "markdown", "html", "json")


@click.command("retro")
@PATHS
@click.option(
    "--since", metavar="DAY", callback=optional_day, help="First day (2026-11-16); two weeks before the last one."
)
@click.option("--until", metavar="DAY", callback=optional_day, help="Last day; today in UTC if it is not given.")
@click.option(
    "--policy",
    "which",
    type=click.Choice(("then", "today")),
    default="then",
    show_default=True,
    help="Judge by the policy as it was at each commit, or by today's.",
)
@click.option(
    "--runs",
    default="",
    metavar="PLACE",
    help="Directory of stored JSON reports (`check --output json=FILE`), or a ledger in which the Action stores its "
    "runs: how often a check was red in CI.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@outputs(FORMATS)
@COLOR
@JOBS
def command(
    paths: tuple[Path, ...],
    since: str,
    until: str,
    which: str,
    runs: str,
    form: str,
    outputs: Sequence[tuple[str, Path]],
    color: str,
    jobs: int,
) -> None:
    """Look back on the records in PATHS (the whole repository when none is named): what was asked for, of whom, how
    often and how long until it held; what was excused; which lines of assistants were changed later; which rules never
    found anything. Every revision of a record within the days is judged as it was.

    Exit code 0: it could be told, whatever it is; 2: wrong usage or policy; 4: there is no git history to replay.
    """
    from citefirst.extras import demand
    from citefirst.report.views import retro as page
    from citefirst.tasks.retro import RetroRequest, retro, two_weeks
    from citefirst.tasks.stored_runs import is_ledger
    from citefirst.terminal import has_color, width

    if runs and is_ledger(runs):
        demand("ledger", ("pyarrow",))
    last = until or clock_day()
    request = RetroRequest(since or two_weeks(last), last, paths, "today" if which == "today" else "then", runs, jobs)
    found = retro(request)
    renders = {"text": page.as_text, "markdown": page.as_markdown, "html": page.as_html, "json": page.as_json}
    for name, place in outputs:
        from citefirst.repository.writing import write

        write(place, renders[name](found), root=Path.cwd())
    text = page.as_text(found, width=width(), color=has_color(color)) if form == "text" else renders[form](found)
    click.echo(text.encode("utf-8", "replace"), nl=False)
