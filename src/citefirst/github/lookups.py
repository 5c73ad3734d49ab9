"""How a run looks up what records cite: which GitHub is asked, with whose token, and what is kept of the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from citefirst.cache.store import base
from citefirst.errors import UsageError
from citefirst.extras import demand
from citefirst.github.event import Event
from citefirst.github.objects import Repositories
from citefirst.lookup.evidence import Lookups
from citefirst.lookup.github_refs import SLUG, Site
from citefirst.lookup.inquiry import Inquiry, Options
from citefirst.record.origin import Home
from citefirst.structs import replace

GITHUB = "https://github.com"
_SCP = re.compile(r"(?:[^@/:]+@)?(?P<host>[^@/:]+):(?!//)/?(?P<path>.+)")
"""`git@github.com:acme/shop.git` (git-clone(1), "GIT URLS")."""


def of_event(event: Event, token: str, options: Options | None = None) -> Lookups:
    """Make the look-ups of the Action. Whoever opens a pull request reads the report, so no other private repository is
    asked.

    Nothing is kept: jobs of other repositories, with other tokens, may share a runner's disk.
    """
    pull = event.pull.number if event.pull else 0
    return _lookups(Site(event.repository, token, event.server, event.api, pull=pull), options or Options())


def home_of(environ: Mapping[str, str], origin: str) -> Home:
    """Return the repository that git's origin is on this GitHub."""
    server = _server(environ)
    return Home(repository_of(origin, server), server)


def api_for(environ: Mapping[str, str], home: Home) -> tuple[str, str]:
    """Return where the API of a repository's GitHub is, and the user's own token, "" without one."""
    return environ.get("GITHUB_API_URL") or api_of(home.server), _token(environ)


def _token(environ: Mapping[str, str]) -> str:
    return environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or ""


def demand_home(home: Home) -> None:
    """Raise UsageError where a checkout is of no repository on this GitHub."""
    if not home.repository:
        raise UsageError("which repository this is cannot be told: its `origin` is not on GitHub")


def _server(environ: Mapping[str, str]) -> str:
    return (environ.get("GITHUB_SERVER_URL") or GITHUB).rstrip("/")


def of_checkout(environ: Mapping[str, str], origin: str, options: Options | None = None) -> Lookups:
    """Make the look-ups of the command line: whoever runs it reads the report, and asks with their own token.

    Raises UsageError where what asks is not installed.
    """
    demand("github")
    home = home_of(environ, origin)
    api, token = api_for(environ, home)
    site = Site(home.repository, token, home.server, api, private=True)
    given = options or Options()
    cache = base(environ)
    return _lookups(site, given if given.cache or not cache else replace(given, cache=Path(cache)))


def _lookups(site: Site, options: Options) -> Lookups:
    return Lookups(Inquiry(replace(options, site=site, find=Repositories(site).find)))


def api_of(server: str) -> str:
    """Return where a GitHub has its API, so that the token of one never goes to another."""
    host = urlsplit(server).hostname or ""
    if host == "github.com" or host.endswith(".ghe.com"):
        return f"https://api.{host}"
    return f"{server}/api/v3"


def repository_of(origin: str, server: str) -> str:
    """Return owner and name of the repository that git's origin is on this GitHub, "" where it is elsewhere."""
    try:
        parts = urlsplit(origin)
        host, path = (parts.hostname or "", parts.path) if "://" in origin else ("", "")
    except ValueError:
        return ""
    if match := _SCP.fullmatch(origin):
        host, path = match["host"], match["path"]
    slug = path.strip("/").removesuffix(".git")
    same = host.lower().removeprefix("ssh.") == urlsplit(server).hostname  # ssh.github.com: SSH over port 443
    return slug if same and re.fullmatch(SLUG, slug) else ""
