"""Partitions built by a real Spark, a master and workers in processes of their own, hold what one process writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from support.ledgers import DAY, build, contents, files, written
from support.scenario import GOOD

pytestmark = pytest.mark.spark
PACKAGES = ("pyspark==4.3.0", "pandas<3")


@pytest.fixture(scope="session")
def pyspark() -> Path:
    """A directory with PySpark, installed once for all runs of a user. Nothing of it is among our own dependencies."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citefirst-oracles"
    place = cache / f"pyspark-{sha256(repr((PACKAGES, sys.version)).encode()).hexdigest()[:16]}"
    if not place.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as directory:
            install = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target")
            subprocess.run([*install, f"{directory}/packages", *PACKAGES], check=True)
            Path(directory, "packages").rename(place)
    return place


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")
def test_two_workers_write_what_one_process_writes(pyspark: Path, tmp_path: Path) -> None:
    first, second, bad = (written(tmp_path / name) for name in ("first", "second", "bad"))
    second.commit({f"docs/{number}.md": GOOD.replace("38", str(number)) for number in range(20)})
    (bad.root / ".citefirst.yml").write_text("unheard: 1\n")
    command = ("ledger", "build", "--spark", "local-cluster[2,1,1024]", "--today", DAY, "--history", "--into", "spark")
    done = subprocess.run(
        [sys.executable, "-m", "citefirst", *command, "first", "bad", "second"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(pyspark)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "bad was not built: " in done.stderr
    assert "second: 21 records" in done.stdout, done.stderr
    assert done.returncode == 4
    for each in (first, second):
        build(each.root, tmp_path / "one", history=True)
    assert contents(tmp_path / "spark") == contents(tmp_path / "one")
    assert len(files(tmp_path / "spark")) == len(files(tmp_path / "one"))
