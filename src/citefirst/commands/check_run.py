"""What `citefirst check` does once its command line is read, by click or, where it is a simple one, by `fast`.

A commit hook waits for this, and click takes as long to load as a record to judge: it is loaded where it is used.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING, Any

from citefirst.errors import Exit, ended
from citefirst.report.formats import FORMATS, module_of
from citefirst.structs import replace
from citefirst.terminal import echo, has_color, has_links, say, width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from citefirst.model import Report
    from citefirst.tasks.checkout import CheckRequest, Run

ATTESTATION = "attestation"
"""What can be written and is no format of a report: a statement that holds for what was checked."""
ABOUT = ("json", "sarif", ATTESTATION)
"""What says which repository, commit and policy it is about, for which git is asked."""
PROGRESS_FROM = 50
"""Files from which on a run on a terminal shows its progress."""


def plain(paths: Sequence[str], flags: Collection[str]) -> None:
    """Run the check of a command line that holds paths and flags alone, and exit as click would.

    What ends a run from outside is handed to click, so that it ends in the same way.
    """
    try:
        code = run(**parameters(paths, flags))
    except (BrokenPipeError, KeyboardInterrupt) as error:
        _end_as_click_does(error)
    except Exception as error:
        said, code = ended(error)
        say(f"citefirst: {said}", err=True)
    sys.exit(code)


def parameters(paths: Sequence[str], flags: Collection[str]) -> Mapping[str, Any]:
    """Return what click makes of a command line that holds paths and flags alone."""
    from pathlib import Path

    from citefirst.tasks.clock import clock_day

    said = {each.removeprefix("--").replace("-", "_") for each in flags}
    switches = ("staged", "changed_lines", "no_baseline", "write_baseline", "online", "no_cache", "show_policy")
    return {
        "paths": tuple(map(Path, paths)),
        "form": "text",
        "outputs": [],
        "quiet": False,
        "verbose": False,
        "color": "auto",
        "fail_on": "error",
        "since": "",
        "baseline": None,
        "jobs": 0,
        "statistics": False,
        "fix": False,
        "diff": False,
        "unsafe_fixes": False,
        "day": clock_day(),
        "config": None,
        "workflow": None,
        **{name: name in said for name in switches},
    }


def _end_as_click_does(error: BaseException) -> None:
    import click

    def fail() -> None:
        raise error

    click.Command("citefirst", callback=fail).main([], prog_name="citefirst")


def _visible(text: str) -> str:
    from citefirst.report.escape import visible

    return visible(text)


def run(
    *,
    form: str,
    outputs: Sequence[tuple[str, Path]],
    fail_on: str,
    write_baseline: bool,
    show_policy: bool,
    statistics: bool,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    quiet: bool,
    verbose: bool,
    color: str,
    **request: Any,
) -> Exit:
    """Check, print and write what was asked for, and return the exit code."""
    gc.disable()
    from citefirst.tasks.checkout import CheckRequest, Run

    gc.freeze()  # loading leaves nothing to collect, and whatever is collected later need not look at it
    gc.enable()
    started, asked = time.perf_counter(), CheckRequest(**request)
    if write_baseline:
        return _write_baseline(asked)
    begun = Run.start(asked)
    if show_policy:
        from citefirst.report.views.policy import render

        echo(render(begun.rulebook.place, begun.rulebook.policy, begun.routed(), whole=asked.is_whole))
        return Exit.HELD
    attested = [place for name, place in outputs if name == ATTESTATION]
    files = list(begun.files()) if attested else begun.files()
    report = begun.report(files if quiet else progress(files))
    if verbose:
        from citefirst.report.views.run import lines

        seconds = time.perf_counter() - started
        told = lines(str(begun.tree.root), begun.rulebook.place, report, begun.recalled, seconds)
        echo("".join(f"{line}\n" for line in told), err=True)
    if fix and not diff and _fix(begun, report, unsafe_fixes):
        begun = Run.start(asked)
        files = list(begun.files())
        report = begun.report(files)
    if {form, *(name for name, _ in outputs)}.intersection(ABOUT):
        from citefirst.tasks.about import origins

        report = replace(report, of=origins(begun))
    _write(report, [each for each in outputs if each[0] != ATTESTATION], begun)
    code = exit_code(report, fail_on, begun)
    for place in attested:
        _attest(report, code, files, place, begun)
    if diff:
        _print_diff(begun, report, unsafe_fixes)
    elif statistics:
        _print_statistics(report, form)
    else:
        _print(report, form, begun, color, quiet=quiet)
        if form == "text" and not quiet and asked.is_whole and not report.records:
            echo(f"{_begin(begun)}\n")
    return code


def progress(files: Iterable[Any]) -> Iterator[Any]:
    if not sys.stderr.isatty() or len(files := list(files)) < PROGRESS_FROM:
        yield from files
        return
    import click

    with click.progressbar(files, label="checking", file=sys.stderr) as bar:
        yield from bar


def _print_diff(run: Run, report: Report, unsafe: bool) -> None:
    from citefirst.tasks.mend_records import mend_records

    shown = _visible if sys.stdout.isatty() else str
    for each in mend_records(run, report, unsafe=unsafe):
        echo("".join(f"{shown(line)}\n" for line in each.diff().split("\n")[:-1]))


def _fix(run: Run, report: Report, unsafe: bool) -> bool:
    """Mend the records of a run, say so beside the report, and tell whether anything changed."""
    from citefirst.tasks.mend_records import mend_records, write_mended

    files = mend_records(run, report, unsafe=unsafe)
    for line in write_mended(run, files):
        say(line, err=True)
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


def _attest(report: Report, code: Exit, files: Iterable[Any], place: Path, run: Run) -> None:
    """Write what held as a statement, or take an older one away: what does not hold is not attested."""
    from citefirst.tasks.attest import attest

    if said := attest(report, code, [file for file in files if not isinstance(file, str)], place, run):
        say(f"citefirst: {place} was not written: {said}", err=True)


def _print(report: Report, form: str, run: Run, color: str, *, quiet: bool) -> None:
    """Print the report. Machines read all of it, however quiet a run is to be."""
    if not FORMATS[form].is_plain:
        echo(_render(report, form, run))
        return
    colored, links = has_color(color), has_links(color)
    options: dict[str, Any] = {"color": colored, "links": links, "quiet": quiet}
    if form == "text":
        options |= {"width": width(), "wraps": sys.stdout.isatty()}
    echo(_render(report, form, run, **options), color=colored or links or None)


def _begin(run: Run) -> str:
    """Say what makes a first record, where a whole repository has none."""
    if run.rulebook.place:
        return f"next: `citefirst new WORKFLOW --out FILE` writes a record that {run.rulebook.place} knows"
    return "next: `citefirst init` says which files are records, `citefirst new WORKFLOW --out FILE` writes one"


def _print_statistics(report: Report, form: str) -> None:
    from citefirst.report import statistics

    if form == "json":
        from citefirst.report.formats.json import dumps

        echo(dumps(statistics.value(report)))
    else:
        echo(statistics.render(report))


def exit_code(report: Report, fail_on: str, run: Run) -> Exit:
    if report.unjudged:
        return Exit.COULD_NOT_RUN
    if report.count("error") or (fail_on == "warning" and report.count("warning")):
        return Exit.FINDINGS
    named = run.request.paths and run.edits is None
    return Exit.NOTHING_CHECKED if named and not report.records else Exit.HELD


def _write_baseline(request: CheckRequest) -> Exit:
    from citefirst.tasks.write_baseline import update_baseline

    update = update_baseline(request)
    say(update.sentence())
    if update.tell:
        say(f"next: {update.tell}")
    for finding in update.new:
        say(f"not recorded: {finding}", err=True)
    return Exit.FINDINGS if update.new else Exit.HELD
