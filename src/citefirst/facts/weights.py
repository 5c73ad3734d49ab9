"""What each signal weighs: `weights.json`, which `tools/train_facts.py` writes."""

from __future__ import annotations

from functools import cache

from citefirst.model import Signal

Ranked = tuple[int, Signal]


@cache
def weights() -> tuple[float, dict[str, Ranked]]:
    """The bias, and each signal by its name with its rank: the strongest first, the name where two are as strong."""
    import json
    from pathlib import Path

    data = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    strongest = sorted(data["weights"].items(), key=lambda entry: (-abs(entry[1]), entry[0]))
    return data["bias"], {name: (rank, Signal(name, weight)) for rank, (name, weight) in enumerate(strongest)}
