"""The records of a tree by name, as its policy and their front matter make them records."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.check.pipeline import governs
from citefirst.policy.policy import Router
from citefirst.record.archive import HEAD, Archive
from citefirst.repository.tree import Tree


def archive(tree: Tree, route: Router) -> Archive:
    """Return the archive of a tree, which reads nothing before it is asked."""

    def records() -> Iterator[tuple[str, bytes]]:
        paths = tree.markdown()
        tree.prepare(paths)
        for path in paths:
            head = tree.content(path, HEAD)
            if head is not None and governs(route(path), path, head):
                yield path, head

    return Archive(records, tree.folder)
