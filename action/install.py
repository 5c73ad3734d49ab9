"""Installs what citefirst needs, for the one Python that runs this, and prints the interpreter to run it with.

Only the standard library is here. Every package has the hash that `requirements/*.lock` names; what the
input `ledger` needs is installed where that is given, and only there. uv is taken where it is
there, else it is installed, since it is several times faster than pip; where that fails, pip does the work. The
variables that pip and uv know (`PIP_INDEX_URL`, `UV_INDEX_URL`, …) apply, so that an index of an organisation serves.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.lock"
LEDGER_LOCK = ROOT / "requirements" / "ledger.lock"
UV_LOCK = ROOT / "requirements" / "uv.lock"
READY = "citefirst-ready"


def main() -> None:
    """Print the path of a Python that has all that is needed. Exits with 1 where it cannot be had."""
    started = time.monotonic()
    place = directory()
    how = "reused"
    if not (place / READY).exists():
        try:
            how = install(place)
        except (OSError, subprocess.CalledProcessError) as error:
            log(f"citefirst could not be installed: {error}")
            sys.exit(1)
    log(f"citefirst's packages: {how}, {time.monotonic() - started:.1f} s")
    sys.stdout.write(str(python(place)))


def locks() -> tuple[Path, ...]:
    """What is to be installed."""
    return (LOCK, LEDGER_LOCK) if os.environ.get("INPUT_LEDGER", "").strip() else (LOCK,)


def directory() -> Path:
    """Where the packages go: a name for each lock and interpreter, in the job's own temporary directory."""
    wanted = [lock.read_bytes() for lock in locks()]
    parts = (*wanted, sys.version.encode(), sys.executable.encode(), str(ROOT).encode())
    name = hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
    return Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()) / f"citefirst-{name}"


def install(place: Path) -> str:
    """Make a virtual environment in a place, whole or not at all. Returns by what it was made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)  # what an interrupted run left
    try:
        how = by_uv(place)
    except (OSError, subprocess.CalledProcessError) as error:
        log(f"without uv ({error}), by pip")
        how = by_pip(place)
    site = run(str(python(place)), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    Path(site.strip(), "citefirst.pth").write_text(f"{ROOT / 'src'}\n", "utf-8")
    (place / READY).touch()
    return how


def by_uv(place: Path) -> str:
    if found := uv():
        sync(found, place)
        return "installed by the runner's uv"
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        run(*pip(sys.executable), "--only-binary=:all:", "--no-deps", "--target", scratch, "-r", str(UV_LOCK))
        sync(str(Path(scratch, "bin", "uv.exe" if os.name == "nt" else "uv")), place)
    return "installed by uv, which was installed before"


def uv() -> str | None:
    """uv as the search path has it. Windows would look in the current directory before, which is the checkout."""
    places = (Path(directory, "uv") for directory in os.get_exec_path())
    return next(filter(None, (shutil.which(place) for place in places if place.is_absolute())), None)


def sync(program: str, place: Path) -> None:
    run(program, "venv", "--quiet", "--no-project", "--no-config", "--python", sys.executable, str(place))
    quiet = ("--quiet", "--no-config", "--require-hashes")
    run(program, "pip", "sync", *quiet, "--python", str(python(place)), *map(str, locks()))


def by_pip(place: Path) -> str:
    shutil.rmtree(place, ignore_errors=True)
    run(sys.executable, "-I", "-m", "venv", str(place))
    run(*pip(str(python(place))), *(word for lock in locks() for word in ("-r", str(lock))))
    return "installed by pip"


def pip(interpreter: str) -> tuple[str, ...]:
    quiet = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
    return (interpreter, "-I", "-m", "pip", "install", *quiet, "--require-hashes")


def python(place: Path) -> Path:
    """The interpreter of a virtual environment."""
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str) -> str:
    """What a command prints; what it says of errors goes to the log."""
    environ = {**os.environ}
    if index := environ.get("PIP_INDEX_URL"):
        environ.setdefault("UV_DEFAULT_INDEX", index)
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environ
    ).stdout


def log(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
