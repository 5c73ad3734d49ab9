"""The pull request's comment: the verdict, the worst findings, within a limit, and no text of a record acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.markdown_view import ACTIVE, FRAGMENTS, HOSTILE, squeezed, told, view
from support.outcome_samples import CUT, NOTES, OUTCOMES, PLACE, rendered
from support.report_samples import EMPTY, GOLDEN, HELD, HOSTILE_TEXTS, MANY, REALISTIC, URL, finding, report

from citefirst.model import Counts, Finding, RecordReport, Report
from citefirst.report.escape import visible
from citefirst.report.excerpt import excerpt
from citefirst.report.markdown import code, html_code, link, prose
from citefirst.report.outcome import Outcome, Proposal, RunMode, RunPlace
from citefirst.report.pages.comment import LIMIT, MARKER, render
from citefirst.report.pages.parts import RECORDS
from citefirst.structs import replace

MIXED = Report((*REALISTIC.records, *HELD.records))
OURS = {RECORDS, PLACE.log, f"{URL}cf201", f"{URL}cf204"}


@pytest.mark.parametrize("name", list(rendered()))
def test_pages_look_as_they_did(name: str) -> None:
    assert rendered()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("outcome", "heading"),
    [
        (OUTCOMES["clean"], "citefirst: all evidence in place"),
        (OUTCOMES["one"], "citefirst: 1 error in 1 record"),
        (OUTCOMES["several"], "citefirst: 5 errors, 1 warning in 3 records"),
        (Outcome(MIXED, PLACE), "citefirst: 5 errors, 1 warning in 3 of 6 records"),
        (OUTCOMES["warned"], "citefirst: 1 warning in 1 record"),
        (OUTCOMES["nothing"], "citefirst: 0 records changed"),
        (Outcome(EMPTY, PLACE, whole=True), "citefirst: 0 records in this repository"),
        (OUTCOMES["fault"], "citefirst: the policy of this pull request is invalid"),
        (
            replace(OUTCOMES["one"], proposal=Proposal(None, "fault")),
            "citefirst: 1 error in 1 record; the policy of this pull request is invalid",
        ),
    ],
)
def test_the_heading_is_the_verdict_in_words(outcome: Outcome, heading: str) -> None:
    assert render(outcome).splitlines()[0] == f"### {heading}"


@pytest.mark.parametrize(
    ("name", "mode", "sentence"),
    [
        ("one", "enforce", ""),
        ("one", "comment", "Findings do not fail this job, which runs in comment mode."),
        ("one", "observe", "Findings do not fail this job, which runs in observe mode."),
        ("clean", "observe", ""),
        ("fault", "observe", "Findings do not fail this job, which runs in observe mode."),
        ("warned", "enforce", "Warnings do not fail this job."),
        ("warnings-fail", "enforce", ""),
    ],
)
def test_it_says_where_findings_do_not_fail_the_job(name: str, mode: RunMode, sentence: str) -> None:
    text = view(render(replace(OUTCOMES[name], mode=mode))).text
    assert sentence in text
    assert ("not fail" in text) == bool(sentence)


def test_a_finding_is_linked_to_its_lines_at_the_head_commit_and_to_its_rule() -> None:
    links = view(render(OUTCOMES["several"])).links
    for found in REALISTIC.findings:
        assert PLACE.link(found.path, found.region.line, found.region.end_line) in links
        assert found.url in links
    assert {RECORDS, PLACE.log} < links


def test_the_five_worst_findings_are_seen_at_once_and_all_others_are_folded_away() -> None:
    seen, _, folded = render(OUTCOMES["many"]).partition("<details>")
    assert (seen.count(", error ["), seen.count(", warning [")) == (5, 0)
    assert (folded.count(", error ["), folded.count(", warning [")) == (13, 12)


def test_records_stand_from_the_worst_to_the_best() -> None:
    text = view(render(OUTCOMES["several"])).text
    paths = ["docs/incidents/inc-2041.md", "docs/adr/0007-use-a-queue.md", "docs/incidents/inc-1990.md"]
    assert [text.index(path) for path in paths] == sorted(text.index(path) for path in paths)


def test_a_comment_on_one_finding_is_short() -> None:
    assert len(list(filter(None, render(OUTCOMES["one"]).splitlines()))) <= 8


def test_claims_are_counted_for_each_record_and_in_total() -> None:
    records = tuple(
        RecordReport(path=f"{name}.md", workflow=None, findings=(), claims=Counts(9, 7, 4, 2, 1)) for name in "ab"
    )
    html = render(Outcome(Report(records), PLACE))
    row = "".join(f"<td>{number}</td>" for number in (0, 0, 7, 4, 2, 1))
    assert f"<td><code>a.md</code></td>{row}" in html
    assert "2 records, 14 claims, 8 cited, 4 UNKNOWN, 2 uncited" in html


def test_a_proposed_policy_decides_nothing_and_shows_what_only_it_finds() -> None:
    text = view(render(OUTCOMES["proposal"])).text
    assert "By the base branch's policy (decides): 1 error in 1 record" in text
    assert "By this pull request's own policy: 5 errors, 1 warning in 3 records" in text
    assert "docs/old/a.md, docs/old/b.md, docs/old/c.md, docs/old/d.md, docs/old/e.md and 2 more" in text
    assert "own policy: 4 errors, 1 warning" in text
    assert text.count("this sentence states a fact without a source") == 1


def test_a_fault_of_the_proposed_policy_is_told() -> None:
    assert "own policy: invalid: .citefirst.yml, line 3: workflwo is no key" in view(render(OUTCOMES["fault"])).text


def test_notes_and_paths_that_nothing_governs_are_told() -> None:
    shown = squeezed(view(render(OUTCOMES["several"])).text)
    assert all(told(text) in shown for text in (*NOTES, "Governed by no workflow and not checked: `README.md`"))


def outcome(path: str, message: str, hint: str, line: str) -> Outcome:
    found = (
        finding("CF201", (3, 1, 3, len(line) + 1), message, line, hint=hint or None, path=path),
        finding("CF204", (4, 1, 4, 2), message, path=path),
    )
    quiet = RecordReport(path=f"{path}2", workflow=None, findings=(), claims=Counts(1, 1, 1))
    checked = Report((*report(*found).records, quiet), skipped=(path,))
    return Outcome(checked, PLACE, notes=(message,), proposal=Proposal(None, message, (path,)))


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_text_of_a_record_is_shown_and_does_nothing(path: str, message: str, hint: str, line: str) -> None:
    """The page has the elements that it has for harmless text, leads nowhere else, and tells every character."""
    hostile = view(render(outcome(path, message, hint, line)))
    calm = view(render(outcome("a", "b", hint and "c", line.strip(" \t") and "d")))
    assert hostile.elements == calm.elements
    assert hostile.links == OURS | {PLACE.link(path, n, n) for n in (3, 4)}
    assert not ACTIVE.search(hostile.plain)
    shown = squeezed(hostile.text)
    assert all(text in shown for text in (squeezed(visible(path)), told(message), told(hint)))
    assert squeezed(excerpt(line, 0, len(line), 200).text) in shown


@pytest.mark.parametrize("text", [*FRAGMENTS, *HOSTILE_TEXTS])
def test_no_kind_of_markup_works_in_any_place(text: str) -> None:
    hostile = view(render(outcome(text, text, text, text)))
    calm = view(render(outcome("a", "b", text and "c", text.strip(" \t") and "d")))
    assert hostile.elements == calm.elements
    assert not ACTIVE.search(hostile.plain)


@given(HOSTILE)
def test_a_code_span_holds_its_text_and_nothing_else(text: str) -> None:
    shown = view(f"a {code(text)} b")
    assert (shown.elements, shown.plain.strip("\n")) == (["0 p"], "a \n\n b")
    assert shown.text == f"a {visible(text) or ' '} b\n"
    assert view(f"<p>{html_code(text)}</p>").text.strip("\n") == visible(text)


@given(HOSTILE)
def test_a_sentence_is_told_in_full_and_does_nothing(text: str) -> None:
    shown = view(f"- {prose(text)}\n- x")
    assert shown.elements == ["0 ul", "1 li", "1 li"]
    assert not ACTIVE.search(shown.plain)
    assert squeezed(shown.text) == f"{told(text)}x"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("this item states a fact (quantity), see line 3", "this item states a fact (quantity), see line 3"),
        ("`ai` has no `log`", "`ai` has no `log`"),
        ("such as [S1], or begin", "such as `[S1]`, or begin"),
        ("ask @user about #12", "ask `@user` about `#12`"),
        ("GH-1 defaced rise 4.2", "`GH-1` `defaced` rise 4.2"),
        ("`a``b`@c", "`ab@c`"),
        ("a ` b", "a `` ` `` b"),
        ("1. first", "1\\. first"),
    ],
)
def test_unusual_words_of_a_sentence_stand_in_code(text: str, markdown: str) -> None:
    assert prose(text) == markdown


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://a b", "https://a)", "https://a/" + "x" * 2000])
def test_what_is_no_address_is_no_link(url: str) -> None:
    assert link("label", url) == "label"


def crowd(count: int, text: str) -> list[Finding]:
    paths = [f"docs/{number}{text[:50]}.md" for number in range(97)]
    return [finding("CF201", (n, 1, n, 9), text, text, hint=text, path=paths[n % 97]) for n in range(1, count + 1)]


@pytest.mark.parametrize(
    "text", ["a fact", "\U0001f680" * 300, "`" * 300, "@|<" * 200, "\U000e0041" * 300, "\u0301" * 900]
)
@pytest.mark.parametrize("limit", [LIMIT, 20_000])
def test_no_comment_is_longer_than_github_takes(text: str, limit: int) -> None:
    found = crowd(10_000 if text == "a fact" else 200, text)
    proposed = report(*(replace(each, fingerprint=text) for each in found))
    full = Outcome(report(*found, skipped=tuple(each.path for each in found)), PLACE, notes=(text,) * 99)
    body = render(replace(full, proposal=Proposal(proposed, released=(text,) * 99)), limit)
    assert len(body.encode("utf-8")) <= limit - MARKER
    assert len(body.encode("utf-8")) > limit / 2
    page = view(body)
    assert not page.open
    assert not [element for element in page.elements if "stray" in element]
    assert " more findings are not shown here" in page.text


def test_a_cut_comment_leaves_out_whole_findings_and_says_how_many_and_where_they_are() -> None:
    page = view(render(OUTCOMES["many"], CUT))
    shown = page.text.count("Line ")
    assert 0 < shown < len(MANY.findings)
    assert (
        f"{len(MANY.findings) - shown} more findings are not shown here: the summary of this run has them." in page.text
    )
    assert "warning CF204" not in page.text
    nowhere = replace(OUTCOMES["many"], place=RunPlace("https://github.com", "acme/shop", PLACE.head))
    assert "not shown here: the log of this job has them." in view(render(nowhere, CUT)).text


@given(st.integers(3000, 12_000))
def test_every_limit_holds(limit: int) -> None:
    assert len(render(OUTCOMES["many"], limit).encode("utf-8")) <= limit - MARKER
