"""What came without being planned: commits since the record's first that name it, or a ticket of it, and no line of its
plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from posixpath import basename, splitext
from typing import NamedTuple

from citefirst.record.build import Record
from citefirst.record.plan import Item
from citefirst.repository.messages import Commit
from citefirst.shipped.compare import Known, Line
from citefirst.shipped.landing import reverts
from citefirst.shipped.mentions import mentions

MAX_LISTED = 200
Files = Callable[[Iterable[str]], Mapping[str, tuple[str, ...]]]
_NUMBERED = re.compile(r"(?P<word>[A-Za-z]{2,12})?[-_ ]?0*(?P<number>\d{1,6})(?=$|[-_. ])", re.ASCII)


class Unplanned(NamedTuple):
    """A commit of the main line, when it came, its pull request and first tag, and what of the record it names."""

    commit: str
    at: str
    author: str
    subject: str
    pull: str
    tag: str
    because: str
    reverted: str = ""


def unplanned(
    record: Record, lines: Sequence[Line], tickets: Iterable[str], known: Known, files: Files
) -> list[Unplanned]:
    """List what was not planned, the newest first."""
    path, history = record.document.path, known.landings.history
    told = _told({*_commits(lines)}, known)
    found: dict[str, Unplanned] = {}
    for commit, because in _citing(record, tickets, known):
        landed = known.landings.of(commit.commit)
        brought = landed.brought
        if not brought or brought in told or commit.commit in told or brought in found or reverts(commit):
            continue
        pull = known.landings.pull(commit.commit)
        if pull and any(name.id == pull for line in lines for name in line.item.names if not name.repository):
            continue
        main = history.commits[brought]
        tag = landed.tag.name if landed.tag else ""
        shown = main.subject if pull and main.commit == commit.commit else commit.subject
        found[brought] = Unplanned(brought, main.at, commit.author, shown, pull, tag, because, landed.reverted)
        if len(found) == MAX_LISTED:
            break
    changed = files(found)
    return [each for each in found.values() if not _is_of_record(changed.get(each.commit, ()), path, known.start, each)]


def _citing(record: Record, tickets: Iterable[str], known: Known) -> Iterator[tuple[Commit, str]]:
    """Yield commits since the record's first one that name the record or a ticket of it, the newest first."""
    history = known.landings.history
    start = history.commits.get(known.start)
    if start is None:
        return
    named = _names(record)
    keyed = mentions(history.commits.values(), [("", each) for each in tickets], known.own)
    by_commit = {each.commit: what[1] for what, said in keyed.items() for each in said}
    for commit in history.commits.values():
        if commit.at >= start.at and commit.commit != start.commit:
            text = f"{commit.subject}\n{commit.body}"
            match = named.search(text)
            if because := match[0] if match else by_commit.get(commit.commit, ""):
                yield commit, because


def _names(record: Record) -> re.Pattern[str]:
    """Return a pattern of what a record is called in messages: its path, its file, its ID (`ADR-0012`, `ADR 12`)."""
    path = record.document.path
    stem = splitext(basename(path))[0]
    plain = [path, basename(path), stem if len(stem) > 8 else ""]
    forms = [re.escape(each) for each in plain if each]
    numbered = _NUMBERED.match(stem)
    filed = f"adr-{numbered['number']}" if numbered and not numbered["word"] else ""
    for name in (record.header.text("id"), stem, filed):
        if (match := _NUMBERED.match(name.strip())) and match["word"]:
            forms.append(rf"{match['word']}[-_ #]{{0,2}}0{{0,6}}{match['number']}")
        elif len(name.strip()) > 3:
            forms.append(re.escape(name.strip()))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(dict.fromkeys(forms))})(?![\w-])", re.IGNORECASE)


def _commits(lines: Iterable[Line]) -> Iterator[str]:
    return (each.commit for line in lines for named in line.names for each in named.evidence if each.commit)


def _told(commits: set[str], known: Known) -> set[str]:
    """Return the commits that are evidence of the plan already, and those that brought them."""
    brought = {known.landings.of(commit).brought for commit in commits if commit in known.landings.history.commits}
    return (commits | brought) - {""}


def _is_of_record(changed: Sequence[str], path: str, start: str, each: Unplanned) -> bool:
    """Tell whether a commit changed the record and nothing else: that is its own history."""
    return each.commit == start or (bool(changed) and all(file.endswith(path) for file in changed))


def planned_names(items: Iterable[Item]) -> set[str]:
    """Return the IDs that a plan names."""
    return {name.id for item in items for name in item.names}
