"""What a command takes: processor time of all its processes, wall time, the memory of the largest one."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Taken(NamedTuple):
    """Seconds of processor time and of wall time, MiB of the largest process, the exit code."""

    processor: float
    wall: float
    memory: float
    code: int


def once(command: Sequence[str], directory: Path, environ: Mapping[str, str] | None = None) -> Taken:
    """Run a command. Its children count as far as it waits for them."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    return Taken(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, process.returncode)


def best(
    command: Sequence[str],
    directory: Path,
    environ: Mapping[str, str] | None = None,
    rounds: int = 3,
    before: Callable[[], object] = lambda: None,
) -> Taken:
    """The least of several runs, each after a preparation: what is more is somebody else's."""
    found = []
    for _ in range(rounds):
        before()
        found.append(once(command, directory, environ))
    return Taken(
        min(each.processor for each in found),
        min(each.wall for each in found),
        max(each.memory for each in found),
        found[-1].code,
    )
