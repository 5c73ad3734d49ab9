"""What an address is evidence of, and which addresses are no evidence. The knowledge is in the JSON files beside this.

An address is known by its host: exactly, by a pattern (`*.grafana.net`, `google.*`), or, for products that people host
themselves, by a word of the host's name (`grafana` in `grafana.acme.io`). Its path then says what it shows: templates
match whole segments from the left, `{x}` any one segment, `**` any number of them, `#…` the start of the fragment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

UNKNOWN = "link"
"""Kind of an address that nothing here knows."""

_ADDRESS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]{0,31}):)?//([^/?#\\]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_HOST = re.compile(r"[a-z0-9\u0080-\U0010ffff](?:[a-z0-9._\u0080-\U0010ffff-]*[a-z0-9\u0080-\U0010ffff])?")


@dataclass(frozen=True, slots=True)
class Target:
    """What an address shows (`kind`) and where (`system`, "" where unknown)."""

    kind: str
    system: str


@dataclass(frozen=True, slots=True)
class _Address:
    scheme: str
    host: str
    path: str
    query: str
    fragment: str


def classify(url: str) -> Target:
    """Kind and system of an address; kind `link` for one that is not known."""
    address = _parse(url)
    if address is None:
        return Target(UNKNOWN, "")
    system = _system(address.host)
    if system is None:
        return Target(UNKNOWN, "")
    for pattern, kind in _templates(system["system"]):
        if pattern.match(f"{address.path}{address.fragment}"):
            return Target(kind, system["system"])
    return Target(system.get("default", UNKNOWN), system["system"])


def refused(url: str) -> str | None:
    """Why an address is no evidence, as the end of "it is …"; None where it can be."""
    address = _parse(url)
    if address is None:
        return None
    host = address.host.removeprefix("www.")
    for hosts, rest, reason in _refusals():
        if hosts.fullmatch(host) and f"{address.path}{address.query}".startswith(rest):
            behind = address.path[len(rest) :]
            if not rest or "?" in rest or not behind or behind[0] == "/":
                return reason
    return None


def malformed(url: str) -> str | None:
    """Why an address leads nowhere; None where its form is sound."""
    scheme = url.partition(":")[0].lower()
    if "//" not in url or scheme not in ("http", "https", ""):
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
    """Parts of an address as a browser takes them: host in lower case, without user, port and a dot at its end."""
    match = _ADDRESS.match(url.strip())
    if match is None:
        return None
    scheme, authority, path, query, fragment = (part or "" for part in match.groups())
    host = authority.rpartition("@")[2].lower()
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if "%" in path:
        from urllib.parse import unquote

        path = unquote(path)
    return _Address(scheme.lower(), host.rstrip("."), re.sub(r"//+", "/", path) or "/", query, fragment)


@cache
def _load(name: str) -> Any:
    return json.loads((Path(__file__).parent / name).read_text("utf-8"))


@cache
def _index() -> tuple[Mapping[str, Any], list[tuple[re.Pattern[str], Any]], Mapping[str, Any]]:
    """Systems by exact host, by pattern, and by a word of the host."""
    exact: dict[str, Any] = {}
    patterns: list[tuple[re.Pattern[str], Any]] = []
    words: dict[str, Any] = {}
    for system in _load("targets.json")["systems"]:
        for host in system.get("hosts", ()):
            if "*" in host:
                patterns.append((_glob(host), system))
            else:
                exact[host] = system
        words.update(dict.fromkeys(system.get("labels", ()), system))
    return exact, patterns, words


@cache
def _system(host: str) -> Any:
    exact, patterns, words = _index()
    if host in exact:
        return exact[host]
    found = next((system for pattern, system in patterns if pattern.fullmatch(host)), None)
    labels = host.split(".")[:-1]
    return found or next((words[label] for label in labels if label in words), None)


@cache
def _templates(name: str) -> list[tuple[re.Pattern[str], str]]:
    system = next(system for system in _load("targets.json")["systems"] if system["system"] == name)
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


def _glob(host: str) -> re.Pattern[str]:
    return re.compile(re.escape(host).replace(r"\*", r"[^/]+"))


@cache
def _refusals() -> list[tuple[re.Pattern[str], str, str]]:
    """Host pattern, start of path and query, and reason of each refusal."""
    return list(_read_refusals())


def _read_refusals() -> Iterator[tuple[re.Pattern[str], str, str]]:
    for entry in _load("refused.json")["refused"]:
        for place in entry["at"]:
            host, slash, rest = place.partition("/")
            yield re.compile(rf"(?:[^/]+\.)?{_glob(host).pattern}"), slash + rest, entry["reason"]
