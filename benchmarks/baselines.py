"""What needs no detector, for comparison: every line, a digit, words alone, embeddings of sentences.

Words and embeddings are learned without the repository that is judged. Their libraries are extras of the benchmark.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from labelled import Labelled


def baselines(units: Sequence[Labelled], groups: Sequence[str] | None, model: str = "") -> dict[str, list[bool]]:
    """How each baseline reads the units. `groups` allow for those that learn, `model` is one of sentence-transformers:
    a name or a directory."""
    reads = {
        "every line": [True] * len(units),
        "has a digit": [any(map(str.isdigit, unit.line.text)) for unit in units],
    }
    if groups is not None:
        reads["TF-IDF, learned"] = _cross_validated(_words(), _texts(units), units, groups)
        if model:
            vectors, milliseconds = embeddings(_texts(units), model)
            reads[f"embeddings, {milliseconds:.0f} ms"] = _cross_validated(_plain(), vectors, units, groups)
    return reads


def _texts(units: Sequence[Labelled]) -> list[str]:
    return [f"{' '.join(unit.line.titles[:1])} : {unit.line.text}" for unit in units]


def embeddings(texts: Sequence[str], model: str) -> tuple[Any, float]:
    """The vectors of texts, and the milliseconds that one takes alone."""
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu")
    vectors = encoder.encode(list(texts), show_progress_bar=False)
    few = texts[:50]
    started = time.perf_counter()
    for text in few:
        encoder.encode(text, show_progress_bar=False)
    return vectors, (time.perf_counter() - started) / len(few) * 1_000


def _words() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    return make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), _plain())


def _plain() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=10, max_iter=2_000)


def _cross_validated(
    learner: Any, inputs: Sequence[Any], units: Sequence[Labelled], groups: Sequence[str]
) -> list[bool]:
    """How each unit is read by what was learned from the other groups."""
    from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

    labels = [unit.factual for unit in units]
    return [bool(seen) for seen in cross_val_predict(learner, inputs, labels, groups=groups, cv=LeaveOneGroupOut())]
