"""Each line of a plan beside what a history, its tags, a changelog and GitHub say of the things that it names.

The strongest word counts: a commit that merges a pull request says more than one that closes an issue, and that more
than one that only names it. What was merged and taken back was dropped. Nothing is ever called done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing
from citefirst.record.plan import Item, Name
from citefirst.repository.messages import Ref, Touched
from citefirst.shipped.landing import Landed, Landings
from citefirst.shipped.mentions import ORDER, Mention, Wanted, mentions
from citefirst.shipped.notes import Note, speaking
from citefirst.structs import frozen

State = Literal["found", "open", "dropped", "no-trace"]
STATES: tuple[State, ...] = ("found", "open", "dropped", "no-trace")
Where = Literal["commit", "branch", "tag", "notes", "changelog", "github"]
MAX_EVIDENCE = 5
"""Places that are shown of one thing; the others are counted."""
_STATES: Mapping[str, State] = {"merged": "found", "open": "open", "draft": "open", "proposed": "open"}
"""What GitHub's word for a pull request or an issue means here; what is closed is told apart by its kind."""
_STATUS = {"A": "adds", "M": "changes", "D": "removes", "T": "changes"}


class Evidence(NamedTuple):
    """A place that speaks of a thing: a commit with the tag that first has it, a branch that alone has it, a tag, its
    notes, a line of a changelog, GitHub. `how` is what it does with it; `reverted` is the commit that took it back."""

    where: Where
    how: str
    at: str = ""
    commit: str = ""
    subject: str = ""
    pull: str = ""
    ref: str = ""
    path: str = ""
    line: int = 0
    reverted: str = ""
    early: bool = False
    """It is older than the record."""


class Named(NamedTuple):
    """What a line names, its state, the places that say so (`more` are not shown), and what a reader has to know."""

    name: Name
    state: State
    evidence: tuple[Evidence, ...] = ()
    more: int = 0
    remark: str = ""


class Line(NamedTuple):
    """A line of the plan with all that it names."""

    item: Item
    names: tuple[Named, ...]


@frozen
class Known:
    """All that is known beside the plan. `own` is this repository's name on GitHub, "" where it is not there; `start`
    the commit that brought the record, "" where no commit has it; `answers` are GitHub's, None where it was not asked.
    """

    landings: Landings
    own: str = ""
    start: str = ""
    touches: Mapping[str, Sequence[Touched]] | None = None
    lines: Sequence[Note] = ()
    answers: Mapping[Name, Answer] | None = None


def compare(items: Sequence[Item], known: Known) -> list[Line]:
    """Hold each thing that is planned against what is known."""
    names = [name for item in items for name in item.names]
    wanted = list(dict.fromkeys(filter(None, (_wanted(name, known.own) for name in names))))
    said = mentions(known.landings.history.commits.values(), wanted, known.own)
    told = speaking(known.lines, wanted, known.own)
    noted = [tag for tag in known.landings.history.tags if tag.notes]
    of_tags = speaking((Note("", 0, tag.name, tag.at, False, tag.notes) for tag in noted), wanted, known.own)
    return [Line(item, tuple(_each(item.names, known, said, told, of_tags))) for item in items]


def _each(
    names: Iterable[Name],
    known: Known,
    said: Mapping[Wanted, list[Mention]],
    told: Mapping[Wanted, list[Note]],
    of_tags: Mapping[Wanted, list[Note]],
) -> Iterator[Named]:
    for name in names:
        what = _wanted(name, known.own)
        tags = of_tags.get(what, ()) if what else ()
        found = [
            *(_of_commits(said.get(what, ()), known) if what else ()),
            *(_of_version(name, known) if name.kind == "version" else ()),
            *(_of_hash(name, known) if name.kind == "commit" else ()),
            *(_of_file(name, known) if name.kind == "file" else ()),
            *(_of_lines(told.get(what, ())) if what else ()),
            *(Evidence("notes", "names", note.day, ref=note.version) for note in tags),
        ]
        judged = _judged(name, found, known)
        if found or not name.loose or judged.state != "no-trace":
            yield judged


def _wanted(name: Name, own: str) -> Wanted | None:
    """Return by what messages are searched for a name, None for what they do not name."""
    if name.kind in ("pull-request", "issue", "reference"):
        slug = name.repository.casefold()
        return ("" if slug == own.casefold() else slug, name.id)
    return ("", name.id.upper()) if name.kind == "ticket" else None


def _of_commits(found: Iterable[Mention], known: Known) -> Iterator[Evidence]:
    for each in found:
        yield _commit(each.commit, each.how, known)


def _commit(commit: str, how: str, known: Known) -> Evidence:
    landed = known.landings.of(commit)
    at = known.landings.history.commits[landed.brought].at if landed.brought else landed.commit.at
    return Evidence(
        where="commit" if landed.brought or landed.tag else "branch",
        how=how,
        at=at,
        commit=commit,
        subject=landed.commit.subject,
        pull=known.landings.pull(commit),
        ref=landed.tag.name if landed.tag else landed.branch,
        reverted=landed.reverted,
        early=_is_early(landed, known),
    )


def _is_early(landed: Landed, known: Known) -> bool:
    """Tell whether a commit came before the record."""
    start = known.landings.history.commits.get(known.start)
    return start is not None and landed.commit.commit != known.start and landed.commit.at < start.at


