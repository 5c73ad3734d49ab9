"""Raw HTML is read as browsers read it: held against html5lib, and against cases whose outcome is known."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Iterable, Iterator

import pytest
from html5lib._tokenizer import HTMLTokenizer  # type: ignore[import-untyped]
from html5lib.constants import tokenTypes  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst.document.tokenizer import Comment, Open, Tag, Text, tokens

PIECES = (
    "<!--", "-->", "--!>", "<!-->", "<!--->", "<!", "<?", "</", "</ ", "<", ">", "/", "/>", "-", "--", "!", "=", '"',
    "'", "<![CDATA[", "]]>", "<!DOCTYPE html", "<!doctype", "<p", "<a", "</a", "<A", "<img", "<svg", "<\u0130",
    "<script", "</title>", "<style>", "<textarea ", "<plaintext/>", " href", "HREF", "=x", "='", '="', "title", "a",
    "B", "F", "\xe9", "1", " ", "\n", "\t", "\f", "\v", "&", "&amp", "&amp;", "&lt", "&copy=", "&notit;", "&notin;",
    "&#",
    "&#x", "&#60;", "&#x3c", "&#128;", "&#0;", "&#xD800;", "&#1114112;", "&#99999999999;", "&#129", ";", "&nosuch;",
    "`", "\xa0", "\ufeff", "\U0001f600",
)  # fmt: skip
RAW = ("title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext")


def ours(text: str) -> list[tuple[object, ...]]:
    """Our tokens in html5lib's terms."""
    found: list[tuple[object, ...]] = []
    for token in tokens(text):
        match token:
            case Text(raw=True):
                return found
            case Text() if found and found[-1][0] == "text":
                found[-1] = ("text", f"{found[-1][1]}{token.text}")
            case Text():
                found.append(("text", token.text))
            case Tag():
                found.append(
                    ("end" if token.closing else "start", token.name, () if token.closing else token.attributes)
                )
            case Comment() if re.match("doctype", token.data, re.IGNORECASE):
                found.append(("doctype",))
            case Comment():
                found.append(("comment", token.data))
            case Open():
                found.append(("open",))
    return found


def theirs(text: str) -> Iterator[tuple[object, ...]]:
    """html5lib's tokens of a text in which GitHub has escaped what it escapes."""
    names = {number: name for name, number in tokenTypes.items()}
    escaped = re.sub(rf"<(?=/?(?:{'|'.join(RAW)})(?:[ \t\n\v\f>]|/>))", "&lt;", text, flags=re.IGNORECASE)
    held = ""
    for token in HTMLTokenizer(escaped):
        kind = names[token["type"]]
        if kind in ("Characters", "SpaceCharacters"):
            held += token["data"]
            continue
        if kind == "ParseError":
            continue
        if held:
            yield "text", held
        held = ""
        match kind:
            case "StartTag":
                named: dict[str, str] = {}
                for name, value in token["data"].items():
                    named.setdefault(name.replace("&lt;", "<"), value)
                yield "start", token["name"], tuple(named.items())
            case "EndTag":
                yield "end", token["name"], ()
            case "Doctype":
                yield ("doctype",)
            case "Comment":
                yield "comment", token["data"]
    if held:
        yield "text", held


def plain(token: tuple[object, ...]) -> str:
    """A token without the difference that the escaped `<` makes in comments and in names of attributes."""
    return repr(token) if token[0] == "text" else repr(token).replace("&lt;", "<")


def joined(found: Iterable[tuple[object, ...]]) -> list[str]:
    """Tokens as texts. `</>` leaves nothing behind, so that the texts around it are one, as around an empty comment."""
    kept: list[tuple[object, ...]] = []
    for token in found:
        if token == ("comment", ""):
            continue
        if kept and kept[-1][0] == token[0] == "text":
            kept[-1] = ("text", f"{kept[-1][1]}{token[1]}")
        else:
            kept.append(token)
    return list(map(plain, kept))


def agree(text: str) -> None:
    mine, other = joined(ours(text)), joined(theirs(text))
    if mine[-1:] == [plain(("open",))]:  # html5lib tells what it made of the rest; what came before must be the same
        mine.pop()
        assert mine == other[: len(mine)]
        assert len(other) - len(mine) <= 1
    elif any(isinstance(token, Tag) and token.name in RAW for token in tokens(text)):
        assert mine == other[: len(mine)] or mine[:-1] == other[: len(mine) - 1]
    else:
        assert mine == other


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_it_reads_as_html5lib_does(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        agree(text)


def test_it_reads_as_html5lib_does_at_length() -> None:
    dice = random.Random(5)
    for _ in range(1500):
        agree("".join(dice.choices(PIECES, k=dice.randrange(1, 40))))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_every_character_belongs_to_one_token(text: str) -> None:
    place = 0
    for token in tokens(text):
        assert token.start == place or isinstance(token, Open)
        if isinstance(token, Open):
            break
        place = token.end
        if isinstance(token, Text) and not token.decoded:
            assert token.text == text[token.start : token.end]
    else:
        assert place == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!-->F<!-- -->", "F"),
        ("<!--->F", "F"),
        ("<!-- x --!>F", "F"),
        ("<!-- <!-- -->F", "F"),
        ("<!---!>F-->G", "G"),
        ("<![CDATA[>F]]>", "F]]>"),
        ("<?>F?>", "F?>"),
        ("<!x>F", "F"),
        ("</ x>F", "F"),
        ("</>F", "F"),
        ("<script>F</script>", "<script>F</script>"),
        ("a < b", "a < b"),
        ("<p title='>'>F", "F"),
        ("&#91;S1&#93", "[S1]"),
    ],
)
def test_what_a_browser_shows_is_text(text: str, shown: str) -> None:
    assert "".join(token.text for token in tokens(text) if isinstance(token, Text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "<!-- x",
        "<!-- x --",
        "<p",
        "<p title='",
        "<p a=",
        "<p a",
        "</p",
        "<![x[ y",
        "<? x",
        "</ x",
        "<style/x>F</style>",
    ],
)
def test_what_is_left_open_is_said(text: str) -> None:
    assert isinstance(list(tokens(text))[-1], Open)


def test_the_first_of_two_attributes_counts() -> None:
    (tag,) = tokens("<a title='href=t' data-href=d HREF = \"a&amp;b&copy=1\" href=x>")
    assert isinstance(tag, Tag)
    assert tag.get("href") == "a&b&copy=1"


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "</", "<a ", "<a b=", "<a 'b'=", "&", "&#", "&#x", "&a", "=", "<?", "<!", "<p>", "-"]
)
def test_no_character_is_looked_at_often(piece: str) -> None:
    """Tokens are counted and not seconds: each begins where the one before ended."""
    size = 2000
    assert sum(1 for _ in tokens(piece * size)) <= 2 * size + 1
