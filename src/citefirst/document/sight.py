"""Whether a text leaves any ink on the screen.

Decided by Unicode's general categories: letters, digits, punctuation and symbols are seen, blanks, controls, formats,
private and unassigned code points and marks without a base are not. Some that are called letters or symbols are blank
all the same, which no property says of all of them; they are listed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from citefirst.document.text import INVISIBLE

_INK = frozenset("LNPS")
_BLANKS = frozenset(
    "\u2800"  # braille pattern blank
    "\u303f"  # ideographic half fill space
    "\ufffc"  # object replacement: an image that is not there, or the place of one, which has to be seen by itself
    "\U00013441\U00013442"  # Egyptian hieroglyph full blank, half blank
    "\U0001d159"  # musical symbol null notehead
)


def has_ink(char: str) -> bool:
    """Tell whether a code point is visible when it stands alone."""
    return unicodedata.category(char)[0] in _INK and char not in _BLANKS and not INVISIBLE.match(char)


def visible(text: str) -> bool:
    """Tell whether any part of a text is visible."""
    return any(map(has_ink, text))


_THINNEST = 2
"""Pixels from which on an image is something to look at: one pixel is what counts visits."""


def sized(attributes: Mapping[str, str]) -> bool:
    """Tell whether an image with these attributes is large enough to be seen, as far as they say."""
    return all(_is_large(attributes.get(side, "")) for side in ("width", "height"))


def _is_large(value: str) -> bool:
    """Tell whether a dimension is large as browsers read it (HTML standard, "Rules for parsing dimension values")."""
    number = value.strip(" \t\n\f\r")
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    if not digits:
        return True
    whole = digits.lstrip("0")[:9] or "0"
    return int(whole) >= (1 if number[len(digits) :].lstrip(".0123456789").startswith("%") else _THINNEST)
