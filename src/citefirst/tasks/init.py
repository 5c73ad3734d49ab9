"""The first five minutes: a policy, the required check and the commit hook, written where nothing is yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from citefirst import __version__
from citefirst.check.rulebook import POLICY_FILES
from citefirst.errors import AlreadyThere
from citefirst.evidence.keys import Seen, seen
from citefirst.report.summary import plural
from citefirst.repository.packaged import text
from citefirst.repository.working import WorkingTree
from citefirst.repository.writing import write
from citefirst.structs import frozen

REPOSITORY = "https://github.com/citefirst/citefirst"
SCHEMA = "https://raw.githubusercontent.com/citefirst/citefirst/main/schemas/config.schema.json"
POLICY = ".citefirst.yml"
ACTION = ".github/workflows/citefirst.yml"
HOOKS = ".pre-commit-config.yaml"

_USUAL = {
    "architecture-decision": "adr adrs decision decisions decision-records architecture-decisions rfcs".split(),
    "incident-postmortem": "postmortem postmortems post-mortems incidents incident-reports outages".split(),
    "security-exception": "security-exceptions risk-acceptances".split(),
}
"""What directories of records are usually called, by workflow."""


@frozen
class Written:
    """A file that was written, or that was there already and was left alone; `add` is then what belongs into it."""

    path: str
    new: bool
    add: str = ""


def directories(tree: WorkingTree) -> list[tuple[str, str]]:
    """List globs of directories with names that records usually have, with the workflow of each."""
    found: dict[str, str] = {}
    for path in tree.markdown():
        *folders, _ = path.split("/")
        for index, folder in enumerate(folders):
            for workflow, names in _USUAL.items():
                if folder.lower() in names and "examples" not in folders:
                    found.setdefault("/".join(folders[: index + 1]) + "/**", workflow)
    return sorted(found.items())


def forms(tree: WorkingTree, records: Sequence[tuple[str, str]]) -> list[Seen]:
    """Count the forms of ticket keys in the files that are to be records. `records` are globs and workflows."""
    from citefirst.policy import globs

    paths = (path for path in tree.markdown() if any(globs.matches(glob, path) for glob, _ in records))
    return seen((tree.read(path)[0] or b"").decode("utf-8", "replace") for path in paths)


def adopt(root: Path, records: Sequence[tuple[str, str]], found: Sequence[Seen] = ()) -> Iterator[Written]:
    """Write policy, workflow file and hook, where nothing is yet. `records` are globs and workflows, `found` forms of
    IDs that the policy offers."""
    elsewhere = next((name for name in POLICY_FILES if (root / name).exists()), POLICY)
    yield _written(root, elsewhere, policy(records) + offer(found), offer(found))
    yield _written(root, ACTION, text("examples/workflows/pull-request.yml"), "")
    yield _written(root, HOOKS, f"repos:\n{hook()}", hook())


def _written(root: Path, path: str, content: str, add: str) -> Written:
    try:
        write(root / path, content, new=True, root=root)
    except AlreadyThere:
        return Written(path, False, add)
    return Written(path, True)


def policy(records: Sequence[tuple[str, str]]) -> str:
    """Return the text of a policy that routes the given globs."""
    head = f"# yaml-language-server: $schema={SCHEMA}\n"
    if not records:
        return f"{head}# A Markdown file is a record when its front matter names a workflow.\nrecords: {{}}\n"
    routes = "".join(f'  "{glob}": {workflow}\n' for glob, workflow in records)
    return f"{head}records: # globs as in .gitignore; of those that match a file, the last one wins\n{routes}"


def offer(found: Sequence[Seen]) -> str:
    """Return the lines that make IDs of forms that were seen, as a comment: whether they are IDs a person decides."""
    if not found:
        return ""
    lines = (
        f'#   "{form}": {{kind: ticket}} # {plural(times, "time")} in {plural(files, "file")}\n'
        for form, times, files in found
    )
    return "# ids: # seen in the records; without the `# ` before it a form needs no definition\n" + "".join(lines)


def hook() -> str:
    """Return the entry of .pre-commit-config.yaml."""
    ids = "".join(f"      - id: {name}\n" for name in ("citefirst", "citefirst-schemas"))
    return f"  - repo: {REPOSITORY}\n    rev: v{__version__}\n    hooks:\n{ids}"
