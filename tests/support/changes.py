"""Two states of a repository without git: their files, and what differs between them."""

from __future__ import annotations

from support.scenario import Files

from citefirst.model import Change
from citefirst.repository.snapshot import Snapshot, TreeEntry


def snapshot(files: Files) -> Snapshot:
    data = {path: text.encode() if isinstance(text, str) else text or b"" for path, text in files.items()}
    return Snapshot({path: TreeEntry("100644", path) for path in data}, data.__getitem__)


def changes(base: Files, head: Files) -> list[Change]:
    """As git tells them: a file with the same text under a new name was renamed."""
    gone = {text: path for path, text in base.items() if path not in head}
    found = []
    for path, text in head.items():
        if path not in base:
            old = gone.pop(text, None)
            found.append(Change(path, "renamed", old) if old else Change(path, "added"))
        elif base[path] != text:
            found.append(Change(path, "modified"))
    return found + [Change(path, "removed") for path in gone.values()]
