"""One issue for each person from whom something is due: opened, brought up to date and closed by the scheduled audit.

An issue is ours by the marker on its first line *and* by its author, since anybody can copy a marker. The marker names
the owner, what the issue lists, and a digest of the text below it, by which an edit by hand shows. People come first:
a text that somebody edited is not overwritten, news about it come as comments; an issue that somebody closed stays
closed, and what it listed is not brought up again; one that somebody reopened stays open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from citefirst.github.api import ApiError, Issue
from citefirst.model import Finding, RecordReport, Report
from citefirst.report.audits import Audit
from citefirst.report.audits.markdown import sections
from citefirst.report.escape import cut
from citefirst.report.markdown import code, fitting
from citefirst.report.outcome import RunPlace
from citefirst.report.summary import plural
from citefirst.signing.people import login
from citefirst.structs import frozen

LABEL = "citefirst"
"""By which the issues are listed, so that a repository with many others is not read."""
MAX_NEW = 30
"""Issues that one run opens; the next one goes on."""
MAX_ITEMS = 1_000
"""Things that one issue lists."""
LIMIT = 50_000
"""Bytes of an issue's text, of which GitHub takes 65,536 characters."""
PAUSE = 1.0
"""Seconds between two that are written: GitHub wants one a second at most."""
_MARKER = re.compile(
    r"<!-- citefirst audit ([0-9a-f]{12}) (open|settled) ([0-9a-f]{12}) ([0-9a-f,]{0,10000}) -->\r?\n?"
)


class Issues(Protocol):
    """What this module needs of GitHub (`api.Api`)."""

    def issues(self, label: str) -> list[Issue]: ...
    def may_assign(self, login: str) -> bool: ...
    def create_issue(self, title: str, body: str, label: str, assignee: str) -> None: ...
    def edit_issue(self, number: int, body: str, *, close: bool = False) -> None: ...
    def create_comment(self, number: int, body: str) -> None: ...
    def login(self) -> str: ...


class Mark(NamedTuple):
    """What the first line of an issue says: whose it is, its state, the digest of its text, the keys of its items."""

    owner: str
    state: str
    digest: str
    keys: frozenset[str]

    @property
    def line(self) -> str:
        return f"<!-- citefirst audit {self.owner} {self.state} {self.digest} {','.join(sorted(self.keys))} -->\n"


class Ours(NamedTuple):
    """An issue of ours, its mark, and its text below that."""

    issue: Issue
    mark: Mark
    text: str

    @property
    def is_edited(self) -> bool:
        return key_of(_plain(self.text)) != self.mark.digest


@frozen
class Ledger:
    """The issues of one repository."""

    api: Issues
    place: RunPlace
    sleep: Callable[[float], None]

    def keep(self, audit: Audit, same: Callable[[str], str]) -> list[str]:
        """Bring the issues up to date; return sentences on what was done. Raises ApiError where GitHub refuses."""
        due, names = by_owner(audit, same)
        ours = self._ours()
        done = dict.fromkeys(("opened", "brought up to date", "closed", "left as people have them"), 0)
        for key in dict.fromkeys((*due, *(each.mark.owner for each in ours))):
            mine = [each for each in ours if each.mark.owner == key]
            if key not in due and audit.report.unjudged:
                continue  # what could not be judged may still be due
            what = self._one(key, names.get(key, ""), due.get(key, {}), mine, audit, done["opened"] < MAX_NEW)
            if what:
                done[what] += 1
        said = ", ".join(f"{number} {what}" for what, number in done.items() if number)
        return [f"Issues of what is due: {said}."] if said else []

    def _ours(self) -> list[Ours]:
        """List the issues with a marker that a bot, or the token's owner, opened; the oldest first."""
        found = [each for issue in self.api.issues(LABEL) if (each := parsed(issue))]
        if not all(each.issue.bot for each in found):
            owner = self.api.login()
            found = [each for each in found if each.issue.bot or (owner and each.issue.login == owner)]
        return sorted(found, key=lambda each: each.issue.number)

    def _one(
        self, key: str, name: str, due: Mapping[str, Finding], mine: Sequence[Ours], audit: Audit, may_open: bool
    ) -> str:
        """Bring the issue of one owner up to date; return what was done, "" for nothing."""
        standing = [each for each in mine if each.issue.open]
        current, doubles = (standing[0] if standing else None), standing[1:]
        closed = [each for each in mine if not each.issue.open and each.mark.state == "open"]
        seen = frozenset[str]().union(*(each.mark.keys for each in closed))
        left = dict([(item, finding) for item, finding in due.items() if item not in seen][:MAX_ITEMS])
        for double in doubles:
            self._edit(double, double.mark._replace(state="settled"), close=True)
        if current is None:
            if not left:
                return "left as people have them" if due else ""
            return self._open(key, name, left, audit) if may_open else ""
        if not left:
            return self._settle(current)
        return self._update(current, left, name, audit)

    def _open(self, key: str, name: str, due: Mapping[str, Finding], audit: Audit) -> str:
        account = login(name) or ""
        assignee = account if account and self._may_assign(account) else ""
        text = body(due.values(), name, audit, self.place, assigned=bool(assignee))
        mark = Mark(key, "open", key_of(_plain(text)), frozenset(due))
        self._write(lambda: self.api.create_issue(title(name), mark.line + text, LABEL, assignee))
        return "opened"

    def _may_assign(self, account: str) -> bool:
        try:
            return self.api.may_assign(account)
        except ApiError as error:
            if error.forbidden:
                return False
            raise

    def _settle(self, current: Ours) -> str:
        """Close an issue of which nothing is due any more, except where somebody reopened it since."""
        if current.mark.state == "settled":
            return "left as people have them"
        self._edit(current, current.mark._replace(state="settled"), close=True)
        return "closed"

    def _update(self, current: Ours, due: Mapping[str, Finding], name: str, audit: Audit) -> str:
        keys = frozenset(due)
        if current.is_edited:
            if keys == current.mark.keys:
                return "left as people have them"
            news = body(due.values(), name, audit, self.place, assigned=True)
            self._write(lambda: self.api.create_comment(current.issue.number, f"This is due now.\n\n{news}"))
            self._edit(current, current.mark._replace(state="open", keys=keys))
            return "brought up to date"
        assigned = f"For {name}" not in current.text
        text = body(due.values(), name, audit, self.place, assigned=assigned)
        if keys == current.mark.keys and current.mark.state == "open":
            return ""
        self._edit(current._replace(text=text), Mark(current.mark.owner, "open", key_of(_plain(text)), keys))
        return "brought up to date"

    def _edit(self, ours: Ours, mark: Mark, *, close: bool = False) -> None:
        self._write(lambda: self.api.edit_issue(ours.issue.number, mark.line + ours.text, close=close))

    def _write(self, act: Callable[[], None]) -> None:
        act()
        self.sleep(PAUSE)


