"""The documentation as a site: built strictly, every link and anchor leads somewhere, nothing is loaded from afar."""

from __future__ import annotations

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from citefirst.cli import COMMANDS
from citefirst.rules import RULES

pytestmark = pytest.mark.oracle
ROOT = Path(__file__).parents[2]
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}


class Page(HTMLParser):
    """What a page links to, loads and can be linked at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADING and LOADING[tag] in values:
            self.loads.append(values[LOADING[tag]])
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.loads.append(values["href"])


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


def test_every_rule_and_every_command_has_its_place(pages: dict[str, Page]) -> None:
    assert {rule.code.lower() for rule in RULES} <= pages["rules.html"].anchors
    shown = {f"citefirst-{name}" for name in COMMANDS if name != "action"}
    assert shown <= pages["commands.html"].anchors


def test_nothing_is_loaded_from_another_host(pages: dict[str, Page]) -> None:
    assert pages
    assert [(name, load) for name, page in pages.items() for load in page.loads if urlsplit(load).netloc] == []


@pytest.mark.parametrize("link", ["[x](nowhere.md)", "[x](../nowhere.py)", "[x](policy.md#nowhere)"])
def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path, link: str) -> None:
    for name in ("docs", "examples", "schemas", "src", "benchmarks", "action.yml"):
        place = ROOT / name
        if name == "docs":
            shutil.copytree(place, tmp_path / name)
        else:
            (tmp_path / name).symlink_to(place)
    page = tmp_path / "docs" / "adopting.md"
    page.write_text(page.read_text("utf-8") + f"\n{link}\n", "utf-8")
    done = build(tmp_path / "docs", tmp_path / "site")
    assert done.returncode != 0
    assert "nowhere" in done.stderr
