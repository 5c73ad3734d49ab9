"""`citefirst check`: the records of a checkout, judged."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citefirst.commands.options import CONFIG, FAIL_ON, PATHS, TODAY, WORKFLOW, outputs
from citefirst.errors import Exit
from citefirst.report.formats import FORMATS, module_of
from citefirst.terminal import has_color, width

if TYPE_CHECKING:
    from citefirst.model import Report
    from citefirst.tasks.checkout import CheckRequest, Run

PROGRESS_FROM = 50
"""Files from which on a run on a terminal shows its progress."""


@click.command("check")
@PATHS
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    show_default=True,
    help="Format of the report.",
)
@outputs(FORMATS)
@FAIL_ON
@click.option("--since", metavar="REV", default="", help="Check what changed since a commit, branch or tag.")
@click.option("--staged", is_flag=True, help="Check what is in the index; without PATHS what would be committed.")
@click.option("--changed-lines", is_flag=True, help="With --since or --staged: leave out claims on other lines.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Findings that were there before and do not count, instead of the policy's `baseline`.",
)
@click.option("--no-baseline", is_flag=True, help="Count all findings, whatever the baseline contains.")
@click.option(
    "--write-baseline", is_flag=True, help="Record all findings as a baseline, or remove from it those that are gone."
)
@click.option(
    "--online", is_flag=True, help="Look up what is cited: does it exist, was it merged or deployed, and when."
)
@click.option(
    "--jobs",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Processes that check; 0: as many as there are cores.",
)
@click.option("--no-cache", is_flag=True, help="Check all records anew, whatever earlier runs found.")
@click.option("--show-policy", is_flag=True, help="Print the policy and what governs which file, and check nothing.")
@click.option(
    "--statistics", is_flag=True, help="Print no findings but their numbers by rule, section and file; text or JSON."
)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, and sort and spell sources alike.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: make mends as well that need a look.")
@TODAY
@CONFIG
@WORKFLOW
def command(
    form: str,
    outputs: Sequence[tuple[str, Path]],
    fail_on: str,
    write_baseline: bool,
    show_policy: bool,
    statistics: bool,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    **request: Any,
) -> None:
    """Check the records in PATHS (files or directories; the whole repository when none is named).

    Exit code 0: all held; 1: findings; 2: wrong usage, policy or schema; 3: nothing to check though paths were named;
    4: the check could not run.
    """
    gc.disable()  # loading leaves nothing to collect; for one record it is most of the work
    from citefirst.tasks.checkout import CheckRequest, Run

    gc.enable()
    if statistics and form not in ("text", "json"):
        raise click.UsageError("--statistics is printed as text or JSON: give --format text or --format json")
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes says which mends are made: give --fix or --diff as well")
    if (fix or diff) and (write_baseline or show_policy):
        raise click.UsageError("--fix and --diff mend what a check finds: leave out --write-baseline and --show-policy")
    asked = CheckRequest(**request)
    if write_baseline:
        raise SystemExit(_write_baseline(asked))
    run = Run.start(asked)
    if show_policy:
        from citefirst.report.views.policy import render

        click.echo(render(run.rulebook.place, run.rulebook.policy, run.routed(), whole=asked.is_whole), nl=False)
        return
    report = run.report(progress(run.files()))
    if diff:
        _write(report, outputs, run)
        _print_diff(run, report, unsafe_fixes)
        raise SystemExit(exit_code(report, fail_on, run))
    if fix and _fix(run, report, unsafe_fixes):
        run = Run.start(asked)
        report = run.report(run.files())
    _write(report, outputs, run)
    if statistics:
        _print_statistics(report, form)
    else:
        _print(report, form, run)
    raise SystemExit(exit_code(report, fail_on, run))


def progress(files: Iterable[Any]) -> Iterator[Any]:
    if not sys.stderr.isatty() or len(files := list(files)) < PROGRESS_FROM:
        yield from files
        return
    with click.progressbar(files, label="checking", file=sys.stderr) as bar:
        yield from bar


def _print_diff(run: Run, report: Report, unsafe: bool) -> None:
    from citefirst.cli import printable
    from citefirst.tasks.mend_records import mend_records

    shown = printable if sys.stdout.isatty() else str
    for each in mend_records(run, report, unsafe=unsafe):
        click.echo("".join(f"{shown(line)}\n" for line in each.diff().split("\n")[:-1]).encode(), nl=False)


def _fix(run: Run, report: Report, unsafe: bool) -> bool:
    """Mend the records of a run, say so beside the report, and tell whether anything changed."""
    from citefirst.cli import printable
    from citefirst.tasks.mend_records import mend_records, write_mended

    files = mend_records(run, report, unsafe=unsafe)
    for line in write_mended(run, files):
        click.echo(printable(line), err=True)
    return any(each.changed for each in files)


def _render(report: Report, form: str, run: Run, **options: Any) -> str:
    from importlib import import_module

    if FORMATS[form].has_rules:
        from citefirst.rules import RULES

        options["rules"] = RULES
    if FORMATS[form].has_mends and report.findings:
        from citefirst.tasks.mend_records import suggested

        options["suggested"] = suggested(run, report)
    text: str = import_module(module_of(form)).render(report, **options)
    return text


def _write(report: Report, outputs: Sequence[tuple[str, Path]], run: Run) -> None:
    for form, place in outputs:
        from citefirst.repository.writing import write

        write(place, _render(report, form, run), root=run.tree.root)


def _print(report: Report, form: str, run: Run) -> None:
    color = form == "text" and has_color()
    options = {"color": color, "width": width()} if form == "text" else {}
    click.echo(_render(report, form, run, **options), nl=False, color=color or None)


def _print_statistics(report: Report, form: str) -> None:
    from citefirst.report import statistics

    if form == "json":
        from citefirst.report.formats.json import dumps

        click.echo(dumps(statistics.value(report)), nl=False)
    else:
        click.echo(statistics.render(report), nl=False)


def exit_code(report: Report, fail_on: str, run: Run) -> Exit:
    if report.unjudged:
        return Exit.COULD_NOT_RUN
    if report.count("error") or (fail_on == "warning" and report.count("warning")):
        return Exit.FINDINGS
    named = run.request.paths and run.edits is None
    return Exit.NOTHING_CHECKED if named and not report.records else Exit.HELD


def _write_baseline(request: CheckRequest) -> Exit:
    from citefirst.cli import printable
    from citefirst.tasks.write_baseline import update_baseline

    update = update_baseline(request)
    click.echo(printable(update.sentence()))
    for finding in update.new:
        click.echo(printable(f"not recorded: {finding}"), err=True)
    return Exit.FINDINGS if update.new else Exit.HELD