def _of_version(name: Name, known: Known) -> Iterator[Evidence]:
    for tag in known.landings.history.tags:
        if _is_version(tag, name.id):
            yield Evidence("tag", "is", tag.at, tag.commit, ref=tag.name)
    for note in known.lines:
        if note.is_heading and note.version and _same(note.version, name.id):
            how = "announces" if note.is_open else "is"
            yield Evidence("changelog", how, note.day, ref=note.version, path=note.path, line=note.line)


def _is_version(tag: Ref, number: str) -> bool:
    """Tell whether a tag is one of a version: `v1.2.0`, `1.2.0`, `cart@1.2.0`, `cart/v1.2`, `release-1.2.0`."""
    at = next((place for place, char in enumerate(tag.name) if char.isdigit()), len(tag.name))
    ends = (tag.name[at:], tag.name.rpartition("@")[2].removeprefix("v"), tag.name.rpartition("/")[2].removeprefix("v"))
    return any(_same(end, number) for end in ends)


def _same(one: str, other: str) -> bool:
    """Tell whether two numbers are the same version: `1.2` is `1.2.0`."""
    first, second = (each.casefold().replace("_", ".") for each in (one, other))
    while first.endswith(".0"):
        first = first[:-2]
    while second.endswith(".0"):
        second = second[:-2]
    return bool(first) and first == second


def _of_hash(name: Name, known: Known) -> Iterator[Evidence]:
    if not name.repository or name.repository.casefold() == known.own.casefold():
        yield from (_commit(each, "is", known) for each in known.landings.whole(name.id))


def _of_file(name: Name, known: Known) -> Iterator[Evidence]:
    for each in (known.touches or {}).get(name.id, ()):
        if each.commit in known.landings.history.commits:
            found = _commit(each.commit, _STATUS.get(each.status, "changes"), known)
            if not found.early:
                yield found._replace(path=name.id)


def _of_lines(found: Iterable[Note]) -> Iterator[Evidence]:
    for note in found:
        how = "announces" if note.is_open else "names"
        yield Evidence("changelog", how, note.day, ref=note.version, path=note.path, line=note.line, subject=note.text)


def _judged(name: Name, found: Sequence[Evidence], known: Known) -> Named:
    """Return the state that the strongest evidence gives, and GitHub's word beside it."""
    here = _here(found)
    answer = (known.answers or {}).get(name)
    state, remark, asked = _asked(name, answer, here)
    shown = [*found, *asked]
    order = {how: number for number, how in enumerate(("github", "is", *ORDER))}
    shown.sort(key=lambda each: order.get("github" if each.where == "github" else each.how, len(order)))
    if not found and not remark:
        remark = _nowhere(name, known)
    return Named(name, state, tuple(shown[:MAX_EVIDENCE]), max(0, len(shown) - MAX_EVIDENCE), remark)


def _here(found: Sequence[Evidence]) -> State:
    """Return the state by what this repository holds."""
    landed = [each for each in found if each.where == "commit" and each.how != "reverts"]
    for how in ("is", *ORDER, *_STATUS.values()):
        if those := [each for each in landed if each.how == how]:
            return "found" if any(not each.reverted for each in those) else "dropped"
    if any(each.where in ("tag", "notes") or (each.where == "changelog" and each.how != "announces") for each in found):
        return "found"
    return "open" if any(each.how != "reverts" for each in found) else "no-trace"


def _asked(name: Name, answer: Answer | None, here: State) -> tuple[State, str, list[Evidence]]:
    """Return the state after GitHub's answer, what a reader has to know of it, and the answer as evidence.

    What this history took back stays dropped, and what it has merged stays found: GitHub calls a pull request closed
    that somebody merged by hand.
    """
    if isinstance(answer, CannotTell):
        return here, f"GitHub was asked and cannot tell: {answer.reason}", []
    if isinstance(answer, Missing):
        return here, answer.reason, []
    if not isinstance(answer, Found):
        return here, "", []
    said = _of_answer(name, answer)
    at = answer.at or next(iter(answer.others), None)
    if answer.kind == "ticket" and answer.state != "open":
        at = next(iter(answer.others), answer.at)
    evidence = [Evidence("github", answer.state or "has it", at.isoformat() if at else "", subject=answer.title)]
    keeps = here == "dropped" or (here == "found" and said == "dropped")
    return here if keeps else said, "", evidence


def _of_answer(name: Name, answer: Found) -> State:
    if answer.kind == "pull-request":
        return _STATES.get(answer.state, "dropped")
    if answer.kind == "ticket":
        return "open" if answer.state == "open" else "dropped" if answer.state == "not planned" else "found"
    return "open" if answer.state in ("elsewhere", "draft") else "found"


def _nowhere(name: Name, known: Known) -> str:
    if name.repository and name.repository.casefold() != known.own.casefold():
        if not known.own:
            return (
                f"it is of {name.repository}: git names no origin, so it is not known whether that is this repository"
            )
        asked = "" if known.answers is not None else ": --online asks GitHub"
        return f"it is of {name.repository}, another repository than this one{asked}"
    if name.kind == "file" and (known.touches or {}).get(name.id):
        return "it is older than the record, and no commit since has changed it"
    return ""
