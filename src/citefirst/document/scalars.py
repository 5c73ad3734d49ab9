"""Values of plain YAML scalars: the core schema of YAML 1.2 (chapter 10.3) as far as JSON can hold it."""

from __future__ import annotations

import math
import re
from typing import Any

_MAX_INT = 2**53 - 1  # beyond it readers of JSON disagree about a number (RFC 8259, section 6)
_MAX_NUMBER = 64  # characters
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)")


def resolve(text: str) -> Any:
    """Return the value of a plain scalar in the core schema; a number that JSON cannot hold exactly stays text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > _MAX_NUMBER:
        return text
    if _INT.fullmatch(text):
        number = int(text, 0)
        return number if abs(number) <= _MAX_INT else text
    if _FLOAT.fullmatch(text) and math.isfinite(value := float(text)):
        return value
    return text
