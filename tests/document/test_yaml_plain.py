"""YAML that is read without PyYAML: the same data at the same places, or it is left to PyYAML."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.paths import ROOT

from citefirst.document import yaml_events, yaml_plain
from citefirst.document.frontmatter import split
from citefirst.document.yaml import Loaded, YamlProblem

PLAIN = [
    "a: 1",
    "a: 1\n\n# said\n  # so\nb: two words  # why\n",
    "a:\nb:   # nothing\nc: ~\n",
    "a:\n  b:\n    c: d\n  e: f\ng: h\n",
    "a:\n  - b\n  - c: d\n    e: f\n  - 'g'\nh: i",
    "a:\n- b\n- c\nd:\n-  'one blank': x\n".replace("-  '", "- '"),
    "- a\n- b: c\n  d:\n  - e\n- f: # last\n",
    "a: 'b: c # d'\n\"e f\": \"g: h\"  # i\n'': x\n",
    "a: [b, 2 c , ~,x/y.z]\nd: []\ne: [ ]\n",
    "records:\n  docs/**: note\n  'a b/*.md': note\nrules:\n  CF204: off\n",
    'owner:\n  incident-commander: "@mara-jensen"\ntitle: Größe — „so“\n',
    "url: https://example.com/a#b?c=d:e\nat: 12:30\n",
    "a: b#c\nd: e:f\nx: <<\ny: =\n",
]
LEFT = [
    *("", "word", "[a]", "# a\n", "--- \na: 1", "a: 1\n...\n", "%YAML 1.2\n---\na: 1"),
    *("a: 1\na: 2", "a: b: c", "a: b\n  c", "a: 'b'\n c: d", "a:\n   b: 1\n  c: 2", "  a: 1\nb: 2"),
    *("a: |\n b", "a: >\n b", "a: &x 1", "a: *x", "a: !t 1", "a: {b: c}", "a: [b", "a: [b: c]", "a: [b,]", "a: [[b]]"),
    *("a: 'it''s'", r'a: "\n"', "a: 'b' c", "a: 'b'#c", 'a: "b', "a: @b", "a: -1", "a: - b", "? a", "- - a", "-\n- a"),
    *("a:\tb", "a: b\u2028c", "a: \u00a0b", "a: \x85", "a: \ufeffb", "<<: a", "~: a", "null: a", "... a: b", "a : b"),
    *("a: b\n- c", "- a\nb: c", "-  a", "x" * 200 + ": a", "- a\n" * 10_000),
]


def slow(text: str) -> Loaded | YamlProblem:
    try:
        return yaml_events.load(text, 7, 2)
    except YamlProblem as problem:
        return problem


def places(loaded: Loaded) -> object:
    """All that there is to know of what was read, in its order; `1` is not `1.0` and not `True`."""
    return repr(loaded.data), list(loaded.keys.items()), list(loaded.values.items())


def compare(text: str) -> bool:
    """Compare both ways, and tell whether the text was plain."""
    found = yaml_plain.load(text, 7)
    if found is None:
        return False
    usual = slow(text)
    assert isinstance(usual, Loaded)
    assert places(found) == places(usual)
    return True


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_plain_is_read_alike(text: str) -> None:
    assert compare(text)


@pytest.mark.parametrize("text", LEFT, ids=range(len(LEFT)))
def test_the_rest_is_left_to_the_parser(text: str) -> None:
    assert yaml_plain.load(text, 0) is None


PIECES = """
    : - # ' " [ ] , | > & * ! % @ ? ~ null << ... --- = { } \\ a b: - key: x:y 1 0x1 -1 1.0 true é \u00a0 \u2028
""".split(" ")
BETWEEN = [": ", " ", "  ", " #", "\n", "\n- ", "\n  ", "\n  - ", "a: b\n", "\t"]
TEXTS = st.lists(st.sampled_from([*filter(str.strip, PIECES), *BETWEEN]), max_size=16).map("".join)


@given(TEXTS)
@example("a: b\n\n c")
@example("a:\n-\n")
def test_any_text_is_read_alike_or_left(text: str) -> None:
    compare(text)


FRONTS = [
    path.read_text("utf-8") for path in sorted((*ROOT.glob("examples/*/good/*.md"), *ROOT.glob("docs/decisions/*.md")))
]


@given(st.sampled_from(FRONTS), st.integers(0, 600), st.integers(0, 6), TEXTS)
def test_front_matter_with_a_fault_in_it_is_read_alike_or_left(text: str, place: int, cut: int, put: str) -> None:
    front = text[4 : text.index("\n---", 4) + 1]
    compare(front[:place] + put + front[place + cut :])


def test_the_examples_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("PyYAML is loaded")

    monkeypatch.setattr(yaml_events, "load", refuse)
    assert all(split(text)[0] for text in FRONTS)
