"""The command line: arguments in, text and an exit code out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from citefirst import __version__
from citefirst.errors import CitefirstError, Exit, bug
from citefirst.model import Mode
from citefirst.report import FORMATS

if TYPE_CHECKING:
    from citefirst.model import Report

PROGRESS_FROM = 50
"""Files from which on a run on a terminal shows its progress."""


class Commands(click.Group):
    """Shows each failure as one sentence and ends with its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CitefirstError as error:
            click.echo(f"citefirst: {printable(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit, BrokenPipeError):
            raise
        except Exception as error:
            click.echo(f"citefirst: {printable(bug(error))}", err=True)
            ctx.exit(Exit.COULD_NOT_RUN)


def printable(text: str) -> str:
    """A text of somebody else's, fit for a terminal."""
    from citefirst.report.escape import visible

    return visible(text)


PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Policy to use in the place of .citefirst.yml.",
)
WORKFLOW = click.option("--workflow", metavar="NAME", help="Judge the named files under this workflow.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="citefirst")
def main() -> None:
    """Check that every factual line of a record has a source or says UNKNOWN, and that a human signs."""


@main.command()
@PATHS
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True, help="Form of the report."
)
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning")),
    default="error",
    show_default=True,
    help="Lowest severity that fails.",
)
@click.option("--since", metavar="REV", default="", help="Check what changed since a commit, branch or tag.")
@click.option("--show-policy", is_flag=True, help="Print the policy and what governs which file, and check nothing.")
@CONFIG
@WORKFLOW
def check(
    paths: Sequence[Path],
    form: str,
    fail_on: str,
    since: str,
    show_policy: bool,
    config: Path | None,
    workflow: str | None,
) -> None:
    """Check the records in PATHS (files or directories; the whole repository when none is named).

    Exit code 0: all held; 1: findings; 2: wrong usage, policy or schema; 3: nothing to check though paths were named;
    4: the check could not run.
    """
    gc.disable()  # loading leaves nothing to collect; for one record it is most of the work
    from datetime import date

    from citefirst.run import Run

    gc.enable()
    run = Run.start(paths, config, workflow, since, date.today().isoformat())
    if show_policy:
        from citefirst.report.policy import render

        click.echo(render(run.rulebook.place, run.rulebook.policy, run.routed()), nl=False)
        return
    report = run.report(_progress(run.files()))
    _print(report, form)
    raise SystemExit(_exit_code(report, fail_on, named=bool(paths) and not since))


def _progress(files: Iterable[Any]) -> Iterator[Any]:
    files = list(files)
    if len(files) < PROGRESS_FROM or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, label="checking", file=sys.stderr) as bar:
        yield from bar


def _print(report: Report, form: str) -> None:
    from importlib import import_module

    render = import_module(FORMATS[form]).render
    if form == "text":
        color = _has_color()
        click.echo(render(report, color=color, width=_width()), nl=False, color=color)
    elif form == "sarif":
        from citefirst.rules import RULES

        click.echo(render(report, RULES), nl=False)
    else:
        click.echo(render(report), nl=False)


def _width() -> int:
    """Columns of the terminal, or as many as fit a build log."""
    import os

    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 100


def _has_color() -> bool:
    """Colour on a terminal only, and not against the user's word (no-color.org)."""
    import os

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _exit_code(report: Report, fail_on: str, *, named: bool) -> Exit:
    if report.count("error") or (fail_on == "warning" and report.count("warning")):
        return Exit.FINDINGS
    return Exit.NOTHING_CHECKED if named and not report.records else Exit.HELD


@main.command()
@PATHS
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="Form of the list."
)
@click.option("--facts", type=click.Choice(get_args(Mode)), help="Read every section in this mode.")
@CONFIG
@WORKFLOW
def claims(paths: Sequence[Path], form: str, facts: Mode | None, config: Path | None, workflow: str | None) -> None:
    """List every claim in PATHS with its mode, its verdict and the reasons for it. Any Markdown file will do."""
    from citefirst.report.claims import as_json, as_text
    from citefirst.run import Run

    if not paths:
        raise click.UsageError("name at least one file or directory")
    run = Run.start(paths, config, workflow)
    records = list(run.records(facts))
    click.echo((as_json if form == "json" else as_text)(records), nl=False)
    raise SystemExit(Exit.HELD if records else Exit.NOTHING_CHECKED)


@main.command()
@CONFIG
def workflows(config: Path | None) -> None:
    """List the workflows that records here can name."""
    from citefirst.run import Run

    catalogue = Run.start((), config, None).rulebook.catalogue
    width = max(len(name) for name in catalogue.names())
    for name in catalogue.names():
        click.echo(f"{name.ljust(width)}  {printable(catalogue.workflow(name).title)}")


@main.command(hidden=True)
def action() -> None:
    """Run as a GitHub Action: action.yml calls this; its inputs are in the environment (docs/github-action.md)."""
    import os

    from citefirst.github.action import main as run

    raise SystemExit(run(os.environ, lambda line: click.echo(line.encode("utf-8", "replace"))))


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a rule by its CODE or name; list all rules when none is named."""
    from citefirst.report.rules import index, page
    from citefirst.rules import RESERVED, RULES

    if code is None:
        click.echo(index(RULES), nl=False)
        return
    for rule in RULES:
        if code.lower() in (rule.code.lower(), rule.name):
            click.echo(page(rule), nl=False)
            return
    if code.upper() in RESERVED:
        raise click.UsageError(f"{code.upper()} ({RESERVED[code.upper()]}) is reserved and not checked yet")
    raise click.UsageError(f"there is no rule {printable(code)}: `citefirst explain` lists them")
