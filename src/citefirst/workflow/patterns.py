"""Regular expressions of schemas: how long one may take on a text, told before any text is there.

Python's engine backtracks, and whoever writes a schema or a record may want it never to return: `^(a+)+$` takes years
on forty letters. So a pattern is read once. Each repetition without an upper bound multiplies the time by the text's
length, so that a pattern with a few of them is used on texts up to a length only (`longest`). A repetition inside
such a repetition is refused unless the text itself says where each round ends: `([a-z]+,)*`, but not `([a-z]+,?)*`.
Patterns of IDs, which are looked for in every line, are held to stricter terms (`evidence/patterns`).
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

from citefirst.structs import frozen

MAX_LENGTH = 1_000
MAX_STEPS = 10**9
"""Steps of the engine for one text, about a second."""
LEAST = 100
"""Characters that a pattern must be usable on."""

# Python's own reader of patterns, so that nothing is read otherwise than the engine does. The name is private to the
# standard library; tests on every version hold that it is there.
_PARSER: Any = import_module("re._parser")
_SAMPLES = tuple(map(chr, range(128))) + tuple("\u00e9\u00df\u0411\u4e2d\u0661\u00a0\u2028\u00b2\u20ac\u0301\U0001f600")
_FEW = 40
"""Rounds up to which a repetition counts by its rounds, and beyond which by the text's length."""
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_SINGLE = ("LITERAL", "NOT_LITERAL", "ANY", "IN")


class TooLong(Exception):
    """A text is too long for a pattern; the message says so."""


@frozen
class _Cost:
    """`ways` times the length to the power of `degree`: steps from one place of a text."""

    ways: int = 1
    degree: int = 0


