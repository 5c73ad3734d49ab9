"""Learns the detector's weights: `python tools/train_facts.py ROOT [LABELS DOCS]` writes `facts/weights.json`.

ROOT has the documents of `benchmarks/labels.jsonl`, each at `<repository>/<path>`; LABELS is a further file of JSON
lines and DOCS the directory of its documents (benchmarks/labelled.py). Needs `pip install -e .[benchmark]`.
`benchmarks/facts.py` shows what the weights are worth on lines never seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from labelled import load, own  # noqa: E402
from learning import fit, signals_of  # noqa: E402

WEIGHTS = ROOT / "src" / "citefirst" / "facts" / "weights.json"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    parser.add_argument("documents", type=Path, nargs="?")
    options = parser.parse_args(arguments)
    units = own(options.root)
    if options.labels:
        units += load(options.labels, options.documents)
    bias, weights = fit(signals_of(units), [unit.factual for unit in units])
    data = {"bias": bias, "weights": dict(sorted(weights.items()))}
    WEIGHTS.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(units)} units, {len(weights)} signals, bias {bias:+.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
