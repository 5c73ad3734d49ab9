"""What cites, what only looks like it, and where sources are defined."""

from __future__ import annotations

import pytest
from support.citing import DEFINED, read

CITED = [
    ("It rose. [S1]", ["S1"]),
    ("It rose.[S1]", ["S1"]),
    ("It rose [S1].", ["S1"]),
    ("It rose. [S1][S2]", ["S1", "S2"]),
    ("It rose. [S1], [S2]", ["S1", "S2"]),
    ("It rose. [S1, S2]", ["S1", "S2"]),
    ("It rose. ([S1])", ["S1"]),
    ("It [rose][S1] today.", ["S1"]),
    ("It [rose][s1] today.", ["s1"]),
    ("It was [the fix].", ["the fix"]),
    ("It rose. [S9]", ["S9"]),
    ("It [rose][S9] today.", ["S9"]),
    ("It rose\n[S1].", ["S1"]),
    ("It rose **[S1]**.", ["S1"]),
    ("It [rose](https://d.example) today.", ["rose"]),
    ("It rose, see https://d.example/a_b_c.", ["https://d.example/a_b_c"]),
    ("It rose (https://d.example/a_(b)).", ["https://d.example/a_(b)"]),
    ("It rose <https://d.example>.", ["https://d.example"]),
    ("It rose. ![p99](p99.png)", ["p99"]),
    ("<p>It <a href='https://d.example'>rose</a>.</p>", ["rose"]),
    ("It <a href='https://d.example'>rose</a>.", ["rose"]),
    ("It rose in INC-2041.", ["INC-2041"]),
    ("It rose. [INC-2041]", ["INC-2041"]),
    ("It rose after acme/shop#12.", ["acme/shop#12"]),
    ("It rose.[^1]\n\n[^1]: https://d.example", ["1"]),
    ("It rose. [^9]", ["9"]),
    ("It rose, as [the board](board.example/d/x) shows.", ["the board"]),
    ("First [seen by a user] at 04:49.\n\n[seen by a user]: https://c.example/p4", ["seen by a user"]),
    ("Merged as [acme/shop#12](https://github.com/acme/shop/pull/34) and #56.", ["acme/shop#12", "#56"]),
]


@pytest.mark.parametrize(("text", "labels"), CITED)
def test_a_citation_is_seen_once(text: str, labels: list[str]) -> None:
    (unit,) = read(text + DEFINED).units
    assert [citation.label for citation in unit.citations] == labels


UNCITED = [
    "It rose <!-- [S1] --> today.",
    "It rose [\u200b](https://d.example) today.",
    "It rose [](https://d.example) today.",
    "It rose, said [Sen Lu].",
    "It rose `[S1]` today.",
    "It rose, [as before](#timeline).",
    "It rose, mail <help@d.example>.",
    "It rose in list[0] today.",
    "It rose on [2026-11-03].",
    "It rose in [v1.2.3].",
    r"It rose \[today\].",
    "It rose at Block #8647535.",
    "It ran on armv7-unknown-linux-gnueabihf.",
    "It ran on `armv7-unknown-linux-gnueabihf` (Internal ID 560528920).",
    "It rose in #general.",
    "#ops-alerts: it rose.",
    "It rose, said @mira.",
    "It rose, see [Slack Thread].",
    "It rose (chat: link).",
    "Option #2 rose.",
    "It rose, with [x] done.",
    "??:?? It rose.",
    "It rose to `acme@d8ec8cd`.",
    "It used UTF-8 and SHA-256.",
    "It rose.[^2]\n\n[^2]: Nobody knows why.",
]


@pytest.mark.parametrize("text", UNCITED)
def test_what_only_looks_like_a_citation_cites_nothing(text: str) -> None:
    assert read(text + DEFINED).units[0].citations == ()


def test_where_text_and_target_name_different_things_the_target_is_cited() -> None:
    (unit,) = read("It was [PR #12](https://github.com/acme/shop/pull/34).").units
    assert [(citation.form, citation.target) for citation in unit.citations] == [
        ("link", "https://github.com/acme/shop/pull/34")
    ]


