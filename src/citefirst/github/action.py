"""What action.yml runs: check what an event touches, then report it, the most reliable way first.

The exit code is the verdict. Whatever else cannot be said, such as a comment with a token that may only read, is a
warning and changes nothing about it.
"""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from citefirst.errors import CitefirstError, Exit, NothingChecked, UsageError, bug
from citefirst.github import comment, event, files, inputs, scope
from citefirst.github.api import Api, ApiError
from citefirst.github.client import PATIENT, Patience
from citefirst.github.event import Event
from citefirst.github.inputs import Inputs
from citefirst.github.log import StepLog
from citefirst.github.pull_request_check import PullRequestCheck
from citefirst.model import Report
from citefirst.report.escape import visible
from citefirst.report.formats import json, sarif
from citefirst.report.formats import text as plain_text
from citefirst.report.formats.github import annotate, command
from citefirst.report.outcome import Outcome
from citefirst.report.pages import comment as comment_text
from citefirst.report.pages import step_summary
from citefirst.report.pages.parts import verdict
from citefirst.repository.git import Repository
from citefirst.repository.writing import write
from citefirst.rules import RULES
from citefirst.structs import frozen, replace

if TYPE_CHECKING:
    from citefirst.dataset.places import Place
    from citefirst.lookup.evidence import Lookups
    from citefirst.lookup.inquiry import Options

AUDITED = ("schedule", "workflow_dispatch")
"""Events on which the whole repository is audited."""
WIDTH = 100
"""Columns of the report in the log."""


def main(
    environ: Mapping[str, str],
    write: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
    patience: Patience = PATIENT,
    options: Options | None = None,
) -> Exit:
    """Run the Action in an environment. Every failure is an annotation, and the output `verdict` says `error`.

    `options` say how cited addresses are asked, None for the usual way.
    """
    log = StepLog(write, secrets.token_hex(16))
    try:
        return replace(Action.start(environ, log, sleep, patience), options=options).run()
    except CitefirstError as error:
        reason, code = str(error), error.exit_code
    except Exception as error:
        reason, code = bug(error), Exit.COULD_NOT_RUN
    finally:
        log.resume()
    log.command([command("error", {"title": "citefirst could not check"}, visible(reason))])
    with suppress(CitefirstError):
        files.append(environ.get("GITHUB_OUTPUT", ""), files.outputs({"verdict": "error"}, log.token))
    return code


