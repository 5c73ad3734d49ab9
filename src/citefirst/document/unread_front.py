"""What keeps the front matter of a record from being read (CF008).

A Markdown file that no glob routes is a record because its front matter names a `workflow`. Front matter that is nearly
right must not take it out of the check in silence: whatever a reader would take for the front matter of a record is
either read or told.
"""

from __future__ import annotations

import json
import re
import unicodedata

from citefirst.document.claim import HEAD, KEY
from citefirst.document.frontmatter import split
from citefirst.document.text import INVISIBLE
from citefirst.model import FrontMatter, Problem
from citefirst.places import Span
from citefirst.regex import lazy

HINT = "begin the file with a line `---`, then `workflow:` and the other keys, then a line `---`"
_BLOCK = 4096
"""Characters of a block below other text."""
_LINES = 400
"""Lines of what may be front matter without a fence."""

_HEADING = lazy(r"[ \t]{0,3}#{1,6}(?:[ \t][^\n]*)?(?:\n|\Z)|[^\n]+\n=+[ \t]*(?:\n|\Z)")
_FENCE = lazy(r"[ \t]*(?:(?P<marks>-{2,}|\+{3,}|;{3,}|`{3,}|~{3,}|[\u2010-\u2015\u2212]+))(?P<more>[^\n]*)(?:\n|\Z)")
_KEY_LINE = lazy(r"[ \t]*(?:\? *)?[\"']?(?P<key>[\w.-]{1,64})[\"']?[ \t]*:(?:[ \t]|$)")
_IN_BROKEN = lazy(r"(?:^|[{,])[^\w#:{,\n]{0,20}(?:[!&?]\S{0,40}[ \t]+)?[\"']?workflow[\"']?[ \t]*(?::|$)", re.M)
_TOML_KEY = lazy(r"^[ \t]{0,8}[\"']?workflow[\"']?[ \t]*=", re.MULTILINE)
_BELOW = lazy(r"^(?:(?P<code>[ ]{0,3}(?:```|~~~))|---[ \t]*\n(?=[\w\"']))", re.MULTILINE)
_JSON_KEY = lazy(r"\"workflow\"\s{0,20}:")
_ESCAPE = lazy(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))")
_COMPANIONS = frozenset(("owner", "ai", "approvals", "amendments"))
"""Keys that only a record has beside `workflow`, which other tools know as well."""
_LOOKALIKES = str.maketrans("\u0430\u0435\u043a\u043e\u0440\u051d\u03ba\u03bf\u03c9\u03c1", "aekopwkowp")
"""Letters of other scripts that look like one of the key's."""


def claims(text: str) -> bool:
    """Tell whether a decoded text claims to be a record, well or badly written."""
    front, body, problems = split(text)
    if front and KEY in front.data:
        return True
    if problems and _in_broken(text[: body or len(text)]):
        return True
    return unread(text, front, body) is not None


def unread(text: str, front: FrontMatter | None, body: int) -> Problem | None:
    """Find what a reader takes for a record's front matter and citefirst does not read as such.

    `front` and `body` are what `frontmatter.split` found in the text.
    """
    if front:
        if KEY in front.data:
            return None
        if odd := _claiming(front):
            message = "the front matter has a key that looks like `workflow` and is another word"
            return Problem(front.keys[odd,], message, "write `workflow` in plain lower-case letters")
    return _misplaced(text, body, front is not None) or _below(text, body)


def _misplaced(text: str, start: int, closed: bool) -> Problem | None:
    """Find the front matter of a record at the start of a text, in a form or behind something that keeps it from being
    read."""
    at, told = _start(text, start)
    if told:
        return told
    first = at == _blank(text, start)
    if text.startswith("{", at):
        message = "JSON front matter is not read: rewrite it as YAML between two lines `---`"
        return _problem(text, at, message) if _is_json(text[at : at + HEAD]) else None
    fence = _FENCE.match(text, at)
    if fence is None:
        message = "what looks like front matter is not opened by a line `---`, so it is not read"
        return _problem(text, at, message) if _are_keys(text[at : at + HEAD], closed) else None
    is_code = fence["marks"][0] in "`~" or (not first and len(fence[0]) - len(fence[0].lstrip()) >= 4)
    region = _region(text, fence)
    if is_code and not (first and not closed and region.startswith("---\n")):
        return None  # a page about records shows an example
    if not _loads(region.removeprefix("---\n")):
        return None
    if closed:
        message = "a second block of front matter names the workflow, and only the first one is read"
    elif fence["marks"] != "---" or fence["more"].strip() or text[at] in " \t":
        message = "front matter is opened by a line that holds `---` and nothing else, so this is not read"
    elif at > 0:
        message = "front matter begins on the first line of a file; here something stands above it, so it is not read"
    else:
        message = "this looks like the front matter of a record and is not read"
    return _problem(text, at, message)


