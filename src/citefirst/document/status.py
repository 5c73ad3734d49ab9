"""The status line of a record as people write it: the word, what follows as reason, and which records it relates to.

`Accepted (supersedes ADR-024)`, `**PROVISIONAL** (until May)`, `:white_check_mark: Accepted`, `~~Proposed~~ Accepted`
and `[x] Accepted` all say one word. Where several statuses stand, the current one counts: what is struck through or not
ticked is past, of dated lines the latest counts, of a chain of arrows the last, and "superseded by" ends what stands
before it. Of other lines the first counts. A list of alternatives that nobody chose from says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from citefirst.document.slugs import slug
from citefirst.regex import lazy

MAX_TEXT = 4096
"""Characters of a status that are read."""
_MAX_WORDS = 3

Stage = Literal["open", "decided", "ended"]
"""Nothing is decided yet; the record is in force; nobody relies on it any more."""
STAGES: tuple[Stage, ...] = ("open", "decided", "ended")
_TABLE: Mapping[Stage, str] = {
    "open": """
        draft proposed proposal pending open new wip in-progress in-review under-review active-review in-discussion
        discussion review planned requested submitted rfc idea investigating experimental trial awaiting-decision
        awaiting-review awaiting-implementation scheduled-for-review returned-for-revision deferred postponed on-hold
    """,
    "decided": """
        accepted accepted-with-revisions approved adopted active agreed provisional granted ratified decided
        implemented partially-implemented in-force in-effect effective valid renewed extended confirmed
        done complete completed final stable published sent released rolled-out previewing resolved signed
        in-use current ongoing
    """,
    "ended": """
        closed ended expired superseded replaced revoked removed rejected refused denied declined withdrawn cancelled
        canceled abandoned deprecated obsolete retired archived inactive terminated rolled-back lapsed not-accepted void
    """,
}
WORDS: Mapping[str, Stage] = {word: stage for stage, words in _TABLE.items() for word in words.split()}
"""The words that mean something without a schema's saying so."""

_VERBS = {
    "superseded by": "superseded-by",
    "superseded with": "superseded-by",
    "replaced by": "superseded-by",
    "replaced with": "superseded-by",
    "obsoleted by": "superseded-by",
    "exceeded by": "superseded-by",
    "deprecated by": "superseded-by",
    "in favour of": "superseded-by",
    "in favor of": "superseded-by",
    "supersedes": "supersedes",
    "superseding": "supersedes",
    "replaces": "supersedes",
    "replacing": "supersedes",
    "obsoletes": "supersedes",
    "amended by": "amended-by",
    "updated by": "amended-by",
    "extended by": "amended-by",
    "amends": "amends",
    "updates": "amends",
    "extends": "amends",
    "depends on": "depends-on",
    "relates to": "relates-to",
    "related to": "relates-to",
}
"""How a line says which relation it means."""

_COMMENT = lazy(r"<!--(?:[^-]|-(?!->))*(?:-->|\Z)")
_STRUCK = lazy(r"~~[^~]*~~|<(?:del|s|strike)>[^<]*</(?:del|s|strike)>", re.IGNORECASE)
_LINK = lazy(r"!?\[(?P<text>[^\[\]\n]{1,200})\](?:\((?P<to>[^()\s]{0,500})[^()\n]{0,200}\)|\[[^\[\]\n]{0,100}\])?")
_TAG = lazy(r"<(?P<url>https?://[^<>\s]{1,500})>|</?[A-Za-z][^<>]{0,200}>")
_BOX = lazy(r"[ \t]*(?:[-*+]|\d+[.)])?[ \t]*\[(?P<mark>[ xX])\][ \t]+")
_LEAD = lazy(r"(?::[a-z0-9_+-]{1,40}:|[^\w\[({<])+", re.IGNORECASE)
_LABEL = lazy(r"(?:current )?(?:status|state)[ \t]*[*_]*[ \t]*:[*_]*", re.IGNORECASE)
_DATE = lazy(r"\b\d{4}-\d{2}-\d{2}\b")
_DATED = lazy(r"[\s*_(\[-]*(\d{4}-\d{2}-\d{2})[\s*_)\]]*[:|,\u2013\u2014-]?")
_ARROW = lazy(r"->|=>|[\u2192\u21d2\u27a1\u27f6\u279c]\ufe0f?")
_HEAD = lazy(
    r"[^\W\d_]+(?:[ \t-]+(?!(?:by|on|in|at|as|of|to|since|for|until|till|with|and|but|see|from|via|after|per|due|is|"
    r"was|pending|because|supersed\w+|replac\w+|amend\w+|obsolet\w+|if|when)\b)[^\W\d_]+){0,5}",
    re.IGNORECASE,
)
_WORDS = lazy(r"[^\W\d_]+(?:[ \t-]+[^\W\d_]+){0,3}")
_RELATION = lazy(
    rf"(?P<part>\b(?:partially|partly|in part)[ -])?\b(?P<verb>{'|'.join(_VERBS).replace(' ', '[ -]')})\b[ \t:]*",
    re.IGNORECASE,
)
_NOT_SO = lazy(r"\b(?:not|never|no longer|will|would|to|may|might|could|can|should|until|if|when)(?: be)?[ \t]*$", re.I)
"""What makes a relation one that does not hold, or not yet."""
_TARGET = lazy(
    r"(?:[ \t,;&/]|\band\b|\bby\b|the )*(?:\x01(?P<link>\d+)\x02|(?P<url>https?://[^\s<>()]{1,500})"
    r"|(?P<id>(?:(?:[A-Za-z]\w{0,11}-){1,4}|[A-Za-z]{2,12} ?)?#?\d[\w.-]{0,80}|[\w./-]{1,120}\.md))"
)


