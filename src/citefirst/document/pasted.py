"""What a block of code says: nothing where it is code, a command or configuration, much where it is a log or prose.

A log or a query's result is one text, all of it code, for nobody reads it as sentences. Prose in a block, a comment of
code included, and the labels of a diagram or a formula are texts like any other; whether they assert something is not
decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citefirst.document.citations import Mention
from citefirst.document.prose import Content, Mark, Prose, tidy

_DAY = r"\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}[-/ ][A-Z][a-z]{2}[-/ ]\d{4}|[A-Z][a-z]{2} [ \d]\d"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?"
_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b"
_STAMPED = re.compile(
    rf"^[^\w\n]{{0,3}}(?:(?:{_DAY})(?:[T ,:]{{1,2}}{_CLOCK})?|{_CLOCK}|\d{{10}}(?:\.\d{{1,9}}|\d{{3}})?)(?=\W|Z|$)"
    rf"|^\[?{_LEVEL}[\]:\s]|^[EWIF]\d{{4}} {_CLOCK}",
    re.MULTILINE,
)
"""The beginning of a line of a log."""
_RESULT = re.compile(
    r"^[ \t]*\+?[-\u2500=]{2,200}(?:[+|\u253c][-\u2500=]{2,200}){1,100}\+?[ \t]*$"
    r"|^[ \t]*\(\d{1,12} rows?(?: affected)?\)[ \t]*$"
    r"|^(?:Traceback \(most recent call last\)|Exception in thread|panic: |[ \t]{1,20}at [\w$.<>]{1,200}\(|Caused by: "
    r"|goroutine \d{1,9} \[)",
    re.MULTILINE,
)
"""A line of a result's table, or of a trace."""
_PROMPT = re.compile(r"\s*(?:\$|\w{1,40}@[\w.-]{1,60}(?::[~\w/.-]{0,80})?[$#]|\w{1,20}[=-]?[>#]) \S")
RESULTS = frozenset("log logs csv tsv output out result results stdout stderr syslog journal logfmt accesslog".split())
"""Languages in which a block says itself that it is a log or a result."""
SESSIONS = frozenset("console shell-session shellsession terminal sh-session bash-session psql".split())
"""Languages of commands with their results."""
DRAWN = frozenset("mermaid plantuml dot graphviz math latex tex katex d2 geojson topojson".split())
"""Languages of diagrams and formulas, whose labels are read."""
_TOLD = re.compile(r"\s*(?:timeline|gantt|pie|xychart(?:-beta)?|quadrantChart)\b")
"""Diagrams of mermaid that tell events or figures themselves."""
_LABEL = re.compile(r"[^\[\](){}|\"<>\n;:\\]{8,400}")
_COMMENT = re.compile(r"\s*(?:(?:#|//|--|\*|%%|;|/\*+|<!--|>|\$|REM\b)+[ \t]*)?(?:[-*\u2022]\s+|\d{1,3}[.)]\s+)?")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_FIGURE = re.compile(r"[~<>]?[$\u20ac\u00a3]?\d[\d.,:/-]*(?:%|[A-Za-z]{1,3}|st|nd|rd|th)?")
_EDGES = ".,;:!?()\"'`\u201c\u201d\u2018\u2019*_"
_FEWEST = 4
_CAPTION = 2
"""Words of a caption besides its citation."""
_CODE = ("{", "}", ";", "(", "[", "],", "),", "\\")
"""With what a line of code ends, and no line of prose."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{6}")
_INDENT = " \t#/*;%>$"
_LONGEST = 4000
"""Code points of a line that decide whether it is prose."""
_MOST = 400
"""Lines of a block that decide what it is."""


def texts(content: Content, info: str) -> Iterator[Prose]:
    """Yield the texts of a block of code. `info` is what stands behind its fence, "" for an indented block."""
    words = info.strip("{} \t").split(None, 1)
    language = words[0].lower().strip("{}.,") if words else ""
    lines = content.text.split("\n")
    if _is_result("\n".join(lines[:_MOST]), language):
        yield _whole(content)
    elif language in DRAWN:
        yield from _labels(content)
    else:
        yield from _prose(content, lines)


def _is_result(text: str, language: str) -> bool:
    """Tell whether a block is a log, a query's result or a session with what it answered."""
    if language in DRAWN or not text.strip():
        return language == "mermaid" and _TOLD.match(text) is not None
    if language in RESULTS or _RESULT.search(text):
        return True
    if language in SESSIONS or (not language and _PROMPT.match(text)):
        answers = (line for line in text.split("\n")[1:] if not _PROMPT.match(line))
        return any(any(map(str.isdigit, line)) for line in answers)
    stamped = sum(1 for _ in _STAMPED.finditer(text))
    return stamped > 0 and stamped * 2 > sum(1 for line in text.split("\n") if line.strip())


