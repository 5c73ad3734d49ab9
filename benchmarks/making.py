"""What it takes to make a class of six fields, and a value of it: dataclasses, attrs, named tuples and `structs`.

python benchmarks/making.py
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from timeit import repeat
from typing import Any, NamedTuple

import attrs

from citefirst.structs import frozen

FIELDS = '    """A class."""\n    a: int\n    b: int\n    c: int\n    d: int\n    e: int = 0\n    f: int = 0\n'
WAYS = {
    "dataclass, frozen": "@dataclass(frozen=True)\nclass A:\n",
    "dataclass, frozen, slots": "@dataclass(frozen=True, slots=True)\nclass A:\n",
    "attrs, frozen": "@attrs.frozen\nclass A:\n",
    "named tuple": "class A(NamedTuple):\n",
    "structs": "@frozen\nclass A:\n",
}
SCOPE: dict[str, Any] = {"dataclass": dataclass, "attrs": attrs, "NamedTuple": NamedTuple, "frozen": frozen}


def main() -> None:
    print("| way | make the class | make a value | read a field |\n| --- | --- | --- | --- |")
    for name, head in WAYS.items():
        code = compile(head + FIELDS, "<made>", "exec")
        scope = dict(SCOPE)
        making = min(repeat(partial(exec, code, scope), number=20, repeat=10)) / 20
        made = scope["A"]
        value = made(1, 2, 3, 4)
        calling = min(repeat(partial(made, 1, 2, 3, 4), number=20000, repeat=10)) / 20000
        reading = min(repeat("value.c", globals={"value": value}, number=20000, repeat=10)) / 20000
        print(f"| {name} | {making * 1e6:.0f} µs | {calling * 1e9:.0f} ns | {reading * 1e9:.0f} ns |")


if __name__ == "__main__":
    main()
