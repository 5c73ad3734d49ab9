"""A question, a lead-in, the label UNKNOWN or a heading excuses a fact only as long as it does not state it."""

from __future__ import annotations

import pytest

from citefirst.check.pipeline import Checker, File
from citefirst.repository import schemas
from citefirst.workflow.catalogue import Catalogue

CHECKER = Checker(Catalogue(schemas.builtin()), lambda path: True, day="2026-12-01")
FRONT = """---
workflow: incident-postmortem
id: INC-1
severity: SEV1
owner:
  incident-commander: "@alice"
ai: none
status: {}
---
# Carts

## Timeline

"""
SOURCE = '\n\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'


def found(body: str, status: str = "draft") -> list[tuple[str, int]]:
    """Codes of what is uncited, a placeholder or mostly unknown, with their lines below the heading."""
    file = File("docs/a.md", "docs/a.md", "incident-postmortem", (FRONT.format(status) + body + SOURCE).encode())
    wanted = ("CF001", "CF007", "CF201", "CF203", "CF211", "CF213")
    report = CHECKER.check(file).report
    return [(each.code, each.region.line - 14) for each in report.findings if each.code in wanted]


ASSERTING = [
    "The database was deleted. (?)",
    "The database was deleted (really?).",
    "We lost 4 TB on 3 May, right?",
    "We lost 4 TB on 3 May, didn't we?",
    "The gateway lost all carts, no?",
    "Did you know that we lost 4 TB on 3 May?",
    "Do you remember how we lost 4 TB on 3 May?",
    "Why did we lose 4 TB on 3 May?",
    "Why did nobody notice that we lost 4 TB on 3 May?",
    "We lost 4 TB on 3 May, so what now?",
    "The deploy of cart caused it?",
    "- We lost 4 TB on 3 May. Why?",
    "| Time | Event |\n|---|---|\n| 14:02 | We lost 4 TB |\n| 14:03 | [S1] |",
    "On 3 May we lost 4 TB, as follows:\n\n- slow [S1]",
    "The gateway deleted all carts:\n\n- slow [S1]",
    "The gateway lost 4 TB of these:\n\n- slow [S1]",
    "UNKNOWN but certainly the gateway lost 4 TB on 3 May.",
    "UNKNOWN, but the gateway lost 4 TB.",
    "UNKNOWN; the gateway lost 4 TB on 3 May.",
    "UNKNOWN, the gateway lost 4 TB on 3 May.",
    "UNKNOWN how many carts, but the gateway lost 4 TB on 3 May.",
    "**UNKNOWN** however the gateway lost 4 TB.",
    "- UNKNOWN. We lost 4 TB on 3 May.",
    "- UNKNOWN(@bob, 2026-12-01): how many. We lost 4 TB on 3 May.",
    "### On 3 May 2026 we lost 4 TB of customer data",
    "> ### The gateway lost all carts",
    "### 2026-05-03: we lost all carts of customers",
    "```\nWe lost 4 TB on 3 May.\n```",
    "```\n2026-05-03T14:02:00Z ERROR lost\n```",
    "```\n id | lost\n----+------\n  1 |    4\n(1 row)\n```",
    "```console\n$ kubectl get pods\ncart-1 CrashLoopBackOff 12\n```",
    "`We lost 4 TB on 3 May.`",
    "| On 3 May we lost 4 TB |\n|---|",
    "{{< note \"On 3 May we lost 4 TB\" >}}",
    "[[On 3 May we lost 4 TB]]",
]  # fmt: skip


@pytest.mark.parametrize("body", ASSERTING)
def test_a_fact_is_one_in_any_form(body: str) -> None:
    assert [code for code, _ in found(body)] in (["CF201"], ["CF211"])


ROWS = [
    ("| 14:02 | gateway lost 4 TB | UNKNOWN |", ["CF201"]),
    ("| UNKNOWN | deploy of cart reached production | |", ["CF201"]),
    ("| 14:02 | gateway lost 4 TB | UNKNOWN [S1] |", []),
    ("| 14:02 | UNKNOWN | |", []),
    ("| 14:02 | UNKNOWN: who deployed | |", []),
    ("| UNKNOWN | UNKNOWN | UNKNOWN |", []),
    ("| 14:02 | Was it the deploy of cart? | |", []),
    ("| 14:02 | We lost 4 TB of carts | Why? |", ["CF201"]),
]


@pytest.mark.parametrize(("row", "codes"), ROWS)
def test_one_cell_excuses_no_other_that_states_a_fact(row: str, codes: list[str]) -> None:
    assert [code for code, _ in found(f"| Time | Event | Source |\n|---|---|---|\n{row}")] == codes


