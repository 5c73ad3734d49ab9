"""Policies of other repositories by GitHub's API, at the commit that a policy names."""

from __future__ import annotations

from citefirst.errors import ParentUnread
from citefirst.github.api import Api, ApiError
from citefirst.repository.snapshot import Snapshot
from citefirst.structs import replace


def abroad(api: Api, repository: str, commit: str) -> Snapshot:
    """Return the files of a repository at a commit. Raises ParentUnread where GitHub does not show them."""
    try:
        return replace(api, repository=repository).snapshot(commit)
    except ApiError as error:
        if error.status not in (401, 403, 404, 409, 422):
            raise ParentUnread(f"{repository} cannot be read at {commit}: {error}") from error
        raise ParentUnread(
            f"{repository} has no commit {commit}, or the token may not see it: give the input `token` one that may "
            "read it, or check it out and name the directory in the input `policies`"
        ) from error
