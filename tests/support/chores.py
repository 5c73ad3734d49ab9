"""Work for other processes. They import it by its name, so it stands in a module of its own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from typing import Any

from citefirst.errors import CitefirstError, PolicyError
from citefirst.tasks.workers import Work


def setup(answer: int) -> Work:
    def work(tasks: Sequence[Any], spent: float) -> tuple[list[Any], float]:
        return [_one(task, answer) for task in tasks], spent + len(tasks)

    return work


def _one(task: Any, answer: int) -> Any:
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    if task == "bug":
        raise KeyError(task)
    if task == "policy":
        raise PolicyError("the policy is wrong")
    if isinstance(task, int) and task % 9 == 0:
        time.sleep(0.01)
    return (task, answer)


def no_setup() -> Work:
    raise CitefirstError("nothing to work with")
