"""Cuts GitHub's OpenAPI description to what citefirst asks, for the fake GitHub of the tests.

    python tools/cut_openapi.py node_modules/@octokit/openapi/generated/api.github.com.json

The description comes with the npm package `@octokit/openapi` (MIT), whose version stands in `info` of the result.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parent.parent / "tests" / "fakes" / "openapi.json"
REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS = {
    REPOSITORY: ("get",),
    f"{REPOSITORY}/pulls": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/files": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/reviews": ("get", "post"),
    f"{REPOSITORY}/pulls/{{pull_number}}/comments": ("get",),
    f"{REPOSITORY}/pulls/{{pull_number}}/requested_reviewers": ("post",),
    f"{REPOSITORY}/pulls/comments/{{comment_id}}": ("patch", "delete"),
    f"{REPOSITORY}/issues/{{issue_number}}/events": ("get",),
    f"{REPOSITORY}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPOSITORY}/issues/comments/{{comment_id}}": ("patch", "delete"),
    f"{REPOSITORY}/issues": ("get", "post"),
    f"{REPOSITORY}/issues/{{issue_number}}": ("get", "patch"),
    f"{REPOSITORY}/assignees/{{assignee}}": ("get",),
    f"{REPOSITORY}/commits": ("get",),
    f"{REPOSITORY}/commits/{{ref}}": ("get",),
    f"{REPOSITORY}/deployments": ("get",),
    f"{REPOSITORY}/deployments/{{deployment_id}}": ("get",),
    f"{REPOSITORY}/deployments/{{deployment_id}}/statuses": ("get",),
    f"{REPOSITORY}/actions/runs": ("get",),
    f"{REPOSITORY}/actions/runs/{{run_id}}": ("get",),
    f"{REPOSITORY}/releases": ("get",),
    f"{REPOSITORY}/releases/tags/{{tag}}": ("get",),
    f"{REPOSITORY}/git/ref/{{ref}}": ("get",),
    f"{REPOSITORY}/git/trees/{{tree_sha}}": ("get",),
    f"{REPOSITORY}/git/blobs/{{file_sha}}": ("get",),
    f"{REPOSITORY}/contents/{{path}}": ("get",),
    f"{REPOSITORY}/compare/{{basehead}}": ("get",),
    "/user": ("get",),
    "/orgs/{org}/rulesets": ("post",),
    "/orgs/{org}/teams/{team_slug}/members": ("get",),
}
EXAMPLES = (
    "commit",
    "commit-comparison",
    "deployment",
    "deployment-status",
    "full-repository-default-response",
    "git-ref",
    "issue",
    "issue-comment",
    "private-user-response-with-public-profile-information",
    "pull-request",
    "pull-request-simple-items",
    "issue-event",
    "pull-request-review",
    "pull-request-review-comment",
    "pull-request-review-items",
    "release",
    "workflow-run",
)
"""GitHub's own examples from which the fake builds its answers."""
NEEDLESS = {"description", "example", "examples", "externalDocs", "x-github", "summary", "tags", "operationId"}


def cut(source: dict[str, Any], version: str) -> dict[str, Any]:
    """The operations with all that they refer to."""
    paths = {path: {name: source["paths"][path][name] for name in names} for path, names in OPERATIONS.items()}
    components: dict[str, dict[str, Any]] = {
        "examples": {name: {"value": source["components"]["examples"][name]["value"]} for name in EXAMPLES}
    }
    todo: list[Any] = [paths := slim(paths)]
    while todo:
        for kind, name in references(todo.pop()):
            group = components.setdefault(kind, {})
            if name not in group:
                group[name] = slim(source["components"][kind][name])
                todo.append(group[name])
    # Its words say that it is a range of times as search has them, its schema that it is one time.
    del components["parameters"]["created"]["schema"]["format"]
    info = {"title": f"@octokit/openapi {version}, api.github.com, cut by tools/cut_openapi.py", "version": version}
    ordered = {kind: dict(sorted(group.items())) for kind, group in sorted(components.items())}
    return {"openapi": source["openapi"], "info": info, "servers": source["servers"], "paths": paths} | {
        "components": ordered
    }


def slim(node: Any, *, named: bool = False) -> Any:
    """Without what only people read. `named`: keys are names of properties and not keywords."""
    if isinstance(node, list):
        return [slim(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = node if named else {key: value for key, value in node.items() if key not in NEEDLESS}
    return {key: slim(value, named=key in ("properties", "headers") and not named) for key, value in kept.items()}


def references(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/components/"):
            _, _, kind, name = reference.split("/", 3)
            if kind != "examples":
                yield kind, name.replace("~1", "/").replace("~0", "~")
        for value in node.values():
            yield from references(value)


def main() -> None:
    path = Path(sys.argv[1])
    version = json.loads((path.parent.parent / "package.json").read_text("utf-8"))["version"]
    result = cut(json.loads(path.read_text("utf-8")), version)
    RESULT.write_text(json.dumps(result, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
