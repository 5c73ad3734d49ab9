"""Pages as a browser reads them: what they hold, load, link to and can be linked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib  # type: ignore[import-untyped]

from citefirst.document.parse import parse
from citefirst.evidence.ids import find
from citefirst.record.build import Record, build
from citefirst.site.body import render
from citefirst.site.links import web
from citefirst.site.marks import Marks

LOADING = {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest"}
_URL = re.compile(r"""url\(\s*["']?(?!data:|#)|@import""")
SIGNS = ("sign", "src", "tag", "kind")


def tree(text: str) -> Any:
    """A page, parsed; one that is wrong anywhere is refused."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def loads(page: Any) -> list[str]:
    """What a page would fetch, run or send without being asked to."""
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        found += [f"{element.tag} {name}" for name in element.attrib if name in LOADING or name.startswith("on")]
        found += [f"{element.tag} style" for name in element.attrib if name == "style"]
        if element.tag == "link" and element.get("href") != "data:,":
            found.append(f"link {element.get('href')}")
        if element.tag in ("iframe", "object", "embed", "base", "form") and element.get("id") != "filter":
            found.append(element.tag)
        if element.tag == "style" and _URL.search(element.text or ""):
            found.append("style")
    return found


def links(page: Any) -> list[str]:
    return [each.get("href") for each in page.iter("a") if each.get("href") is not None]


def anchors(page: Any) -> list[str]:
    return [each.get("id") for each in page.iter() if isinstance(each.tag, str) and each.get("id")]


def outside(page: Any) -> Iterator[str]:
    """Links that leave the site, each of which must be of the web or a mail's."""
    for link in links(page):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            yield link


def read(text: str) -> Record:
    """A record of which each line states a fact."""
    return build(parse("docs/a.md", text, find), None, lambda path: False, find, lambda target: None, "every")


def shown(record: Record) -> tuple[Any, Marks]:
    """The text of a record as its page has it, parsed, and the marks that are left."""
    marks = Marks(record)
    text = render(marks, web)
    return tree(f"<!doctype html><html><head><title>x</title></head><body>{text}</body></html>"), marks


def words(element: Any) -> str:
    """The text of an element without signs, tags and what only tells the kind of something."""
    parts = [element.text or ""]
    for child in element:
        if not set((child.get("class") or "").split()) & set(SIGNS):
            parts.append(words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def bare(text: str) -> str:
    """Letters and figures alone: blanks, brackets and the marks of markup differ on purpose."""
    return re.sub(r"\W+|_", "", text)
