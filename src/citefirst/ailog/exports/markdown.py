"""A transcript in Markdown, as people paste it: headings that say who speaks, and what was said below them.

There is no standard. Accepted are headings (`## Prompt`), bold labels (`**User:** …`) and plain ones (`Q: …`); the
first label decides which of these forms, and at which level, the others have, so that an answer may use the same words
in headings of its own. What stands in a fenced block of code is never a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import Conversation, Format, headline
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_SPEAKERS: dict[Role, str] = {
    "user": "prompt user human you me question q",
    "assistant": "output assistant ai answer a response reply model bot chatgpt claude copilot gemini",
    "system": "system instructions",
    "tool": "tool",
}
_ROLE = {word: role for role, words in _SPEAKERS.items() for word in words.split()}
_WORD = f"({'|'.join(_ROLE)})"
_REST = r"(?: ?#?[0-9]{1,5})?(?: ?[(\[][^()\[\]\n]{0,80}[)\]])?"
"""A number and a remark such as the time."""
_FORMS = {
    "heading": re.compile(rf" {{0,3}}(#{{1,6}})[ \t]+[^\w\n]{{0,8}}{_WORD}{_REST}()$", re.I),
    "bold": re.compile(rf" {{0,3}}(\*\*|__){_WORD}{_REST}(?::\1|\1[ \t]*:|\1[ \t]*$)[ \t]*(.*)$", re.I),
    "plain": re.compile(rf"(){_WORD}{_REST}:(?:[ \t]+|$)(.*)$", re.I),
}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TITLE = re.compile(r" {0,3}#[ \t]+([^ \t].{0,200})")
_CLOSING = " \t#*:"
"""What may stand after the words of a heading."""


def _recognise(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    roles = {role for role, _ in _turns(value)}
    return "user" in roles and "assistant" in roles


def _conversations(export: Node) -> Iterator[Conversation]:
    text = export.text()
    prompt = next((said for role, said in _turns(text) if role == "user"), "")
    titles = (found[1].rstrip(_CLOSING) for line in text.split("\n")[:200] if (found := _TITLE.match(line)))
    title = next(titles, "")
    labelled = bool(_label(f"# {title}"))
    yield Conversation(id="", title=headline(prompt) if labelled or not title else title, nodes=(export,))


def _messages(conversation: Conversation) -> Iterator[Message]:
    for role, text in _turns(conversation.nodes[0].text()):
        yield Message(role, text)


def _turns(text: str) -> Iterator[tuple[Role, str]]:
    """Return who said what, turn by turn."""
    form: tuple[str, str] | None = None
    speaker: Role | None = None
    said: list[str] = []
    fence = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        found = None if fence else _label(line, form)
        if found:
            if speaker:
                yield speaker, "\n".join(said).strip()
            form, speaker, rest = found
            said = [rest]
        else:
            said.append(line)
            fence = _fenced(line, fence)
    if speaker:
        yield speaker, "\n".join(said).strip()


def _fenced(line: str, fence: str) -> str:
    """Return the fence that is open after a line."""
    found = _FENCE.match(line)
    if not fence:
        return found[1] if found else ""
    closes = found and line.strip() == found[1] and found[1].startswith(fence)
    return "" if closes else fence


def _label(line: str, form: tuple[str, str] | None = None) -> tuple[tuple[str, str], Role, str] | None:
    """Read form, speaker and the rest of a line that begins what somebody says."""
    for name, pattern in _FORMS.items():
        found = pattern.match(line.rstrip(_CLOSING) if name == "heading" else line)
        if found and (form is None or form == (name, found[1])):
            return (name, found[1]), _ROLE[found[2].lower()], found[3]
    return None


FORMAT = Format(
    name="markdown",
    label="Markdown transcript",
    vendor="",
    assistant="anything else",
    export="Markdown with `## Prompt` and `## Output` (or `**User:**`, `**Assistant:**`) before each turn",
    source="there is none",
    unread="-",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
)
