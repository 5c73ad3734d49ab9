"""A definition that is none speaks for itself alone: those below it are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document.parse import parse
from citefirst.evidence.ids import find

BELOW = '[P2]: https://a.example/x/2 "dashboard: two"\n[P3]: https://a.example/x/3 "trace: three"\n'
BAD = {
    "a title that is not closed": '[P1]: https://a.example/x "dashboard: one',
    "a title in single quotes": "[P1]: https://a.example/x 'one",
    "a title in brackets": "[P1]: https://a.example/x (one",
    "text behind the title": '[P1]: https://a.example/x "one" and more',
    "a blank in the address": "[P1]: https://a.example/x y",
    "an angle bracket": "[P1]: <https://a.example/x",
    "a blank before the colon": "[P1] : https://a.example/x",
    "no colon": "[P1] https://a.example/x",
    "no closing bracket": "[P1: https://a.example/x",
    "no opening bracket": "P1]: https://a.example/x",
}
REFUSED = ["[P1]: javascript:alert(1)", "[P1]: data:text/html,x", "[P1]: vbscript:x", "[P1]: file:///etc/passwd"]
PREFIXES = ["", "> ", "- ", "  "]


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_one_at_fault_speaks_and_the_others_are_read(line: str, prefix: str) -> None:
    more = " " * len(prefix) if prefix.startswith("-") else prefix
    text = "# T\n\n" + prefix + line + "\n" + "".join(f"{more}{row}\n" for row in BELOW.splitlines())
    document = parse("a.md", text, find)
    assert [problem.code for problem in document.problems] == ["CF302"]
    span = document.problems[0].span
    assert document.lines.place(span.start)[0] == 3
    assert "P1" in text[span.start : span.end]
    assert [definition.id for definition in document.definitions] == ["P1", "P2", "P3"]
    assert [definition.title for definition in document.definitions][1:] == ["dashboard: two", "trace: three"]
    for definition in document.definitions:
        assert definition.target
        assert definition.target in text[definition.span.start : definition.span.end]


@pytest.mark.parametrize("line", REFUSED)
def test_an_address_that_is_refused_is_said_by_the_rule_for_addresses(line: str) -> None:
    document = parse("a.md", f"{line}\n{BELOW}", find)
    assert document.problems == ()
    assert [definition.id for definition in document.definitions] == ["P1", "P2", "P3"]


def test_a_title_does_not_take_in_the_definitions_below() -> None:
    text = '[P1]: https://a.example/x "one\n' + BELOW.replace(' "dashboard: two"', ' "')
    document = parse("a.md", text, find)
    assert [definition.id for definition in document.definitions][:1] == ["P1"]
    assert "P3" in [definition.id for definition in document.definitions]
    assert document.problems


TEXTS = [
    "[Note]: this is important\n",
    "[1]: see the talk\n",
    "[x] https://a.example/x shows it\n",
    "We saw [P1]: https://a.example/x y\n",
    '[P1]: https://a.example/x "a title\nover two lines"\n',
]


@pytest.mark.parametrize("text", TEXTS)
def test_other_lines_stay_what_they_are(text: str) -> None:
    assert parse("a.md", text, find).problems == ()


@given(
    st.lists(
        st.sampled_from(["[P1]", ":", " ", "https://a.example/x", '"', "\n", "<", ">", "- ", "(", "b"]), max_size=16
    )
)
def test_definitions_stand_where_they_say(pieces: list[str]) -> None:
    text = "".join(pieces)
    document = parse("a.md", text, find)
    for span in (*(each.span for each in document.definitions), *(each.span for each in document.problems)):
        assert 0 <= span.start <= span.end <= len(text)
