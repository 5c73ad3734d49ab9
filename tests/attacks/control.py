"""What is no attack and passes: without it, a gate that refuses everything would look safe."""

from __future__ import annotations

from support.scenario import GOOD

from attacks import Attack

ATTACKS = [
    Attack(name="control: a record that holds", head={"docs/a.md": GOOD}, exit=0, alone=()),
    Attack(name="control: a change that touches no record", head={"src/a.py": "x = 1\n"}, exit=0),
]
