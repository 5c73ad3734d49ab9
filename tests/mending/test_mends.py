"""Each mend: what becomes of a record, byte for byte, and which findings are left."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from support.mending import codes, look, mended, record

from citefirst.mending.fixes import Fix, fixes, maker, subject
from citefirst.rules import RULES

DASHBOARD = '[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'
FACT = "# Checkout\n\n## Facts\n\nCheckout p99 rose to 4.2 s. [S1]\n"
SOUND = f"{FACT}\n{DASHBOARD}"
TIMELINE = "# Checkout\n\n## Facts\n\nUNKNOWN: why.\n\n## Timeline\n\n{}\n\n" + DASHBOARD


class Case(NamedTuple):
    """A body, what becomes of it (None: it stays), and the codes that are left; `unsafe`: with --unsafe-fixes."""

    name: str
    before: str
    after: str | None = None
    left: str = ""
    unsafe: bool = False

    @property
    def wanted(self) -> str:
        return self.before if self.after is None else self.after


def more(line: str) -> str:
    """A sound record with a further line of facts."""
    return SOUND.replace("[S1]\n", f"[S1]\n{line}\n", 1)


def listed(*lines: str) -> str:
    """A record that cites S2 and keeps its sources in a list."""
    return f"{FACT}It fell. [S2]\n\n## Sources\n\n" + "".join(f"{line}\n" for line in lines)


def cited(names: str, *lines: str) -> str:
    """A record with a further line that cites something, and definitions."""
    return f"{FACT}It fell. {names}\n\n" + "".join(f"{line}\n" for line in lines)


def timeline(*lines: str) -> str:
    return TIMELINE.format("\n".join(lines))


S2 = "https://kibana.example.com/app/discover"
S1 = DASHBOARD.removesuffix("\n")
STUB = '[S7]: https:// "document: what it shows"\n'
LISTED_1 = "S1: https://grafana.example.com/d/abc dashboard: p99"
DEPLOY, CROSSED = "14:05 deploy 8123 reached production [S1]", "14:02 p99 crossed 2 s [S1]"
ROW = "\n| time | what happened | source |\n| --- | --- | --- |\n| 14:02 | {}the pool ran dry | |"
CELLS = "\n| what | when |\n| --- | --- |\n| {} | {} |"
LESSONS = "# Checkout\n\n## Lessons\n\nWe were lucky. [S1]\n\n"
PLACEHOLDERS = {
    "TBD": "UNKNOWN",
    "TODO": "UNKNOWN",
    "FIXME": "UNKNOWN",
    "tbc": "UNKNOWN",
    "???": "UNKNOWN",
    "unknown": "UNKNOWN",
    "UNBEKANNT": "UNKNOWN",
    "INCONNU": "UNKNOWN",
    "\u4e0d\u660e": "UNKNOWN",
    "[TBD]": "[UNKNOWN]",
    "**TBD**": "**UNKNOWN**",
    "_todo_": "_UNKNOWN_",
}
DEFINITIONS = {
    f'[S2]: {S2} "log-query: timeouts': "log-query: timeouts",
    f"[S2]: {S2} log-query: timeouts": "log-query: timeouts",
    f"[S2]: {S2} 'log-query: timeouts": "log-query: timeouts",
    f"[S2]: {S2} (log-query: timeouts": "log-query: timeouts",
    f'[S2]: <{S2} "log-query: timeouts"': "log-query: timeouts",
    f'[S2]: {S2} "log-query: "timeouts""': 'log-query: \\"timeouts\\"',
}
CASES = [
    *(
        Case(f"placeholder {word}", more(f"\n{word}: how many carts."), more(f"\n{says}: how many carts."))
        for word, says in PLACEHOLDERS.items()
    ),
    Case("to be determined", more("To be determined by Bob."), more("UNKNOWN by Bob.")),
    Case("placeholder in an item", more("\n- TBD"), more("\n- UNKNOWN")),
    Case("placeholders in a row", more(CELLS.format("TBD", "???")), more(CELLS.format("UNKNOWN", "UNKNOWN"))),
    Case("placeholder that excuses a fact", more("TBD, but we lost 4 TB on 3 May."), left="CF203"),
    Case("n/a may be an answer", more("The form says n/a. [S1]")),
    *(
        Case(f"definition {line}", cited("[S2]", S1, line), cited("[S2]", S1, f'[S2]: {S2} "{title}"'))
        for line, title in DEFINITIONS.items()
    ),
    Case("definition unmarked", cited("[S0]", f"[S0] {S2}", S1), cited("[S0]", f"[S0]: {S2}", S1)),
    Case("text that may be of the address", cited("[S2]", S1, f"[S2]: {S2} and more"), left="CF302"),
    Case(
        "text behind an address",
        cited("[S2]", S1, f"[S2]: {S2} and more"),
        cited("[S2]", S1, f'[S2]: {S2} "and more"'),
        unsafe=True,
    ),
    Case(
        "sources by number",
        cited("[S2][S10]", f"[S10]: {S2}", f"[S2]: {S2}?q=2", S1),
        cited("[S2][S10]", S1, f"[S2]: {S2}?q=2", f"[S10]: {S2}"),
    ),
    Case("kinds of sources as their author has them", cited("[Q2][D1]", f"[Q2]: {S2}", S1, f"[D1]: {S2}?q=2")),
    Case("sources in a list", listed(f"- S2: {S2}", f"- {LISTED_1}"), listed(f"- {LISTED_1}", f"- S2: {S2}")),
    Case("numbers of a list", listed(f"1. S2: {S2}", f"2. {LISTED_1}")),
    Case("defined twice alike", f"{SOUND}{DASHBOARD}", SOUND),
    Case("defined twice, without a title", f"{SOUND}[S1]: https://grafana.example.com/d/abc/checkout/\n", SOUND),
    Case("defined twice in other words", f"{SOUND}[S1]: https://grafana.example.com/d/abc/checkout 'graph: more'\n"),
    Case("defined twice, differently", f"{SOUND}[S1]: {S2}\n", left="CF206", unsafe=True),
    Case("an ID in another spelling", SOUND.replace("s. [S1]", "s. [s1]"), SOUND),
    Case("a line", more("The pool was too small."), more("UNKNOWN: The pool was too small."), unsafe=True),
    Case("a line, safely", more("The pool was too small."), left="CF201"),
    Case("a row", more(ROW.format("")), more(ROW.format("UNKNOWN: ")), unsafe=True),
    Case("an ID", more("It fell. [S7]"), more("It fell. [S7]") + STUB, "CF302", unsafe=True),
    Case(
        "a note",
        more("It fell. [^n]"),
        more("It fell. [^n]") + "[^n]: [what it shows](https://)\n",
        "CF302",
        unsafe=True,
    ),
    Case("an ID cited twice", more("A. [S7]\nB. [S7]"), more("A. [S7]\nB. [S7]") + STUB, "CF302", unsafe=True),
    Case("sources that nothing cites", SOUND + f"[S2]: {S2}\n[S3]: {S2}?q=3\n", SOUND, unsafe=True),
    Case("the last line without its end", SOUND + f"[S2]: {S2}", SOUND.removesuffix("\n"), unsafe=True),
    Case(
        "a source that the workflow demands",
        f"{FACT.replace(' [S1]', ' [S2]')}\n{DASHBOARD}[S2]: {S2}\n",
        left="CF204",
        unsafe=True,
    ),
    Case(
        "events",
        timeline(f"- {DEPLOY}", f"- {CROSSED}", "- it went on [S1]", "- 14:04 an alert fired [S1]"),
        timeline(f"- {CROSSED}", "- it went on [S1]", "- 14:04 an alert fired [S1]", f"- {DEPLOY}"),
        unsafe=True,
    ),
    Case(
        "numbered events",
        timeline(f"1. {DEPLOY}", f"2. {CROSSED}"),
        timeline(f"1. {CROSSED}", f"2. {DEPLOY}"),
        unsafe=True,
    ),
    Case(
        "an event below which another list hangs",
        timeline(f"- {DEPLOY}", f"- {CROSSED}", "  - by hand [S1]"),
        left="CF207",
        unsafe=True,
    ),
    Case(
        "an event above which another list hangs",
        timeline(f"- {DEPLOY}", "  - by hand [S1]", f"- {CROSSED}"),
        left="CF207",
        unsafe=True,
    ),
    Case(
        "an address without its scheme",
        more("It fell. [graph](grafana.example.com/d/x)"),
        more("It fell. [graph](https://grafana.example.com/d/x)"),
        unsafe=True,
    ),
    Case(
        "a missing section",
        f"{LESSONS}{DASHBOARD}",
        f"{LESSONS}## Facts\n\nUNKNOWN: facts\n\n{DASHBOARD}",
        unsafe=True,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mend_changes_what_it_means_to(case: Case) -> None:
    result = mended(record(case.before), unsafe=case.unsafe)
    assert result.data.decode() == record(case.wanted).decode()
    assert sorted(codes(result.data)) == case.left.split()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_second_time_there_is_nothing_to_do(case: Case) -> None:
    for unsafe in (False, True):
        once = mended(record(case.before), unsafe=unsafe)
        again = mended(once.data, unsafe=unsafe)
        assert (again.data, again.made) == (once.data, ())


@pytest.mark.parametrize("case", [case for case in CASES if case.after is None], ids=lambda case: case.name)
def test_what_is_left_alone_was_not_made(case: Case) -> None:
    assert mended(record(case.before), unsafe=case.unsafe).made == ()


NAMED = [(rule, mend) for rule in RULES for mend in rule.mends]


@pytest.mark.parametrize(("rule", "mend"), NAMED, ids=[f"{rule.code} {mend.how}" for rule, mend in NAMED])
def test_each_mend_has_its_function_and_leaves_known_codes(rule: object, mend: object) -> None:
    from citefirst.rules.rule import Mend

    assert isinstance(mend, Mend)
    assert callable(maker(mend))
    assert mend.title[:1].isupper()
    assert set(mend.leaves.split()) <= {each.code for each in RULES}


def offered(body: str, code: str, safety: str) -> list[Fix]:
    found = subject(look(record(body)))
    assert found
    fitting = (each for each in found.checked.report.findings if each.code == code)
    return [fix for finding in fitting for fix in fixes(found, finding) if fix.safety == safety]


def titles(body: str, code: str) -> list[str]:
    return [fix.title for fix in offered(body, code, "choice")]


def test_a_line_without_a_source_is_offered_those_that_wait_for_one_and_a_free_id() -> None:
    body = more("The pool was too small.") + f'[S2]: {S2} "log-query: timeouts"\n'
    assert titles(body, "CF201") == ["Cite S2 (timeouts)", "Cite S1 (checkout p99)", "Cite a new source S3"]


def test_the_source_that_shares_words_with_a_line_is_offered_first() -> None:
    body = more("Checkout fell for 4 minutes.") + f'[S2]: {S2} "log-query: timeouts"\n'
    assert titles(body, "CF201") == ["Cite S1 (checkout p99)", "Cite S2 (timeouts)", "Cite a new source S3"]


@pytest.mark.parametrize(
    ("lines", "free"),
    [
        ("", "S2"),
        (f"[S2]: {S2}\n", "S3"),
        (f"[D-7]: {S2}\n[D-9]: {S2}?q\n", "D-10"),
        (f"[S1x]: {S2}\n", "S2"),
    ],
)
def test_a_new_source_has_an_id_that_nothing_has(lines: str, free: str) -> None:
    assert titles(more("The pool was too small.") + lines, "CF201")[-1] == f"Cite a new source {free}"


def test_an_id_that_is_cited_and_not_defined_is_not_free() -> None:
    assert titles(more("The pool was too small.\nIt fell. [S2]"), "CF201")[-1] == "Cite a new source S3"


def test_of_two_definitions_the_second_may_be_given_a_free_id() -> None:
    assert titles(f"{SOUND}[S1]: {S2}\n", "CF206") == ["Call it S2, which is free"]


def test_the_text_of_a_wiki_is_not_defined() -> None:
    assert offered(more("It fell. [[Runbook-1]]"), "CF202", "unsafe") == []
