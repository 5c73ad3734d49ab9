"""The attack table: what a pull request may try to get a green check, and what it gets instead.

Each module of this package lists `ATTACKS` of one kind. All of them run in this process
(`check/test_attacks.py`) and by action.yml as the runner runs it (`oracles/scenarios.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from support.scenario import BASE, Files, PullRequest, Ran, environment, run, shallow_clone


@dataclass(frozen=True, kw_only=True, slots=True)
class Attack:
    """A pull request from `base` to `head` by `author`, and the verdict that it must get.

    `codes` are the rules whose findings are annotated as errors, in the order shown; with exit 4 there are none.
    `alone` are the codes of the errors that `citefirst check` finds in the head without a base to compare it with,
    None where only the comparison can tell. `says` are words that the log must hold. `cloned`: what is checked out is a
    shallow clone, which has `tags`, all of the head. `mark` is the name of a file that no run may leave, since only a
    command of the pull request writes it.
    """

    name: str
    head: Files
    base: Files = field(default_factory=lambda: BASE)
    author: str = "dev"
    inputs: Mapping[str, str] = field(default_factory=dict)
    exit: int = 1
    codes: tuple[str, ...] = ()
    alone: tuple[str, ...] | None = None
    says: str = ""
    cloned: bool = False
    tags: tuple[str, ...] = ()
    mark: str = ""

    @property
    def verdict(self) -> str:
        """What the output `verdict` says."""
        return {0: "pass", 4: "error"}.get(self.exit, "fail")

    def open(self, root: Path) -> PullRequest:
        pull = PullRequest.open(root, self.base, self.head, author=self.author)
        self.tag(pull)
        return pull

    def tag(self, pull: PullRequest) -> None:
        for name in self.tags:
            pull.repository.git("tag", name, pull.head)

    def left(self, directory: Path) -> list[Path]:
        """Marks that a command of the pull request left below a directory."""
        return list(directory.rglob(self.mark)) if self.mark else []

    def run(self, directory: Path) -> Ran:
        """Run the Action on it in this process."""
        pull = self.open(directory / "repository")
        workspace = pull.repository.root
        if self.cloned:
            workspace = shallow_clone(workspace, directory / "workspace", pull.merge, tags=bool(self.tags)).root
        given = {"comment": "never", **self.inputs}
        environ = environment(directory / "runner", workspace, "pull_request", pull.payload(), pull.merge, **given)
        return run(environ)


def attacks() -> Iterator[Attack]:
    """Every attack of every module of this package."""
    for module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        yield from importlib.import_module(f"{__name__}.{module}").ATTACKS
