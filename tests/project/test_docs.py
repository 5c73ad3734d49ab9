"""The documentation as GitHub shows it: each link leads somewhere, and the page of commands leaves none out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from support.paths import ROOT

from citefirst.cli import COMMANDS, main
from citefirst.report.views.commands import document
from citefirst.rules import RULES

PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
OURS = re.compile(r"https://github\.com/citefirst/citefirst/(?:blob|tree)/main/")
PARSER = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(anchors_plugin, max_level=6)


def tokens(parsed: list[Token]) -> Iterator[Token]:
    for token in parsed:
        yield token
        yield from tokens(token.children or [])


def links(text: str) -> list[str]:
    found = (token.attrGet("href") or token.attrGet("src") for token in tokens(PARSER.parse(text)))
    return [str(link) for link in found if link]


@cache
def anchors(path: Path) -> frozenset[str]:
    parsed = list(tokens(PARSER.parse(path.read_text("utf-8"))))
    html = "".join(token.content for token in parsed if token.type in ("html_block", "html_inline"))
    headings = {str(token.attrGet("id")) for token in parsed if token.type == "heading_open"}
    return frozenset(headings | set(re.findall(r'<a id="([^"]+)"', html)))


def fault(link: str, page: Path) -> str | None:
    """What is wrong with a link on a page, if it leads into this repository."""
    inside = OURS.match(link)
    parts = urlsplit(link[inside.end() :] if inside else link)
    if parts.scheme or parts.netloc:
        return None
    place = (ROOT if inside else page.parent) / unquote(parts.path) if parts.path else page
    target = place.resolve()
    if not target.is_relative_to(ROOT) or not target.exists():
        return "no such file"
    if parts.fragment and target.suffix == ".md" and unquote(parts.fragment) not in anchors(target):
        return "no such heading"
    return None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_link_into_the_repository_leads_to_a_file_and_a_heading(page: Path) -> None:
    found = links(page.read_text("utf-8"))
    assert [(link, wrong) for link in found if (wrong := fault(link, page))] == []


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("[x](cli.md#exit-codes)", None),
        ("[x](rules.md#cf201)", None),
        ("[x](#exit-codes)", None),
        ("[x]: ../schemas 'a directory'\n\n[x]", None),
        ("[x](https://example.com/docs/nowhere.md)", None),
        ("`[x](nowhere.md)`", None),
        ("[x](nowhere.md)", "no such file"),
        ("![x](nowhere.png)", "no such file"),
        ("[x](../../outside.md)", "no such file"),
        ("[x](cli.md#nowhere)", "no such heading"),
        ("[x](../README.md#nowhere)", "no such heading"),
        ("[x](#nowhere)", "no such heading"),
        ("[x](https://github.com/citefirst/citefirst/blob/main/nowhere.md)", "no such file"),
        ("[x](https://github.com/citefirst/citefirst/blob/main/docs/cli.md#nowhere)", "no such heading"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(link: str, wrong: str | None) -> None:
    found = [fault(target, ROOT / "docs" / "cli.md") for target in links(link)]
    assert [each for each in found if each] == ([wrong] if wrong else [])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_has_no_raw_html_but_comments_and_anchors(page: Path) -> None:
    html = "".join(
        token.content
        for token in tokens(PARSER.parse(page.read_text("utf-8")))
        if token.type in ("html_block", "html_inline")
    )
    assert re.sub(r'<!--.*?-->|<a id="[a-z0-9-]+">|</a>|\s', "", html, flags=re.DOTALL) == ""


def test_each_finding_links_to_its_rule() -> None:
    assert [rule.code for rule in RULES if fault(rule.url, ROOT)] == []


def commands(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            inner = context.command.get_command(context, name)
            assert inner is not None
            yield from commands(click.Context(inner, info_name=name, parent=context))


def test_each_command_has_a_section_with_its_usage_and_options() -> None:
    sections = re.split(r"^## ", document("citefirst", main), flags=re.MULTILINE)[1:]
    shown = {section.split("\n")[0]: section for section in sections}
    known = {context.command_path: context for context in commands(click.Context(main, info_name="citefirst"))}
    assert list(shown) == list(known)
    assert {f"citefirst {name}" for name in COMMANDS} <= set(known)
    for path, context in known.items():
        assert f"```\n{path} [OPTIONS]" in shown[path]
        options = [option for option in context.command.params if isinstance(option, click.Option)]
        assert [
            name for option in options for name in option.opts if not re.search(f"[` ]{name}[`, ]", shown[path])
        ] == []


@pytest.mark.parametrize("text", ["Name <mail>.", "<!-- x -->", "*all* of a_b_c", r"a\*b", "`a_b <c>`: <d>", "1 < 2"])
def test_a_help_text_is_read_as_it_stands(text: str) -> None:
    @click.group()
    @click.option("--given", metavar="X", help=text)
    def program(given: str) -> None:
        pass

    parsed = list(tokens(PARSER.parse(document("program", program))))
    plain = "".join(token.content for token in parsed if token.type in ("text", "code_inline", "text_special"))
    assert text.replace("`", "") in plain
    assert not {"html_inline", "html_block", "em_open", "strong_open"} & {token.type for token in parsed}
