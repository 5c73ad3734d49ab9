"""What a policy says of evidence: places that are no source, places that are one after all, IDs of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenario import GOOD

from citefirst.check.change import ChangeChecker, Comparison
from citefirst.check.rulebook import Rulebook
from citefirst.errors import PolicyError
from citefirst.evidence.ids import Form, find
from citefirst.evidence.targets import is_at
from citefirst.model import Change
from citefirst.policy.policy import Policy
from citefirst.policy.reading import read
from citefirst.repository.snapshot import Snapshot, TreeEntry

PLACES = [
    ("drive.example.com", "https://drive.example.com/x", True),
    ("drive.example.com", "https://DRIVE.example.com:443/", True),
    ("drive.example.com", "https://eu.drive.example.com/x", True),
    ("drive.example.com", "https://drive.example.com.evil.org/x", False),
    ("drive.example.com", "https://notdrive.example.com/x", False),
    ("drive.example.com/drafts", "https://drive.example.com/drafts/1", True),
    ("drive.example.com/drafts", "https://drive.example.com/drafts", True),
    ("drive.example.com/drafts", "https://drive.example.com/draftsmen", False),
    ("drive.example.com/drafts", "https://drive.example.com//drafts/1", True),
    ("drive.example.com/drafts", "https://drive.example.com/", False),
    ("drive.example.com/drafts/", "https://drive.example.com/drafts/1", True),
    ("*.example.com", "https://a.example.com/", True),
    ("google.*", "https://google.co.uk/x", True),
    ("drive.example.com", "drive.example.com/x", False),
]


@pytest.mark.parametrize(("place", "url", "inside"), PLACES)
def test_a_place_is_a_host_and_the_start_of_a_path(place: str, url: str, inside: bool) -> None:
    assert is_at(url, place) is inside


CHATS = "https://chatgpt.com/share/1"
SOURCES = """sources:
  refused:
    - at: Drive.example.com
      reason: drafts change without notice
  admissible:
    - at: drive.example.com/minutes
      reason: signed minutes
    - at: chatgpt.com/share
      reason: the subject of this repository
"""


@pytest.mark.parametrize(
    ("policy", "url", "reason"),
    [
        ("", CHATS, "it is "),
        (SOURCES, CHATS, None),
        (SOURCES, "https://chatgpt.com/c/1", "it is "),
        (SOURCES, "https://drive.example.com/a", "the policy refuses drive.example.com: drafts change without notice"),
        (SOURCES, "https://drive.example.com/minutes/1", None),
        (SOURCES, "https://grafana.example.com/d/1", None),
    ],
)
def test_what_is_admissible_wins_over_what_is_refused(policy: str, url: str, reason: str | None) -> None:
    found = read("p.yml", policy.encode()).refused(url)
    assert (found is None) == (reason is None)
    assert (found or "").startswith(reason or "")


IDS = """ids:
  OPS-{number}:
    kind: ticket
    url: https://tickets.example.com/{number}
  Q{number}/{year}:
    kind: filing
  INC-{number}:
    kind: ticket
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Closed by OPS-12.", [("OPS-12", "ticket", "https://tickets.example.com/12")]),
        ("Said in Q3/2026, and XOPS-12.", [("Q3/2026", "filing", "")]),
        ("Known before as INC-7 and RFC 9110.", [("INC-7", "ticket", ""), ("RFC 9110", "standard", "")]),
        ("OPS-12a, OPS-, OPS-12.3", []),
    ],
)
def test_ids_of_the_policys_forms_are_known(text: str, expected: list[tuple[str, str, str]]) -> None:
    policy = read("p.yml", IDS.encode())
    assert [(match.id, match.kind, match.url) for match in policy.find_ids(text)] == expected


