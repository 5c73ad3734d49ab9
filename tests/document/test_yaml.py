from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import example, given
from hypothesis import strategies as st

from citefirst.document import yaml_events, yaml_plain
from citefirst.document.yaml import Loaded, YamlProblem, load
from citefirst.model import Path
from citefirst.places import Lines, Span

LOADERS = [getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader), pyyaml.SafeLoader]


@pytest.fixture(params=[*LOADERS, None], ids=["libyaml", "python", "plain"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with either of PyYAML's loaders, or without one where the text is plain."""
    if request.param:
        use(request.param, monkeypatch)


def use(loader: Any, patch: pytest.MonkeyPatch) -> None:
    """Read whatever is written with a loader of PyYAML."""
    patch.setattr(yaml_events, "LOADER", loader)
    patch.setattr(yaml_plain, "load", lambda text, base: None)


def shown(text: str, spans: dict[Path, Span]) -> dict[Path, str]:
    return {path: text[span.start : span.end] for path, span in spans.items()}


def refusal(text: str) -> YamlProblem:
    with pytest.raises(YamlProblem) as caught:
        load(text)
    return caught.value


SCALARS: list[tuple[str, Any]] = [
    *[(written, None) for written in ("~", "null", "Null", "NULL")],
    *[(written, True) for written in ("true", "True", "TRUE")],
    *[(written, False) for written in ("false", "False", "FALSE")],
    *[(written, written) for written in ("nULL", "tRUE", "no", "No", "yes", "on", "off", "y", "n")],
    *[("0", 0), ("7", 7), ("-12", -12), ("+3", 3), ("-0", 0), ("0o17", 15), ("0xfF", 255)],
    *[("9007199254740991", 2**53 - 1), ("9007199254740992", "9007199254740992"), ("0x20000000000000",) * 2],
    *[(written, written) for written in ("0012", "-01", "08", "1_000", "0b1", "0O7", "0X1", "-0x1", "1 000", "٣")],
    *[("1.5", 1.5), ("-.5", -0.5), ("1.", 1.0), ("1e3", 1000.0), ("+1.5E-3", 0.0015), ("00.5", 0.5)],
    *[
        (written, written)
        for written in (".inf", "-.INF", ".nan", "inf", "nan", "Infinity", "1e999", ".", "e3", "1.2.3")
    ],
    *[(written, written) for written in ("2026-11-03", "2026-11-03T10:00:00Z", "12:30:45", "190:20", "3a7b")],
    *[("9" * 5000, "9" * 5000), ("1." + "0" * 5000, "1." + "0" * 5000)],
    *[
        ("'no'", "no"),
        ('"12"', "12"),
        ("''", ""),
        ('""', ""),
        ("'~'", "~"),
        ('"\\u00e9\\n"', "é\n"),
        ("'it''s'", "it's"),
    ],
]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_a_scalar_has_the_value_of_the_core_schema_and_the_span_as_written(written: str, value: Any) -> None:
    text = f"key: {written}  # why\n"
    loaded = load(text)
    assert loaded.data == {"key": value}
    assert type(loaded.data["key"]) is type(value)
    assert shown(text, loaded.values)["key",] == written


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("written", "key"),
    [
        *[("0", "0"), ("no", "no"), ("true", "true"), ("1.50", "1.50"), ("0012", "0012"), ("2026-11-03", "2026-11-03")],
        *[("'no'", "no"), ('"a\\tb"', "a\tb"), ("'~'", "~"), ("''", ""), ("'<<'", "<<"), ("commit sha", "commit sha")],
    ],
)
def test_a_key_is_a_string_as_written(written: str, key: str) -> None:
    text = f"{written}: Abstain"
    loaded = load(text)
    assert loaded.data == {key: "Abstain"}
    assert shown(text, loaded.keys) == {(key,): written}


BLOCK = """\
# first
a: 😀x   # note
b:
- c

-
- d: [e: f , {g: }, ]  # end

lit: |
  one

  two
# aside
fold: >-  # join
  three
  four

nothing:
more:
  last: two
   lines

  # below
"""


@pytest.mark.usefixtures("loader")
def test_spans_cover_what_is_written_and_no_comment_around_it() -> None:
    loaded = load(BLOCK)
    assert loaded.data == {
        "a": "😀x",
        "b": ["c", None, {"d": [{"e": "f"}, {"g": None}]}],
        "lit": "one\n\ntwo\n",
        "fold": "three four",
        "nothing": None,
        "more": {"last": "two lines"},
    }
    assert shown(BLOCK, loaded.values) == {
        (): BLOCK[len("# first\n") : BLOCK.index("\n\n  # below")],
        ("a",): "😀x",
        ("b",): "- c\n\n-\n- d: [e: f , {g: }, ]",
        ("b", 0): "c",
        ("b", 1): "-",
        ("b", 2): "d: [e: f , {g: }, ]",
        ("b", 2, "d"): "[e: f , {g: }, ]",
        ("b", 2, "d", 0): "e: f",
        ("b", 2, "d", 0, "e"): "f",
        ("b", 2, "d", 1): "{g: }",
        ("b", 2, "d", 1, "g"): "g",
        ("lit",): "|\n  one\n\n  two",
        ("fold",): ">-  # join\n  three\n  four",
        ("nothing",): "nothing",
        ("more",): "last: two\n   lines",
        ("more", "last"): "two\n   lines",
    }
    assert set(shown(BLOCK, loaded.keys)) == {path for path in loaded.values if path and isinstance(path[-1], str)}
    assert all(text == path[-1] for path, text in shown(BLOCK, loaded.keys).items())


@pytest.mark.usefixtures("loader")
def test_a_value_that_is_left_out_ends_its_mapping_after_the_colon() -> None:
    text = "a:\n  b:  # nothing\n"
    assert shown(text, load(text).values) == {(): "a:\n  b:", ("a",): "b:", ("a", "b"): "b"}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_an_empty_stream_is_none_without_spans(text: str) -> None:
    assert load(text) == Loaded(None, {}, {})


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "data"), [("~", None), ("word", "word"), ("[1, a]", [1, "a"]), ("---\na: 1\n...\n", {"a": 1})]
)
def test_the_root_may_be_any_value(text: str, data: Any) -> None:
    loaded = load(text)
    assert loaded.data == data
    assert () in loaded.values


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_a_character_that_ends_a_line_only_in_yaml_1_1_is_text(character: str) -> None:
    text = f"a: x{character}y\n'b{character}': \"{character}\" # {character}\nc: |\n  p{character}q\nd: z\n"
    loaded = load(text)
    assert loaded.data == {"a": f"x{character}y", f"b{character}": character, "c": f"p{character}q\n", "d": "z"}
    assert shown(text, loaded.values)["d",] == "z"


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_no_key_hides_within_a_visible_line(character: str) -> None:
    assert refusal(f'a: x{character}owner: "@eve"').span == Span(10, 11)


