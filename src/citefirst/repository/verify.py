"""Whose signature stands on a commit, by git, with the keys that are given and no others.

What git runs for it and which keys it trusts are settings that a checkout's configuration could change, so that each
is named in the call: the programs by their place on the search path, the keys as files that nobody else can write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

from citefirst.errors import PolicyError
from citefirst.repository import gitcall
from citefirst.repository.git import Repository
from citefirst.repository.writing import write

OPENPGP, SSH = "-----BEGIN PGP", "-----BEGIN SSH SIGNATURE-----"
_PROGRAMS = {SSH: "ssh-keygen", OPENPGP: "gpg"}
_CONFIGURATION = "no-auto-key-retrieve\nno-auto-check-trustdb\ntrust-model always\n"
_FAULTS = {
    "B": "has a signature that does not match it",
    "X": "has a signature that has expired",
    "Y": "has a signature by a key that has expired",
    "R": "has a signature by a key that was revoked",
}
UNKNOWN = "has a signature by a key that is not among the `signers` of the policy"
UNSIGNED = "has no signature"


class Keys(NamedTuple):
    """The file of allowed signers of SSH, None without one; key files of OpenPGP by the person whose they are."""

    ssh: bytes | None = None
    gpg: Mapping[str, Sequence[bytes]] = MappingProxyType({})


class Made(NamedTuple):
    """A commit: who wrote it and who committed it (`Name <mail>`), and what begins its signature, "" without one."""

    author: str
    committer: str
    signature: str


class Signature(NamedTuple):
    """Whose signature verifies, or else why none does, as the end of a sentence."""

    signer: str = ""
    fault: str = ""


def made(data: bytes) -> Made:
    """Read a commit's object."""
    head, _, _ = data.decode("utf-8", "replace").partition("\n\n")
    found: dict[str, str] = {}
    for line in head.split("\n"):
        key, _, value = line.partition(" ")
        found.setdefault(key, value)
    author, committer = (found.get(key, "").rpartition(">")[0] + ">" for key in ("author", "committer"))
    return Made(author, committer, found.get("gpgsig") or found.get("gpgsig-sha256") or "")


def verify(repository: Repository, commits: Mapping[str, Made], keys: Keys) -> dict[str, Signature]:
    """Tell whose signature each commit has. Raises PolicyError where a key file is none, GitError where git fails."""
    found = {commit: _unverified(each, keys) for commit, each in commits.items()}
    rest = [commit for commit, fault in found.items() if not fault]
    told = {commit: Signature(fault=fault) for commit, fault in found.items()}
    if rest:
        with _keyring(keys, any(commits[commit].signature.startswith(OPENPGP) for commit in rest)) as ring:
            told.update(_told(repository, rest, ring))
    return told


def _unverified(commit: Made, keys: Keys) -> str:
    """Say why git need not be asked, "" where it is."""
    if not commit.signature:
        return UNSIGNED
    kind = next((kind for kind in _PROGRAMS if commit.signature.startswith(kind)), None)
    if kind is None:
        return "has a signature that is neither one of SSH nor of OpenPGP"
    if not (keys.ssh if kind == SSH else keys.gpg):
        return UNKNOWN
    try:
        gitcall.program(_PROGRAMS[kind])
    except FileNotFoundError:
        return f"has a signature that cannot be verified here: there is no {_PROGRAMS[kind]}"
    return ""


class _Ring(NamedTuple):
    """Keys as git is given them: settings, a home for gpg, and the person by the fingerprint of an OpenPGP key."""

    settings: Mapping[str, str]
    home: str
    people: Mapping[str, str]


@contextmanager
def _keyring(keys: Keys, openpgp: bool) -> Iterator[_Ring]:
    """Lay down keys where only this run reads them."""
    with TemporaryDirectory(prefix="citefirst-", ignore_cleanup_errors=True) as directory:
        allowed = write(Path(directory, "allowed_signers"), keys.ssh or b"")
        settings = {
            "gpg.ssh.allowedSignersFile": str(allowed),
            "gpg.ssh.revocationFile": os.devnull,
            "gpg.minTrustLevel": "undefined",
            "gpg.ssh.defaultKeyCommand": "",
            "gpg.x509.program": os.devnull,
        }
        for name, setting in (
            ("ssh-keygen", "gpg.ssh.program"),
            ("gpg", "gpg.program"),
            ("gpg", "gpg.openpgp.program"),
        ):
            settings[setting] = _place(name)
        people = _import(directory, keys.gpg) if openpgp else {}
        yield _Ring(settings, directory, people)


def _place(name: str) -> str:
    try:
        return gitcall.program(name)
    except FileNotFoundError:
        return os.devnull


def _import(home: str, keys: Mapping[str, Sequence[bytes]]) -> dict[str, str]:
    """Import key files; return the person by the fingerprint of each key, of subkeys as well."""
    write(Path(home, "gpg.conf"), _CONFIGURATION)
    people: dict[str, str] = {}
    for person, files in keys.items():
        for data in files:
            for fingerprint in _fingerprints(home, data, person):
                if people.setdefault(fingerprint, person) != person:
                    raise PolicyError(f"the key {fingerprint} is in files of {people[fingerprint]} and of {person}")
            _gpg(home, data, "--import")
    return people


def _fingerprints(home: str, data: bytes, person: str) -> list[str]:
    listed = _gpg(home, data, "--import-options", "show-only", "--with-colons", "--import").decode("utf-8", "replace")
    rows = [line.split(":") for line in listed.splitlines()]
    found = [row[9] for above, row in pairwise(rows) if row[0] == "fpr" and above[0] == "pub"]
    if not found:
        raise PolicyError(f"a file of `signers: gpg` of {person} holds no public key")
    return found


def _gpg(home: str, data: bytes, *arguments: str) -> bytes:
    always = ("--homedir", home, "--batch", "--no-tty", "--quiet")
    return gitcall.feed("gpg", (*always, *arguments), data)


def _told(repository: Repository, commits: Sequence[str], ring: _Ring) -> Iterator[tuple[str, Signature]]:
    """Ask git of commits whose signature it may verify."""
    form = "--format=%H%x00%G?%x00%GS%x00%GP%x00%GF%x00"
    settings = [part for key, value in ring.settings.items() for part in ("-c", f"{key}={value}")]
    printed = gitcall.call(
        repository.checkout,
        repository.root,
        (*settings, "log", "--no-walk=unsorted", "-z", form, *commits),
        repository.settings,
        variables={"GNUPGHOME": ring.home},
    )
    fields = printed.decode("utf-8", "replace").split("\0")
    for at in range(0, len(fields) - 5, 6):
        commit, state, signer, primary, key = fields[at : at + 5]
        yield commit.strip(), _signature(state, signer, primary, key, ring.people)


def _signature(state: str, signer: str, primary: str, key: str, people: Mapping[str, str]) -> Signature:
    """Say whose a signature is. Of SSH git names a principal of the file, of OpenPGP the key, which the policy owns."""
    if state not in ("G", "U"):
        return Signature(fault=_FAULTS.get(state, UNKNOWN))
    if key.startswith("SHA256:"):
        return Signature(signer) if state == "G" and signer else Signature(fault=UNKNOWN)
    owner = people.get(primary) or ""
    return Signature(owner) if owner else Signature(fault=UNKNOWN)
