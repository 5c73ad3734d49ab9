"""Brackets beside one another mean what GitHub renders, and brackets that are text cite nothing."""

from __future__ import annotations

import pytest
from support.citing import read

from citefirst.model import Document

DEFINED = """

[S1]: https://a.example/1
[S2]: https://b.example/2
[the board]: https://c.example/3

[^1]: https://f.example/1

[^2]: https://f.example/2
"""


def cited(document: Document) -> list[str]:
    marks = {"footnote": "^", "link": "<", "image": "!"}
    return [f"{marks.get(each.form, '')}{each.label}" for unit in document.units for each in unit.citations]


ADJACENT = [
    ("[S1][^1]", ["S1", "^1"]),
    ("[^1][S1]", ["^1", "S1"]),
    ("[^1][^2]", ["^1", "^2"]),
    ("[S1][S2]", ["S1", "S2"]),
    ("[S1] [S2]", ["S1", "S2"]),
    ("[S1] [^1]", ["S1", "^1"]),
    ("[^1] [S1]", ["^1", "S1"]),
    ("[S1][S2][^1]", ["S1", "S2", "^1"]),
    ("[S1][^1][S2]", ["S1", "^1", "S2"]),
    ("[S1][^1][^2][S2]", ["S1", "^1", "^2", "S2"]),
    ("[S1][]", ["S1"]),
    ("[S1][][^1]", ["S1", "^1"]),
    ("[S1](https://u.example/x)[S2]", ["<S1", "S2"]),
    ("[S1](https://u.example/x)[^1]", ["<S1", "^1"]),
    ("[S1]<https://u.example/x>", ["S1", "<https://u.example/x"]),
    ("[text][S1][^1]", ["S1", "^1"]),
    ("[text][S1][S2]", ["S1", "S2"]),
    ("[the board][^1]", ["the board", "^1"]),
    ("[the board][S1]", ["S1"]),
    ("![p99][S1][^1]", ["!p99", "^1"]),
    ("**[S1]**[^1]", ["S1", "^1"]),
    ("`rose`[^1][S1]", ["^1", "S1"]),
    ("[S9][^1]", ["S9", "^1"]),
    ("[S1][S9]", ["S1", "S9"]),
    ("[S9][S1]", ["S9", "S1"]),
    ("[S1][^9]", ["S1", "^9"]),
    ("[text][S9]", ["S9"]),
    ("([S1][^1])", ["S1", "^1"]),
]


@pytest.mark.parametrize(("text", "labels"), ADJACENT)
def test_each_bracket_cites_what_it_cites_alone(text: str, labels: list[str]) -> None:
    assert cited(read(f"It rose {text}.{DEFINED}")) == labels
    assert cited(read(f"| a | b |\n|---|---|\n| It rose | {text} |{DEFINED}")) == labels


TEXT = [
    "The grid has [0,0] and [0, 1].",
    "It lies in [0, 100].",
    "It lies in [10, 20].",
    "The index [0] is empty.",
    "The class [0-9] matches.",
    "The class [a-z0-9] matches.",
    "Take list[0][1].",
    "Take matrix[2][3].",
    "Take row_[4].",
    "Take f(x)[2].",
    "With [x] done.",
    "Over [20m] it rose.",
    "Over [5m][1] it rose.",
    "On [2026-11-03] it rose.",
]


@pytest.mark.parametrize("text", TEXT)
def test_indices_and_intervals_are_text(text: str) -> None:
    assert cited(read(text + DEFINED)) == []


NUMBERED = [
    ("It rose. [1]", ["1"]),
    ("It rose. [1, 2]", ["1", "2"]),
    ("It rose. [1][2]", ["2"]),
    ("It rose. [1-3]", ["1", "2", "3"]),
    ("It rose. [1\u20133]", ["1", "2", "3"]),
    ("It rose. [1, 9]", ["1", "9"]),
    ("It rose, as shown[1].", ["1"]),
    ("It rose. [7]", ["7"]),
]


@pytest.mark.parametrize(("text", "labels"), NUMBERED)
def test_numbers_cite_where_they_are_defined(text: str, labels: list[str]) -> None:
    defined = "".join(f"[{number}]: https://a.example/{number}\n" for number in (1, 2, 3))
    assert cited(read(f"{text}\n\n{defined}")) == labels


def source(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(each.id or each.alias, each.target, each.via) for each in read(text).definitions if each.origin != "table"]


