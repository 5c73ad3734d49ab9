"""Under which key a result is found. Whoever asks without a rulebook at hand must come to the same one."""

from __future__ import annotations

from citefirst.cache.digests import digest, of_bytes


def record(identity: str, path: str, shown: str, data: bytes, more: str = "") -> str:
    """Return the key of a report. `identity` is the checker's; `more` is "" where nothing else is known of the file."""
    return digest((identity, path, shown, of_bytes(data), more))


def register(record: str) -> str:
    """Return the key of what the register keeps of a record, by the key of its report."""
    return digest((record, "register"))


def no_record(identity: str, path: str, data: bytes) -> str:
    """Return the key of the note that a file is no record unless somebody names it."""
    return digest((identity, path, of_bytes(data)))


def checker(code: str, day: str) -> str:
    """Return the key of what a checker without options was made of; it belongs to the path ""."""
    return digest((code, day))


def named(identity: str, path: str, data: bytes) -> str:
    """Return the key of the note what a file is to other records: whether it is one, and what it is called."""
    return digest((identity, path, of_bytes(data), "named"))


def history(code: str, state: object) -> str:
    """Return the key of what a history of commits says of assistants; it belongs to the path ""."""
    return digest((code, state, "history"))