class Relation(NamedTuple):
    """Another record that a status names.

    `kind` is one of the values of `_VERBS`, with `partly-` before it where only a part is meant; `target` is the
    address of a link, otherwise what is written.
    """

    kind: str
    target: str
    label: str


class Status(NamedTuple):
    """What a status line says: its `word` as a slug, "" where it says none, the rest as `reason`."""

    word: str = ""
    reason: str = ""
    relations: tuple[Relation, ...] = ()
    written: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the word is one that records usually have."""
        return self.word in WORDS


NONE = Status()


def read(value: object) -> Status:
    """Read the value of `status`: a text, or a list or a pair of braces that holds one (`[Accepted]`, `{accepted}`)."""
    if isinstance(value, list | dict) and len(value) == 1:
        value = next(iter(value)) if isinstance(value, list) or None in value.values() else None
    if not isinstance(value, str) or not value.strip():
        return NONE
    text = _STRUCK.sub(" ", _COMMENT.sub(" ", value[:MAX_TEXT]))
    lines = [line for line in text.split("\n") if line.strip()]
    links: list[tuple[str, str]] = []
    plain = [_unlinked(line, links) for line in _ticked(lines)]
    relations = tuple(relation for line in plain for relation in _relations(line, links))
    current, others = _current(plain)
    word, reason = _word(current)
    if WORDS.get(word, "decided") != "ended" and any(relation.kind == "superseded-by" for relation in relations):
        word = "superseded"
    rest = " ".join(part for part in (reason, *others) if part)
    return Status(word, _shown(rest, links), relations, value.strip())


def _ticked(lines: list[str]) -> list[str]:
    """Return the lines whose boxes are ticked where there are boxes, otherwise all."""
    boxes = [(match, line) for line in lines if (match := _BOX.match(line))]
    return [line[match.end() :] for match, line in boxes if match["mark"] != " "] if boxes else lines


def _unlinked(line: str, links: list[tuple[str, str]]) -> str:
    """Return a line in which a number between two control characters stands for each link."""

    def kept(match: re.Match[str]) -> str:
        named = match.groupdict()
        label, to = named.get("text") or named.get("url") or "", named.get("to") or named.get("url") or ""
        if slug(label) in WORDS or not label:
            return label
        links.append((label, to or label))
        return f"\x01{len(links) - 1}\x02"

    line = line.replace("\x01", "").replace("\x02", "").replace("\\", "")
    return _LINK.sub(kept, _TAG.sub(lambda match: kept(match) if match["url"] else " ", line))


def _shown(text: str, links: list[tuple[str, str]]) -> str:
    plain = re.sub(r"\x01(\d+)\x02", lambda match: links[int(match[1])][0], text)
    return " ".join(plain.split()).strip(" *_`}{,;:.|-\u2013\u2014")


def _current(lines: list[str]) -> tuple[str, list[str]]:
    """Return the statement that counts, and the other lines."""
    if not lines:
        return "", []
    at = 0
    dated = [(match[1], index) for index, line in enumerate(lines) if (match := _DATED.match(_bare(line)))]
    if len(dated) > 1:
        at = max(dated)[1]
    current = _ARROW.split(lines[at])[-1] if _ARROW.search(lines[at]) else lines[at]
    return current, [line for index, line in enumerate(lines) if index != at]


def _bare(line: str) -> str:
    """Return a line without its bullet, marks, emoji and label."""
    while True:
        lead = _LEAD.match(line) or _LABEL.match(line)
        if not lead:
            return line
        line = line[lead.end() :]


def _word(statement: str) -> tuple[str, str]:
    """Split a statement into its word and the rest."""
    text = _bare(statement)
    if dated := _DATED.match(text):
        text = _bare(text[dated.end() :])
    text = text.lstrip("({[").lstrip()
    choices = [slug(part) for part in re.split(r"[|/]", text.strip(" }{)("))] if re.search(r"[|/]", text) else []
    if len(choices) > 1 and all(choice in WORDS for choice in choices):
        return "", text
    first = _WORDS.match(text)
    words = slug(first[0]).split("-") if first else []
    for count in range(len(words), 0, -1):
        if "-".join(words[:count]) in WORDS:
            end = re.match(rf"(?:[^\W\d_]+[ \t-]*){{{count}}}", text)
            return "-".join(words[:count]), text[end.end() if end else 0 :]
    head = _HEAD.match(text)
    if not head or _RELATION.match(text) or len(slug(head[0]).split("-")) > _MAX_WORDS:
        return "", text
    return slug(head[0]), text[head.end() :]


def _relations(line: str, links: list[tuple[str, str]]) -> Iterator[Relation]:
    for match in _RELATION.finditer(line):
        if _NOT_SO.search(line, max(0, match.start() - 20), match.start()):
            continue
        kind = _VERBS[match["verb"].casefold().replace("-", " ")]
        kind = f"partly-{kind}" if match["part"] else kind
        position = match.end()
        while target := _TARGET.match(line, position):
            position = target.end()
            if target["link"]:
                label, to = links[int(target["link"])]
                yield Relation(kind, to, label)
            else:
                name = (target["url"] or target["id"]).rstrip(".,;")
                yield Relation(kind, name, name)