def test_a_link_and_a_name_in_brackets_look_alike_and_the_definition_decides() -> None:
    linked, named = read(
        "It rose, said [Ada Low].\n\nIt fell, said [Bo Ray].\n\n[Ada Low]: https://a.example/ada"
    ).units
    assert (len(linked.citations), len(named.citations)) == (1, 0)


def test_a_citation_alone_after_the_full_stop_belongs_to_the_sentence_before() -> None:
    units = read("It rose. [S1] It fell. [S2]" + DEFINED).units
    assert [(unit.text, [citation.label for citation in unit.citations]) for unit in units] == [
        ("It rose. [S1]", ["S1"]),
        ("It fell. [S2]", ["S2"]),
    ]


def test_a_citation_in_any_cell_serves_its_row() -> None:
    (unit,) = read("| a | b |\n|---|---|\n| it rose | [S1] |" + DEFINED).units
    assert [citation.label for citation in unit.citations] == ["S1"]


DEFINITIONS = [
    ('[S1]: https://a.example "dashboard: p99"', ("S1", None, "https://a.example", "dashboard: p99")),
    ("[S1]: <https://a.example/x y>", ("S1", None, "https://a.example/x y", "")),
    ('[S1]:\n  https://a.example\n  "trace: t"', ("S1", None, "https://a.example", "trace: t")),
    ("> [S1]: https://a.example", ("S1", None, "https://a.example", "")),
    ("It.[^1]\n\n[^1]: trace: https://a.example", ("^1", None, "https://a.example", "trace")),
    ("## Sources\n\n- S1: https://a.example dashboard: p99", ("S1", None, "https://a.example", "dashboard: p99")),
    ("## Evidence\n\n- [S1] [p99](https://a.example)", ("S1", None, "https://a.example", "p99")),
    ("## References\n\n* **S1** — [p99](https://a.example)", ("S1", None, "https://a.example", "p99")),
    ("## Sources\n\n1. [S1](https://a.example) dashboard: p99", ("S1", None, "https://a.example", "dashboard: p99")),
    ("## Sources\n\n- MODEL: https://a.example v4", ("MODEL", None, "https://a.example", "v4")),
    ("## Sources\n\n- Note: https://a.example", (None, None, "https://a.example", "Note")),
    ("## Sources\n\n- [p99](https://a.example)", (None, None, "https://a.example", "p99")),
    ("## Sources\n\n- S1: INC-2041", ("S1", "incident", "INC-2041", "")),
    (
        "## Sources\n\n| ID | Kind | Link | What |\n|---|---|---|---|\n| S1 | trace | https://a.example | slow call |",
        ("S1", "trace", "https://a.example", "slow call"),
    ),
    ("---\nsources:\n  S1: https://a.example\n---\n", ("S1", None, "https://a.example", "")),
    (
        "---\nsources:\n  - id: S1\n    kind: trace\n    url: https://a.example\n    label: slow\n---\n",
        ("S1", "trace", "https://a.example", "slow"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), DEFINITIONS)
def test_a_source_is_defined(text: str, expected: tuple[str | None, str | None, str, str]) -> None:
    (found,) = read(text).definitions
    assert (found.id, found.kind, found.target, found.title) == expected


def test_a_definition_stands_at_its_place() -> None:
    document = read('It rose.\n\n> - [S1]: https://a.example "x"\n')
    (found,) = document.definitions
    assert document.lines.place(found.span.start) == (3, 5)
    assert document.text[found.span.start : found.span.end] == '[S1]: https://a.example "x"'


def test_what_a_source_list_defines_is_no_claim() -> None:
    text = "## Sources\n\n- S1: https://a.example it rose by 5 %\n- [S2] it fell\n- It stayed." + DEFINED
    assert [unit.text for unit in read(text).units] == ["It stayed."]


UNKNOWNS = [
    ("UNKNOWN: how many.", None, None),
    ("**UNKNOWN** how many.", None, None),
    ("[UNKNOWN] how many.", None, None),
    ("UNKNOWN", None, None),
    ("UNKNOWN(@bob, 2026-12-01): how many.", "@bob", "2026-12-01"),
    ("- UNKNOWN (Bob <bob@a.example>): how many.", "Bob bob@a.example", None),
    ("UNKNOWN: how many (@bob, 2026-12-01).", "@bob", "2026-12-01"),
    ("- UNKNOWN: how many (@bob by 2026-12-01)", "@bob", "2026-12-01"),
    ("UNKNOWN(@eve): how many (@bob, 2026-12-01).", "@eve", None),
    ("UNKNOWN: who saw it (2026-12-01).", None, None),
    ("UNKNOWN: whether it was asked (by @bob on 2026-12-01).", None, None),
    ("UNKNOWN: how many (@bob).", None, None),
    ("UNKNOWN: how many (@bob, 2026-12-01) and when.", None, None),
    ("UNK\u200bNOWN: how many.", None, None),
    ("| a | b |\n|---|---|\n| 14:02 | UNKNOWN |", None, None),
]


@pytest.mark.parametrize(("text", "who", "until"), UNKNOWNS)
def test_the_label_unknown(text: str, who: str | None, until: str | None) -> None:
    (unit,) = read(text).units
    assert unit.unknown is not None
    assert (unit.unknown.who, unit.unknown.until) == (who, until)
    assert unit.citations == ()


@pytest.mark.parametrize(
    "text", ["unknown", "It is UNKNOWN.", "UNKNOWN_HOST was seen.", "`UNKNOWN` was seen.", "UNKNOWNS rose."]
)
def test_what_is_not_the_label_unknown(text: str) -> None:
    assert read(text).units[0].unknown is None


@pytest.mark.parametrize(
    "text",
    [
        "TBD",
        "TODO: how many.",
        "???",
        "unknown: how many",
        "Unknown.",
        "| a |\n|---|\n| TBD |",
        "- [ ] tbd",
        "??:?? it rose",
    ],
)
def test_placeholders(text: str) -> None:
    assert read(text).units[0].placeholder is not None


@pytest.mark.parametrize(
    "text", ["Unknown senders wrote.", "It is TBD-free.", "What? It rose.", "unknown-linux was built."]
)
def test_what_is_no_placeholder(text: str) -> None:
    assert read(text).units[0].placeholder is None


LEAD_INS = [
    ("We did this:\n\n- one\n- two", ["We did this:"]),
    ("It rose. We did this:\n\n| a |\n|---|\n| b |", ["We did this:"]),
    ("- first:\n  - nested", ["first:"]),
    ("We did this:\n\nNothing.", []),
    ("We did this\n\n- one", []),
]


@pytest.mark.parametrize(("text", "expected"), LEAD_INS)
def test_a_lead_in_ends_in_a_colon_directly_above_a_list_or_table(text: str, expected: list[str]) -> None:
    assert [unit.text for unit in read(text).units if unit.lead_in] == expected


SECTIONS = [
    ("# T\n\n## Impact\n\n## Impact\n", [("t", None), ("impact", "t"), ("impact-1", "t")]),
    ("## A\n### B\n# C\n## D\n", [("a", ""), ("b", "a"), ("c", ""), ("d", "c")]),
    ("A\n===\n\nB\n---\n", [("a", None), ("b", "a")]),
    ("> # quoted\n\n- # in a list\n", []),
    ("##No heading\n", []),
]


@pytest.mark.parametrize(("text", "expected"), SECTIONS)
def test_sections(text: str, expected: list[tuple[str, str | None]]) -> None:
    sections = read(text).sections
    found = [(section.slug, sections[section.parent or 0].slug) for section in sections[1:]]
    assert found == [(slug, parent or "") for slug, parent in expected]
