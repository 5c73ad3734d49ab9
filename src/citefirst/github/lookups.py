"""The look-ups of one run: GitHub's objects by its API, everything else by a request to its host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from citefirst.github.client import Patience, connect
from citefirst.online.answers import Answer
from citefirst.online.fetch import World, look
from citefirst.online.github import Get, GitHub
from citefirst.online.lookup import Lookups

IMPATIENT = Patience(repeats=1, pause=0.5, ceiling=5)


def lookups(environ: Mapping[str, str], world: World | None = None) -> Lookups:
    """Look-ups with the token and the servers that the environment names; answers are kept in the user's cache."""
    server = urlsplit(environ.get("GITHUB_SERVER_URL") or "https://github.com").hostname or "github.com"
    token = environ.get("INPUT_TOKEN") or environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or ""
    github = GitHub(server, _get(environ.get("GITHUB_API_URL") or "https://api.github.com", token))
    outside = world or World()

    def answer(target: str) -> Answer:
        found = github.look(target)
        return found if found is not None else look(target, outside)

    place = environ.get("XDG_CACHE_HOME") or (f"{environ['HOME']}/.cache" if environ.get("HOME") else "")
    return Lookups(answer, Path(place, "citefirst", "online.json") if place else None)


def _get(url: str, token: str) -> Get:
    """Asks GitHub's API. Raises OSError where it cannot be reached."""

    def get(path: str) -> tuple[int, Any]:
        import json

        from github import GithubException
        from requests import RequestException

        try:
            status, _, body = connect(url, token, IMPATIENT).requester.requestJson("GET", path)
            return status, json.loads(body) if body else None
        except GithubException as error:
            return error.status, None
        except (RequestException, ValueError, AssertionError) as error:
            raise OSError("it cannot be reached") from error

    return get
