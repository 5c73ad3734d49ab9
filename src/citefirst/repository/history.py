"""In which state a history is, by the files that git keeps it in: to ask git would take longer than all the rest.

Only what is certain is told: where refs are kept in another way, or objects are replaced, nobody can tell.
"""

from __future__ import annotations

import os

NOTES = "refs/notes/ai"
"""The ref of git-ai's notes."""
TRACES = ".agent-trace/traces.jsonl"
"""The file of Agent Trace records, from the root."""


def state(root: str, traces: bytes) -> tuple[str, ...] | None:
    """Return what a history of a checkout at a root depends on, as far as records are held against it.

    The commit at its head, the notes of git-ai, where it is cut off, and what the file of traces holds. None where
    there is no git or it cannot be told.
    """
    try:
        own = _own(os.path.join(root, ".git"))
        shared = common(own)
        packed = _packed(shared)
        if " refs/replace/" in packed or _has(shared, "refs/replace") or _has(shared, "info/grafts"):
            return None
        head, notes = (_commit(own, shared, packed, name) for name in ("HEAD", NOTES))
        cut = _read(shared, "shallow") if _has(shared, "shallow") else ""
        return (head, notes, cut, traces.decode("utf-8", "surrogateescape")) if head else None
    except (OSError, ValueError):
        return None


def common(git: str) -> str:
    """Return the directory that all work trees of a repository share, by the `.git` directory of one."""
    return os.path.join(git, _read(git, "commondir").strip()) if _has(git, "commondir") else git


def has_ref(shared: str, name: str) -> bool:
    """Tell whether there is a ref of a name, by the files that git keeps it in."""
    return _has(shared, name) or f" {name}\n" in _packed(shared)


def _own(marker: str) -> str:
    if os.path.isdir(marker):
        return marker
    return os.path.join(os.path.dirname(marker), _read(marker, "").removeprefix("gitdir: ").strip())


def _commit(own: str, shared: str, packed: str, name: str) -> str:
    """Return the hash that a ref leads to, "" where its files do not say."""
    for _ in range(5):
        place = own if _has(own, name) else shared
        text = _read(place, name).strip() if _has(place, name) else _in_packed(packed, name)
        if not text.startswith("ref: "):
            return text if len(text) in (40, 64) and not set(text) - set("0123456789abcdef") else ""
        name = text[5:].strip()
    return ""


def _packed(shared: str) -> str:
    return _read(shared, "packed-refs") if _has(shared, "packed-refs") else ""


def _in_packed(packed: str, name: str) -> str:
    return next((line.partition(" ")[0] for line in packed.split("\n") if line.endswith(f" {name}")), "")


def _has(directory: str, name: str) -> bool:
    return os.path.exists(os.path.join(directory, name))


def _read(directory: str, name: str) -> str:
    with open(os.path.join(directory, name) if name else directory, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()