def findings(policy: str, line: str) -> list[tuple[str, str]]:
    """Codes and messages of a record with one line of facts, whose only citation is what the line holds."""
    schema = (
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "N", "description": "N.",'
        ' "properties": {"sections": {"properties": {"facts": {"x-facts": "every"}}},'
        ' "sources": {"contains": {"properties": {"kind": {"const": "ticket"}}}}}}'
    )
    text = GOOD.split("## Facts")[0] + f"## Facts\n\n{line}\n"
    data = {"r.md": text, ".citefirst.yml": policy, ".citefirst/schemas/note.schema.json": schema}
    tree = Snapshot(
        {path: TreeEntry("100644", path) for path in data},
        {path: one.encode() for path, one in data.items()}.__getitem__,
    )
    nothing = Snapshot({}, tree.load)
    report = ChangeChecker(Comparison(nothing, tree, [Change("r.md", "added")]), Rulebook.load(tree)).report()
    return [(finding.code, finding.message) for finding in report.findings]


def test_an_id_of_the_policy_cites_and_counts_as_its_kind() -> None:
    assert {code for code, _ in findings("", "It rose to 4 s. OPS-12")} == {"CF103", "CF201"}
    assert findings(IDS, "It rose to 4 s. OPS-12") == []
    assert findings(IDS, "It rose to 4 s. [OPS-12]") == []


def test_an_id_that_leads_to_a_refused_place_is_no_source() -> None:
    policy = IDS + "sources:\n  refused:\n    - at: tickets.example.com\n      reason: closed down\n"
    (refused, *_) = [found for found in findings(policy, "It rose to 4 s. OPS-12") if found[0] == "CF301"]
    assert refused[1] == (
        "`https://tickets.example.com/12` cannot be a source: the policy refuses tickets.example.com: closed down"
    )


WRONG = [
    (
        "ids: {'OPS-{numer}': {kind: ticket}}\n",
        "p.yml:1:7: `OPS-{numer}`: `{numer}` is no part of an ID: known",
    ),
    ("ids: {'OPS': {kind: ticket}}\n", "`OPS`: an ID needs a `{number}`, or any word could be one"),
    ("ids: {'OPS-{word}': {kind: ticket}}\n", "an ID needs a `{number}`"),
    (
        "ids: {'A-{number}': {kind: ticket, url: 'https://x.org/{year}'}}\n",
        "the address has `{year}`, which",
    ),
    (
        "ids: {'A-{number}': {kind: ticket, url: 'ftp://x.org/{number}'}}\n",
        "only http and https addresses can",
    ),
    ("ids: {'A-{number}': {kind: Ticket}}\n", "`ids.A-{number}.kind`: string should match pattern"),
    ("ids: {'A-{number}': {}}\n", "p.yml:1:7: `ids.A-{number}.kind`: field required"),
    ("sources: {refused: [{at: 'https://x.org', reason: x}]}\n", "`sources.refused.0.at`: string should match pattern"),
    ("sources: {refused: [{at: x.org}]}\n", "`sources.refused.0.reason`: field required"),
    ("sources: {refused: [{at: x.org, reason: ''}]}\n", "`sources.refused.0.reason`: string should have at least 1"),
    ("sources: {refuse: []}\n", "`sources.refuse` is not a key of the policy: did you mean `refused`?"),
    ("sources: {refused: [{at: x.org, reason: x, why: y}]}\n", "is not a key of the policy: known are `at`, `reason`"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_told_at_its_place(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read("p.yml", text.encode())
    assert message in str(caught.value)
    assert str(caught.value).startswith("p.yml:1:")


@given(st.text("OPS-{}number1 2/.*+?()[]\\", min_size=1, max_size=20))
def test_no_form_breaks_the_search_for_ids(form: str) -> None:
    """A form is text, whatever it holds; only its parts in braces have a meaning."""
    try:
        policy = read("p.yml", f"ids:\n  '{form.replace(chr(39), '')}': {{kind: ticket}}\n".encode())
    except PolicyError:
        return
    assert isinstance(policy.find_ids("Closed by OPS-12 and INC-7."), list)


@given(st.integers(0, 10**10 - 1))
def test_the_address_of_an_id_holds_its_parts(number: int) -> None:
    form = Form("OPS-{number}", "ticket", "https://t.example.com/{number}?n={number}")
    (match,) = find(f"See OPS-{number}.", (), (form,))
    assert match.url == f"https://t.example.com/{number}?n={number}"


def test_an_empty_policy_refuses_what_everybody_does() -> None:
    assert Policy().refused(CHATS)
    assert Policy().refused("https://grafana.example.com/d/1") is None