def _start(text: str, start: int) -> tuple[int, Problem | None]:
    """Return where a text begins behind what is no front matter: empty lines, comments and titles. Front matter in one
    of these comments is told."""
    at = _blank(text, start)
    while True:
        if text.startswith("<!--", at):
            end = text.find("-->", at)
            end = len(text) if end < 0 else end
            if _are_keys(text[at + 4 : min(end, at + HEAD)]):
                return at, _problem(text, at, "the front matter of a record stands in a comment, where it is not read")
            at = end + 3
        elif heading := _HEADING.match(text, at):
            at = heading.end()
        else:
            return at, None
        at = _blank(text, at)


def _below(text: str, start: int) -> Problem | None:
    """Find the front matter of a record below other text, outside of code blocks."""
    in_code, position = False, start
    while found := _BELOW.search(text, position, HEAD):
        position = found.end()
        if found["code"]:
            in_code = not in_code
        elif not in_code and _are_keys(text[position : position + _BLOCK]):
            message = "front matter begins on the first line of a file; this stands below other text and is not read"
            return _problem(text, found.start(), message)
    return None


def _problem(text: str, at: int, message: str) -> Problem:
    end = text.find("\n", at)
    return Problem(Span(at, len(text) if end < 0 else end), message, HINT)


def _blank(text: str, at: int) -> int:
    """Return where the text goes on behind blanks, line ends and characters that nobody sees; the indentation of a line
    belongs to it."""
    line = at
    while at < len(text) and (text[at].isspace() or text[at] in "\0\ufffd" or INVISIBLE.match(text, at)):
        at += 1
        if text[at - 1] == "\n":
            line = at
    return line if text[line:at].strip(" \t") == "" else at


def _region(text: str, fence: re.Match[str]) -> str:
    """Return what stands between an opening line and the line that closes it, or the lines below one that is never
    closed."""
    start, mark = fence.end(), fence["marks"][0]
    inner = start + 4 if text.startswith("---\n", start) else start
    closing = re.compile(rf"^[ \t]*(?:{re.escape(mark)}{{2,}}|-{{3,}}|\.\.\.)", re.MULTILINE)
    if found := closing.search(text, inner, start + HEAD):
        return text[start : found.start()]
    return text[start : start + HEAD].lstrip("\n").partition("\n\n")[0]


def _are_keys(text: str, closed: bool = False) -> bool:
    """Tell whether a text begins with lines of keys, `workflow` and another one that only records have among them.

    `closed`: it stands below front matter, so that a line `---` below the keys says as much.
    """
    keys: set[str] = set()
    for line in text.strip("\n").split("\n", _LINES)[:_LINES]:
        if match := _KEY_LINE.match(line):
            keys.add(match["key"])
        elif not line.strip("-. \t"):
            if closed and line.startswith("---"):
                keys |= _COMPANIONS
            if keys:
                break
        elif line[:1] not in " \t-#":
            return False
    return KEY in keys and not _COMPANIONS.isdisjoint(keys)


def _loads(region: str) -> bool:
    """Tell whether a piece of YAML or TOML has a key `workflow`, or a word that looks like it, at its top level."""
    lines = (line.strip() for line in region.split("\n", _LINES))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if not (":" in first or "=" in first or first[:1] in tuple("{?&!\"'")):
        return False
    front, _, problems = split(f"---\n{region.rstrip()}\n---\n")
    if front:
        return _claiming(front) is not None
    return bool(problems) and _in_broken(region)


def _in_broken(text: str) -> bool:
    """Tell whether a key of YAML that cannot be read, escapes included, or of TOML is `workflow`."""
    plain = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text) if "\\" in text else text
    return bool(_IN_BROKEN.search(plain) or _TOML_KEY.search(plain))


def _claiming(front: FrontMatter) -> str | None:
    """Return the key that names a workflow, or that a reader takes for it.

    Another tool may have a key `Workflow`, so that this one says it only beside a key that only records have.
    """
    near = [key for key in front.data if _looks(key)]
    plain = (key for key in near if key[:1].islower() and "-" not in key and "_" not in key and " " not in key)
    return next(plain, None) or (next(iter(near), None) if not _COMPANIONS.isdisjoint(front.data) else None)


def _looks(key: object) -> bool:
    """Tell whether a key looks like `workflow` to a reader."""
    if not isinstance(key, str) or len(key) > 4 * len(KEY):
        return False
    shown = INVISIBLE.sub("", unicodedata.normalize("NFKC", key)).casefold().translate(_LOOKALIKES)
    return shown.strip().replace("-", "").replace("_", "").replace(" ", "") == KEY


def _is_json(text: str) -> bool:
    """Tell whether a text begins with a JSON object that has a key `workflow`."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        head, _, _ = text.partition("\n\n")
        return _JSON_KEY.search(head) is not None and any(f'"{key}"' in head for key in _COMPANIONS)
    return isinstance(value, dict) and KEY in value
