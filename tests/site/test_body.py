"""The record as it reads: every claim in its place, once, with its verdict; hostile text does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import ROOT
from support.site import anchors, bare, links, loads, outside, read, shown, words

from citefirst.check.pipeline import Checker, File
from citefirst.ledger.rows import rows
from citefirst.record.build import Record
from citefirst.repository.schemas import builtin
from citefirst.site.weave import Frame, Piece, Range, nested, weave
from citefirst.tasks.checkout import CheckRequest, Run
from citefirst.workflow.catalogue import Catalogue

EXAMPLES = sorted((ROOT / "examples").glob("*/*/*.md"))
CHECKER = Checker(Catalogue(builtin()), lambda path: (ROOT / path).exists())


def placed(record: Record) -> None:
    """Assert that each claim stands on the page once, with its words and its verdict."""
    page, marks = shown(record)
    found = {each.get("id"): each for each in page.iter() if (each.get("id") or "").startswith("c")}
    assert list(marks.left) == []
    ids = [name for name in anchors(page) if name in found]
    assert len(ids) == len(set(ids))
    for index, claim in enumerate(record.claims):
        if claim.unit.lead_in:
            continue
        element = found[f"c{index}"]
        assert claim.verdict in element.get("class").split()
        assert bare(words(element)) == bare(claim.unit.text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_claim_of_an_example_stands_on_its_page_once(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    record = CHECKER.read(File(name, name, None, path.read_bytes())).record
    assert record
    assert record.claims
    placed(record)


@pytest.mark.parametrize(("quote", "stands"), [("4,711 carts were lost", True), ("4,712 carts were lost", False)])
def test_a_claim_whose_quotes_stand_says_so(tmp_path: Path, quote: str, stands: bool) -> None:
    (tmp_path / "carts.csv").write_text("4,711 carts were lost\n")
    (tmp_path / ".citefirst.yml").write_text("records: {a.md: architecture-decision}\n")
    source = f"carts.csv \"query: quote: '{quote}'\""
    (tmp_path / "a.md").write_text(f"# T\n\n## Context\n\nWe lost 4,711 carts. [S1]\n\n[S1]: {source}\n")
    checked = Run.start(CheckRequest((tmp_path / "a.md",), day="2026-11-23")).one()
    assert checked.record
    page, _ = shown(checked.record)
    (element,) = (each for each in page.iter() if "cited" in (each.get("class") or "").split())
    assert ("quoted" in element.get("class").split()) == stands
    assert ("quoted" in "".join(page.itertext())) == stands
    assert [each.state for each in rows(checked).claims if each.verdict == "cited"] == ["quoted" if stands else "cited"]


PLACES = {
    "a list in a list": "# T\n\n- We lost 4 TB on 3 May.\n  - The disk failed at 14:02.\n- [x] 3 hosts are back.\n",
    "a quotation": "# T\n\n> We lost 4 TB on 3 May. The disk\n> failed at 14:02.\n",
    "an alert": "# T\n\n> [!WARNING]\n> We lost 4 TB on 3 May.\n",
    "a link over two sentences": "# T\n\nWe [lost 4 TB on 3 May. The disk failed](https://a.example/x) twice.\n",
    "strong text over two sentences": "# T\n\n**We lost 4 TB on 3 May. The disk failed** at 14:02.\n",
    "cells with bars": "# T\n\n| a | b |\n|---|---|\n| 4 \\| 5 TB were lost | `x\\|y` failed on 3 May |\n",
    "two sources in a row": "# T\n\nWe lost 4 TB on 3 May. [S1][S2]\n\n[S1]: https://a.example/1\n[S2]: https://a.example/2\n",
    "a footnote": "# T\n\nWe lost 4 TB on 3 May.[^1]\n\n[^1]: <https://a.example/1>\n",
    "an image": "# T\n\n![We lost 4 TB on 3 May](a.png)\n",
    "entities": "# T\n\nWe lost 4&nbsp;TB &amp; 3 disks on 3 May \\*again\\*.\n",
    "raw HTML": "# T\n\n<div>\nWe lost 4 TB on 3 May.\n</div>\n",
    "tags in a line": "# T\n\nWe lost <b>4 TB</b> on 3 May.<br>The disk failed at 14:02.\n",
    "a log": "# T\n\n```log\n2026-05-03 14:02:00 ERROR lost 4 TB\n2026-05-03 14:03:00 ERROR lost 5 TB\n```\n",
    "front matter": "---\nsummary: We lost 4 TB on 3 May and found 3 of them.\n---\n# T\n\nText.\n",
    "a heading": "# We lost 4 TB on 3 May\n\nText.\n",
    "tabs": "# T\n\n-\tWe lost 4 TB on 3 May.\n\n\tThe disk failed at 14:02.\n",
    "lines of a site generator": "# T\n\n:::note\nWe lost 4 TB on 3 May.\n:::\n",
    "code in a sentence": "# T\n\nOn 3 May `` a`b `` lost 4 TB and ` c ` lost 5 TB.\n",
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES)
def test_a_claim_stands_in_its_place_whatever_surrounds_it(text: str) -> None:
    record = read(text)
    assert any(not claim.unit.lead_in for claim in record.claims)
    placed(record)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "![a](javascript:alert(1))",
    "![remote](https://evil.example/pixel.png)",
    "<javascript:alert(1)>",
    '[a](https://x.example/"onclick="alert(1))',
    '[a](https://x.example "t\\" onclick=\\"alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)><style>*{display:none}</style>",
    "<style>body{display:none}</style>",
    "<!-- --><script>alert(1)</script>",
    "<iframe src=https://evil.example></iframe>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "</span></div></main><h1>Holds</h1>",
    "</pre></section>",
    "]]><b>x</b>",
    "{{ 7*7 }} {% raw %} ${x}",
    "\u202egnp.exe \u2066x\u2069",
    "\x1b[31mred\x07",
    "`<b>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<b",
    "\ud800",
)
FORMS = (
    "# T\n\nWe lost 4 TB on 3 May {0}.\n",
    "# {0}\n\n## {0}\n\nText\n",
    "# T\n\n- On 3 May {0} lost 4 TB\n",
    "# T\n\n| {0} | b |\n|---|---|\n| c | {0} |\n",
    "# T\n\n```{0}\n{0}\n```\n",
    "# T\n\n{0}\n",
    '---\ntitle: "x"\nnote: |\n  {0}\n---\n# T\n',
    "# T\n\nOn 3 May we lost 4 TB. [S1]\n\n[S1]: https://a.example/{0}\n",
    "# T\n\nText.[^a]\n\n[^a]: {0}\n",
)
TAGS = set(
    "html head title body a blockquote br code details div em h3 h4 h5 h6 hr li ol p pre s small span strong summary"
    " sup table tbody td th thead tr ul".split()
)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("form", FORMS)
def test_hostile_text_is_shown_and_does_nothing(hostile: str, form: str) -> None:
    page, _ = shown(read(form.replace("{0}", hostile)))
    assert {each.tag for each in page.iter() if isinstance(each.tag, str)} <= TAGS
    assert loads(page) == []
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in outside(page))
    assert not [link for link in links(page) if not link.startswith(("https://", "http://", "mailto:", "#"))]
    text = "".join(page.itertext())
    assert not [char for char in text if char in "\x1b\x07\u202e\u2066"]


def test_what_is_hostile_is_still_there_to_be_read() -> None:
    page, _ = shown(read("# T\n\nOn 3 May <script>alert(1)</script> lost 4 TB \u202e.\n"))
    assert "<script>alert(1)</script> lost 4 TB \\u202e." in "".join(page.itertext())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*HOSTILE[:20], "We lost 4 TB on 3 May. ", "\n", "\n\n", "> ", "- ", "| a |", "`", "**", "[S1]", "\t"]
        )
    )
)
def test_any_mixture_is_a_sound_page(parts: list[str]) -> None:
    page, marks = shown(read("# T\n\n" + "".join(parts)))
    assert loads(page) == []
    assert list(marks.left) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))),
    st.lists(st.tuples(st.text("ab<&", min_size=1, max_size=8), st.booleans()), max_size=8),
)
def test_ranges_that_cross_are_each_wrapped_once(places: list[tuple[int, int]], texts: list[tuple[str, bool]]) -> None:
    ranges = nested(Range(a, b, Frame(f"<i id=r{n}>", "</i>")) for n, (a, b) in enumerate(places) if a < b)
    pieces, at, bold = [], 0, Frame("<b>", "</b>")
    for text, strong in texts:
        pieces.append(Piece(text, at, 1, (bold,) if strong else ()))
        at += len(text)
    html, met = weave(pieces, ranges)
    assert html.count("<i ") == html.count("</i>") == len(met)
    assert html.count("<b>") == html.count("</b>")
    plain = html.replace("</i>", "").replace("<b>", "").replace("</b>", "")
    for n in range(len(places)):
        plain = plain.replace(f"<i id=r{n}>", "")
    assert plain == "".join(text for text, _ in texts).replace("&", "&amp;").replace("<", "&lt;")


def test_a_line_as_long_as_a_record_may_be_is_shown_in_time() -> None:
    page, _ = shown(read("# T\n\n" + "x[y](z)*<b>" * 23_000))
    assert loads(page) == []
