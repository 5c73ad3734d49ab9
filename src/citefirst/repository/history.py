"""In which state a history is, by the files that git keeps it in: to ask git would take longer than all the rest.

Only what is certain is told: where refs are kept in another way, or objects are replaced, nobody can tell.
"""

from __future__ import annotations

import os

NOTES = "refs/notes/ai"
TRACES = ".agent-trace/traces.jsonl"


def state(root: str) -> tuple[str, ...] | None:
    """Return what a history of a checkout at a root depends on, as far as records are held against it.

    The commit at its head, the notes of git-ai, where it is cut off, and the file of Agent Trace records. None where
    there is no git or it cannot be told.
    """
    try:
        own = _own(os.path.join(root, ".git"))
        shared = os.path.join(own, _read(own, "commondir").strip()) if _has(own, "commondir") else own
        packed = _read(shared, "packed-refs") if _has(shared, "packed-refs") else ""
        if "refs/replace/" in packed or _has(shared, "refs/replace") or _has(shared, "info/grafts"):
            return None
        head = _commit(own, shared, packed, "HEAD")
        notes = _commit(own, shared, packed, NOTES) if _has(shared, NOTES) or f" {NOTES}\n" in packed else ""
        cut = _read(shared, "shallow") if _has(shared, "shallow") else ""
        traces = _read(root, TRACES) if _has(root, TRACES) else ""
        return (head, notes, cut, traces) if head else None
    except (OSError, ValueError):
        return None


def _own(marker: str) -> str:
    if os.path.isdir(marker):
        return marker
    return os.path.join(os.path.dirname(marker), _read(marker, "").removeprefix("gitdir: ").strip())


def _commit(own: str, shared: str, packed: str, name: str) -> str:
    """Return the hash that a ref leads to, "" where its files do not say."""
    for _ in range(5):
        place = own if _has(own, name) else shared
        text = _read(place, name).strip() if _has(place, name) else _packed(packed, name)
        if not text.startswith("ref: "):
            return text if len(text) in (40, 64) and not set(text) - set("0123456789abcdef") else ""
        name = text[5:].strip()
    return ""


def _packed(packed: str, name: str) -> str:
    return next((line.partition(" ")[0] for line in packed.split("\n") if line.endswith(f" {name}")), "")


def _has(directory: str, name: str) -> bool:
    return os.path.exists(os.path.join(directory, name))


def _read(directory: str, name: str) -> str:
    with open(os.path.join(directory, name) if name else directory, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()
