"""A GitHub that is a git repository: what its REST API says of pull requests comes from the repository's own objects.

Every request and every answer is held against GitHub's own description of its API (`openapi.json`, cut by
`tools/cut_openapi.py`). What breaks it is a violation, which the test must find empty. What the description does not
hold is written here, with its source: a comment's length, the files that a list ends at, who may do what. GraphQL is
not described there: `test_graphql.py` holds its questions against GitHub's schema, and here each is answered whole.
"""

from __future__ import annotations

import base64
import copy
import json
import logging
import re
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, jsonify, request
from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.serving import make_server

SPEC = Path(__file__).parent / "openapi.json"
GRAPHQL = "/graphql"
NOW = "2026-01-02T03:04:05Z"
LISTED = 3000
"""Files of a pull request that are listed at most ("List pull requests files")."""
COMPARED = 300
"""Files of a comparison that are listed at most ("Compare two commits")."""
LONGEST = 65_536
"""Characters of a comment ("Validation Failed", "body is too long (maximum is 65536 characters)")."""
KNOWN = {*"title body labels assignees state state_reason commit_id event comments reviewers".split()}
IN_LINE = {"path", "body", "line", "side", "start_line", "start_side"}
"""Properties of the bodies with which citefirst asks, and of the comments of a review."""
OUTDATED = ("position", "line")
"""What GitHub answers as null for a comment whose lines are no longer part of the diff, past its own description."""
STATUS = {"A": "added", "M": "modified", "T": "changed", "D": "removed", "R": "renamed"}
ID = 1
"""GitHub's `Link` headers name the repository by its ID."""

Json = Any


class Asked(WerkzeugOpenAPIRequest):
    """A request as the description knows it: to GitHub's host, and with one segment for a path or a reference."""

    @property
    def host_url(self) -> str:
        return "https://api.github.com"

    @property
    def path(self) -> str:
        for part in ("/contents/", "/compare/", "/git/ref/", "/releases/tags/"):
            head, found, tail = self.request.path.partition(part)
            if found:
                return head + found + quote(tail, safe="")
        return str(self.request.path)

    @property
    def content_type(self) -> str:
        return self.request.mimetype or "application/octet-stream"


class Answered(WerkzeugOpenAPIResponse):
    @property
    def content_type(self) -> str:
        return str(self.response.mimetype)


@cache
def description() -> dict[str, Json]:
    """The description, with null among the values of an enum that is nullable: validators want it said."""
    spec: dict[str, Json] = json.loads(SPEC.read_text("utf-8"))
    todo: list[Json] = [spec]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            values = node.get("enum")
            if node.get("nullable") is True and isinstance(values, list) and None not in values:
                values.append(None)
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
    remark = spec["components"]["schemas"]["pull-request-review-comment"]["properties"]
    for name in OUTDATED:
        remark[name]["nullable"] = True
    return spec


@cache
def contract() -> OpenAPI:
    return OpenAPI.from_dict(description(), config=Config(spec_validator_cls=None))  # type: ignore[arg-type]  # else it is validated each time


def example(name: str) -> Json:
    """An object of GitHub's own documentation."""
    return copy.deepcopy(description()["components"]["examples"][name]["value"])


@dataclass
class Fault:
    """What to answer in the place of the truth, and how often. `done`: only after the operation was carried out."""

    method: str
    path: re.Pattern[str]
    status: int
    times: int | None
    headers: Mapping[str, str]
    body: str | None
    done: bool = False

    def meets(self, *, done: bool) -> bool:
        if self.done is not done or self.times == 0 or request.method != self.method:
            return False
        return bool(self.path.search(request.path))

    def answer(self) -> Response:
        self.times = None if self.times is None else self.times - 1
        return failure(self.status, self.body or "Server Error", self.headers)


