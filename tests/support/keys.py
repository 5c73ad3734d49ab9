"""People who commit, with real keys of SSH and OpenPGP, made once for all tests."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from support.scenario import QUICK, Files, Repository

HAS_SSH, HAS_GPG = shutil.which("ssh-keygen") is not None, shutil.which("gpg") is not None


@cache
def directory() -> Path:
    """A directory for keys. Its name is short: gpg's socket lies below it."""
    place = Path(mkdtemp(prefix="cf-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


@dataclass(frozen=True)
class Person:
    """Somebody who commits, under a name and an address."""

    name: str
    mail: str

    @property
    def identity(self) -> str:
        return f"{self.name} <{self.mail}>"


ALICE = Person("alice", "alice@example.com")
HANA = Person("Hana Kimura", "hana@example.com")
HIDDEN = Person("Hana", "1234+hana@users.noreply.github.com")
STRANGER = Person("Hana Kimura", "hana@home.example")
GITHUB = Person("GitHub", "noreply@github.com")


@cache
def ssh(owner: str) -> Path:
    """The public key of SSH of somebody; the private one lies beside it."""
    key = directory() / f"ssh-{owner}"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", owner, "-f", key], check=True)
    return key.with_suffix(".pub")


@cache
def gpg(owner: str) -> str:
    """The public key of OpenPGP of somebody, in ASCII; the private one lies in the common keyring."""
    home = directory() / "gnupg"
    home.mkdir(mode=0o700, exist_ok=True)
    run = ["gpg", "--homedir", str(home), "--batch", "--quiet"]
    name = f"{owner} <{owner}@example.com>"
    made = [*run, "--passphrase", "", "--quick-gen-key", name, "ed25519", "sign"]
    subprocess.run(made, check=True, capture_output=True)
    return subprocess.run([*run, "--armor", "--export", name], check=True, capture_output=True, text=True).stdout


def allowed(**keys: str) -> str:
    """A file of allowed signers: whose key is whose, by the name before the address."""
    lines = ((owner, ssh(key).read_text().split()) for owner, key in keys.items())
    return "".join(f'{owner}@example.com namespaces="git" {kind} {key}\n' for owner, (kind, key, *_) in lines)


def commit(
    repository: Repository,
    files: Files,
    author: Person,
    *,
    committer: Person | None = None,
    key: str = "",
    message: str = "change",
    amend: bool = False,
) -> str:
    """Write files and commit them as somebody, signed with `ssh:NAME` or `gpg:NAME` where a key is named."""
    for name, content in files.items():
        path = repository.root / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    git(repository, "add", "--all")
    options = [*signing(key), "commit", "--quiet", "--allow-empty", "-m", message]
    options += ["--amend", "--reset-author"] if amend else []
    git(repository, *options, *(("-S",) if key else ("--no-gpg-sign",)), author=author, committer=committer)
    return repository.git("rev-parse", "HEAD")


def signing(key: str) -> list[str]:
    """Settings of git for a key."""
    form, _, owner = key.partition(":")
    if form == "ssh":
        return ["-c", "gpg.format=ssh", "-c", f"user.signingkey={ssh(owner)}"]
    if form == "gpg":
        gpg(owner)
        return ["-c", "gpg.format=openpgp", "-c", f"user.signingkey={owner}@example.com"]
    return []


def git(repository: Repository, *arguments: str, author: Person = ALICE, committer: Person | None = None) -> None:
    """Run git as somebody."""
    subprocess.run(
        ["git", "-C", repository.root, *QUICK, *arguments],
        check=True,
        capture_output=True,
        env=environ(author, committer or author),
    )


def environ(author: Person, committer: Person) -> Mapping[str, str]:
    return {
        **os.environ,
        "GNUPGHOME": str(directory() / "gnupg"),
        "GIT_AUTHOR_NAME": author.name,
        "GIT_AUTHOR_EMAIL": author.mail,
        "GIT_COMMITTER_NAME": committer.name,
        "GIT_COMMITTER_EMAIL": committer.mail,
        "GIT_AUTHOR_DATE": "2026-11-05T12:00:00Z",
        "GIT_COMMITTER_DATE": "2026-11-05T12:00:00Z",
        "GIT_EDITOR": "true",
    }
