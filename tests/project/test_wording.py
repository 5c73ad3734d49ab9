"""What commands say of the examples: one thing is not called many, and no sentence lacks a word."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from click.testing import CliRunner
from support.paths import ROOT

from citefirst.cli import main
from citefirst.rules.examples import DAY

_THINGS = (
    "prompts outputs claims records findings errors warnings sources lines sections approvals days rules files commits"
)
ODD = re.compile(rf"\b1 (?:more )?(?:{_THINGS.replace(' ', '|')})\b|`\.: |reserved and not|\(s\)")
EXAMPLES = [
    sorted(folder.glob("good/*.md"))[0] for folder in sorted(ROOT.glob("examples/*")) if (folder / "good").is_dir()
]


@pytest.mark.parametrize("command", [("check", "--today", DAY), ("claims",), ("prompt",)], ids=" ".join)
def test_one_is_not_called_many(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for path in EXAMPLES:
        said = CliRunner().invoke(main, (*command, str(path.relative_to(ROOT)))).output
        assert said
        assert ODD.findall(said) == []


def test_a_line_that_cites_is_not_said_to_need_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for path in EXAMPLES:
        lines = CliRunner().invoke(main, ("claims", str(path.relative_to(ROOT)))).output.splitlines()
        for above, below in pairwise(lines):
            assert not (below.strip().startswith("sources:") and "needs no source" in above)


@pytest.mark.parametrize("odd", ["1 prompts", "`.: section", "reserved and not checked yet", "1 more findings"])
def test_what_is_odd_is_seen(odd: str) -> None:
    assert ODD.search(odd)
