"""A block for each file, in which each finding of the report stands once."""

from __future__ import annotations

import re

import pytest
from support.report_samples import GOLDEN, REALISTIC, rendered

from citefirst.report.formats import grouped


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".grouped")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


def test_each_path_stands_once_and_each_finding_below_it() -> None:
    text = grouped.render(REALISTIC, quiet=True)
    heads = re.findall(r"(?m)^(\S.*):$", text)
    assert heads == sorted({each.path for each in REALISTIC.findings})
    assert len(re.findall(r"(?m)^  \d+:\d+ +CF\d{3} .", text)) == len(REALISTIC.findings)