REFUSALS: list[tuple[str, int, int, str, str]] = [
    # text, line, column, what the span covers, words of the message
    ("a: 1\nb: 2\na: 3", 3, 1, "a", 'the key "a" already stands on line 1'),
    ("x:\n  a: 1\n  'a': 2", 3, 3, "'a'", 'the key "a" already stands on line 2'),
    ("{😀: 1, 😀: 2}", 1, 8, "😀", 'the key "😀" already stands on line 1'),
    ("x: [{a: 1, a: 2}]", 1, 12, "a", "already stands on line 1"),
    ('"a\\nb": 1\n"a\\nb": 2', 2, 1, '"a\\nb"', 'the key "a\\nb" already'),
    ("a: &x 1", 1, 4, "&x", "anchors"),
    ("a: &x\n  b: 1", 1, 4, "&x", "anchors"),
    ("&x a: 1", 1, 1, "&x", "anchors"),
    ("a: [1, *x]", 1, 8, "*x", "aliases"),
    ("*x : 1", 1, 1, "*x", "aliases"),
    ("a: !!str 1", 1, 4, "!!str", "tags"),
    ("a: !x [1]", 1, 4, "!x", "tags"),
    ("a: ! 1", 1, 4, "!", "tags"),
    ("a: !<tag:yaml.org,2002:str> 1", 1, 4, "!<tag:yaml.org,2002:str>", "tags"),
    ("a: !x &y 1", 1, 4, "!x", "tags"),
    ("!x\na: 1", 1, 1, "!x", "tags"),
    ("a: 1\n<<: {b: 2}", 2, 1, "<<", "merge keys"),
    ("? [a]\n: 1", 1, 3, "[", "cannot be a key"),
    ("{{a: 1}: 2}", 1, 2, "{", "cannot be a key"),
    ("? - a\n: 1", 1, 3, "-", "cannot be a key"),
    ("a: 1\n~: 2", 2, 1, "~", "empty or null"),
    ("null: 2", 1, 1, "null", "empty or null"),
    ("a: 1\n---\nb: 2", 2, 1, "---", "a second YAML document"),
    ("--- a\n--- b", 2, 1, "---", "a second YAML document"),
    ("%YAML 1.2\n---\na: 1", 1, 1, "%", "directives"),
    ("a: @alice", 1, 4, "@", 'quote a value that starts with "@"'),
    ("😀: `x`", 1, 4, "`", 'quote a value that starts with "`"'),
    ("a:\n\tb: 1", 2, 1, "\t", "tabs do not indent"),
    ("a: b: c", 1, 5, ":", 'quote a value that holds ": "'),
    ("a: - b", 1, 4, "-", "a list starts on a line of its own"),
    ("x: 1\na: 'b\nc", 3, 2, "", "the quote opened on line 2 is never closed"),
    ("x: 1\na: [b", 2, 6, "", 'the "[" or "{" opened on line 2'),
    ("a:\n  b: 1\n c: 2", 3, 2, "c", "does not continue what starts on line 1"),
    ("a: 'b' c", 1, 8, "c", "does not continue what starts on line 1"),
    ("a: 1\nb\nc: 2", 2, 1, "b", 'not "key: value"'),
    ("a: 1\nb: \x07", 2, 4, "\x07", "U+0007 is not allowed"),
    ("a: \ud800", 1, 4, "\ud800", "U+D800 is not allowed"),
    ("a: 1\n\ufeffb: 2", 2, 1, "\ufeff", "U+FEFF is not allowed"),
    ("a: \ufdd0", 1, 4, "\ufdd0", "U+FDD0 is not allowed"),
    ("[" * 33, 1, 33, "[", "deeper than 32 levels"),
    ("- " * 33, 1, 65, "-", "deeper than 32 levels"),
    ("- a\n" * 10_001, 10_000, 3, "a", "more than 10,000 values"),
]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("text", "line", "column", "covered", "words"), REFUSALS, ids=range(len(REFUSALS)))
def test_a_refusal_is_one_sentence_at_its_place(text: str, line: int, column: int, covered: str, words: str) -> None:
    problem = refusal(text)
    assert words in problem.message
    assert "\n" not in problem.message
    assert Lines(text).place(problem.span.start) == (line, column)
    assert text[problem.span.start : problem.span.end] == covered


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("escape", [r"\q", r"\ud800", r"\UFFFFFFFF", r"\xg"])
def test_an_escape_that_is_no_character_is_refused(escape: str) -> None:
    assert "escape" in refusal(f'a: "{escape}"').message


