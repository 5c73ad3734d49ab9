"""The documentation as a site: built strictly, every link and anchor leads somewhere, nothing is loaded from afar."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest
from support.paths import ROOT

from citefirst.cli import main
from citefirst.rules import RULES

pytestmark = pytest.mark.oracle
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
NAMING = ("canonical", "index", "next", "prev", "search")
"""Relations of `<link>` that load nothing."""


class Page(HTMLParser):
    """What a page links to, loads and can be linked at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.mute: list[str] = []
        """Elements that say too little to a screen reader or cannot be reached by a keyboard."""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADING and LOADING[tag] in values:
            self.loads.append(values[LOADING[tag]])
        if tag == "link" and values.get("rel") not in NAMING:
            self.loads.append(values["href"])
        heading = values.get("role") == "heading" and "aria-level" not in values
        scrolls = tag == "pre" or values.get("class", "").startswith("table-wrapper")
        if heading or (tag == "aside" and "aria-label" not in values) or (scrolls and "tabindex" not in values):
            self.mute.append(tag)


def build(docs: Path, into: Path) -> subprocess.CompletedProcess[str]:
    options = ("-q", "-W", "--keep-going", "-b", "html")
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(docs), str(into)], capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    done = build(ROOT / "docs", place)
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {path.relative_to(site).as_posix(): Page(path.read_text("utf-8")) for path in site.rglob("*.html")}


def test_every_link_leads_to_a_page_and_an_anchor(site: Path, pages: dict[str, Page]) -> None:
    lost = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (site / name).parent / unquote(parts.path) if parts.path else site / name
            found = pages.get(target.resolve().relative_to(site.resolve()).as_posix())
            if not target.exists() or (parts.fragment and found and unquote(parts.fragment) not in found.anchors):
                lost.append((name, link))
    assert lost == []


def test_every_page_of_the_docs_is_on_the_site_and_in_the_navigation(pages: dict[str, Page]) -> None:
    listed = {urlsplit(link).path for link in pages["index.html"].links}
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        assert name in pages
        assert name in listed or name == "index.html"


def paths(context: click.Context) -> Iterator[str]:
    yield context.command_path
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            inner = context.command.get_command(context, name)
            assert inner is not None
            yield from paths(click.Context(inner, info_name=name, parent=context))


def test_every_rule_and_every_command_has_its_place(pages: dict[str, Page]) -> None:
    assert {rule.code.lower() for rule in RULES} <= pages["rules.html"].anchors
    commands = {path.replace(" ", "-") for path in paths(click.Context(main, info_name="citefirst"))}
    assert commands <= pages["commands.html"].anchors


def test_what_a_page_loads_comes_with_the_site(site: Path, pages: dict[str, Page]) -> None:
    loads = [(name, load) for name, page in pages.items() for load in page.loads]
    assert loads
    assert [
        (name, load)
        for name, load in loads
        if urlsplit(load).netloc or not (site / name).parent.joinpath(unquote(urlsplit(load).path)).is_file()
    ] == []


def test_no_style_loads_from_another_host(site: Path) -> None:
    styles = {path.name: path.read_text("utf-8") for path in site.rglob("*.css")}
    assert "furo.css" in styles
    assert [name for name, text in styles.items() if re.search(r"""(@import|url\()\s*["']?(https?:)?//""", text)] == []


def test_nothing_on_a_page_is_out_of_reach_without_sight_or_mouse(pages: dict[str, Page]) -> None:
    assert [(name, page.mute) for name, page in pages.items() if page.mute] == []


def test_options_keep_both_hyphens(site: Path) -> None:
    assert "With --since or --staged" in (site / "commands.html").read_text("utf-8")


SEEDS = {
    "[x](nowhere1.md)": "nowhere1.md",
    "[x](../nowhere2.py)": "../nowhere2.py",
    "[x](policy.md#nowhere3)": "nowhere3",
    "[x](#nowhere4)": "nowhere4",
    "[x][label]\n\n[label]: nowhere5.md": "nowhere5.md",
    "![x](nowhere6.png)": "nowhere6.png",
    "[x](cf001)": "cf001",  # Sphinx would find the rule, GitHub would not
    "[x](cli)": "the link to cli leads nowhere",
    "[x](../../nowhere7.md)": "../../nowhere7.md",
}


def test_a_build_fails_on_each_link_that_leads_nowhere_and_on_a_page_that_no_navigation_names(tmp_path: Path) -> None:
    unneeded = shutil.ignore_patterns(".git", ".[!g]*", "build", "dist", "node_modules", "__pycache__")
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=unneeded)
    page = copy / "docs" / "adopting.md"
    page.write_text("\n\n".join((page.read_text("utf-8"), *SEEDS)), "utf-8")
    (copy / "docs" / "stray.md").write_text("# Stray\n", "utf-8")
    done = build(copy / "docs", tmp_path / "site")
    assert done.returncode != 0
    assert [seed for seed, said in SEEDS.items() if said not in done.stderr] == []
    assert {Path(line.split(":")[0]).name for line in done.stderr.splitlines() if line} == {"adopting.md", "stray.md"}
