"""`citefirst check`: the records of a checkout, judged."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from citefirst.commands.check_run import ATTESTATION, run
from citefirst.commands.options import COLOR, CONFIG, FAIL_ON, JOBS, PATHS, TODAY, WORKFLOW, outputs
from citefirst.limits import MAX_BYTES
from citefirst.report.formats import FORMATS


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
@outputs((*FORMATS, ATTESTATION))
@click.option("-q", "--quiet", is_flag=True, help="Print only findings and what could not be checked.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was read, by which policy, what was known, and how long.")
@COLOR
@click.option(
    "--stdin-filename",
    "typed",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="With `-` in the place of PATHS: judge the text on standard input as if it were this file.",
)
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
@JOBS
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
def command(form: str, statistics: bool, typed: Path | None, **given: Any) -> None:
    """Check the records in PATHS (files or directories; the whole repository when none is named).

    Exit code 0: all held; 1: findings; 2: wrong usage, policy or schema; 3: nothing to check though paths were named;
    4: the check could not run.
    """
    if given["quiet"] and given["verbose"]:
        raise click.UsageError("--quiet says less and --verbose more: give one of them")
    if typed is not None or Path("-") in given["paths"]:
        given |= _typed(typed, given)
    if statistics and form not in ("text", "json"):
        raise click.UsageError("--statistics is printed as text or JSON: give --format text or --format json")
    mends = given["fix"] or given["diff"]
    if given["unsafe_fixes"] and not mends:
        raise click.UsageError("--unsafe-fixes says which mends are made: give --fix or --diff as well")
    if mends and (given["write_baseline"] or given["show_policy"]):
        raise click.UsageError("--fix and --diff mend what a check finds: leave out --write-baseline and --show-policy")
    raise SystemExit(run(form=form, statistics=statistics, **given))


def _typed(place: Path | None, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters of a check of standard input, of which one byte more is read than a record may have."""
    if place is None:
        raise click.UsageError("`-` is a text without a name: give --stdin-filename PATH, by which it is judged")
    if given["paths"] != (Path("-"),):
        raise click.UsageError("--stdin-filename names the text on standard input: give `-` in the place of PATHS")
    refused = ("since", "staged", "fix", "write_baseline", "changed_lines", "show_policy")
    if wrong := [f"--{name.replace('_', '-')}" for name in refused if given[name]]:
        raise click.UsageError(f"{wrong[0]} is about files, not about standard input: leave it out")
    if any(name == ATTESTATION for name, _ in given["outputs"]):
        raise click.UsageError("standard input is no file of a commit, so that nothing can be attested of it")
    if place.is_dir():
        raise click.UsageError("--stdin-filename names a directory: name the file that the text is to be")
    return {"paths": (place,), "text": sys.stdin.buffer.read(MAX_BYTES + 1)}
