"""Third-party consumers of the reports, installed from the lock file into the user's cache."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citefirst-oracles"
"""The user's own: read before a test run sets a cache of its own, so that packages are installed once."""

MULTITOOL = Path("@microsoft", "sarif-multitool-linux", "Sarif.Multitool")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Directory with the packages of `package-lock.json`; installing them needs npm and its registry."""
    lock = (HERE / "package-lock.json").read_bytes()
    place = CACHE / sha256(lock).hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # processes of one test run wait for the first of them
        if not place.exists():
            with tempfile.TemporaryDirectory(dir=CACHE) as directory:
                _install(Path(directory) / "packages", place)
    return place / "node_modules"


def _install(directory: Path, place: Path) -> None:
    """Install into a directory and move it to its place when it is whole. No package runs a script."""
    directory.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, directory)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=directory, check=True)
    (directory / "node_modules" / MULTITOOL).chmod(0o755)
    directory.rename(place)


@pytest.fixture(scope="session")
def multitool(node_modules: Path) -> Path:
    """The program of Microsoft's SARIF Multitool."""
    return node_modules / MULTITOOL
