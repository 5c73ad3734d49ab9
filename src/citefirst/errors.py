"""The errors that stop a run. Each is one sentence: what, where, what to do; each has its exit code."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command (docs/cli.md)."""

    HELD = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_CHECKED = 3
    COULD_NOT_RUN = 4


class CitefirstError(Exception):
    """A run that cannot go on. Its text is shown to the user as it is."""

    exit_code = Exit.COULD_NOT_RUN


class PolicyError(CitefirstError):
    """The policy or a schema is wrong: `.citefirst.yml:3:5: …`."""

    exit_code = Exit.USAGE


class ParentUnread(PolicyError):
    """A policy that this one extends cannot be read, so nobody knows what is demanded."""

    exit_code = Exit.COULD_NOT_RUN


class UsageError(CitefirstError):
    """What the caller asked for is wrong."""

    exit_code = Exit.USAGE


class AlreadyThere(UsageError):
    """A file cannot be created because its name is taken."""


class NothingChecked(CitefirstError):
    """Paths were named, but none of them is a record."""

    exit_code = Exit.NOTHING_CHECKED


def ended(error: Exception) -> tuple[str, Exit]:
    """Return what is said of an error that ended a run, and with which exit code."""
    return (str(error), error.exit_code) if isinstance(error, CitefirstError) else (bug(error), Exit.COULD_NOT_RUN)


def bug(error: Exception) -> str:
    """Describe a fault of citefirst itself in one sentence, with the place in its code."""
    return f"the check could not run because of a bug in citefirst ({fault(error)}): please report it"


def fault(error: Exception) -> str:
    """Say what went wrong and where in the code: `KeyError in parse.py:12`."""
    from traceback import extract_tb

    place = extract_tb(error.__traceback__)[-1]
    where = f"{place.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{place.lineno}"
    return f"{type(error).__name__} in {where}"
