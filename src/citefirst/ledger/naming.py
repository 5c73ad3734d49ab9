"""What a repository is called in a ledger: by where it came from, the same in every clone, without credentials."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,31}://(?:[^/@]*@)?(?P<host>[^/:@]+)(?::\d{0,5})?/(?P<path>.+)", re.I)
_SHORT = re.compile(r"(?:[^/@:]{1,100}@)?(?P<host>[^/:@]{2,255}):(?P<path>[^:].*)")
"""As ssh has it: `git@github.com:acme/shop.git`; one letter before the colon is a drive of Windows."""


def repository_name(origin: str, directory: str) -> str:
    """Return `github.com/acme/shop` for the address of an origin, else the name of the directory."""
    found = (_ADDRESS if "://" in origin else _SHORT).fullmatch(origin)
    path = found["path"].strip("/").removesuffix(".git") if found else ""
    if not found or not path or origin.lower().startswith("file:"):
        return directory.replace("\\", "/").rstrip("/").rpartition("/")[2] or "repository"
    return f"{found['host'].lower()}/{path}"
