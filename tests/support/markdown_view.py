"""What a reader sees of Markdown: the elements of its HTML, and its text inside and outside code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citefirst.report.escape import visible

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# What GitHub acts on in text outside code: mentions, references, commits, addresses, emoji names, formulas.
ACTIVE = re.compile(
    r"@|#|\$|://|(?<![^\W_])www\.|\bGH-\d|(?<![^\W_])[0-9a-f]{7,40}(?![^\W_])|:[\w+-]+:|(?:mailto|xmpp):\S",
    re.IGNORECASE,
)
FRAGMENTS = (
    "@user", "@org/team", "a@b.example", "#123", "org/repo#1", "GH-1", "deadbeef", "3f9c2a7d", "defaced",
    "www.evil.example", "https://evil.example/1", "http://a", "mailto:a@b.example", ":smile:", "$x$", "$$", "$`x`$",
    "[S1]", "[a](b)", "![i](u)", "[^1]", "[^1]: x", "[a]: /b", "<b>", "</details>", "<details>", "</summary>",
    "</td></table>", "<!--", "-->", "<script>", "<![CDATA[", "<?", "&lt;", "&#64;user", "&amp;", "\\", "\\`", "`",
    "``", "```", "~~~", "~~", "**", "__", "*", "_", "|", "# x", "> x", "> [!NOTE]", "- [ ] x", "- ", "+ x", "1. x",
    "2) x", "---", "===", "| a | b |", "|-|-|", "\n", "\n\n", "\r\n", "\t", " ", "  ", "\u202e", "\u200b",
    "\u001b[31m", "\u0000", "\ud800", "\u2028", "\u00a0", "word", "rise", "p99", "4.2", "(", ")", "DEADBEEF",
    "x-defaced", "feedback", "WWW.",
)  # fmt: skip
HOSTILE = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=8).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts))
)
VOID = {"br", "hr", "img", "input"}


@dataclass
class View(HTMLParser):
    """Elements as `depth tag href`, without `code`; all text; text outside code and links, a space for each element."""

    html: str
    elements: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    text: str = ""
    plain: str = ""
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._text: list[str] = []
        self._plain: list[str] = []
        self.feed(self.html)
        self.close()
        self.text, self.plain = "".join(self._text), "".join(self._plain)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "code":
            self.elements.append(f"{len(self.open) - self.open.count('code')} {tag}")
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}
        self._plain.append("\n")
        if tag == "br":
            self._text.append("\n")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._plain.append("\n")
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.elements.append(f"stray /{tag}")

    def handle_comment(self, data: str) -> None:
        self.elements.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.elements.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.elements.append("instruction")

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if not {"code", "a"} & set(self.open):
            self._plain.append(data)


def view(markdown: str) -> View:
    return View(MARKDOWN.render(markdown))


def squeezed(text: str) -> str:
    """A text without white space, of which HTML shows runs as one."""
    return "".join(text.split())


def told(text: str) -> str:
    """What a page says of a sentence: no more can be asked than all its visible characters in their order."""
    return squeezed(re.sub(r"`([^`]+)`", r"\1", visible(text)))
