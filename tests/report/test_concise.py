"""One line a finding, in a form that a pattern of an editor takes apart."""

from __future__ import annotations

import re

import pytest
from support.report_samples import GOLDEN, REALISTIC, rendered

from citefirst.report.formats import concise


@pytest.mark.parametrize("name", [name for name in rendered() if name.endswith(".concise")])
def test_reports_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


def test_a_pattern_finds_place_code_and_message() -> None:
    found = re.findall(r"(?m)^([^:\n]+):(\d+):(\d+): (CF\d{3}) (.+)$", concise.render(REALISTIC))
    wanted = {(each.path, str(each.region.line), str(each.region.column), each.code) for each in REALISTIC.findings}
    assert {each[:4] for each in found} == wanted
    assert len(found) == len(REALISTIC.findings)
