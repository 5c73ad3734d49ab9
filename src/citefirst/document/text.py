"""Bytes to text: the one place that decides what a line end is and which characters are invisible.

Line ends are those of CommonMark 0.31.2 (section 2.1): LF, CR and CRLF, nothing else, so that U+2028, form feeds and
NEL stay inside their line as they do in git, GitHub and editors.
"""

from __future__ import annotations

from citefirst.regex import lazy

_BOM = "\ufeff"

# Code points that a reader does not see: soft hyphen, combining grapheme joiner, zero-width and bidirectional
# controls, invisible operators, variation selectors, tag characters, interlinear annotations
# (Unicode 16, property Default_Ignorable_Code_Point).
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = lazy(f"[{IGNORABLE}]")
"""One code point that takes no room on screen and must neither hide a claim nor cite one."""


def decode(data: bytes) -> str:
    """Decode a file: UTF-8, without byte order mark, line ends as LF.

    Raises UnicodeDecodeError if the bytes are not UTF-8.
    """
    text = data.decode("utf-8").removeprefix(_BOM)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
