"""A conversation written down by hand: Markdown with a heading or a bold label before each turn."""

from __future__ import annotations

import re

from citefirst.ailog.exports.values import Conversation
from citefirst.ailog.model import Cited, Message, Role

_WORDS: dict[str, Role] = {
    **dict.fromkeys(("prompt", "user", "human", "question", "q", "me", "you", "you said"), "user"),
    **dict.fromkeys(
        ("output", "assistant", "ai", "answer", "response", "a", "chatgpt", "claude", "gemini", "copilot", "model"),
        "assistant",
    ),
    "system": "system",
}
_TURN = re.compile(
    r"^(?:#{1,6}[ \t]+|(?P<bold>\*\*|__))(?P<word>[A-Za-z]+(?: [A-Za-z]+){0,2})(?:[ \t]*\d{1,4})?[ \t]*:?[ \t]*"
    r"(?(bold)(?:\*\*|__))[ \t]*:?[ \t]*(?P<rest>.*)$",
    re.MULTILINE,
)
_LINK = re.compile(r"(?<!!)\[([^\]\n]{1,200})\]\((https?://[^\s)]{1,2000})\)|<?(https?://[^\s<>)\]]{1,2000})")
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)


def matches(text: str) -> bool:
    roles = {role for role, _, _ in _turns(text)}
    return {"user", "assistant"} <= roles


def conversation(text: str) -> Conversation:
    messages = []
    for role, start, end in _turns(text):
        if words := text[start:end].strip():
            sources = [Cited(match[1] or "", match[2] or match[3]) for match in _LINK.finditer(words)]
            messages.append(Message(role, words, "", "", tuple(dict.fromkeys(sources)) if role == "assistant" else ()))
    return Conversation("", "", tuple(messages))


def _turns(text: str) -> list[tuple[Role, int, int]]:
    """Role, start and end of each turn. A heading inside a code block begins none."""
    code = [match.span() for match in _FENCE.finditer(text)]
    heads = [
        (role, match)
        for match in _TURN.finditer(text)
        if (role := _WORDS.get(match["word"].strip().lower()))
        and not any(start <= match.start() < end for start, end in code)
        and (match["bold"] or not match["rest"].strip())
    ]
    ends = [*(match.start() for _, match in heads), len(text)][1:]
    return [(role, match.start("rest"), end) for (role, match), end in zip(heads, ends, strict=True)]
