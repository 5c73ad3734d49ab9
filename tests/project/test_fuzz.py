"""The fuzzers for a few seconds, and every input that ever broke a promise."""

from __future__ import annotations

import random
from pathlib import Path

import fuzz
import pytest

KEPT = sorted(path for path in fuzz.KEPT.glob("*-*") if path.is_file())


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_no_input_breaks_a_promise(kind: str) -> None:
    tried, found = fuzz.run([kind], 40, 2.0, 1, None)
    assert tried
    assert found == []


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_broke_a_promise_once_keeps_it(path: Path) -> None:
    assert fuzz.broken(path.name.partition("-")[0], path.read_bytes()) == []


def test_a_seed_repeats_its_inputs() -> None:
    first, again = (
        [fuzz.make("records", chance) for _ in range(20)] for chance in (random.Random(3), random.Random(3))
    )
    assert first == again


@pytest.mark.parametrize(
    "fault", [RecursionError("deep"), SystemExit(1), ValueError("x")], ids=lambda fault: type(fault).__name__
)
def test_what_is_raised_is_found(fault: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(_: bytes) -> None:
        raise fault

    monkeypatch.setitem(fuzz.KINDS, "records", check)
    assert type(fault).__name__ in fuzz.broken("records", b"")[0]
