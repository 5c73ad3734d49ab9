"""Files of the Action: where reports go; outputs and the summary, appended as the runner wants them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from citefirst.errors import UsageError
from citefirst.repository import writing


def append(path: str, text: str) -> None:
    """Add to a file of the runner's; nothing where it named none."""
    if path:
        writing.append(Path(path), text)


def outputs(values: Mapping[str, str], delimiter: str) -> str:
    """Return outputs as GITHUB_OUTPUT takes them. `delimiter` is a word that no value holds."""
    return "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in values.items())


def inside(root: Path, directory: Path, name: str, what: str) -> Path:
    """Return a path that an input names. A relative one must stay in the checkout, links followed. Raises
    UsageError."""
    path = Path(os.path.normpath(directory / name))
    try:
        leaves = not path.parent.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links that lead in a circle
        leaves = True
    if leaves and not Path(name).is_absolute():
        raise UsageError(f"the input {what} names {name}, which is outside the repository")
    return path


def temporary(environ: Mapping[str, str]) -> Path:
    """Create a directory that outlives the step but not the job."""
    return Path(tempfile.mkdtemp(prefix="citefirst-", dir=environ.get("RUNNER_TEMP") or None))
