"""`citefirst trace`: why was this decided, on what evidence, by whom, and with whose help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from citefirst.commands.options import CONFIG, TODAY, WORKFLOW
from citefirst.errors import CitefirstError, UsageError
from citefirst.terminal import laid_out, say

if TYPE_CHECKING:
    from citefirst.tasks.checkout import Run


@click.command("trace")
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "html")), default="text", show_default=True, help="Format."
)
@TODAY
@CONFIG
@WORKFLOW
def command(records: tuple[Path, ...], form: str, day: str, config: Path | None, workflow: str | None) -> None:
    """Show the whole chain of each of RECORDS, or of those in a directory: each claim with its sources, what is
    UNKNOWN, what assistants contributed, who signed what, and who changed which claim when.

    JSON is one object for one record, and `{"version": 1, "records": […]}` for several or a directory.
    """
    from citefirst.tasks.checkout import CheckRequest, Run

    run = Run.start(CheckRequest(records, config=config, workflow=workflow, day=day))
    several, faults = len(records) > 1 or records[0].is_dir(), list[CitefirstError]()
    if form == "html":
        if several:
            raise UsageError("a page is of one record: name one, or write all of them with `citefirst report DIR`")
        text = _page(run)
    elif several:
        text, faults = _chains(run, form)
    else:
        from citefirst.report.views import trace as page

        text = {"text": page.as_text, "json": page.as_json}[form](run.trace())
    click.echo((laid_out(text) if form == "text" else text).encode("utf-8", "replace"), nl=False)
    for fault in faults[:-1]:
        say(f"citefirst: {fault}", err=True)
    if faults:
        raise faults[-1]


def _page(run: Run) -> str:
    from citefirst.extras import demand

    demand("report", ("jinja2", "markupsafe"))
    from citefirst.tasks.report import lone_page

    return lone_page(run)


def _chains(run: Run, form: str) -> tuple[str, list[CitefirstError]]:
    """Return the chains of many records, and why some have none."""
    from citefirst.report.views import trace as page

    found = list(run.traces())
    chains = [each for each in found if not isinstance(each, CitefirstError)]
    faults = [each for each in found if isinstance(each, CitefirstError)]
    if form == "json":
        return page.many_as_json(chains), faults
    return f"\n{'-' * 72}\n\n".join(map(page.as_text, chains)), faults
