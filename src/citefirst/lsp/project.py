"""A repository as the server knows it: its rulebook, kept until policy or schemas change; what it says of a text."""

from __future__ import annotations

import os
from functools import cached_property
from math import inf
from pathlib import Path

from citefirst.check.archive import archive
from citefirst.check.pipeline import Checked, Checker, File
from citefirst.check.rulebook import Rulebook, load_baseline
from citefirst.document.claim import names_workflow
from citefirst.errors import CitefirstError
from citefirst.mending.engine import Look
from citefirst.record.archive import Archive
from citefirst.record.origin import Origin
from citefirst.repository import checkouts
from citefirst.repository.watch import Watched
from citefirst.repository.working import WorkingTree, find_root
from citefirst.structs import mutable


@mutable
class Project:
    """One root. What its policy says is kept until `forget`, what other records are called until one is saved."""

    root: Path

    @classmethod
    def around(cls, path: Path) -> Project:
        return cls(find_root(path))

    @cached_property
    def tree(self) -> WorkingTree:
        return WorkingTree(self.root)

    @cached_property
    def rulebook(self) -> Rulebook:
        return Rulebook.load(self.tree, abroad=checkouts.named(os.environ))

    @cached_property
    def archive(self) -> Archive:
        """The other records by name, as they were saved."""
        return archive(self.tree, self.rulebook.route)

    def forget(self) -> None:
        """Read policy and schemas again when they are next needed."""
        self.__dict__.pop("rulebook", None)
        self.forget_records()

    def forget_records(self) -> None:
        """Read the other records again when one is next named."""
        self.__dict__.pop("archive", None)

    def is_policy(self, path: Path) -> bool:
        """Tell whether a file is part of the policy, as it was last read."""
        try:
            return self.rulebook.governs(self.tree.relative(path))
        except CitefirstError:
            return path.suffix in (".yml", ".json")

    def check(self, path: Path, text: str, day: str) -> Checked | None:
        """Check a text in place of the file at a path; None where no workflow governs it.

        Raises CitefirstError where the policy or a schema is wrong.
        """
        name, data = self.tree.relative(path), text.encode("utf-8", "surrogatepass")
        if not self.rulebook.route(name) and not names_workflow(data):
            return None
        return self.look(path, day)(data)

    def look(self, path: Path, day: str) -> Look:
        """Return what checks a content in the place of the file at a path."""
        name = self.tree.relative(path)
        routed = self.rulebook.route(name)
        policy = self.rulebook.policy
        baseline = load_baseline(self.tree, policy.keys.baseline)
        checker = Checker(
            self.rulebook.catalogue,
            self.tree.exists,
            policy=policy,
            day=day,
            baseline=baseline,
            load=self.tree.content,
            base=self.tree.content,
            origin=Origin(real=self.tree.real),
            archive=self.archive,
            watch=Watched(run=inf),
        )
        return lambda data: checker.check(File(name, name, routed, data))
