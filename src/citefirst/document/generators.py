"""Lines that a site generator reads and GitHub shows as they are: they assert nothing, but for words that they carry.

Docusaurus, MkDocs, Hugo, Jekyll and their kin mark up notes, tabs and includes by lines of their own. Such a line ends
the paragraph around it as a blank one does, so that it neither takes nor gives a citation. Words in its attributes
are shown on the site, so they are read.
"""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.regex import lazy

_NAME = r"[A-Za-z_$][\w$.-]{0,60}"
_NAMES = rf"(?:{_NAME}|\*)(?:\s+as\s+{_NAME})?"
_LIST = r"\{[\w$\s,]{0,200}\}"
_PATH = r"(?:'[^']*'|\"[^\"]*\");?"
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|\{[^<>]*\}|[\w.-]+)"
COMPONENT = rf"</?[A-Z][\w.]*(?:\s+[A-Za-z_:][\w:.-]*(?:={_VALUE})?)*\s*/?>"
"""A tag of MDX."""
_FORMS = (
    r":{3,}[^\n]*",  # Docusaurus, VitePress, Pandoc: `:::note`
    r"(?:\{\{(?:(?!\}\}).){0,2000}\}\}\s*)+",  # Hugo: `{{< note >}}`, `{{% note %}}`; Jekyll: `{{ page.url }}`
    r"(?:\{%(?:(?!%\}).){0,2000}%\}\s*)+",  # Jekyll, Nunjucks: `{% include note.html %}`
    rf"import\s+(?:{_NAMES}|{_LIST})(?:\s*,\s*{_LIST})?\s+from\s+{_PATH}|import\s+{_PATH}",  # MDX
    rf"(?:{COMPONENT}\s*)+|</?>",  # MDX: `<Tabs>`
    r"(?:!!!|\?\?\?\+?)\s+\w+(?:\s+\"[^\"]*\")?|===[+!]?\s+\"[^\"]*\"|-{1,2}8<-{1,2}(?:\s+\"[^\"]*\")?",  # MkDocs
    r"\{[:#.][^{}]*\}|\[TOC\]|\[\[_?TOC_?\]\]",  # kramdown, Python-Markdown, GitLab
)
_LINE = lazy(rf"(?:{'|'.join(f'(?:{form})' for form in _FORMS)})\s*")
_FIRST = frozenset(":{i<!?=-[")
"""Characters with which these lines begin."""
_LATER = lazy(r"\n[ \t]*(?:[:{!?=-]|<[/A-Z>]|\[[T\[]|import\s)")
_TAG = lazy(COMPONENT)
_WORDS = lazy(r"[^{}<>\"\u201c\u201d=\[\]%|]{8,4000}")
_KIND = lazy(r"(?:[:!?=]{3,}\+?\s*[a-z][\w-]*|[\s:!?='#.-]+)\s*")
_ALERT = lazy(r"\[![A-Za-z][\w-]{0,30}\][+-]?(?=\s|$)")


def is_line(line: str) -> bool:
    """Tell whether a line holds nothing but syntax of a site generator."""
    line = line.lstrip(" \t")
    return line[:1] in _FIRST and line != "" and _LINE.fullmatch(line) is not None


def may_hold_line(text: str) -> bool:
    """Tell at little cost whether one of the lines of a paragraph may be such a line."""
    return text[:1] in _FIRST or _LATER.search(text) is not None


def parts(text: str, start: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the ranges of the lines of such syntax in a paragraph, from `start` on, and of the text between them."""
    begin = position = start + len(text[start:]) - len(text[start:].lstrip())
    while position <= len(text) and text:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if is_line(text[position:end]):
            if text[begin:position].strip():
                yield begin, position - 1, False
            yield position, end, True
            begin = end + 1
        position = end + 1
    if text[begin:].strip():
        yield begin, len(text), False


def is_component(html: str) -> bool:
    """Tell whether a block of raw HTML begins with a component of MDX: `<TabItem label="…">`."""
    return _TAG.match(html.lstrip()) is not None


def words(line: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the words that such a line carries, each of at least three."""
    for match in _WORDS.finditer(line) if not line.lstrip().startswith("import") else ():
        kind = _KIND.match(line, match.start(), match.end())
        start, end = kind.end() if kind else match.start(), match.end()
        end -= len(line[start:end]) - len(line[start:end].rstrip(" \t'/;"))
        if line.count(" ", start, end) > 1:
            yield start, end


def component_words(html: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the words in attributes of MDX components that stand in raw HTML."""
    for tag in _TAG.finditer(html):
        yield from ((tag.start() + start, tag.start() + end) for start, end in words(tag.group()))


def alert(text: str) -> int:
    """Return the length of the marker of an alert at the start of a quotation, `[!WARNING]`; 0 without one."""
    match = _ALERT.match(text)
    return match.end() if match else 0
