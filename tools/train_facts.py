"""Learns the detector's weights: `python tools/train_facts.py ROOT [LABELS DOCS INDEX]` writes `facts/weights.json`.

ROOT has the documents of `benchmarks/labels.jsonl` and `benchmarks/evidence.jsonl`, each at `<repository>/<path>`;
LABELS is a further file of JSON lines, DOCS the directory of its documents and INDEX tells their repositories
(benchmarks/labelled.py). Needs `pip install -e .[benchmark]`. `benchmarks/facts.py` shows what the weights are worth on
lines never seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from labelled import evidence, load, own  # noqa: E402
from learning import bounds, cross_validated, learn, lessons, signals_by_id  # noqa: E402

WEIGHTS = ROOT / "src" / "citefirst" / "facts" / "weights.json"
GENRES = {"any": ["any"], "postmortem": ["postmortem"], "record": ["decision", "request", "specification"]}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    parser.add_argument("documents", type=Path, nargs="?")
    parser.add_argument("index", type=Path, nargs="?")
    options = parser.parse_args(arguments)
    facts = own(options.root)
    if options.labels:
        facts += load(options.labels, options.documents, options.index)
    tables, limits = {}, {}
    for table, lesson in lessons(facts, evidence(options.root)).items():
        signals = signals_by_id(lesson)
        bias, weights = learn(lesson, signals, table)
        tables[table] = {"bias": bias, "weights": dict(sorted(weights.items()))}
        test = [unit for unit, share in lesson if table == "record" or share == 1.0]
        for genre, (fact, sure) in bounds(test, cross_validated(test, lesson, table, signals), GENRES[table]).items():
            limits[genre] = {"fact": fact, "sure": sure}
        print(f"{table}: {len(lesson)} units, {len(weights)} signals, bias {bias:+.2f}", flush=True)
    data = {"bounds": limits, "tables": tables}
    WEIGHTS.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(limits)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
