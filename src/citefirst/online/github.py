"""Objects of GitHub looked up by its API: there, merged, on the default branch, deployed, green.

A 404 says "not there" only where the repository itself can be seen; otherwise nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from citefirst.online.answers import Answer, unknown

Get = Callable[[str], tuple[int, Any]]
"""Status and JSON of a path of the API. Raises OSError where it cannot be reached."""

_OBJECT = re.compile(
    r"https?://(?P<host>[^/]+)/(?P<repo>[\w.-]+/[\w.-]+)/"
    r"(?:(?P<pull>pull)/(?P<pn>\d+)|(?P<issue>issues)/(?P<in>\d+)|(?P<commit>commit)/(?P<sha>[0-9a-f]{7,64})"
    r"|(?:deployments|deployment)/(?P<deployment>\d+)|actions/runs/(?P<run>\d+)|releases/tag/(?P<tag>[^/?#]+))(?:[/?#].*)?$"
)
_SHORT = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)#(?P<number>\d+)")


class GitHub:
    """Answers for one server (`github.com`), each repository asked about once."""

    def __init__(self, host: str, get: Get) -> None:
        self._host = host
        self._get = get
        self._repository = cache(self._repository_of)

    def look(self, target: str) -> Answer | None:
        """What is to be said of a target, None where it is no object of this server's."""
        match = _OBJECT.match(target)
        short = _SHORT.fullmatch(target)
        if not short and (not match or match["host"].lower() != self._host):
            return None
        try:
            if short:
                return self._issue(short["repo"], short["number"])
            return self._object(match) if match else None
        except OSError as error:
            return unknown(f"GitHub cannot be asked: {error}")

    def _object(self, match: re.Match[str]) -> Answer:
        repo = match["repo"]
        if match["pull"]:
            return self._pull(repo, match["pn"])
        if match["issue"]:
            return self._issue(repo, match["in"])
        if match["commit"]:
            return self._commit(repo, match["sha"])
        if match["deployment"]:
            return self._deployment(repo, match["deployment"])
        if match["run"]:
            return self._run(repo, match["run"])
        return self._simple(repo, f"releases/tags/{match['tag']}", "published_at")

    def _ask(self, repo: str, path: str) -> tuple[Any, Answer | None]:
        """An object, or what can be said without it."""
        status, value = self._get(f"/repos/{repo}/{path}")
        if status == 200 and isinstance(value, dict):
            return value, None
        if status in (404, 410, 422) and self._repository(repo):
            return None, Answer("missing", f"{repo} has none")
        return None, unknown(f"{repo} cannot be seen" if status in (401, 403, 404) else f"GitHub says {status}")

    def _repository_of(self, repo: str) -> str:
        """The default branch of a repository that can be seen, else ""."""
        status, value = self._get(f"/repos/{repo}")
        return str(value.get("default_branch", "")) if status == 200 and isinstance(value, dict) else ""

    def _simple(self, repo: str, path: str, time: str) -> Answer:
        value, answer = self._ask(repo, path)
        return answer or Answer("found", "", str(value.get(time) or ""))

    def _issue(self, repo: str, number: str) -> Answer:
        value, answer = self._ask(repo, f"issues/{number}")
        if answer:
            return answer
        return (
            self._pull(repo, number)
            if "pull_request" in value
            else Answer("found", "", str(value.get("created_at") or ""))
        )

    def _pull(self, repo: str, number: str) -> Answer:
        value, answer = self._ask(repo, f"pulls/{number}")
        if answer:
            return answer
        if value.get("merged_at"):
            return Answer("found", "", str(value["merged_at"]))
        how = "was closed without being merged" if value.get("state") == "closed" else "is not merged yet"
        return Answer("unsettled", f"the pull request {how}")

    def _commit(self, repo: str, sha: str) -> Answer:
        value, answer = self._ask(repo, f"commits/{sha}")
        if answer:
            return answer
        at = str(((value.get("commit") or {}).get("committer") or {}).get("date") or "")
        branch = self._repository(repo)
        compared, fault = self._ask(repo, f"compare/{branch}...{sha}") if branch else (None, None)
        if compared and not fault and compared.get("status") not in ("behind", "identical"):
            return Answer("unsettled", f"the commit is not on {branch}", at)
        return Answer("found", "", at)

    def _deployment(self, repo: str, number: str) -> Answer:
        value, answer = self._ask(repo, f"deployments/{number}")
        if answer:
            return answer
        status, states = self._get(f"/repos/{repo}/deployments/{number}/statuses")
        newest = states[0] if status == 200 and isinstance(states, list) and states else {}
        at = str(newest.get("created_at") or value.get("created_at") or "")
        if newest.get("state") in ("failure", "error"):
            return Answer("unsettled", "the deployment failed", at)
        return Answer("found", "", at)

    def _run(self, repo: str, number: str) -> Answer:
        value, answer = self._ask(repo, f"actions/runs/{number}")
        if answer:
            return answer
        at, conclusion = str(value.get("updated_at") or ""), value.get("conclusion")
        if conclusion != "success":
            return Answer(
                "unsettled", f"the run ended with {conclusion}" if conclusion else "the run has not ended", at
            )
        return Answer("found", "", at)
