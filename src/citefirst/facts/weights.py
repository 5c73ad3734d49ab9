"""What each signal weighs: `weights.json`, which `tools/train_facts.py` writes."""

from __future__ import annotations

from functools import cache

from citefirst.model import Signal

Ranked = tuple[int, Signal]


@cache
def weights() -> tuple[Signal, dict[str, Ranked]]:
    """Return the signal that every line has, and the others by name with their rank, the strongest first."""
    import json
    from pathlib import Path

    data = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    strongest = sorted(data["weights"].items(), key=lambda entry: (-abs(entry[1]), entry[0]))
    return Signal("any line", data["bias"]), {
        name: (rank, Signal(name, weight)) for rank, (name, weight) in enumerate(strongest)
    }
