"""Objects of GitHub that a record cites: is each there, since when, and in which state.

A 404 is GitHub's answer to whoever may not see something. An object is missing only where its repository can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from citefirst.evidence.answers import Answer, CannotTell, Found, Missing
from citefirst.github.api import Api, ApiError
from citefirst.github.client import Patience
from citefirst.lookup.github_refs import Site, Thing
from citefirst.structs import field, frozen, replace

PATIENCE = Patience(repeats=1, pause=0.5, ceiling=5, timeout=8)
"""Shorter than the Action's own: a missing answer is not an error here."""
MAX_TITLE = 200
"""Characters of a commit's first line."""
MAX_STATUSES = 10
"""Statuses of a deployment whose times a line may mean."""
ABSENT = (404, 410, 422)
"""Answers for what is not there; 422 is that for a commit."""


@frozen
class Objects(Api):
    """The objects of one repository. `free`: may they be asked for although it is private."""

    free: bool = True

    def find(self, thing: Thing) -> Answer:
        """Find a thing, and never raise for what GitHub answers."""
        try:
            if not self.free and self._is_private():
                return CannotTell(f"{self.repository} is private and not the record's own repository")
            return _FINDERS[thing.what](self, thing.id)
        except ApiError as error:
            if error.status not in ABSENT:
                return CannotTell(str(error))
        return self._absent(thing)

    def _absent(self, thing: Thing) -> Answer:
        try:
            self._is_private()
        except ApiError as error:
            if error.status in ABSENT:
                return CannotTell(f"{self.repository} is not on GitHub, or the token may not see it")
            return CannotTell(str(error))
        none = f"{self.repository} has no {_NAMES.get(thing.what, thing.what)} {thing.id}"
        return CannotTell(f"{none}, and is a fork of one that may have it") if self._repository.fork else Missing(none)

    def _is_private(self) -> bool:
        with self._asking(f"the repository {self.repository}"):
            return self._repository.private

    def _pull(self, number: str) -> Found:
        with self._asking(f"pull request {number}"):
            pull = self._repository.get_pull(int(number))
            state = "merged" if pull.merged else "draft" if pull.draft and pull.state == "open" else pull.state
            return _pull_found(pull.title, state, pull.merged_at, pull.closed_at, pull.created_at)

    def _issue(self, number: str) -> Found:
        """Find an issue. GitHub numbers pull requests among its issues; one that is merged says so here too."""
        with self._asking(f"issue {number}"):
            issue = self._repository.get_issue(int(number))
            if issue.pull_request is None:
                times = _times(issue.closed_at)
                state = "not planned" if issue.state_reason == "not_planned" else issue.state
                return Found("ticket", issue.title, issue.created_at, state, times)
            merged = issue.pull_request.merged_at
            return _pull_found(
                issue.title, "merged" if merged else issue.state, merged, issue.closed_at, issue.created_at
            )

    def _commit(self, sha: str) -> Found:
        with self._asking(f"commit {sha[:12]}"):
            commit = self._repository.get_commit(sha, commit_files_per_page=1)
            title = (commit.commit.message or "").partition("\n")[0][:MAX_TITLE]
            made = commit.commit.committer.date
            state = "default-branch" if self._is_merged(commit.sha) else "elsewhere"
            if state == "elsewhere" and self._repository.fork:  # its branch may be behind the one that it is of
                state = "fork"
            return Found("commit", title, made, state, _times(commit.commit.author.date))

    def _is_merged(self, sha: str) -> bool:
        """Tell whether a commit is part of the default branch. One of a fork is shown like one of the repository
        itself."""
        branch = self._repository.default_branch
        try:
            with self._asking(f"{sha[:12]} in {branch}"):
                return self._repository.compare(branch, sha).ahead_by == 0
        except ApiError as error:
            if error.status == 404:
                return False
            raise

    def _deployment(self, number: str) -> Found:
        """Find a deployment. `inactive` only says that a later one followed: the status before it tells how this one
        went."""
        with self._asking(f"deployment {number}"):
            deployment = self._repository.get_deployment(int(number))
            created, title = deployment.created_at, deployment.environment or ""
            known = sorted(deployment.get_statuses().get_page(0), key=lambda status: status.created_at, reverse=True)
            if not known:
                return Found("deploy", title, created)
            newest = next((status for status in known if status.state != "inactive"), known[0])
            others = _times(created, *(status.created_at for status in known[:MAX_STATUSES]))
            return Found("deploy", title, newest.created_at, newest.state, others)

    def _environment(self, name: str) -> Answer:
        with self._asking(f"the deployments of {name}"):
            page = self._repository.get_deployments(environment=name).get_page(0)
            if page:
                return Found("deploy", name, state="deployed")
        return Missing(f"{self.repository} has no deployment to {name}")

    def _run(self, number: str) -> Found:
        with self._asking(f"run {number}"):
            run = self._repository.get_workflow_run(int(number))
            times = _times(run.created_at, run.updated_at)
            return Found(
                "ci-run", run.display_title or "", run.run_started_at, run.conclusion or run.status or "", times
            )

    def _release(self, tag: str) -> Found:
        """Find a release. A tag without a release has a page among the releases too."""
        try:
            with self._asking(f"the release {tag}"):
                release = self._repository.get_release(tag)
                state = "draft" if release.draft else "prerelease" if release.prerelease else "published"
                times = _times(release.created_at)
                return Found("release", release.name or tag, release.published_at, state, times)
        except ApiError as error:
            if error.status != 404:
                raise
        with self._asking(f"the tag {tag}"):
            found = self._repository.get_git_ref(f"tags/{tag}").object.sha
            return Found("release", tag, state="tag" if found else "")


_NAMES = {"pull": "pull request"}
_FINDERS: Mapping[str, Callable[[Objects, str], Answer]] = {
    "pull": Objects._pull,
    "issue": Objects._issue,
    "commit": Objects._commit,
    "deployment": Objects._deployment,
    "environment": Objects._environment,
    "run": Objects._run,
    "release": Objects._release,
}


def _pull_found(title: str, state: str, merged: datetime | None, closed: datetime | None, created: datetime) -> Found:
    return Found("pull-request", title, merged, state, _times(closed if not merged else None, created))


def _times(*times: datetime | None) -> tuple[datetime, ...]:
    return tuple(time for time in times if time)


@frozen
class Repositories:
    """The repositories of a site that were asked for so far; one connection each."""

    site: Site
    patience: Patience = PATIENCE
    _known: dict[str, Objects] = field(default_factory=dict)

    def find(self, thing: Thing) -> Answer:
        """Find a thing, in one thread: PyGithub's connections need one, and GitHub wants one request after the
        other."""
        slug = thing.slug.lower()
        if slug not in self._known:
            site = self.site
            free = site.private or slug == site.repository.lower()
            self._known[slug] = Objects(site.api, thing.slug, site.token, self.patience, free)
        answer = self._known[slug].find(thing)
        if isinstance(answer, Found) and answer.state in ("open", "draft") and self._brings(thing):
            return replace(answer, state="proposed")
        return answer

    def _brings(self, thing: Thing) -> bool:
        """Tell whether this is the pull request that brings the record itself."""
        mine = (self.site.repository.lower(), str(self.site.pull))
        return thing.what in ("pull", "issue") and (thing.slug.lower(), thing.id) == mine
