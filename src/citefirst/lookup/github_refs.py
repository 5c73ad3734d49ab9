"""Which object of GitHub an address or an ID names."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from citefirst.evidence.answers import Target
from citefirst.signing.people import ACCOUNT
from citefirst.structs import frozen


@frozen
class Site:
    """Where GitHub is, as a record's repository sees it. `repository` is its slug (`acme/records`), for bare IDs; ""
    where it is not on this GitHub, and they mean something else.

    `private`: whether other private repositories may be asked for. Where others than the token's owner read the
    report, a
    record could tell them what only the owner should know.
    """

    repository: str
    token: str = ""
    server: str = "https://github.com"
    api: str = "https://api.github.com"
    private: bool = False
    pull: int = 0
    """The pull request that brings the records, which nobody merges before they are checked."""


@frozen
class Thing:
    """An object of a repository: `what` it is, and its number, SHA, tag or environment."""

    slug: str
    what: str
    id: str


SLUG = rf"(?P<slug>{ACCOUNT}/(?!\.{{1,2}}(?:/|$))[A-Za-z0-9._-]{{1,100}})"
_PATHS = {
    "pull": r"pull/(?P<id>\d{1,10})(?:/.*)?",
    "commit": r"(?:commit|commits|pull/\d{1,10}/commits)/(?P<id>[0-9a-fA-F]{7,40})",
    "issue": r"issues/(?P<id>\d{1,10})",
    "deployment": r"deployments/(?P<id>\d{1,19})",
    "environment": r"deployments/(?P<id>[^/]{1,255})",
    "run": r"actions/runs/(?P<id>\d{1,19})(?:/.*)?",
    "release": r"releases/tag/(?P<id>.{1,1000})",
}
"""What stands behind the slug. A commit comes before the pull request that it is shown in."""
_ORDER = ("commit", "pull", "issue", "deployment", "environment", "run", "release")
_ID = re.compile(rf"(?:{SLUG}|GH-)?(?:#|(?<=GH-))(?P<id>\d{{1,10}})")
_TAG = re.compile(r"(?!.*(?:\.\.|//|@\{))[^\x00-\x20\x7f~^:?*\[\\]{1,255}")
"""Names that git allows for a tag, as far as they could lead elsewhere."""
_SHA = re.compile(r"[0-9a-f]{7,40}")
_WHAT = {"pull-request": "pull"}


def thing(target: Target, site: Site) -> Thing | None:
    """Return the object that a target names, None where it names none of this GitHub."""
    text = target.target.strip()
    if "://" in text:
        return _at(text, site)
    if not site.repository:
        return None
    if _SHA.fullmatch(text) and target.kind == "commit":
        return Thing(site.repository, "commit", text)
    if (match := _ID.fullmatch(text)) and target.kind in ("pull-request", "ticket", "reference"):
        return Thing(match["slug"] or site.repository, _WHAT.get(target.kind, "issue"), match["id"])
    return None


def is_loose(target: Target) -> bool:
    """Tell whether an ID may be another repository's or system's: a commit without its repository, "ticket #4711"."""
    text = target.target.strip()
    return bool(_SHA.fullmatch(text)) or (target.kind == "ticket" and text.startswith("#"))


def _at(url: str, site: Site) -> Thing | None:
    try:
        parts, server = urlsplit(url), urlsplit(site.server)
        same = (parts.hostname or "").removeprefix("www.") == server.hostname and parts.port in (None, 443, server.port)
    except ValueError:
        return None
    if not same or parts.username is not None:
        return None
    for what in _ORDER:
        if match := re.fullmatch(rf"/{SLUG}/{_PATHS[what]}/?", parts.path):
            name = unquote(match["id"])
            return Thing(match["slug"], what, name) if what != "release" or _TAG.fullmatch(name) else None
    return None
