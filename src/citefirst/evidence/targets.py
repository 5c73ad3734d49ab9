"""What an address is evidence of, and which addresses are not evidence. The knowledge is in the JSON files beside this.

An address is known by its host: exactly, by a pattern (`*.grafana.net`, `google.*`), or, for products that people host
themselves, by a word of the host's name (`grafana` in `grafana.acme.io`). Its path then says what it shows: templates
match whole segments from the left, `{x}` any one segment, `**` any number of them, `#…` the start of the fragment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from citefirst.structs import frozen

UNKNOWN = "link"
"""Kind of an address that nothing here knows."""

LONGEST = 500
"""Characters of an address that is kept: lines and records cite the same ones."""
_ADDRESS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]{0,31}):)?//([^/?#\\]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
# Letters of any script, digits, dots and hyphens, none of the two at an end.
_HOST = re.compile(r"(?![.-])[\w.-]+(?<![.-])")


@frozen
class Classification:
    """What an address shows (`kind`) and where (`system`, "" if unknown)."""

    kind: str
    system: str


@frozen(kw_only=True)
class _Address:
    scheme: str
    host: str
    path: str
    query: str
    fragment: str


def classify(url: str) -> Classification:
    """Return kind and system of an address; an unknown address has the kind `link`."""
    address = _parse(url)
    if address is None:
        return Classification(UNKNOWN, "")
    system = _system(address.host)
    if system is None:
        return Classification(UNKNOWN, "")
    for pattern, kind in _templates(system["system"]):
        if pattern.match(f"{address.path}{address.fragment}"):
            return Classification(kind, system["system"])
    return Classification(system.get("default", UNKNOWN), system["system"])


def refused(url: str) -> str | None:
    """Return why an address is not evidence, to complete "it is …"; None if it can be evidence."""
    address = _parse(url)
    if address is None:
        return None
    for host in _hosts(address.host):
        for start, reason in _refusals().get(host, ()):
            if _begins(address, start):
                return reason
    return None


def is_at(url: str, place: str) -> bool:
    """Tell whether an address is at a place: a host with all below it, `*.host` or `host.*`, and the start
    of a path."""
    address = _parse(url)
    host, slash, rest = place.partition("/")
    form = host if "*" in host else f"*.{host}"
    return address is not None and form in _hosts(address.host) and _begins(address, slash + rest)


def _begins(address: _Address, start: str) -> bool:
    """Tell whether path and query begin with a start, by whole segments."""
    place = f"{address.path}{address.query}"
    whole = not start or start.endswith("/") or "?" in start or place[len(start) : len(start) + 1] in ("", "/", "?")
    return place.startswith(start) and whole


def _hosts(host: str) -> Iterator[str]:
    """Return the forms in which the data may name a host: itself, a domain (`*.a.example`), a word (`google.*`)."""
    labels = host.split(".")
    yield host
    for index in range(len(labels)):
        yield f"*.{'.'.join(labels[index:])}"
    for label in labels[:-1]:
        yield f"{label}.*"


def place(url: str) -> tuple[str, str] | None:
    """Return host and path of an address, the path decoded; None if it is not an address."""
    address = _parse(url)
    return (address.host, address.path) if address else None


def parts(url: str) -> tuple[str, str, str, str] | None:
    """Return host, path, query and fragment of an address; None if it is not one."""
    address = _parse(url)
    return (address.host, address.path, address.query, address.fragment) if address else None


def malformed(url: str) -> str | None:
    """Return why an address leads nowhere; None if its form is sound."""
    scheme = "" if url.startswith("//") else url.partition(":")[0].lower()
    if scheme not in ("http", "https", "") or not url[len(scheme) :].lstrip(":").startswith("//"):
        return "an address is not an artifact" if scheme == "mailto" else "only http and https addresses can be cited"
    if any(char.isspace() for char in url):
        return "it holds a blank"
    address = _parse(url)
    if address is None or not address.host:
        return "it names no host"
    if not _is_host(address.host):
        return "its host is not a valid name"
    return None


def _is_host(host: str) -> bool:
    return host.count(":") > 1 or (bool(_HOST.fullmatch(host)) and ".." not in host)


def _parse(url: str) -> _Address | None:
    return _parsed(url) if len(url) <= LONGEST else _parsed.__wrapped__(url)


@lru_cache(maxsize=1024)
def _parsed(url: str) -> _Address | None:
    """Split an address as a browser does: host in lower case, without user, port and the dot at its end."""
    match = _ADDRESS.match(url.strip())
    if match is None:
        return None
    scheme, authority, path, query, fragment = (part or "" for part in match.groups())
    host = authority.rpartition("@")[2].lower()
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if "%" in path:
        from urllib.parse import unquote

        path = unquote(path)
    return _Address(
        scheme=scheme.lower(),
        host=host.rstrip("."),
        path=re.sub(r"//+", "/", path) or "/",
        query=query,
        fragment=fragment,
    )


@cache
def table(name: str) -> Any:
    """Return a table of this package."""
    return json.loads((Path(__file__).parent / name).read_text("utf-8"))


@cache
def _index() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the systems by host as the data writes it, and by a word of the host."""
    hosts: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for system in table("targets.json")["systems"]:
        hosts.update(dict.fromkeys(system.get("hosts", ()), system))
        words.update(dict.fromkeys(system.get("labels", ()), system))
    return hosts, words


@cache
def _system(host: str) -> Any:
    hosts, words = _index()
    found = next((hosts[form] for form in _hosts(host) if form in hosts), None)
    return found or next((words[label] for label in host.split(".")[:-1] if label in words), None)


@cache
def _templates(name: str) -> list[tuple[re.Pattern[str], str]]:
    system = next(system for system in table("targets.json")["systems"] if system["system"] == name)
    return [(_template(path), kind) for path, kind in system.get("paths", {}).items()]


def _template(path: str) -> re.Pattern[str]:
    plain, _, fragment = path.partition("#")
    parts = [
        "(?:/[^/#]+)*" if part == "**" else f"/{'[^/#]+' if part.startswith('{') else re.escape(part)}"
        for part in plain.strip("/").split("/")
        if part
    ]
    end = rf"[^#]*#{re.escape(fragment)}" if fragment else r"(?=[/#]|$)"
    return re.compile("".join(parts) + end)


@cache
def _refusals() -> Mapping[str, list[tuple[str, str]]]:
    """Return, by host as `_hosts` writes it, start of path and query, and reason. A host also stands for those below
    it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in table("refused.json")["refused"]:
        for place in entry["at"]:
            host, slash, rest = place.partition("/")
            form = host if "*" in host else f"*.{host}"
            found.setdefault(form, []).append((slash + rest, entry["reason"]))
    return found
