"""The quick look at a timeline calls nothing orderly that the close look finds out of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document.parse import parse
from citefirst.figures.order import slips
from citefirst.model import Claim
from citefirst.record.build import build
from citefirst.rules.timeline import _is_plainly_ordered

TIMES = st.sampled_from(
    ("14:02", "14:03", "9:05", "00:00", "24:30", "02:03 pm", "14:02:07", "14:02:05", "14:02 CET", "~14:02", "`14:02`")
)
DAYS = st.sampled_from(
    ("2026-11-03 ", "2026-11-04 ", "2026-02-30 ", "2026-11-03T", "2026-W45-2T", "3 Nov ", "03.11.2026 ", "")
)
STAMPS = st.builds("{}{}".format, DAYS, TIMES)
ZONES = st.sampled_from(("Time (UTC)", "Time (CET)", "Time"))
TABLES = st.lists(st.tuples(ZONES, st.lists(STAMPS, min_size=1, max_size=4)), min_size=1, max_size=2)


def timeline(tables: list[tuple[str, list[str]]]) -> tuple[Claim, ...]:
    rows = [
        f"| {zone} | Event |\n| --- | --- |\n" + "".join(f"| {stamp} | It rose by 3 |\n" for stamp in stamps)
        for zone, stamps in tables
    ]
    document = parse("a.md", "# A\n\n## Timeline\n\n" + "\n".join(rows), lambda text, code: ())
    return build(document, None, lambda path: True, lambda text, code: (), lambda url: None, override="every").timeline


@given(TABLES)
def test_what_is_plainly_in_order_has_no_slip(tables: list[tuple[str, list[str]]]) -> None:
    events = timeline(tables)
    assert not _is_plainly_ordered([event.unit for event in events]) or not list(slips(events))


PLAIN = [("Time (UTC)", ["2026-11-03 23:50", "2026-11-04 00:10"])]


@pytest.mark.parametrize(
    ("tables", "is_plain"),
    [
        (PLAIN, True),
        ([("Time (UTC)", PLAIN[0][1][::-1])], False),
        ([*PLAIN, ("Time", ["2026-11-05 09:00"])], False),
    ],
)
def test_only_days_with_times_in_order_and_in_one_zone_are_plain(
    tables: list[tuple[str, list[str]]], is_plain: bool
) -> None:
    assert _is_plainly_ordered([event.unit for event in timeline(tables)]) is is_plain
