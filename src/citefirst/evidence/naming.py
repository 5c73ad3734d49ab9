"""Whether the text of a link names another thing than the link leads to: `[PR #12](…/pull/13)`.

Only things of one kind are compared, and only where the text is a name: what is put in words may well lead elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

from citefirst.evidence.targets import place, table

_END = r"(?:$|\s*[:\u2013\u2014(\[]|\s-\s|[,;.]$)"
"""What may follow a name: nothing, or a title."""
_NUMBER = re.compile(
    r"(?P<word>[A-Za-z ]{0,16}?)\s?(?:[\w.-]{1,40}(?:/[\w.-]{1,100})?)?[#!](?P<number>\d{1,9})" + _END, re.ASCII
)
_WORDED = re.compile(
    r"(?P<word>PR|MR|pull request|merge request|issue|discussion)\s(?P<number>\d{1,9})" + _END, re.I | re.A
)
_NUMBERED = re.compile(
    r"/(?:-/)?(?P<what>pull|pulls|pull-requests|merge_requests|issues|work_items|discussions)/(?P<number>\d{1,9})(?=$|[/?#])"
)
_KEY = re.compile(r"(?P<key>[A-Z][A-Z0-9]{1,11}-\d{1,7})" + _END, re.ASCII)
_KEYS = re.compile(r"(?:^|[/=])([A-Za-z][A-Za-z0-9]{1,11}-\d{1,7})(?=$|[/?&#])", re.ASCII)
_SHA = re.compile(r"(?:commit\s)?(?=[0-9a-f]{0,39}[0-9])(?=[0-9a-f]{0,39}[a-f])(?P<sha>[0-9a-f]{7,40})" + _END)
_COMMIT = re.compile(r"/commits?/([0-9a-f]{7,40})(?=$|[/?#.])")
_VERSION = re.compile(
    r"(?:release\s|version\s|[\w.-]{1,40}[ @])?v?(?P<version>\d{1,5}(?:\.\d{1,5}){1,3}(?:-[\w.]{1,20})?)" + _END, re.I
)
_RELEASE = re.compile(
    r"/(?:releases/tag|tags|-/releases|-/tags|v)/(?:[\w.-]{0,60}[-@/])?v?(\d{1,5}(?:\.\d{1,5}){1,3}(?:-[\w.]{1,20})?)/?$"
)
_FILE = re.compile(r"(?:[\w.@+-]{1,80}/){0,12}(?P<name>[\w.@+-]{1,100}\.[A-Za-z][A-Za-z0-9]{0,7})", re.ASCII)
_SHOWN = re.compile(r"/(?:-/)?(?:blob|raw|src)/[^/]{1,100}/(.{1,500})$")
_HOST = re.compile(
    r"(?P<scheme>https?://)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,12})(?P<path>/\S{0,500})?", re.I | re.A
)
_RECORD = re.compile(r"(?P<word>[A-Za-z]{2,12})[- ]?#?0*(?P<number>\d{1,6})" + _END, re.ASCII)
_BARE = re.compile(r"0\d{1,5}" + _END, re.ASCII)
_STEM = re.compile(r"(?:([A-Za-z]{2,12})[-_]?)?0*(\d{1,6})(?=[-_.]|$)(?![-_]\d\d[-_]\d\d)", re.ASCII)


def other(text: str, target: str) -> str:
    """Return what a link leads to, where its text names another thing of that kind; "" where nothing speaks against
    it."""
    shown = " ".join(text.strip().strip("`*_\"'[]()").split())
    if not shown or len(shown) > 300:
        return ""
    found = (compare(shown, target) for compare in _COMPARED)
    return next(filter(None, found), "")


def _numbers(text: str, target: str) -> str:
    match = _WORDED.match(text) or _NUMBER.match(text)
    found = _NUMBERED.search(target)
    if not match or not found or match["number"] == found["number"]:
        return ""
    word = " ".join(match["word"].casefold().split())
    kinds = table("naming.json")["numbers"]
    if word and word not in kinds:
        return ""
    return f"#{found['number']}" if not word or found["what"] in kinds[word] else ""


def _keys(text: str, target: str) -> str:
    match = _KEY.match(text)
    if not match or _is_standard(match["key"].partition("-")[0]):
        return ""
    found = _KEYS.findall(unquote(target)) if "://" in target else []
    keys = [key for key in found if key.isupper() and not _is_standard(key.partition("-")[0])]
    word, _, number = match["key"].partition("-")
    if word in table("naming.json")["trackers"] and any(key.endswith(f"-{number}") for key in keys):
        return ""
    return keys[-1] if keys and match["key"] not in keys else ""


def _commits(text: str, target: str) -> str:
    match, found = _SHA.match(text), _COMMIT.search(target)
    if not match or not found:
        return ""
    first, second = match["sha"], found[1]
    return "" if first.startswith(second) or second.startswith(first) else second


def _versions(text: str, target: str) -> str:
    match, found = _VERSION.fullmatch(text), _RELEASE.search(unquote(target).partition("#")[0])
    if not match or not found or "://" not in target:
        return ""
    first, second = match["version"], found[1]
    return "" if f"{second}.".startswith(f"{first}.") or f"{first}.".startswith(f"{second}.") else second


def _files(text: str, target: str) -> str:
    """Compare names of files where the target is one of a repository. A page made of the file has its stem."""
    match = _FILE.fullmatch(text)
    path = _path(target)
    name = path.rpartition("/")[2]
    if not match or not path or not (_is_file(match["name"]) and _is_file(name)):
        return ""
    first, second = (each.casefold().partition(".")[0] for each in (match["name"], name))
    generic = table("naming.json")["pages"]
    alike = first.startswith(second) or second.startswith(first)
    return "" if alike or first in generic or second in generic else name


def _records(text: str, target: str) -> str:
    """Compare the numbers of records: `[ADR-033](0034-x.md)`."""
    path = _path(target)
    folder, _, name = path.rpartition("/")
    stem = _STEM.match(name) if name.casefold().endswith((".md", ".markdown")) else None
    bare, match = _BARE.match(text), _RECORD.match(text)
    if not stem or not (bare or match):
        return ""
    number = bare.group() if bare else match["number"] if match else ""
    digits = re.match(r"\d+", number)
    word = "" if bare or not match else match["word"].casefold()
    kinds = {(stem[1] or "").casefold(), folder.rpartition("/")[2].casefold().removesuffix("s")}
    if not digits or int(digits.group()) == int(stem[2]) or (stem[1] and word and word != stem[1].casefold()):
        return ""
    return name if not word or word in kinds or word.upper() in table("naming.json")["records"] else ""


def _hosts(text: str, target: str) -> str:
    """Compare hosts where the text is an address: by its scheme, its path, or three parts of a name."""
    match, address = _HOST.fullmatch(text), place(target)
    if not match or not address or "://" not in target:
        return ""
    first, second = match["host"].casefold().removeprefix("www."), address[0].removeprefix("www.")
    if not (match["scheme"] or match["path"] or match["host"].count(".") > 1) or _is_file(match["host"]):
        return ""
    last, other_last = (".".join(host.split(".")[-2:]) for host in (first, second))
    return "" if last == other_last or first in unquote(target).casefold() else address[0]


_COMPARED: tuple[Callable[[str, str], str], ...] = (_numbers, _keys, _commits, _versions, _records, _files, _hosts)


def _path(target: str) -> str:
    """Return the path of a file that a target shows: one of this repository, or one on a host of code."""
    plain = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    if "://" not in plain:
        return "" if plain.startswith("//") or re.match(r"[a-z]{2,10}:", plain) else plain
    found = _SHOWN.search(plain)
    return found[1] if found else ""


@cache
def _extensions() -> frozenset[str]:
    return frozenset(table("naming.json")["extensions"])


def _is_file(name: str) -> bool:
    return name.rpartition(".")[2].casefold() in _extensions()


def _is_standard(prefix: str) -> bool:
    return prefix in table("naming.json")["standards"]
