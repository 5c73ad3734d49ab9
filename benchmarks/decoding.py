"""What it costs to describe the keys of the policy: making the classes, and importing what could decode them.

Prints milliseconds, each the least of many runs; a library that is not installed (msgspec) is left out.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from citefirst.policy import keys, policy

FIELDS = "    a: str = ''\n    b: str = ''\n    c: str = ''\n    d: str = ''\n"
KINDS = {
    "a named tuple of four fields": f"from typing import NamedTuple\nclass A(NamedTuple):\n{FIELDS}",
    "a frozen dataclass of four fields": (
        f"from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass A:\n{FIELDS}"
    ),
    **{f"module {module.__name__}": Path(str(module.__file__)).read_text("utf-8") for module in (keys, policy)},
}
LIBRARIES = {"msgspec": "import msgspec", "pydantic": "from pydantic import BaseModel, create_model"}


def made(text: str, runs: int = 100) -> float:
    """Measure the processor time of executing a module whose imports are loaded."""
    code, least = compile(text, "measured", "exec"), float("inf")
    for _ in range(runs):
        start = process_time()
        exec(code, {"__name__": policy.__name__})
        least = min(least, process_time() - start)
    return least * 1000


def imported(line: str, runs: int = 8) -> float:
    """Measure an import in the processor time of a fresh interpreter."""
    timed = f"from time import process_time as t\na = t()\n{line}\nprint(t() - a)"
    return 1000 * min(float(subprocess.check_output([sys.executable, "-c", timed])) for _ in range(runs))


if __name__ == "__main__":
    for name, text in KINDS.items():
        print(f"{made(text):6.1f}  {name}")
    for name, line in LIBRARIES.items():
        if find_spec(name):
            print(f"{imported(line):6.1f}  import of {name}")
