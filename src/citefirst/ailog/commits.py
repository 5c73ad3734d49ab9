"""What commits say of assistants: their authors and co-authors, git-ai's notes, and Agent Trace records.

An assistant is known by the address or the login that its maker gives it (`committers.json`, read on 2026-11-30),
never by a name: people are called Claude, too. git-ai's notes are described in specs/git_ai_standard_v3.0.0.md of
github.com/git-ai-project/git-ai: files, and below each the keys of who wrote which lines; `h_` is a person. Agent Trace
records are described at github.com/cursor/agent-trace; where they lie is left open, and `repository.history` says
where they are looked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from citefirst.limits import MAX_TRACES
from citefirst.regex import lazy

_MAIL = lazy(r"<([^<>\s]{3,254})>\s*$")
_GITHUB = lazy(r"(?:[0-9]{1,20}\+)?([^+@]{1,80})@users\.noreply\.github\.com")
_ENTRY = lazy(r"  (\S{1,200}) [0-9,-]+\s*$")
_LEGACY = lazy(r"[0-9a-f]{7,16}")
_HASH = lazy(r"[0-9a-f]{7,64}")
_BY_AI = frozenset(("ai", "mixed"))


Says = Literal["author", "co-author", "note", "record"]
"""What says that an assistant wrote in a file: the author, a trailer, git-ai's note, an Agent Trace record."""


class Assistance(NamedTuple):
    """That an assistant wrote in a file: the commit, "" if it is not said, who, and what says so."""

    commit: str
    who: str
    says: Says


@cache
def _known() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return names of assistants by address and by login, both in lower case."""
    rows = json.loads(Path(__file__).with_name("committers.json").read_text("utf-8"))
    mails = {mail: row["name"] for row in rows for mail in row["mails"]}
    return mails, {login: row["name"] for row in rows for login in row["logins"]}


def assistant(person: str) -> str:
    """Return the name of the assistant that somebody is, given as `Name <mail>`; "" for anybody else."""
    found = _MAIL.search(person)
    if not found:
        return ""
    mails, logins = _known()
    mail = found[1].casefold()
    login = _GITHUB.fullmatch(mail)
    return mails.get(mail, "") or (logins.get(login[1], "") if login else "")


Commit = tuple[str, str, tuple[str, ...], str, tuple[str, ...]]
"""A commit, its author, whom its trailers name, git-ai's note, and the files that it wrote."""


def is_assisted(commit: Commit) -> bool:
    """Tell whether a commit names an assistant as its author or in its trailers."""
    return of_commit(*commit[:3]) is not None


def by_path(commits: Iterable[Commit], traces: bytes) -> dict[str, tuple[Assistance, ...]]:
    """Return what commits and the file of Agent Trace records say of assistants, by file."""
    found: dict[str, list[Assistance]] = {}
    for commit, author, trailers, note, paths in commits:
        if trace := of_commit(commit, author, trailers):
            for path in paths:
                found.setdefault(path, []).append(trace)
        for path, trace in of_note(commit, note):
            found.setdefault(path, []).append(trace)
    for path, trace in of_traces(traces):
        found.setdefault(path, []).append(trace)
    return {path: tuple(each) for path, each in found.items()}


def of_commit(commit: str, author: str, trailers: Iterable[str]) -> Assistance | None:
    """Return what author and trailers of a commit say of an assistant."""
    if who := assistant(author):
        return Assistance(commit, who, "author")
    return next((Assistance(commit, who, "co-author") for one in trailers if (who := assistant(one))), None)


def of_note(commit: str, note: str) -> Iterator[tuple[str, Assistance]]:
    """Yield path and trace of each file in which, by git-ai's note, an assistant wrote lines."""
    path, (files, _, meta) = "", note.partition("\n---\n")
    agents = _agents(meta)
    for line in files.split("\n"):
        entry = _ENTRY.fullmatch(line)
        if not line.startswith(" ") and line.strip():
            path = line.strip().strip('"')
        elif entry and path and (who := _writer(entry[1], agents)):
            yield path, Assistance(commit, who, "note")


def _writer(key: str, agents: Mapping[str, str]) -> str:
    """Return the assistant behind a key of a note, "" for a person's."""
    session = key.partition("::")[0]
    if session.startswith("s_") or _LEGACY.fullmatch(session):
        return agents.get(session) or "an assistant"
    return ""


def _agents(meta: str) -> dict[str, str]:
    """Return the tool of each session of a note."""
    try:
        value = json.loads(meta)
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for group in ("sessions", "prompts"):
        sessions = value.get(group) if isinstance(value, dict) else None
        for key, session in sessions.items() if isinstance(sessions, dict) else ():
            agent = session.get("agent_id") if isinstance(session, dict) else None
            tool = agent.get("tool") if isinstance(agent, dict) else None
            if isinstance(tool, str):
                found[key] = " ".join(tool.split())[:60]
    return found


def of_traces(data: bytes) -> Iterator[tuple[str, Assistance]]:
    """Yield path and trace of each file in which, by an Agent Trace record, an assistant wrote."""
    for line in data[:MAX_TRACES].split(b"\n"):
        try:
            record = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            vcs, tool = _object(record.get("vcs")), _object(record.get("tool"))
            named = vcs.get("revision") if vcs.get("type") == "git" else ""
            commit = named if isinstance(named, str) and _HASH.fullmatch(named) else ""
            who = tool.get("name")
            for path in _by_assistants(record.get("files")):
                name = " ".join(who.split())[:60] if isinstance(who, str) and who.strip() else "an assistant"
                yield path, Assistance(commit, name, "record")


def _by_assistants(files: Any) -> Iterator[str]:
    for file in files if isinstance(files, list) else ():
        path = _object(file).get("path")
        conversations = _object(file).get("conversations")
        if isinstance(path, str) and any(
            map(_is_by_assistant, conversations if isinstance(conversations, list) else ())
        ):
            yield path.removeprefix("./")


def _is_by_assistant(conversation: Any) -> bool:
    """Tell whether any range is an assistant's: a range's own contributor counts before the conversation's."""
    whole = _object(conversation)
    ranges = whole.get("ranges")
    of_ranges = [_object(one).get("contributor") for one in (ranges if isinstance(ranges, list) else ())]
    kinds = [_object(one or whole.get("contributor")).get("type") for one in (of_ranges or [None])]
    return any(isinstance(kind, str) and kind in _BY_AI for kind in kinds)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
