"""`citefirst init`: a repository adopts citefirst."""

from __future__ import annotations

from collections.abc import Iterator

import click

from citefirst.terminal import say


@click.command("init")
@click.option("--yes", is_flag=True, help="Take the defaults and ask nothing.")
def command(yes: bool) -> None:
    """Write a policy, the required check for GitHub and the commit hook. No existing file is touched."""
    from pathlib import Path

    from citefirst.repository.working import WorkingTree, find_root
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.init import adopt, directories, forms

    tree = WorkingTree(find_root(Path.cwd()))
    records = directories(tree)
    if not yes:
        records = _asked(records, Run.start(CheckRequest()).rulebook.catalogue.names())
    for file in adopt(tree.root, records, forms(tree, records)):
        if file.new:
            say(f"{file.path} is written")
        else:
            say(f"{file.path} already exists and was not touched")
            if file.add:
                click.echo(f"add to it:\n\n{file.add}")
    for line in _today(records):
        say(line)
    say("next: `citefirst new WORKFLOW --out FILE` writes a record, `citefirst check` checks all of them")


def _asked(found: list[tuple[str, str]], workflows: tuple[str, ...]) -> list[tuple[str, str]]:
    """Ask two questions: which files are records, and which workflow judges them."""
    glob, workflow = found[0] if found else ("docs/records/**", "incident-postmortem")
    glob = click.prompt("Which files are records (a glob as in .gitignore)", default=glob)
    chosen = click.prompt("Which workflow judges them", default=workflow, type=click.Choice(workflows))
    return [(glob, chosen), *(entry for entry in found if entry[0] != glob)]


def _today(routes: list[tuple[str, str]]) -> Iterator[str]:
    """Yield what a check of the records that are there already finds, and which choices that leaves."""
    if not routes:
        return
    from citefirst.errors import CitefirstError
    from citefirst.report.statistics import first_steps
    from citefirst.report.summary import found, plural
    from citefirst.tasks.checkout import CheckRequest, Run
    from citefirst.tasks.clock import clock_day

    try:
        run = Run.start(CheckRequest(day=clock_day()))
        report = run.report(run.files())
    except CitefirstError as error:
        yield f"the records that are there could not be checked: {error}"
        return
    if not report.records:
        return
    yield ""
    if not report.findings:
        yield f"{plural(len(report.records), 'record')} that are there already hold"
        return
    yield f"today: {found(report)} in {plural(len(report.records), 'record')}"
    yield from first_steps(report)
    yield ""