@frozen
class Action:
    """One run: what was asked, on which event, and where to report it."""

    environ: Mapping[str, str]
    inputs: Inputs
    event: Event
    api: Api
    log: StepLog
    sleep: Callable[[float], None]
    day: str = ""
    options: Options | None = None

    @classmethod
    def start(
        cls, environ: Mapping[str, str], log: StepLog, sleep: Callable[[float], None], patience: Patience
    ) -> Action:
        given = inputs.read(environ)
        happened = _of_step(event.read(environ), given)
        api = Api(happened.api, happened.repository, given.token, patience)
        day = given.today or datetime.now(UTC).date().isoformat()
        return cls(environ, given, _with_pull(happened, api), api, log, sleep, day)

    def run(self) -> Exit:
        if self.event.run and self.event.pull is None:
            self.log.plain("The run that ended no longer belongs to an open pull request: nothing to check.")
            self._outputs({"verdict": "pass"})
            return Exit.HELD
        directory = self.event.workspace / self.inputs.working_directory
        place = self._repository(directory)
        root = scope.root_of(place)
        ledger = self._ledger(root, directory)
        outcome, check = self._outcome(root, place)
        if self._audits:
            outcome = replace(outcome, notes=(*outcome.notes, *self._issues(outcome, check.rulebook.policy.identity)))
        if ledger:
            outcome = replace(outcome, notes=(*outcome.notes, *self._store(ledger, outcome, check, root)))
        text = comment_text.render(outcome) if self._speaks else ""
        paths = self._write(outcome, check, text, root, directory)
        self._say(outcome)
        self._comment(outcome, text, paths["comment-file"])
        self._converse(outcome, check)
        if self.inputs.job_summary:
            summary = step_summary.render(outcome, paths["json-file"])
            files.append(self.environ.get("GITHUB_STEP_SUMMARY", ""), summary)
        self._outputs({"verdict": outcome.verdict, **counts(outcome), **paths})
        return exit_code(outcome)

    def _repository(self, directory: Path) -> Repository:
        granted = credentials(self.event.server, self.inputs.token)
        return Repository(directory, {}, granted, self.event.workspace)

    @property
    def _audits(self) -> bool:
        """Whether this run keeps the issues of those from whom something is due."""
        return self.inputs.audit and self.event.name in AUDITED

    def _issues(self, outcome: Outcome, same: Callable[[str], str]) -> list[str]:
        """Bring the owners' issues up to date, and return a sentence on what was done. That it cannot be is a
        warning."""
        from citefirst.github import issues
        from citefirst.report.audits import audit

        try:
            return issues.Ledger(self.api, outcome.place, self.sleep).keep(audit(outcome.report), same)
        except ApiError as error:
            reason = f"The issues could not be brought up to date: {error}. This does not change the verdict."
            self.log.command([command("warning", {"title": "citefirst"}, reason)])
            return [f"The issues could not be brought up to date: {error}"]

    def _ledger(self, root: Path, directory: Path) -> Place | CitefirstError | None:
        """Return where the run is to be stored, or why that cannot be reached. Raises UsageError for what is no
        place."""
        if not self.inputs.ledger:
            return None
        from citefirst.github import ledger

        try:
            return ledger.place(self.inputs.ledger, root, directory)
        except UsageError:
            raise
        except CitefirstError as error:
            return error

    def _store(self, into: Place | CitefirstError, outcome: Outcome, check: PullRequestCheck, root: Path) -> list[str]:
        """Store the run, and return a sentence where that cannot be done, which is a warning."""
        from citefirst.github import ledger

        try:
            if isinstance(into, CitefirstError):
                raise into
            path = ledger.store(into, outcome, self.event, check.policy, root)
        except CitefirstError as error:
            reason = f"The run could not be stored in the ledger: {visible(str(error))}"
            says = f"{reason}. This does not change the verdict."
            self.log.command([command("warning", {"title": "citefirst"}, says)])
            return [reason]
        self.log.plain(visible(f"The run is stored in {into.shown} as {path}."))
        return []

    def _outcome(self, root: Path, place: Repository) -> tuple[Outcome, PullRequestCheck]:
        """Return the outcome, and the check that came to it."""
        found = scope.find(self.event, self.inputs.base_ref, place, self.api)
        below = PurePosixPath(place.root.resolve().relative_to(root.resolve()).as_posix())
        if self._audits and (self.inputs.paths or not found.whole):
            raise UsageError("the input audit looks at the whole repository: leave paths and base-ref empty")
        narrowed = scope.narrowed(found.comparison, self.inputs.paths, below)
        if found.whole and self.inputs.paths and not narrowed.changes:
            raise UsageError(f"the input paths names {', '.join(self.inputs.paths)}, but there is no such file")
        check = PullRequestCheck(self.event, self.inputs, found, narrowed, self.api, self.day, self._lookups())
        outcome = check.outcome()
        if found.whole and self.inputs.paths and not outcome.report.records:
            raise NothingChecked("the input paths names files, but no workflow governs any of them")
        return outcome, check

    def _lookups(self) -> Lookups | None:
        if not self.inputs.online:
            return None
        from citefirst.github.lookups import of_event

        return of_event(self.event, self.inputs.token, self.options)

    def _write(
        self, outcome: Outcome, check: PullRequestCheck, text: str, root: Path, directory: Path
    ) -> dict[str, str]:
        """Write the reports and the comment. Paths by the name of their output, "" for what was not written."""
        temporary = files.temporary(self.environ)
        paths = {"json-file": "", "sarif-file": "", "comment-file": ""}
        place = temporary / "report.json"
        if self.inputs.json_file:
            place = files.inside(root, directory, self.inputs.json_file, "json-file")
        paths["json-file"] = str(write(place, json.render(outcome.report)))
        if self.inputs.sarif_file:
            place = files.inside(root, directory, self.inputs.sarif_file, "sarif-file")
            from citefirst.github.converse import fixes

            log = sarif.render(outcome.of_files, RULES, fixes(outcome, check))
            paths["sarif-file"] = str(write(place, log))
        if text and (outcome.failed or self.inputs.comment == "always"):
            paths["comment-file"] = str(write(temporary / "comment.md", text))
        return paths

    @property
    def _speaks(self) -> bool:
        """Whether there is a pull request to comment on, and comments are allowed."""
        return self.event.number > 0 and self.inputs.mode != "observe" and self.inputs.comment != "never"

    def _say(self, outcome: Outcome) -> None:
        self.log.plain(plain_text.render(outcome.report, color=False, width=WIDTH))
        if outcome.base:
            self.log.plain(f"Judged against {visible(outcome.base.shown)}.")
        for note in outcome.notes:
            self.log.plain(visible(note))
        if outcome.proposal and not outcome.proposal.fault:
            own = outcome.proposal.untold or verdict(outcome.proposal.report or Report(), outcome.whole)
            self.log.plain(f"By this change's own policy, which does not decide: {own}.")
        if not self.inputs.annotations or outcome.mode == "observe":
            return
        fails = outcome.mode == "enforce" or outcome.report.unjudged
        if outcome.proposal and outcome.proposal.fault:
            title = {"title": "The policy of this pull request is invalid"}
            self.log.command([command("error" if fails else "warning", title, visible(outcome.proposal.fault))])
        self.log.command(annotate(outcome.report, fails=fails, elsewhere=outcome.place.elsewhere))

    def _comment(self, outcome: Outcome, text: str, comment_file: str) -> None:
        """Bring the pull request's comment up to date, where there is a text. That it cannot be is a warning."""
        if not text:
            return
        noun = "issue" if self.event.issue else "pull request"
        sticky = comment.Sticky(self.api, self.event.number, outcome.place, self.sleep)
        try:
            said = sticky.post(text, self.inputs.comment, failed=outcome.failed)
            self.log.plain(f"No comment was written: {said}." if said else f"The {noun}'s comment is up to date.")
        except ApiError as error:
            where = "Its text is in the job summary" + (" and in the output comment-file" if comment_file else "")
            reason = f"The comment could not be written: {error}. {where}. This does not change the verdict."
            self.log.command([command("warning", {"title": "citefirst"}, reason)])

    def _converse(self, outcome: Outcome, check: PullRequestCheck) -> None:
        """Suggest mends and ask owners, where that is wanted. That it cannot be is a warning."""
        pull, wanted = self.event.pull, self.inputs
        if pull is None or wanted.mode == "observe" or not (wanted.suggestions or wanted.request_reviews):
            return
        from citefirst.github.conversation import Conversation
        from citefirst.github.converse import request_reviews, suggest

        given = self.api
        api = Conversation(given.url, given.repository, given.token, given.patience, number=pull.number)
        steps = ((wanted.suggestions, "suggestions", suggest), (wanted.request_reviews, "requests", request_reviews))
        for asked, what, step in steps:
            try:
                for said in step(api, outcome, check) if asked else ():
                    self.log.plain(visible(said))
            except CitefirstError as error:
                reason = f"The {what} could not be written: {error}. This does not change the verdict."
                self.log.command([command("warning", {"title": "citefirst"}, reason)])

    def _outputs(self, values: Mapping[str, str]) -> None:
        files.append(self.environ.get("GITHUB_OUTPUT", ""), files.outputs(values, self.log.token))