WEB = "\n\n[web]: https://w.example/d\n"
NOTES = [
    ("[^a]: See the [dashboard][web].", [("web", "https://w.example/d", ""), ("^a", None, "web")]),
    ("[^a]: See [web].", [("web", "https://w.example/d", ""), ("^a", None, "web")]),
    (
        "[^a]: The dashboard.\n\n    See https://a.example/x.",
        [("web", "https://w.example/d", ""), ("^a", "https://a.example/x", "")],
    ),
    (
        "[^a]: The dashboards:\n\n    - p99\n    - [p50](https://a.example/x)",
        [("web", "https://w.example/d", ""), ("^a", "https://a.example/x", "")],
    ),
    (
        "[^a]: As before.[^b]\n\n[^b]: https://a.example/x",
        [("web", "https://w.example/d", ""), ("^b", "https://a.example/x", ""), ("^a", None, "^b")],
    ),
    ("[^a]: Nobody knows.", [("web", "https://w.example/d", "")]),
    ("[^a]: As before.[^b]\n\n[^b]: As after.[^a]", [("web", "https://w.example/d", "")]),
]


@pytest.mark.parametrize(("note", "defined"), NOTES)
def test_a_footnote_is_a_source_in_all_its_forms(note: str, defined: list[tuple[str | None, str | None, str]]) -> None:
    assert source(f"It rose.[^a]\n\n{note}{WEB}") == defined


def test_the_text_of_a_footnote_with_a_source_is_no_claim_and_that_of_any_other_is() -> None:
    sourced = read("It rose.[^a]\n\n[^a]: It was slow.\n\n    It fell then, see https://a.example/x.\n")
    plain = read("It rose.[^a]\n\n[^a]: It was slow.\n\n    It fell then.\n")
    assert [unit.text for unit in sourced.units] == ["It rose.[^a]"]
    assert [unit.text for unit in plain.units] == ["It rose.[^a]", "It was slow.", "It fell then."]


def test_two_footnotes_of_one_name_are_two_definitions() -> None:
    found = source("It rose.[^a]\n\n[^a]: https://a.example/1\n[^a]: https://a.example/2\n")
    assert [target for _, target, _ in found] == ["https://a.example/1", "https://a.example/2"]


LISTS = [
    "## References\n\n[1] FHIR: <https://h.example/1>",
    "## References\n\n[1] FHIR: https://h.example/1\n[2] HL7: https://h.example/2",
    '## References\n\n<a id="ref1"></a>[1] FHIR, <https://h.example/1>',
    "## References\n\n**[1]** FHIR <https://h.example/1>",
    "## References\n\n\\[1\\] FHIR <https://h.example/1>",
    "## References\n\n1. https://h.example/1",
    "## References\n\n1. FHIR: <https://h.example/1>\n2. HL7: <https://h.example/2>",
    "## References\n\n- [1]: https://h.example/1 FHIR, the whole of it",
    "## References\n\n- **[1]** [FHIR](https://h.example/1)",
    "## References\n\n  [1]: https://h.example/1",
    "## Sources\n\n1. [FHIR](https://h.example/1)",
    "## Links\n\n1. [FHIR](https://h.example/1)",
    "## Further reading\n\n* [1] [FHIR](https://h.example/1)",
    "## See also\n\n1) https://h.example/1",
    "## Appendix\n\n[1] FHIR <https://h.example/1>",
    "## Bibliography\n\n| # | Link |\n|---|---|\n| 1 | https://h.example/1 |",
    "## 7. References\n\n1. https://h.example/1",
    "---\n\n[1] FHIR: <https://h.example/1>",
    "- FHIR as of 2019\n  [1]: https://h.example/1",
    "Notes:\n[1]: https://h.example/1 as of today",
]


@pytest.mark.parametrize("listed", LISTS)
def test_a_reference_list_defines_as_people_write_it(listed: str) -> None:
    document = read(f"# T\n\nIt rose. [1]\n\n{listed}\n")
    targets = [each.target for each in document.definitions if "1" in (each.id, each.alias)]
    assert targets == ["https://h.example/1"]
    assert cited(document)[0] == "1"


NO_LISTS = [
    "## Context\n\n1. https://h.example/1",
    "## Context\n\nIt rose [1] then, see https://h.example/1.",
    "## References\n\n- 34 tests (`tests/test_x.py`) passed",
    "## References\n\n- ADR-042: Python for scripts (applies to `tests/test_x.py`)",
]


@pytest.mark.parametrize("text", NO_LISTS)
def test_what_is_no_list_of_sources_defines_nothing(text: str) -> None:
    assert read(f"# T\n\n{text}\n").definitions == ()
