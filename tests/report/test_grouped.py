"""A block for each file, in which each finding of the report stands once."""

from __future__ import annotations

import re

import pytest
from support.report_samples import GOLDEN, REALISTIC, SAMPLES, rendered

from citefirst.report.formats import grouped


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_as_the_golden_file_has_it(name: str) -> None:
    assert rendered(SAMPLES[name], "grouped") == (GOLDEN / f"{name}.grouped").read_text(encoding="utf-8")


def test_each_path_stands_once_and_each_finding_below_it() -> None:
    text = grouped.render(REALISTIC, quiet=True)
    heads = re.findall(r"(?m)^(\S.*):$", text)
    assert heads == sorted({each.path for each in REALISTIC.findings})
    assert len(re.findall(r"(?m)^  \d+:\d+ +CF\d{3} .", text)) == len(REALISTIC.findings)