@dataclass
class FakeGitHub:
    """A server on the loopback interface for one repository, as a context manager."""

    repository: Path
    owner: str = "octo"
    name: str = "demo"
    login: str = ""
    """Whose the token is; "" for the token of an app, which may not ask."""
    truncated: bool = False
    """Are lists of trees cut short."""
    objects: dict[str, Json] = field(default_factory=dict)
    """Whatever else is there, by its path below the repository (`/issues/5`); a list is answered in pages."""
    accounts: dict[str, str] = field(default_factory=dict)
    """Logins by the address under which they commit."""
    verified: set[str] = field(default_factory=set)
    """Commits whose signature GitHub verifies."""
    comments: list[dict[str, Json]] = field(default_factory=list)
    remarks: list[dict[str, Json]] = field(default_factory=list)
    """Comments on lines of pull requests."""
    requested: list[tuple[str, str]] = field(default_factory=list)
    """Who was asked for a review, or is no longer, in the order of time: `review_requested` and a login."""
    issues: list[dict[str, Json]] = field(default_factory=list)
    assignable: set[str] = field(default_factory=set)
    """Logins to whom an issue can be assigned, and who can be asked for a review."""
    teams: dict[str, list[str]] = field(default_factory=dict)
    """Members of the teams that the token may read, by `@org/team`."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    _pulls: dict[int, dict[str, Json]] = field(default_factory=dict)
    _reviews: dict[int, list[dict[str, Json]]] = field(default_factory=dict)
    _texts: dict[int, dict[str, Json]] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _meanwhile: list[tuple[str, re.Pattern[str], Callable[[], object]]] = field(default_factory=list)
    _ids: int = 100

    def __enter__(self) -> FakeGitHub:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", 0, self._application(), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    # What is there

    def pull(self, number: int, base_sha: str, head_sha: str, author: str = "dev", fork: bool = False) -> None:
        """Open a pull request."""
        owner = "contributor" if fork else self.owner
        label = {"label": f"{owner}:feature", "ref": "feature", "sha": head_sha}
        pull = example("pull-request-simple-items")[0]
        pull.update(number=number, url=self._at(f"/pulls/{number}"), user=user(author), state="open")
        pull["requested_teams"] = []  # in the example they lack what the description demands of them
        pull["base"].update(sha=base_sha, ref="main", label=f"{self.owner}:main")
        pull["head"].update(label)
        pull["head"]["repo"]["full_name"] = f"{owner}/{self.name}"
        self._pulls[number] = pull

    def describe(self, number: int, body: str | None, edited: str | None = None, **given: Json) -> None:
        """Write the description of a pull request or an issue, `edited` then for the last time."""
        told = self._texts.setdefault(number, {"title": "A change", "createdAt": NOW, "author": {"login": "dev"}})
        told |= {
            "number": number,
            "body": body or "",
            "lastEditedAt": edited,
            "closedAt": None,
            "mergedAt": None,
        } | given

    def review(self, number: int, login: str, state: str, commit: str, at: str = NOW) -> None:
        """Add a review: APPROVED, CHANGES_REQUESTED, DISMISSED, COMMENTED."""
        review = example("pull-request-review-items")[0]
        review.update(id=self._id(), user=user(login), state=state, commit_id=commit, submitted_at=at)
        self._reviews.setdefault(number, []).append(review)

    def comment(self, number: int, body: str, login: str = "github-actions[bot]", type: str = "Bot") -> dict[str, Json]:
        """Add a comment, as anybody."""
        found: dict[str, Json] = example("issue-comment")
        identity = self._id()
        found.update(
            id=identity,
            body=body,
            user=user(login, type),
            url=self._at(f"/issues/comments/{identity}"),
            issue_url=self._at(f"/issues/{number}"),
            html_url=f"https://github.com/{self.owner}/{self.name}/pull/{number}#issuecomment-{identity}",
            created_at=NOW,
            updated_at=NOW,
            author_association="NONE",
        )
        self.comments.append(found)
        return found

    def issue(
        self, body: str, title: str = "An issue", login: str = "github-actions[bot]", labels: Sequence[str] = ()
    ) -> dict[str, Json]:
        """Open an issue, as anybody."""
        number = 1 + max((found["number"] for found in self.issues), default=100)
        found: dict[str, Json] = example("issue")
        for key in ("pull_request", "closed_by", "parent_issue_url"):
            found.pop(key, None)
        found.update(number=number, id=self._id(), title=title, body=body, user=user(login), state="open")
        found.update(
            state_reason=None,
            closed_at=None,
            assignee=None,
            assignees=[],
            comments=0,
            url=self._at(f"/issues/{number}"),
        )
        found["labels"] = [
            {
                "id": 1,
                "node_id": "L",
                "url": self._at("/labels/x"),
                "name": name,
                "color": "f29513",
                "default": False,
                "description": "",
            }
            for name in labels
        ]
        self.issues.append(found)
        return found

    # What goes wrong

    def fail(
        self,
        method: str,
        path: str,
        status: int,
        times: int | None = None,
        headers: Mapping[str, str] = {},
        body: str | None = None,
    ) -> None:
        """Answer requests whose path a pattern finds by an error, always or a number of times."""
        self._faults.append(Fault(method, re.compile(path), status, times, headers, body))

    def lose_answer(self, method: str, path: str, times: int = 1) -> None:
        """Do what is asked, and answer 502."""
        self._faults.append(Fault(method, re.compile(path), 502, times, {}, "Bad Gateway", done=True))

    def meanwhile(self, method: str, path: str, do: Callable[[], object]) -> None:
        """Do something, once, just before what is asked for by such a request."""
        self._meanwhile.append((method, re.compile(path), do))

    # What it says

    def _application(self) -> Callable[..., Any]:
        app = Flask("github")
        root = f"/repos/{self.owner}/{self.name}"
        app.before_request(self._receive)
        app.after_request(self._send)
        routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            ("GET", f"{root}/pulls", self._open_pulls),
            ("GET", f"{root}/pulls/<int:number>", self._one_pull),
            ("GET", f"{root}/pulls/<int:number>/files", self._files),
            ("GET", f"{root}/pulls/<int:number>/reviews", lambda number: self._page(self._reviews.get(number, []))),
            ("POST", f"{root}/pulls/<int:number>/reviews", self._create_review),
            ("GET", f"{root}/pulls/<int:number>/comments", lambda number: self._page(self.remarks)),
            ("PATCH", f"{root}/pulls/comments/<int:identity>", partial(self._edit, self.remarks)),
            ("DELETE", f"{root}/pulls/comments/<int:identity>", partial(self._delete, self.remarks)),
            ("POST", f"{root}/pulls/<int:number>/requested_reviewers", self._request_review),
            ("GET", f"{root}/issues/<int:number>/events", self._events),
            ("GET", f"{root}/issues/<int:number>/comments", self._list_comments),
            ("POST", f"{root}/issues/<int:number>/comments", self._create_comment),
            ("PATCH", f"{root}/issues/comments/<int:identity>", partial(self._edit, self.comments)),
            ("DELETE", f"{root}/issues/comments/<int:identity>", partial(self._delete, self.comments)),
            ("GET", f"{root}/issues", self._list_issues),
            ("POST", f"{root}/issues", self._create_issue),
            ("PATCH", f"{root}/issues/<int:number>", self._edit_issue),
            ("GET", f"{root}/assignees/<login>", self._assignee),
            ("GET", f"{root}/git/trees/<sha>", self._tree),
            ("GET", f"{root}/git/blobs/<sha>", self._blob),
            ("GET", f"{root}/contents/<path:path>", self._content),
            ("GET", f"{root}/compare/<path:range>", self._compare),
            ("GET", f"{root}/commits", self._commits),
            ("GET", f"{root}/commits/<sha>", self._one_commit),
            ("GET", root, lambda: self._object("")),
            ("GET", f"{root}/<path:tail>", self._object),
            ("GET", "/user", self._user),
            ("GET", "/orgs/<organisation>/teams/<slug>/members", self._team),
            ("POST", GRAPHQL, self._graphql),
        )
        for method, rule, view in routes:
            app.add_url_rule(rule, f"{method} {rule}", view, methods=[method])
        for status in (404, 405, 500):
            app.register_error_handler(status, lambda error, status=status: failure(status, str(error)))
        inner, by_id = app.wsgi_app, f"/repositories/{ID}/"

        def by_name(environ: dict[str, Any], start: Any) -> Any:
            if environ["PATH_INFO"].startswith(by_id):
                environ["PATH_INFO"] = f"{root}/{environ['PATH_INFO'].removeprefix(by_id)}"
            return inner(environ, start)

        return by_name

    def _receive(self) -> Response | None:
        self.calls.append((request.method, request.full_path.rstrip("?")))
        for each in [one for one in self._meanwhile if one[0] == request.method and one[1].search(request.path)]:
            self._meanwhile.remove(each)
            each[2]()
        for fault in self._faults:
            if fault.meets(done=False):
                return fault.answer()
        if not request.headers.get("Authorization"):
            return failure(401, "Requires authentication")
        if request.path == GRAPHQL:
            return None
        return self._held("request", lambda: contract().validate_request(Asked(request)), 422)

    def _send(self, response: Response) -> Response:
        response.headers.setdefault("X-RateLimit-Limit", "1000")
        response.headers.setdefault("X-RateLimit-Remaining", "999")
        response.headers.setdefault("X-RateLimit-Reset", str(int(time.time()) + 3600))
        if response.status_code >= 400 or request.path == GRAPHQL:
            return response
        for fault in self._faults:
            if fault.meets(done=True):
                return fault.answer()
        broken = self._held("answer", lambda: contract().validate_response(Asked(request), Answered(response)), 500)
        return broken or response

    def _held(self, what: str, validate: Callable[[], object], status: int) -> Response | None:
        """The answer to what breaks the description, which is written down; None where it is held."""
        try:
            validate()
        except Exception as error:
            faults = getattr(error.__cause__, "schema_errors", None) or ()
            reasons = [f"{fault.json_path}: {fault.message[:200]}" for fault in faults] or [str(error)[:500]]
            text = f"{what} {request.method} {request.full_path}: {type(error).__name__}: {'; '.join(reasons)}"
            self.violations.append(text)
            return failure(status, text)
        if what == "request" and (unknown := self._unknown()):
            self.violations.append(f"request {request.method} {request.path}: unknown properties {unknown}")
        return None

    def _unknown(self) -> list[str]:
        """Properties of a body that the description does not name; by itself it lets them pass."""
        body = request.get_json(silent=True)
        return sorted(set(body) - KNOWN) if isinstance(body, dict) else []

    def _page(self, items: list[Json]) -> Response:
        """One page, with links to the others as GitHub gives them."""
        size = min(int(request.args.get("per_page", 30)), 100)
        number = int(request.args.get("page", 1))
        last = max(1, -(-len(items) // size))
        response = jsonify(items[(number - 1) * size : number * size])
        path = request.path.replace(f"/repos/{self.owner}/{self.name}/", f"/repositories/{ID}/", 1)
        targets = {"prev": number - 1, "next": number + 1, "first": 1, "last": last}
        wanted = [*(("prev", "first") if number > 1 else ()), *(("next", "last") if number < last else ())]
        links = [f'<{self.url}{path}?per_page={size}&page={targets[name]}>; rel="{name}"' for name in wanted]
        if links:
            response.headers["Link"] = ", ".join(links)
        return response

    def _graphql(self) -> Response:
        """What a description is, and its reviews. Errors come with 200, as GitHub sends them."""
        asked = request.get_json()
        values, is_pull = asked["variables"], "pullRequest(" in asked["query"]
        assert (values["owner"], values["name"]) == (self.owner, self.name)
        told = self._texts.get(values["number"])
        if told is None:
            missing = {"type": "NOT_FOUND", "message": f"Could not resolve to the number of {values['number']}."}
            return jsonify({"data": {"repository": {"it": None}}, "errors": [missing]})
        kind = "pull" if is_pull else "issues"
        it = told | {"url": f"https://github.com/{self.owner}/{self.name}/{kind}/{values['number']}"}
        if is_pull:
            it["reviews"] = {
                "nodes": [
                    {
                        "databaseId": review["id"],
                        "state": review["state"],
                        "submittedAt": review["submitted_at"],
                        "author": {"login": review["user"]["login"]},
                        "commit": {"oid": review["commit_id"]},
                    }
                    for review in self._reviews.get(values["number"], [])
                    if review["state"] != "COMMENTED"
                ]
            }
        return jsonify({"data": {"repository": {"it": it}}})

    def _open_pulls(self) -> Response:
        if "/pulls" in self.objects:
            return self._object("pulls")
        head = request.args.get("head", "")
        return self._page([pull for pull in self._pulls.values() if head in ("", pull["head"]["label"])])

    def _object(self, tail: str) -> Response:
        found = self.objects.get(f"/{tail}" if tail else "")
        if found is None:
            return failure(404, "Not Found")
        return self._page(found) if isinstance(found, list) else jsonify(found)

    def _one_pull(self, number: int) -> Response:
        if number not in self._pulls:
            return self._object(f"pulls/{number}")
        known = self._pulls[number]
        kept = ("number", "url", "user", "state", "requested_teams", "base", "head")
        return jsonify(example("pull-request") | {key: known[key] for key in kept})

    def _files(self, number: int) -> Response:
        if number not in self._pulls:
            return failure(404, "Not Found")
        pull = self._pulls[number]
        return self._page(self._changed(pull["base"]["sha"], pull["head"]["sha"])[:LISTED])

    def _compare(self, range: str) -> Response:
        base, _, head = range.partition("...")
        comparison = example("commit-comparison")
        try:
            behind, ahead = map(int, self._git("rev-list", "--left-right", "--count", range).split())
        except subprocess.CalledProcessError:
            return failure(404, "Not Found")
        status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
        comparison.update(status=status, ahead_by=ahead, behind_by=behind, total_commits=ahead)
        comparison["files"] = self._changed(base, head)[:COMPARED] if request.args.get("page", "1") == "1" else []
        return jsonify(comparison)

    def _commits(self) -> Response:
        """Commits that touched a file, the newest first ("List commits")."""
        start, path = request.args.get("sha", "HEAD"), request.args.get("path")
        try:
            listed = self._git("rev-list", start, *(("--", path) if path else ()))
        except subprocess.CalledProcessError:
            return failure(404, "Not Found")
        return self._page([self._commit(sha) for sha in listed.decode().split()])

    def _one_commit(self, sha: str) -> Response:
        if f"/commits/{sha}" in self.objects:
            return self._object(f"commits/{sha}")
        try:
            return jsonify(self._commit(sha) | {"files": []})
        except subprocess.CalledProcessError:
            return failure(404, "Not Found")

    def _commit(self, sha: str) -> Json:
        told = self._git("show", "-s", "--format=%an%x00%ae%x00%cn%x00%ce%x00%P%x00%H", f"{sha}^{{commit}}").decode()
        author, mail, committer, committed, parents, sha = told.strip().split("\0")
        found = example("commit")
        found.update(sha=sha, url=self._at(f"/commits/{sha}"))
        found["author"], found["committer"] = self._account(mail), self._account(committed)
        found["commit"]["author"].update(name=author, email=mail)
        found["commit"]["committer"].update(name=committer, email=committed)
        signed = b"\ngpgsig " in self._git("cat-file", "commit", sha).partition(b"\n\n")[0]
        good = sha in self.verified
        reason = "valid" if good else "unknown_key" if signed else "unsigned"
        found["commit"]["verification"].update(verified=good, reason=reason)
        parent = found["parents"][0]
        found["parents"] = [parent | {"sha": each, "url": self._at(f"/commits/{each}")} for each in parents.split()]
        for key in ("files", "stats"):
            found.pop(key, None)
        return found

    def _account(self, mail: str) -> Json:
        login = self.accounts.get(mail)
        return user(login) if login else None

    def _changed(self, base: str, head: str) -> list[Json]:
        start = self._git("merge-base", base, head).decode().strip()
        listed = self._git("diff-tree", "-r", "-z", "-M", "--raw", "--abbrev=40", start, head)
        fields = iter(listed.decode().split("\0"))
        whole = self._git("diff", "-M", "--no-color", "--no-ext-diff", start, head).decode("utf-8", "replace")
        patches = re.split(r"^diff --git ", whole, flags=re.MULTILINE)[1:]
        found: list[Json] = []
        for meta in fields:
            if not meta:
                break
            *_, old, new, status = meta.split(" ")
            entry = {"sha": old if status == "D" else new, "status": STATUS[status[0]]}
            if status[0] == "R":
                entry["previous_filename"] = next(fields)
            path = next(fields)
            patch = patches[len(found)]  # both list the files in one order
            shown = {"patch": patch[patch.index("\n@@") + 1 :]} if "\n@@" in patch else {}
            found.append(entry | self._addresses(path, head) | shown)
        return found

    def _addresses(self, path: str, commit: str) -> dict[str, Json]:
        name = quote(path)
        web = f"https://github.com/{self.owner}/{self.name}"
        urls = {"blob_url": f"{web}/blob/{commit}/{name}", "raw_url": f"{web}/raw/{commit}/{name}"}
        counts: dict[str, Json] = {"additions": 1, "deletions": 0, "changes": 1}
        return {"filename": path, "contents_url": self._at(f"/contents/{name}?ref={commit}")} | urls | counts

    def _list_comments(self, number: int) -> Response:
        return self._page([one for one in self.comments if one["issue_url"].endswith(f"/{number}")])

    def _create_comment(self, number: int) -> Response:
        body = request.get_json()["body"]
        if len(body) > LONGEST:
            return failure(422, f"Validation Failed: body is too long (maximum is {LONGEST} characters)")
        created = self.comment(number, body, *((self.login, "User") if self.login else ()))
        response = jsonify(created)
        response.status_code = 201
        response.headers["Location"] = created["url"]
        return response

    def _edit(self, among: list[Json], identity: int) -> Response:
        found = next((one for one in among if one["id"] == identity), None)
        if found is None:
            return failure(404, "Not Found")
        found["body"] = request.get_json()["body"]
        return jsonify(found)

    def _delete(self, among: list[Json], identity: int) -> Response:
        kept = [one for one in among if one["id"] != identity]
        if len(kept) == len(among):
            return failure(404, "Not Found")
        among[:] = kept
        return Response(status=204)

    def _create_review(self, number: int) -> Response:
        """All comments or none: one on a line that the diff does not show refuses the whole review."""
        given, pull = request.get_json(), self._pulls[number]
        patches = {
            file["filename"]: file.get("patch", "") for file in self._changed(pull["base"]["sha"], given["commit_id"])
        }
        for line in given["comments"]:
            if unknown := set(line) - IN_LINE:
                self.violations.append(f"unknown properties of a review comment {sorted(unknown)}")
            first, last = line.get("start_line", line["line"]), line["line"]
            if "start_line" in line and first >= last:
                return failure(422, "Pull request review thread start line must precede the end line.")
            if not any(first >= start and last < stop for start, stop in _hunks(patches.get(line["path"], ""))):
                return failure(422, "Pull request review thread line must be part of the diff")
        review = example("pull-request-review") | {"id": self._id(), "body": given["body"], "state": "COMMENTED"}
        review |= {"commit_id": given["commit_id"], "user": user(self.login or "github-actions[bot]")}
        for line in given["comments"]:
            self.remark(line["body"], line["path"], line["line"], given["commit_id"], self.login or None)
        return jsonify(review)

    def remark(self, body: str, path: str, line: int, commit: str = "", login: str | None = None) -> dict[str, Json]:
        """Add a comment on a line, as anybody."""
        made: dict[str, Json] = example("pull-request-review-comment")
        identity = self._id()
        made.pop("in_reply_to_id")
        made.update(id=identity, body=body, path=path, line=line, position=line, commit_id=commit)
        made.update(user=user(login or "github-actions[bot]"), url=self._at(f"/pulls/comments/{identity}"))
        self.remarks.append(made)
        return made

    def _request_review(self, number: int) -> Response:
        logins = request.get_json()["reviewers"]
        if self._pulls[number]["user"]["login"] in logins:
            return failure(422, "Review cannot be requested from pull request author.")
        if set(logins) - self.assignable:
            return failure(422, "Reviews may only be requested from collaborators.")
        self.requested += [("review_requested", login) for login in logins]
        response = jsonify(self._pulls[number])
        response.status_code = 201
        return response

    def _events(self, number: int) -> Response:
        kept = ("id", "node_id", "url", "actor", "commit_id", "commit_url", "created_at")
        common = {key: value for key, value in example("issue-event").items() if key in kept}
        common |= {"commit_id": None, "commit_url": None, "performed_via_github_app": None}
        common["review_requester"] = user("github-actions[bot]")
        return self._page(
            [common | {"event": event, "requested_reviewer": user(login)} for event, login in self.requested]
        )

    def _list_issues(self) -> Response:
        wanted, state = set(filter(None, request.args.get("labels", "").split(","))), request.args.get("state", "open")
        found = [each for each in self.issues if wanted <= {label["name"] for label in each["labels"]}]
        return self._page([each for each in reversed(found) if state in ("all", each["state"])])

    def _create_issue(self) -> Response:
        given = request.get_json()
        if strangers := set(given.get("assignees", ())) - self.assignable:
            return failure(422, f"Validation Failed: {sorted(strangers)}")
        made = self.issue(given["body"], given["title"], self.login or "github-actions[bot]", given.get("labels", ()))
        made["assignees"] = [user(login) for login in given.get("assignees", ())]
        response = jsonify(made)
        response.status_code = 201
        response.headers["Location"] = made["url"]
        return response

    def _edit_issue(self, number: int) -> Response:
        found = next((each for each in self.issues if each["number"] == number), None)
        if found is None:
            return failure(404, "Not Found")
        found.update(
            {key: value for key, value in request.get_json().items() if key in ("body", "state", "state_reason")}
        )
        return jsonify(found)

    def _assignee(self, login: str) -> Response:
        return Response(status=204) if login in self.assignable else failure(404, "Not Found")

    def _tree(self, sha: str) -> Response:
        options = ["-r", "-t"] if request.args.get("recursive") else []
        try:
            listed = self._git("ls-tree", "-l", "-z", *options, sha)
        except subprocess.CalledProcessError:
            return failure(404, "Not Found")
        entries = []
        for line in listed.decode().split("\0")[:-1]:
            meta, _, path = line.partition("\t")
            mode, kind, oid, size = meta.split()
            entry = {"path": path, "mode": mode, "type": kind, "sha": oid, "url": self._at(f"/git/{kind}s/{oid}")}
            entries.append(entry | ({"size": int(size)} if size != "-" else {}))
        return jsonify(sha=sha, url=self._at(f"/git/trees/{sha}"), tree=entries, truncated=self.truncated)

    def _blob(self, sha: str) -> Response:
        try:
            data = self._git("cat-file", "blob", sha)
        except subprocess.CalledProcessError:
            return failure(404, "Not Found")
        content = base64.encodebytes(data).decode()
        url = self._at(f"/git/blobs/{sha}")
        return jsonify(content=content, encoding="base64", url=url, sha=sha, size=len(data), node_id="B_x")

    def _content(self, path: str) -> Response:
        commit = request.args.get("ref", "HEAD")
        try:
            data = self._git("cat-file", "blob", f"{commit}:{path}")
            sha = self._git("rev-parse", f"{commit}:{path}").decode().strip()
        except subprocess.CalledProcessError:
            return failure(404, "Not Found")
        url, blob = self._at(f"/contents/{quote(path)}"), self._at(f"/git/blobs/{sha}")
        web = f"https://github.com/{self.owner}/{self.name}/blob/{commit}/{quote(path)}"
        found = {"type": "file", "encoding": "base64", "size": len(data), "name": path.rpartition("/")[2], "path": path}
        links = {"url": url, "git_url": blob, "html_url": web, "download_url": web}
        content = base64.encodebytes(data).decode()
        found |= {"content": content, "sha": sha, "_links": {"self": url, "git": blob, "html": web}}
        return jsonify(found | links)

    def _user(self) -> Response:
        if not self.login:
            return failure(403, "Resource not accessible by integration")
        public = example("private-user-response-with-public-profile-information")
        return jsonify(public | {"login": self.login, "user_view_type": "public"})

    def _team(self, organisation: str, slug: str) -> Response:
        members = self.teams.get(f"@{organisation}/{slug}")
        return failure(404, "Not Found") if members is None else self._page([user(login) for login in members])

    def _git(self, *arguments: str) -> bytes:
        command = ["git", "-C", str(self.repository), *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def _at(self, tail: str) -> str:
        return f"{self.url}/repos/{self.owner}/{self.name}{tail}"

    def _id(self) -> int:
        self._ids += 1
        return self._ids


def _hunks(patch: str) -> list[tuple[int, int]]:
    """Where each hunk begins and ends on the right side; the end is exclusive."""
    found = re.findall(r"^@@ \S+ \+(\d+)(?:,(\d+))? @@", patch, re.MULTILINE)
    return [(int(start), int(start) + int(count or 1)) for start, count in found]


def user(login: str, type: str = "User") -> dict[str, Json]:
    found: dict[str, Json] = example("issue-comment")["user"]
    return found | {"login": login, "type": "Bot" if login.endswith("[bot]") else type}


def failure(status: int, message: str, headers: Mapping[str, str] = {}) -> Response:
    """An error as GitHub words one."""
    response = jsonify(message=message, documentation_url="https://docs.github.com/rest", status=str(status))
    response.status_code = status
    response.headers.update(headers)
    return response
