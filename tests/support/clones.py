"""Clones of a made repository, as the tool sees them."""

from __future__ import annotations

from pathlib import Path

from support.scenario import Repository as Made

from citefirst.repository.git import Repository


def clone(made: Made, place: Path, commit: str = "", depth: int = 0) -> Repository:
    """A clone as actions/checkout makes one: of one commit and as deep as asked, or whole."""
    place.mkdir()
    copy = Made.new(place)
    copy.git("remote", "add", "origin", f"file://{made.root}")
    copy.git("fetch", "--quiet", *((f"--depth={depth}",) if depth else ()), "origin", commit or "main")
    copy.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    return Repository(place)