def parsed(issue: Issue) -> Ours | None:
    """Read the mark of an issue, None where it has none."""
    found = _MARKER.match(issue.body)
    if not found:
        return None
    keys = frozenset(filter(None, found[4].split(",")))
    return Ours(issue, Mark(found[1], found[2], found[3], keys), issue.body[found.end() :])


def by_owner(audit: Audit, same: Callable[[str], str]) -> tuple[dict[str, dict[str, Finding]], dict[str, str]]:
    """Return what is due from each owner, by key and item, and what each owner is called."""
    due: dict[str, dict[str, Finding]] = {}
    names: dict[str, str] = {}
    for finding in audit.report.findings:
        for who in finding.who or ("",):
            person = same(who) if who else ""
            key = key_of(person)
            names.setdefault(key, person if person.startswith("@") else who)
            due.setdefault(key, {})[key_of(f"{finding.path}\0{finding.fingerprint}")[:8]] = finding
    return due, names


def title(name: str) -> str:
    """Return the title of an owner's issue. A mail address is not shown in it."""
    shown = cut(name.partition("<")[0].strip(), 80)
    return f"citefirst: what is due from {shown}" if shown else "citefirst: what is due and belongs to nobody"


def body(findings: Iterable[Finding], name: str, audit: Audit, place: RunPlace, *, assigned: bool) -> str:
    """Return the text of an owner's issue: what is due, each with its line, as much as GitHub takes."""
    own = Audit(Report((RecordReport(path="", workflow=None, findings=tuple(findings)),), day=audit.day))
    count = len(own.report.findings)
    whom = f"For {name if login(name) else code(name, 100)}: " if name and not assigned else ""
    verb = "is" if count == 1 else "are"
    first = f"{whom}{plural(count, 'thing')} {verb} due by {code(audit.day)}, by the records of this repository."
    last = (
        "Mend the record in a pull request; the next audit brings this list up to date and closes the issue when "
        "nothing is left. Whoever closes it by hand is not asked again for what it lists."
    )
    lines = "\n\n".join(sections(own, place, "###", people=False)).split("\n")
    kept = fitting(lines, LIMIT)
    cut_off = [f"{len(lines) - len(kept)} more lines are in the log of the run."] if len(kept) < len(lines) else []
    return "\n\n".join((first, "\n".join(kept), *cut_off, last)) + "\n"


def _plain(text: str) -> str:
    """Write a text as GitHub gives it back, whatever its line ends and blanks around it."""
    return text.replace("\r\n", "\n").strip()


def key_of(text: str) -> str:
    """Return twelve hex digits that stand for a text: a person, or what an issue says."""
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
