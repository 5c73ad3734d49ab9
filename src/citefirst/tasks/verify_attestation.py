"""A statement on records, held against the files that are there: plain, or in the envelope in which it was signed.

Signatures are not verified here, since that needs roots of trust that others keep; what does it is said.
"""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from citefirst.errors import UsageError
from citefirst.record.paths import inside
from citefirst.report.views.attestation import PREDICATE, STATEMENT, VERIFIER
from citefirst.repository.git import Repository
from citefirst.repository.tree import Tree
from citefirst.repository.working import WorkingTree, find_root

MAX_STATEMENT = 16 << 20
MAX_FILE = 16 << 20
PAYLOAD = "application/vnd.in-toto+json"
PREDICATES = (PREDICATE, "https://in-toto.io/attestation/svr/v0.1")


class Held(NamedTuple):
    """A file that a statement names, and what is wrong with it, as the end of a sentence; "" where it is the same."""

    what: str
    path: str
    fault: str


class Verified(NamedTuple):
    """A statement: who made it when, what held, and each of its files. `signed`: it came in an envelope."""

    verifier: str
    time: str
    properties: Sequence[str]
    files: Sequence[Held]
    repository: str
    signed: bool

    @property
    def holds(self) -> bool:
        return not any(each.fault for each in self.files)


def verify(place: Path, revision: str) -> list[Verified]:
    """Hold the statements of a file against the working tree, or a revision. Raises UsageError where it has none."""
    root = find_root(Path.cwd())
    tree = _tree(root, revision)
    found = [_verified(value, signed, tree) for value, signed in statements(place)]
    if not found:
        raise UsageError(f"{place} holds no statement of citefirst: no predicate in it is {PREDICATE}")
    return found


def _tree(root: Path, revision: str) -> Tree:
    if not revision:
        return WorkingTree(root)
    repository = Repository(root)
    commit = repository.revision(revision)
    if commit is None:
        raise UsageError(f"`{revision}` names no commit, branch or tag here")
    return repository.snapshot(commit, below=True)


def statements(place: Path) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Yield the statements of verification results in a file, and whether each was in an envelope."""
    try:
        with place.open("rb") as stream:
            data = stream.read(MAX_STATEMENT + 1)
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}") from error
    if len(data) > MAX_STATEMENT:
        raise UsageError(f"{place} is larger than {MAX_STATEMENT >> 20} MiB")
    for value in _values(place, data):
        opened, signed = _opened(place, value)
        if opened.get("_type") != STATEMENT:
            raise UsageError(f"{place} is no in-toto statement: its `_type` is not {STATEMENT}")
        if opened.get("predicateType") in PREDICATES:
            yield opened, signed


def _values(place: Path, data: bytes) -> list[Any]:
    """Return the one JSON value of a file, or one for each line, as `gh attestation download` writes them."""
    try:
        text = data.decode("utf-8-sig")
        try:
            return [json.loads(text)]
        except ValueError:
            return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place} is no JSON: {error}") from error


def _opened(place: Path, value: Any) -> tuple[Mapping[str, Any], bool]:
    """Return the statement in a value: it is one, or the payload of an envelope (DSSE), which a bundle of Sigstore
    may hold."""
    envelope = value.get("dsseEnvelope", value) if isinstance(value, dict) else {}
    if isinstance(envelope, dict) and "payload" in envelope:
        try:
            if envelope.get("payloadType") != PAYLOAD:
                raise ValueError(f"its payload is not {PAYLOAD}")
            value = json.loads(b64decode(envelope["payload"], validate=True))
        except (ValueError, TypeError, Error, RecursionError) as error:
            raise UsageError(f"{place} has an envelope that cannot be opened: {error}") from error
        signed = True
    else:
        signed = False
    if not isinstance(value, dict):
        raise UsageError(f"{place} is no in-toto statement: it is no object")
    return value, signed


def _verified(statement: Mapping[str, Any], signed: bool, tree: Tree) -> Verified:
    predicate = _object(statement.get("predicate"))
    verifier, judged = _object(predicate.get("verifier")), _object(predicate.get("judged"))
    named, policies = _list(statement.get("subject")), _list(verifier.get("policies"))
    if not named:
        raise UsageError("the statement names no subject")
    if not str(verifier.get("id", "")).startswith(f"{VERIFIER}/"):
        raise UsageError(f"the statement is another verifier's: {verifier.get('id')!r}")
    files = [
        *(_held("record", _object(each), tree) for each in named),
        *(_held("policy", _object(each), tree) for each in policies),
    ]
    held = [str(each) for each in _list(predicate.get("properties"))]
    time = str(predicate.get("timeCreated", ""))
    return Verified(str(verifier["id"]), time, held, files, str(judged.get("repository", "")), signed)


def _held(what: str, descriptor: Mapping[str, Any], tree: Tree) -> Held:
    """Hold a file against its digest. A name never leads out of the tree."""
    name, digest = str(descriptor.get("name", "")), str(_object(descriptor.get("digest")).get("sha256", "")).lower()
    path = inside("", name) if name and not name.startswith("/") else None
    if not path or path != name:
        return Held(what, name, "is no path of a repository")
    if len(digest) != 64:
        return Held(what, name, "has no SHA-256 in the statement")
    data = tree.content(path, MAX_FILE)
    if data is None:
        return Held(what, name, "is not there")
    from hashlib import sha256

    same = len(data) <= MAX_FILE and sha256(data).hexdigest() == digest
    return Held(what, name, "" if same else "is another one than was attested")


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
