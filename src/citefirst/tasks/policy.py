"""The lock of a policy: what policies of other repositories said when somebody last looked at them."""

from __future__ import annotations

import os
from pathlib import Path

from citefirst.check.parents import LOCK, lock_text
from citefirst.check.rulebook import Rulebook
from citefirst.report.summary import plural
from citefirst.repository import checkouts
from citefirst.repository.working import WorkingTree, find_root
from citefirst.repository.writing import locked, write


def update_lock(here: Path) -> str:
    """Pin what the policies of other repositories say now, and return one sentence about it.

    Raises PolicyError where a policy is wrong, ParentUnread where one cannot be read, CitefirstError where the lock
    cannot be written. Nothing is written then.
    """
    root = find_root(here)
    with locked(root / LOCK, root):
        tree, pins = WorkingTree(root), dict[str, str]()
        Rulebook.load(tree, abroad=checkouts.named(os.environ), pins=pins)
        text, before = lock_text(pins), (tree.content(LOCK, 1 << 20) or b"").decode("utf-8", "replace")
        if text != before:
            write(root / LOCK, text, root=root)
    if not text:
        return "the policy extends none of another repository: there is nothing to pin"
    return f"{LOCK}: {plural(len(pins), 'line')}, {'changed' if text != before else 'as before'}"
