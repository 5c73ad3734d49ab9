"""What action.yml takes and gives: the one list of inputs and outputs, against which action.yml and the docs are
checked.

A composite action gets no `INPUT_…` variables from the runner; action.yml maps each input to one by `env`.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date

from citefirst.errors import UsageError
from citefirst.structs import frozen

BOOLEAN = ("true", "false")


@frozen
class Input:
    """One input of the action, with the values that it may take where these are few."""

    name: str
    summary: str
    default: str = ""
    values: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        return f"INPUT_{self.name.upper().replace('-', '_')}"


INPUTS = (
    Input("paths", "Files and directories to check, one per line; all if empty."),
    Input("config", "Policy to use instead of `.citefirst.yml`, as a path in the repository."),
    Input(
        "policies",
        "Directory with checkouts (`owner/repository`) of what the policy extends, from the workspace; GitHub's API "
        "where it is empty.",
    ),
    Input("base-ref", "Commit, branch or tag to compare with and to read the policy from; the event's if empty."),
    Input("fail-on", "Lowest severity that makes the check fail.", "error", ("error", "warning")),
    Input(
        "mode",
        "`enforce`: findings fail the job. `comment`: they are annotated and commented only. `observe`: they appear "
        "only in the job summary and the outputs.",
        "enforce",
        ("enforce", "comment", "observe"),
    ),
    Input(
        "comment",
        "When to write the pull request's one comment. An existing comment is always brought up to date, except "
        "with `never`.",
        "on-failure",
        ("always", "on-failure", "never"),
    ),
    Input(
        "suggestions",
        "Suggest mends on the lines of a pull request, at most 10 a run, which a person takes over with one click.",
        "false",
        BOOLEAN,
    ),
    Input(
        "request-reviews",
        "Where the policy demands the owner's review (`approvals: review`), ask each owner for it, once.",
        "false",
        BOOLEAN,
    ),
    Input("annotations", "Annotate the lines with findings.", "true", BOOLEAN),
    Input("job-summary", "Write the job summary.", "true", BOOLEAN),
    Input("sarif-file", "Write the findings as SARIF to this path."),
    Input("json-file", "Write the report as JSON to this path; a temporary file when empty."),
    Input("online", "Look up what is cited: does it exist, was it merged or deployed, and when.", "false", BOOLEAN),
    Input("today", "Judge as on this day, such as `2026-11-23`; the clock's day in UTC if empty."),
    Input(
        "audit",
        "`issues`: on a schedule, or by hand, what is due by the calendar is kept in one issue for each owner. `off`: "
        "no issue is touched.",
        "off",
        ("off", "issues"),
    ),
    Input("ledger", "Ledger in which the run is stored: a directory of the runner, or the address of an object store."),
    Input("token", "Token for GitHub's API.", "${{ github.token }}"),
    Input("working-directory", "Directory of the checkout, and what `paths` start from.", "."),
    Input("args", "More arguments of `citefirst check`: `--workflow NAME`."),
)

OUTPUTS = {
    "verdict": "`pass`, `fail`, or `error` where the check could not run.",
    "records": "Records that were checked.",
    "findings": "Findings.",
    "errors": "Findings that are errors.",
    "warnings": "Findings that are warnings.",
    "claims": "Factual claims.",
    "uncited": "Factual claims with neither source nor UNKNOWN.",
    "json-file": "Path of the report as JSON.",
    "sarif-file": "Path of the report as SARIF, empty where none was asked for.",
    "comment-file": "Path of the text of the pull request's comment, empty where there is nothing to say.",
}


@frozen
class Inputs:
    """Values of the inputs, checked. `workflow` comes from `args`."""

    paths: tuple[str, ...]
    config: str
    base_ref: str
    fail_on: str
    mode: str
    comment: str
    annotations: bool
    job_summary: bool
    sarif_file: str
    json_file: str
    token: str
    working_directory: str
    workflow: str | None
    online: bool = False
    today: str = ""
    audit: bool = False
    ledger: str = ""
    suggestions: bool = False
    request_reviews: bool = False
    policies: str = ""


def read(environ: Mapping[str, str]) -> Inputs:
    """Read the inputs from the environment. Raises UsageError for a value that an input does not take."""
    values = {item.name: _value(item, environ) for item in INPUTS}
    return Inputs(
        paths=tuple(line.strip() for line in values["paths"].splitlines() if line.strip()),
        config=values["config"],
        base_ref=values["base-ref"],
        fail_on=values["fail-on"],
        mode=values["mode"],
        comment=values["comment"],
        annotations=values["annotations"] == "true",
        online=values["online"] == "true",
        job_summary=values["job-summary"] == "true",
        sarif_file=values["sarif-file"],
        json_file=values["json-file"],
        token=values["token"],
        working_directory=values["working-directory"] or ".",
        workflow=_workflow(values["args"]),
        today=_day(values["today"]),
        audit=values["audit"] == "issues",
        ledger=values["ledger"],
        policies=values["policies"],
        suggestions=values["suggestions"] == "true",
        request_reviews=values["request-reviews"] == "true",
    )


def _value(item: Input, environ: Mapping[str, str]) -> str:
    value = environ.get(item.variable, "").strip()
    if not value and not item.default.startswith("${{"):
        value = item.default
    if item.values and value not in item.values:
        raise UsageError(f"the input {item.name} is `{value}`: write {' or '.join(item.values)}")
    return value


def _day(text: str) -> str:
    """Raise UsageError for what is no day of the calendar."""
    try:
        if text and date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    if text:
        raise UsageError(f"the input today is `{text}`, which is no day of the calendar: write it like 2026-11-23")
    return ""


def _workflow(args: str) -> str | None:
    try:
        words = shlex.split(args)
    except ValueError as error:
        raise UsageError(f"the input args cannot be read: {error}") from error
    match words:
        case []:
            return None
        case ["--workflow", name] if name:
            return name
        case [word] if word.startswith("--workflow=") and word != "--workflow=":
            return word.partition("=")[2]
    raise UsageError(f"the input args takes `--workflow NAME`, not `{args.strip()}`")
