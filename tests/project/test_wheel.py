"""What is published is whole: it holds every file that it needs, and works where there is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.builtin_workflows import WORKFLOWS
from support.paths import ROOT

from citefirst import __version__
from citefirst.repository.packaged import place
from citefirst.rules.examples import DAY

RECORDS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("examples/*/good"))


def run(arguments: Sequence[str | Path], directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a directory with nothing from this environment but what a process needs to start."""
    needed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    env = {**needed, "HOME": str(directory), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(arguments, cwd=directory, env=env, capture_output=True, text=True, encoding="utf-8")


def build(target: str, tree: Path, into: Path) -> Path:
    """Build a wheel or a source distribution from a tree without a network."""
    result = run([sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into], tree)
    assert result.returncode == 0, result.stderr
    (built,) = into.glob("citefirst-*")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of the unpacked source distribution."""
    sdist = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    place = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
    return place / f"citefirst-{__version__}"


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory into which the wheel is installed, far from the checkout."""
    place = tmp_path_factory.mktemp("site")
    pip: list[str | Path] = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    result = run([*pip, "--target", place, wheel], place.parent)
    assert result.returncode == 0, result.stderr
    return place


def contents(wheel: Path) -> dict[str, bytes]:
    """Files of a wheel without those that only describe it."""
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}


def files(directory: Path, prefix: str) -> dict[str, bytes]:
    """Files of a source directory by the name that they have in what is built."""
    return {
        f"{prefix}/{path.relative_to(directory).as_posix()}": path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"}.intersection(path.parts)
    }


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    package = files(ROOT / "src" / "citefirst", "citefirst")
    assert "citefirst/py.typed" in package
    check = "examples/workflows/pull-request.yml"  # what `init` writes
    data = {**files(ROOT / "schemas", "citefirst/schemas"), f"citefirst/{check}": (ROOT / check).read_bytes()}
    data[f"citefirst-{__version__}.data/data/share/man/man1/citefirst.1"] = (ROOT / "docs/citefirst.1").read_bytes()
    assert contents(wheel) == {**package, **data}


def test_the_wheel_carries_the_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        licence = archive.read(f"citefirst-{__version__}.dist-info/licenses/LICENSE")
    assert licence == (ROOT / "LICENSE").read_bytes()


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, unpacked: Path, tmp_path: Path) -> None:
    assert contents(build("wheel", unpacked, tmp_path)) == contents(wheel)


@pytest.mark.parametrize("name", ["schemas", "examples", "tests", "docs"])
def test_the_source_distribution_holds_what_its_tests_need(unpacked: Path, name: str) -> None:
    assert files(unpacked / name, name) == files(ROOT / name, name)


def test_the_source_distribution_holds_nothing_that_was_made_here(unpacked: Path) -> None:
    made = {".git", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "build", "dist"}
    assert made.isdisjoint(path.name for path in unpacked.rglob("*"))


def test_a_checkout_uses_its_own_schemas() -> None:
    assert place("schemas") == ROOT / "schemas"


def test_the_installed_package_is_the_one_that_runs(site: Path, tmp_path: Path) -> None:
    code = "import citefirst; print(citefirst.__file__)"
    result = run([sys.executable, "-c", code], tmp_path, PYTHONPATH=str(site))
    assert Path(result.stdout.strip()) == site / "citefirst" / "__init__.py"


def test_the_installed_command_says_its_version(site: Path, tmp_path: Path) -> None:
    command = shutil.which("citefirst", path=site / "bin")
    assert command
    result = run([command, "--version"], tmp_path, PYTHONPATH=str(site))
    assert (result.returncode, result.stdout.split()[-1:]) == (0, [__version__]), result.stderr


def test_the_installed_package_lists_the_built_in_workflows(site: Path, tmp_path: Path) -> None:
    result = run([sys.executable, "-m", "citefirst", "workflows"], tmp_path, PYTHONPATH=str(site))
    assert result.returncode == 0, result.stderr
    assert {line.split()[0] for line in result.stdout.splitlines()} == set(WORKFLOWS)


@pytest.mark.parametrize("records", RECORDS)
def test_the_installed_package_checks_good_records(site: Path, tmp_path: Path, records: str) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    command = [sys.executable, "-m", "citefirst", "check", "--today", DAY, records]
    result = run(command, tmp_path, PYTHONPATH=str(site))
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_installed_package_finds_an_uncited_claim(site: Path, tmp_path: Path) -> None:
    good = min((ROOT / "examples" / "incident-postmortem" / "good").glob("*.md")).read_text("utf-8")
    bad = good.replace("\n## Timeline", "\nThe deploy of 14:02 broke it.\n\n## Timeline")
    (tmp_path / "bad.md").write_text(bad, "utf-8")
    result = run([sys.executable, "-m", "citefirst", "check", "bad.md"], tmp_path, PYTHONPATH=str(site))
    assert result.returncode == 1
    assert "CF201" in result.stdout