SILENT = [
    "Did we lose 4 TB on 3 May?",
    "Why did the gateway fail?",
    "- What should we use?\n- How many carts were lost?",
    "If the cache fails, should we restart it?",
    "The following services were affected:\n\n- cart [S1]",
    "The outage had three causes:\n\n- cart [S1]",
    "We took these steps on 3 May:\n\n- restart [S1]",
    "UNKNOWN: how many carts were lost.",
    "UNKNOWN: the deploy of cart caused it.",
    "UNKNOWN(@bob, 2026-12-01): whether we lost 4 TB.",
    "- UNKNOWN",
    "### 14:02 Deploy",
    "### Actions taken during the incident",
    "### What went wrong on 3 May",
    "### 21:00 - Team alerted",
    "### Five whys",
    "```yaml\nreplicas: 4\n```",
    "```sh\nkubectl rollout undo deployment/cart\n```",
    "[[Some page]]",
    "| Time | Event |\n|---|---|",
    "![p99 of checkout](x.png)",
]


CONTENTS = "### Contents\n\n- [Failover of 3 hosts](#failover-of-3-hosts)\n- 1. What the deploy changed on 3 hosts\n"


@pytest.mark.parametrize(
    ("headings", "count"),
    [
        ("### Failover of 3 hosts\n\nSee [S1].\n\n### 1. What the deploy changed on 3 hosts\n", 0),
        ("### Failover of hosts\n\nSee [S1].\n", 2),
        ("### Failover of 3 hosts\n\nSee [S1].\n", 1),
    ],
)
def test_an_entry_of_a_table_of_contents_is_judged_as_the_heading_that_it_repeats(headings: str, count: int) -> None:
    text = FRONT.format("draft").replace("## Timeline", "## Notes") + CONTENTS + "\n" + headings + SOURCE
    claims = CHECKER.read(File("docs/a.md", "docs/a.md", "incident-postmortem", text.encode())).record
    assert claims
    assert sum(claim.verdict == "uncited" for claim in claims.claims) == count


@pytest.mark.parametrize("body", SILENT)
def test_what_asks_announces_or_names_needs_no_source(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize("word", ["UNBEKANNT", "INCONNU", "DESCONOCIDO", "НЕИЗВЕСТНО", "不明", "未知"])
def test_the_label_is_the_same_in_every_language(word: str) -> None:
    assert found(f"{word}: x") == [("CF203", 0)]
    assert found(f"- **{word}**") == [("CF203", 0)]


MOSTLY = "UNKNOWN: how many.\nUNKNOWN: which.\nIt was slow. [S1]"


@pytest.mark.parametrize(
    ("status", "body", "is_found"),
    [
        ("final", MOSTLY, True),
        ("Closed", MOSTLY, True),
        ("draft", MOSTLY, False),
        ("in-review", MOSTLY, False),
        ("open", MOSTLY, False),
        ("final", f"{MOSTLY} It fell. [S1]", False),
        ("final", "UNKNOWN: how many.", True),
    ],
)
def test_a_record_that_is_decided_is_not_mostly_unknown(status: str, body: str, is_found: bool) -> None:
    assert ("CF213" in [code for code, _ in found(body, status)]) is is_found


TITLES = [
    ("Zeitleiste", "timeline"), ("Chronologie", "timeline"), ("Cronología", "timeline"), ("Linha do tempo", "timeline"),
    ("Tijdlijn", "timeline"), ("Oś czasu", "timeline"), ("タイムライン", "timeline"), ("时间线", "timeline"),
    ("Ursache", "root-cause"), ("Causa principale", "root-cause"), ("根本原因", "root-cause"), ("1. 影響", "impact"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "slug"), TITLES)
def test_sections_are_known_by_their_titles_in_other_languages(title: str, slug: str) -> None:
    workflow = Catalogue(schemas.builtin()).workflow("incident-postmortem")
    text = FRONT.format("draft").replace("Timeline", title) + "Es war."
    record = CHECKER.read(File("docs/a.md", "docs/a.md", workflow.name, text.encode())).record
    assert record is not None
    assert record.sections[-1] == slug


def test_the_built_in_titles_stand_in_every_language() -> None:
    for name in Catalogue(schemas.builtin()).names():
        workflow = Catalogue(schemas.builtin()).workflow(name)
        assert workflow.unknown is not None
        for spec in workflow.sections.values():
            assert any(not title.isascii() for title in spec.titles), (name, spec.slug)
