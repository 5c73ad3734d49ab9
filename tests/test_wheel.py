"""The built wheel works where there is no checkout: schemas are found, workflows are listed, a record is checked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from citefirst.run import Run
from citefirst.sources.schemas import builtin_directory

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())


MAIN = (
    "import sys, citefirst; sys.stderr.write(citefirst.__file__);"
    "from citefirst.cli import main; main(prog_name='citefirst')"
)
"""Runs the command line and says where it was loaded from."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files as an installation lays them out. Built offline, by the back end that is installed."""
    directory = tmp_path_factory.mktemp("wheel")
    source = directory / "source"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "corpus")
    shutil.copytree(ROOT, source, ignore=ignored)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (wheel,) = directory.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(directory / "site")
    return directory / "site"


def run(site: Path, directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m citefirst` with the wheel in front of the path, so that no checkout or editable install is used."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_workflows_are_listed(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "workflows")
    assert done.returncode == 0
    assert Path(done.stderr.strip()).is_relative_to(site)
    assert [line.split()[0] for line in done.stdout.splitlines()] == WORKFLOWS
    assert len(WORKFLOWS) == 8


def test_a_record_is_checked(site: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "incident-postmortem" / "good", tmp_path / "docs")
    done = run(site, tmp_path, "check", "docs")
    assert done.returncode == 0, done.stdout


def test_the_wheel_holds_what_is_read_at_run_time(site: Path) -> None:
    assert (site / "citefirst" / "py.typed").is_file()
    schemas = {path.name for path in (site / "citefirst" / "schemas").glob("*.json")}
    assert schemas == {path.name for path in (ROOT / "schemas").glob("*.json")}


def test_a_checkout_finds_its_schemas() -> None:
    assert builtin_directory() == ROOT / "schemas"
    assert list(Run.start((ROOT,), None, None).catalogue.names()) == WORKFLOWS