def _whole(content: Content) -> Prose:
    text = " ".join(content.text.split())
    first = len(content.text) - len(content.text.lstrip())
    end = len(content.text.rstrip())
    at = [first] * (len(text) - 1) + [end - 1]  # only its two ends are asked for
    return Prose(text, at, content, (Mark("code", 0, len(text), (0, end)),))


def _labels(content: Content) -> Iterator[Prose]:
    """Yield the words of a diagram or a formula that are more than a name."""
    for match in _LABEL.finditer(content.text):
        if len(_WORD.findall(match.group())) >= _FEWEST - 1:
            yield _part(content, *match.span())


def _prose(content: Content, lines: list[str]) -> Iterator[Prose]:
    """Yield the runs of lines that read as prose."""
    start, end, position = -1, -1, 0
    for line in (*lines, ""):
        begin = _reads(line, _FEWEST if start < 0 else 1)
        marked = start >= 0 and begin > 0 and line[:begin].strip(_INDENT) != ""  # a new item
        if start >= 0 and (begin < 0 or marked):
            yield _part(content, start, end)
            start = -1
        if begin >= 0:
            start = position + begin if start < 0 else start
            end = position + len(line)
        position += len(line) + 1


def _reads(line: str, fewest: int) -> int:
    """Return where the prose of a line begins, behind the marks of a comment; -1 if it is rather code.

    A line that goes on with a sentence may have fewer words than one that begins it.
    """
    if line.endswith(_CODE) or not line:
        return -1
    lead = _COMMENT.match(line)
    begin = lead.end() if lead else 0
    if not line.isascii() and _CJK.search(line, begin):
        return begin
    chunks = line[begin : begin + _LONGEST].split()
    if len(chunks) < fewest:
        return -1
    words = sum(_WORD.fullmatch(chunk.strip(_EDGES)) is not None for chunk in chunks)
    figures = sum(_FIGURE.fullmatch(chunk.strip(_EDGES)) is not None for chunk in chunks)
    return begin if words >= max(fewest - 1, 1) and (words + figures) * 5 >= len(chunks) * 4 else -1


def _part(content: Content, start: int, end: int) -> Prose:
    """Return a range of a block as prose, without the marks at which its comment's further lines begin."""
    pieces: list[str] = []
    at: list[int] = []
    position = start
    for line in content.text[start:end].split("\n"):
        lead = _COMMENT.match(line) if position > start else None
        begin = lead.end() if lead else 0
        pieces.append(line[begin:])
        at.extend(range(position + begin, position + len(line) + 1))  # the end of the line is the blank behind it
        position += len(line) + 1
    at.pop()
    return tidy(Prose(" ".join(pieces), at, content, (), start))


def leads_to(prose: Prose, mentions: Sequence[Mention], is_own: bool) -> bool:
    """Tell whether the last sentence of the paragraph above a block speaks of the block.

    It ends in a colon, or it is the block's own list item (`is_own`).
    """
    return is_own or _beside(prose, mentions).endswith(":")


def is_caption(prose: Prose, mentions: Sequence[Mention], is_own: bool) -> bool:
    """Tell whether the paragraph below a block only says where the block is from: `Source: [S1]`."""
    return not is_own and len(_WORD.findall(_beside(prose, mentions))) <= _CAPTION


def _beside(prose: Prose, mentions: Sequence[Mention]) -> str:
    """Return a paragraph without what cites in it."""
    parts, position = [], 0
    for mention in mentions:
        parts.append(prose.text[position : mention.start])
        position = max(position, mention.end)
    return "".join((*parts, prose.text[position:])).rstrip(" .,;()[]*_")