@pytest.mark.usefixtures("loader")
def test_an_unknown_directive_is_refused() -> None:
    assert "directives" in refusal("%FOO\n---\na: 1").message


@pytest.mark.usefixtures("loader")
def test_base_and_line_place_the_text_in_the_file_around_it() -> None:
    loaded = load("a: 1", base=100, line=7)
    assert (loaded.keys["a",], loaded.values["a",], loaded.values[()]) == (
        Span(100, 101),
        Span(103, 104),
        Span(100, 104),
    )
    with pytest.raises(YamlProblem, match="line 8") as caught:
        load("b: 1\na: 1\na: 2", base=100, line=7)
    assert caught.value.span == Span(110, 111)


@pytest.mark.usefixtures("loader")
def test_the_limits_themselves_are_allowed() -> None:
    deepest = load("[" * 32 + "]" * 32).data
    for _ in range(31):
        (deepest,) = deepest
    assert deepest == []
    assert len(load("- a\n" * 9_999).data) == 9_999


BILLION_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "text",
    [BILLION_LAUGHS, "- " * 20_000, "[" * 20_000, "{a: " * 20_000, "? " * 20_000, "{" * 20_000, "- a\n" * 20_000],
    ids=["laughs", "dashes", "brackets", "mappings", "complex", "braces", "long"],
)
def test_a_bomb_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    refusal(text)
    assert time.process_time() - started < 1


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufdd0\ufdd1\ufdd2\ufeff\ufffe\uffff")
)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | WORDS
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def paths(data: Any, path: Path = ()) -> set[Path]:
    """Every path of a value, found apart from the code under test."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return {path}.union(*(paths(child, (*path, step)) for step, child in children))


@given(DATA, st.sampled_from([None, 2]), st.text("# \n", max_size=5))
def test_the_text_of_every_span_reads_as_its_value_again(data: Any, indent: int | None, before: str) -> None:
    head = before + "\n" if "#" in before else ""
    written = head + json.dumps(data, ensure_ascii=False, indent=indent)
    loaded = load(written)
    assert loaded.data == data
    assert set(loaded.values) == paths(data)
    for path, text in shown(written, loaded.values).items():
        assert json.loads(text) == at(data, path)
    for path, text in shown(written, loaded.keys).items():
        assert json.loads(text) == path[-1]


PROSE = st.text("abz #:-'\"\n\t😀é", max_size=12)
BLOCKS = st.recursive(
    PROSE | st.integers(-99, 99) | st.booleans(),
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(PROSE, inner, min_size=1, max_size=4),
    max_leaves=10,
)


@given(BLOCKS)
def test_the_text_of_a_block_reads_as_its_value_again_at_its_own_column(data: Any) -> None:
    written = pyyaml.safe_dump({"root": data}, allow_unicode=True, width=math.inf)
    loaded = load(written)
    assert loaded.data == {"root": data}
    for path, span in loaded.values.items():
        column = Lines(written).place(span.start)[1]
        assert load(" " * (column - 1) + written[span.start : span.end]).data == at(loaded.data, path)


TOKENS = ["a", "b: ", "c:\n", "- ", "\n", "\n  ", " ", "[", "]", "{", "}", ", ", "'x'", '"y"', "|\n", ">-\n", " # d"]
TOKENS += [
    "? ",
    ": ",
    "~",
    "1",
    "...",
    "---",
    "\t",
    "😀",
    "\u2028",
    "\x85",
    "\ufeff",
    "&",
    "*",
    "!",
    "%",
    "@",
    "\\",
    "\r",
]
YAML_LIKE = st.lists(st.sampled_from(TOKENS), max_size=20).map("".join)


@given(st.text() | YAML_LIKE | st.text(st.characters()), st.integers(0, 9))
@example("\r\r\n: ", 0)
@example("\ufeffa: 1", 3)
@example('"\\ud800"', 0)
@example('"\\UFFFFFFFF"', 0)
@example("? a\n?\n", 0)
@example("[? ]", 0)
def test_any_text_loads_or_raises_a_problem_and_spans_lie_inside_it(text: str, base: int) -> None:
    for loader in LOADERS:
        with pytest.MonkeyPatch.context() as patch:
            use(loader, patch)
            try:
                loaded = load(text, base)
                spans = [*loaded.keys.values(), *loaded.values.values()]
                json.dumps(loaded.data, allow_nan=False, ensure_ascii=False).encode()
            except YamlProblem as problem:
                spans = [problem.span]
        assert all(base <= span.start <= span.end <= base + len(text) for span in spans)


@given(YAML_LIKE)
def test_both_loaders_agree_where_both_read(text: str) -> None:
    read = []
    for loader in LOADERS:
        with pytest.MonkeyPatch.context() as patch:
            use(loader, patch)
            try:
                read.append(load(text))
            except YamlProblem:
                return
    assert read[0] == read[1]