@cache
def fault(pattern: str) -> str:
    """Return why a pattern may not be used, to complete "`pattern` …"; "" if it may."""
    try:
        if len(pattern) > MAX_LENGTH:
            return f"has more than {MAX_LENGTH:,} characters"
        re.compile(pattern)
        cost = _cost(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no regular expression: {error}"
    except ValueError as error:
        return str(error)
    if _longest(cost) < LEAST:
        return "can match in too many ways: give its repetitions an upper bound, or a lower one"
    return ""


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern is found in a text. Raises TooLong if that could take too long."""
    if len(text) > LEAST and len(text) > (most := longest(pattern)):
        raise TooLong(
            f"a text of {len(text):,} characters is too long to be held against `{pattern}`, which is used on texts of "
            f"at most {most:,}"
        )
    return re.search(pattern, text) is not None


@cache
def longest(pattern: str) -> int:
    """Return the length of the longest text that a pattern is used on."""
    return _longest(_cost(pattern))


def _longest(cost: _Cost) -> int:
    if not cost.degree:
        return MAX_STEPS // cost.ways
    # Roots of floats may be off by one: never one too many.
    return int((MAX_STEPS / cost.ways) ** (1 / cost.degree) + 1e-6)


def _cost(pattern: str) -> _Cost:
    """Return the cost of looking for a pattern everywhere in a text. Raises ValueError for what is refused."""
    tree = _PARSER.parse(pattern)
    found = _sequence(tree, _samples(pattern))
    return found if _is_anchored(tree) else _Cost(found.ways, found.degree + 1)


def _is_anchored(items: Any) -> bool:
    """Tell whether a pattern can match only at the text's beginning."""
    if not items:
        return False
    name, value = str(items[0][0]), items[0][1]
    if name == "AT":
        return str(value) in ("AT_BEGINNING", "AT_BEGINNING_STRING")
    if name == "SUBPATTERN":
        return _is_anchored(value[3])
    return name == "BRANCH" and all(map(_is_anchored, value[1]))


def _sequence(items: Any, samples: str) -> _Cost:
    ways, degree = 1, 0
    for item in items:
        cost = _item(str(item[0]), item[1], samples)
        ways, degree = min(ways * cost.ways, MAX_STEPS + 1), degree + cost.degree
    return _Cost(ways, degree)


def _item(name: str, value: Any, samples: str) -> _Cost:
    if name in _SINGLE or name == "AT":
        return _Cost()
    if name in _REPEATS:
        return _repeated(value[0], value[1], value[2], samples)
    if name == "BRANCH":
        costs = [_sequence(branch, samples) for branch in value[1]]
        return _Cost(sum(cost.ways for cost in costs), max(cost.degree for cost in costs))
    if name == "SUBPATTERN":
        return _sequence(value[3], samples)
    if name == "ATOMIC_GROUP":
        return _sequence(value, samples)
    if name in ("ASSERT", "ASSERT_NOT"):
        return _sequence(value[1], samples)
    raise ValueError("refers back to what it matched, which takes time without bound: write it out")


def _repeated(least: int, most: int, body: Any, samples: str) -> _Cost:
    inner = _sequence(body, samples)
    endless, single = most == _PARSER.MAXREPEAT, len(body) == 1 and str(body[0][0]) in _SINGLE
    if endless or inner.degree or most - least > _FEW:
        if single or (most > 1 and _ends_by_itself(body, samples)):
            return _Cost(1, 1)
        if endless:
            raise ValueError(
                "repeats without bound what can itself be repeated or left out, which may take years: bound one of "
                "both, as in `{0,40}`, or begin each round with what stands nowhere else in it"
            )
    ways = 0
    for count in range(least, min(most, least + MAX_LENGTH) + 1):
        ways = min(ways + inner.ways ** min(count, 30), MAX_STEPS + 1)
    return _Cost(ways, inner.degree * min(most, MAX_LENGTH))


def _ends_by_itself(body: Any, samples: str) -> bool:
    """Tell whether each round of a repetition can match a text in one way only, with an end that shows.

    That is so if the round is a row of sets of characters that have none in common, one of them not to be repeated.
    """
    parts = _parts(body, samples)
    if parts is None or not any(fixed for _, fixed in parts):
        return False
    seen: set[str] = set()
    for chars, fixed in parts:
        if not seen.isdisjoint(chars) and not (fixed and all(each for _, each in parts)):
            return False
        seen |= chars
    return True


def _parts(body: Any, samples: str) -> list[tuple[set[str], bool]] | None:
    """Return the sets of a row, each with whether it matches a fixed number of characters; None if it is not a row."""
    found: list[tuple[set[str], bool]] = []
    for item in body:
        name, value = str(item[0]), item[1]
        if name in _SINGLE:
            found.append((_set(item, samples), True))
        elif name == "BRANCH":
            choice = [_parts(branch, samples) for branch in value[1]]
            if any(each is None or len(each) != 1 or not each[0][1] for each in choice):
                return None
            sets = [each[0][0] for each in choice if each]
            if sum(map(len, sets)) > len(set().union(*sets)):
                return None
            found.append((set().union(*sets), True))
        elif name == "SUBPATTERN":
            inner = _parts(value[3], samples)
            if inner is None:
                return None
            found += inner
        elif name in _REPEATS:
            inner = _parts(value[2], samples)
            # A repeated or optional row of several sets is a row again only where it is left out or there once.
            if inner is None or (len(inner) > 1 and value[1] != 1):
                return None
            found += [(chars, fixed and value[0] == value[1]) for chars, fixed in inner]
        else:
            return None
    return found


def _set(item: Any, samples: str) -> set[str]:
    """Return which of the samples one character of a pattern matches, according to the engine itself."""
    name, value = str(item[0]), item[1]
    if name == "LITERAL":
        return {chr(value)}
    if name == "NOT_LITERAL":
        return set(samples) - {chr(value)}
    if name == "ANY":
        return set(samples) - {"\n"}
    negated = str(value[0][0]) == "NEGATE"
    found = {char for char in samples if any(_is_in(char, str(each), what) for each, what in value[negated:])}
    return set(samples) - found if negated else found


def _is_in(char: str, name: str, value: Any) -> bool:
    if name == "LITERAL":
        return bool(ord(char) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    kind = str(value).removeprefix("CATEGORY_")
    known: dict[str, str] = {
        "DIGIT": r"\d",
        "NOT_DIGIT": r"\D",
        "SPACE": r"\s",
        "NOT_SPACE": r"\S",
        "WORD": r"\w",
        "NOT_WORD": r"\W",
    }
    return re.fullmatch(known[kind], char) is not None


def _samples(pattern: str) -> str:
    """Return the characters by which sets are compared: two that overlap have one in common, since the ends of all
    ranges are among them."""
    return "".join(dict.fromkeys((*_SAMPLES, *_ends(_PARSER.parse(pattern)))))


def _ends(items: Any) -> list[str]:
    """Yield the characters that a pattern names, anywhere in it."""
    found: list[str] = []
    stack = [items]
    while stack:
        each = stack.pop()
        if isinstance(each, int) and 0 <= each <= 0x10FFFF:
            found.append(chr(each))
        elif isinstance(each, tuple | list) or hasattr(each, "data"):
            stack += list(each)
    return found
