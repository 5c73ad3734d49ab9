"""What a run on GitHub decided, and by which policy: all that its comment, its summary and its outputs say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from citefirst.model import Report, Severity
from citefirst.structs import field, frozen, replace

if TYPE_CHECKING:
    from dataclasses import KW_ONLY

RunMode = Literal["enforce", "comment", "observe"]
"""What findings do: fail the job, only annotate and comment, or only appear in the summary and the outputs."""


@frozen
class RunPlace:
    """Where a run took place. `server` is `https://github.com` or an enterprise's; `head` the commit that was judged.

    `run` and `attempt` order runs: GitHub's run IDs only grow, a re-run has the same ID and a higher attempt.
    """

    server: str
    repository: str
    head: str
    _: KW_ONLY
    run: int = 0
    attempt: int = 1
    job: str = ""
    """Workflow and job, so that two jobs of one pull request do not share a comment."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Addresses of records that are no files, by the path that reports give them."""

    def link(self, path: str, line: int, end: int) -> str:
        """Return the address of lines of a file at the commit that was judged."""
        if path in self.elsewhere:
            return self.elsewhere[path]
        from urllib.parse import quote

        lines = f"L{line}" if end <= line else f"L{line}-L{end}"
        name = quote(path, errors="surrogatepass")  # total; GitHub names hold no surrogates
        # `plain=1` shows a Markdown file as lines, so that the fragment leads somewhere.
        return f"{self.server}/{self.repository}/blob/{self.head}/{name}?plain=1#{lines}"

    @property
    def log(self) -> str:
        """Address of the run's page, "" outside GitHub."""
        return f"{self.server}/{self.repository}/actions/runs/{self.run}" if self.run else ""


@frozen
class Base:
    """What a change was judged against: a commit, and the name of its branch, "" where it is unknown.

    A check belongs to a commit and not to a pull request, so what it says names the base that it holds for.
    """

    name: str
    commit: str

    @property
    def shown(self) -> str:
        """`main at 1a2b3c4d5e6f`."""
        return f"{self.name or 'the base'} at {self.commit[:12]}"


@frozen
class Proposal:
    """What a pull request that edits policy or schemas would make of the same records. It decides nothing.

    `fault` is a sentence where its policy is invalid, `untold` one where there was no time to find out, else
    `report` is there. `released` are paths of records that the base's policy governs and the proposed one does not.
    """

    report: Report | None
    fault: str = ""
    released: tuple[str, ...] = ()
    untold: str = ""


@frozen
class Outcome:
    """The verdict of one run. `notes` are sentences on how it was reached, such as whose policy was used."""

    report: Report
    place: RunPlace
    mode: RunMode = "enforce"
    fail_on: Severity = "error"
    whole: bool = False
    """Whether the whole repository was checked, or the records that a change touches."""
    notes: tuple[str, ...] = field(default=())
    proposal: Proposal | None = None
    base: Base | None = None
    """What a change was judged against, None for the whole repository."""

    @property
    def found(self) -> bool:
        """Whether there is a finding at or above `fail_on`."""
        return bool(self.report.count("error") or (self.fail_on == "warning" and self.report.count("warning")))

    @property
    def of_files(self) -> Report:
        """The report without records that are no files."""
        files = (record for record in self.report.records if record.path not in self.place.elsewhere)
        return replace(self.report, records=tuple(files))

    @property
    def verdict(self) -> Literal["pass", "fail", "error"]:
        """How the run ended, in one word; `error`: a record was not judged."""
        return "error" if self.report.unjudged else "fail" if self.failed else "pass"

    @property
    def failed(self) -> bool:
        """Whether there is such a finding, or the proposed policy would stop every later check."""
        return self.found or bool(self.proposal and self.proposal.fault)
