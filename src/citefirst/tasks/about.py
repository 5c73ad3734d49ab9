"""What a report is about: the repository, its commit, and the files by which records were judged."""

from __future__ import annotations

from urllib.parse import urlsplit

from citefirst.check.rulebook import policies
from citefirst.model import Origins
from citefirst.repository.git import Repository
from citefirst.repository.gitcall import GitError
from citefirst.tasks.checkout import Run


def origins(run: Run) -> Origins:
    """Return what the reports of a run are about, as far as git knows."""
    repository, files = Repository(run.tree.root), policies(run.tree, run.rulebook, run.baseline_path)
    home = run.home
    address = f"{home.server}/{home.repository}" if home.repository else _public(repository.origin())
    commit = repository.commit("HEAD") or ""
    return Origins(address, commit, _is_modified(repository) if commit else False, files)


def _public(origin: str) -> str:
    """Return the address of git's origin without names, passwords and tokens in it, "" where it is no address."""
    try:
        parts = urlsplit(origin)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}" if parts.scheme in ("http", "https", "ssh") else ""


def _is_modified(repository: Repository) -> bool:
    """Tell whether files that git tracks, or the index, differ from what is checked out."""
    try:
        return bool(repository.run("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"))
    except GitError:
        return True