def _of_step(happened: Event, given: Inputs) -> Event:
    """Give each step of a job that checks something else a place of its own, so that they share no comment."""
    what = (*given.paths, given.config, given.base_ref, given.workflow or "", given.working_directory)
    asked = " ".join(part for part in what if part not in ("", "."))
    return replace(happened, place=replace(happened.place, job=f"{happened.place.job} {asked}".rstrip()))


def credentials(server: str, token: str) -> dict[str, str]:
    """Return what lets git fetch from this server, and no other, where the checkout kept no credentials for it."""
    basic = b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{server}/.extraheader": f"AUTHORIZATION: basic {basic}"} if token else {}


def _with_pull(happened: Event, api: Api) -> Event:
    """Add to the event of a run that ended the open pull request that it was about."""
    if happened.run is None:
        return happened
    found = api.open_pull(happened.run.owner, happened.run.branch, happened.run.head)
    return replace(happened, pull=found) if found else happened


def counts(outcome: Outcome) -> dict[str, str]:
    """Return the outputs that are numbers."""
    report = outcome.report
    numbers = {
        "records": len(report.records),
        "findings": len(report.findings),
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "claims": report.claims.factual,
        "uncited": report.claims.uncited,
    }
    return {name: str(number) for name, number in numbers.items()}


def exit_code(outcome: Outcome) -> Exit:
    """Return the exit code: the mode says what findings do. An invalid proposed policy fails as an invalid one does.

    A record whose check broke off was not judged, which no mode makes a pass.
    """
    if outcome.report.unjudged:
        return Exit.COULD_NOT_RUN
    if not outcome.failed or outcome.mode != "enforce":
        return Exit.HELD
    return Exit.FINDINGS if outcome.found else Exit.USAGE
