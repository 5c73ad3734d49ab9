"""Inline Markdown of the plainest forms, read without the parser: `[S1]`, code, bold words, `a_name`, `~5`, `a < b`.

Most paragraphs have no other markup, and the parser takes most of the time of a paragraph. A form is read here only
where no rule of the parser can make anything else of it; any other text is left to the parser. That both read alike
what is read here is held by tests and by `tools/same.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference

from citefirst.document.labels import is_id
from citefirst.document.markup import Gatherer
from citefirst.document.prose import Content, Mark, Prose
from citefirst.regex import lazy

REFERENCE = lazy(r"\[(?P<label>[A-Za-z0-9][A-Za-z0-9 #./-]{0,60})\](?![\[(])")
"""The shortest form of a reference, in which no other rule can begin."""
_MARKUP = lazy(r"[\\`*_~\[<&]|!\[| \n")
_WORDS = r"[A-Za-z0-9](?:[A-Za-z0-9 ,.:;'/()-]{0,200}[A-Za-z0-9])?"
_FORM = lazy(
    r"(?P<tick>`)[^` \n][^`\n]*`(?!`)"
    # Behind a blank asterisks only open; behind a word, or before a blank, they only close.
    rf"|(?:\A|(?<=[ \n]))(?P<run>\*\*?){_WORDS}(?:(?P=run)(?=[ \n.,;:)!?]|\Z)|[.:](?P=run)(?=[ \n]|\Z))"
    rf"|{REFERENCE.pattern}|\[(?P<words>{_WORDS})\]\((?P<target>[A-Za-z0-9./#?=:_+@-]{{1,500}})\)"
    r"|(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])|~(?!~)|<(?=[ =])|&(?= )"
)


def read(parser: MarkdownIt, known: Mapping[str, object], content: Content) -> Prose | None:
    """Return the text of a content, before its blanks are tidied; None if it may hold more than plain forms.

    `known` are the link definitions of the document by their normalized labels.
    """
    text, found, end = content.text, Gatherer(), 0
    place = _MARKUP.search(text)
    while place:
        form = _FORM.match(text, place.start())
        if form is None:
            return None
        start, stop = form.span()
        if label := form["label"]:
            if known.get(normalizeReference(label)):
                if not is_id(label):
                    return None  # the words of a link stand there without their brackets
                begin = len(found.at) + start - end
                found.marks.append(Mark("reference", begin, begin + stop - start, (start, stop), label))
        elif form["tick"] or form["run"] or form["words"]:
            found.add(text[end:start], end)
            if not _add(found, form, parser):
                return None
            end = stop
        place = _MARKUP.search(text, stop)
    if not end:
        return Prose(text, range(len(text)), content, tuple(found.marks))
    found.add(text[end:], end)
    return Prose("".join(found.pieces), found.at, content, tuple(found.marks))


def _add(found: Gatherer, form: re.Match[str], parser: MarkdownIt) -> bool:
    """Add code, bold words or a link without their markup; tell whether it is one."""
    begin, (start, stop) = len(found.at), form.span()
    if form["words"]:
        target = parser.normalizeLink(form["target"])
        found.add(form["words"], start + 1)
        found.mark("link", begin, start, stop, target=target)
        return parser.validateLink(target)
    width = len(form["tick"] or form["run"])
    found.add(form.string[start + width : stop - width], start + width)
    if form["tick"]:
        found.mark("code", begin, start, stop)
    return True
