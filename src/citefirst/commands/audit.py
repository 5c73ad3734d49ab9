"""`citefirst audit`: what the calendar made of the whole repository."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citefirst.commands.options import COLOR, CONFIG, FAIL_ON, TODAY, days_of, outputs
from citefirst.report.audits import FORMATS

if TYPE_CHECKING:
    from citefirst.report.audits import Audit


@click.command("audit")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Format.")
@outputs(FORMATS)
@click.option(
    "--within",
    metavar="DAYS",
    callback=days_of,
    help="Tell what ends within this time (30d, 4w); the policy's `lifecycle.warning-days` if it is not given.",
)
@FAIL_ON
@COLOR
@TODAY
@CONFIG
def command(
    form: str,
    outputs: Sequence[tuple[str, Path]],
    within: int | None,
    fail_on: str,
    color: str,
    day: str,
    config: Path | None,
) -> None:
    """Tell what is due in the whole repository: what ended or ends soon, UNKNOWNs and action items past their day,
    access that nobody removed, signatures that no longer cover their record, exceptions that lapsed or excuse nothing.

    Exit code 0: nothing; 1: something; 2: wrong usage, policy or schema; 4: the audit could not run.
    """
    from citefirst.commands.check_run import exit_code, progress
    from citefirst.report.audits import audit
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.terminal import has_color, width

    run = Run.start(CheckRequest(config=config, day=day, within=within, jobs=0))
    found = audit(run.report(progress(run.files()), audit=True))
    for name, place in outputs:
        from citefirst.repository.writing import write

        write(place, _render(found, name), root=run.tree.root)
    colored = form == "text" and has_color(color)
    shown = {"color": colored, "width": width() if sys.stdout.isatty() else 0} if form == "text" else {}
    text = _render(found, form, **shown)
    click.echo(text, nl=False, color=colored or None)
    raise SystemExit(exit_code(found.report, fail_on, run))


def _render(found: Audit, form: str, **options: Any) -> str:
    from importlib import import_module

    if form == "sarif":
        from citefirst.report.formats import sarif
        from citefirst.rules import RULES

        return sarif.render(found.report, RULES)
    text: str = import_module(f"citefirst.report.audits.{form}").render(found, **options)
    return text
