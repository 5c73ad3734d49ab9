"""Who a name in a record is: one person, several, a team, a bot or nobody. By the words alone, nobody is looked up."""

from __future__ import annotations

import re
from typing import Any

_LOGIN = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[A-Za-z0-9]+)?")
_PERSON = re.compile(r"[^<>@,;/&]*[^<>@,;/&\s]\s*<[^<>@\s,;]+@[^<>@\s,;]+>")
_SEVERAL = re.compile(r"[,;/&+|]|\b(?:and|und|et|or|with)\b|@\S+\s+@", re.IGNORECASE)
_NOBODY = re.compile(r"\W*(?:tbd|tbc|todo|unknown|none|nobody|n/?a|unassigned|null)?\W*", re.IGNORECASE)
_BOT_LOGIN = re.compile(
    r"@(?:.*\[bot\]|bot|(?:.*[-_])bot|bot[-_].*|dependabot.*|renovate.*|github-actions|web-flow|copilot.*|claude|chatgpt"
    r"|codex|devin-ai.*|gemini-code-assist|cursoragent)",
    re.IGNORECASE,
)
_ASSISTANT = re.compile(
    r"\b(?:chat\s?gpt|gpt-?\d\S*|openai|copilot|gemini|anthropic|claude\s+(?:code|opus|sonnet|haiku|ai|\d\S*)|codex|perplexity|"
    r"assistant|bot|automation)\b|^claude\s*<|no-?reply@|\[bot\]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^<>@\s,;]+@[^<>@\s,;]+")
_HIDDEN = re.compile(r"(?:\d+\+)?([a-z0-9][a-z0-9_-]*)@users\.noreply\.github\.com")
"""The address that GitHub gives to an account which keeps its own private ("Setting your commit email address")."""


def is_nobody(value: Any) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and bool(_NOBODY.fullmatch(value)))


def is_several(value: str) -> bool:
    """A list in words, or a team (`@org/team`)."""
    return bool(_SEVERAL.search(value.split("<")[0])) or value.count("@") > 1


def is_bot(value: str) -> bool:
    return bool(_BOT_LOGIN.fullmatch(value.strip()) or _ASSISTANT.search(value))


def is_person(value: str) -> bool:
    return bool(_LOGIN.fullmatch(value.strip()) or _PERSON.fullmatch(value.strip()))


def identity(value: str) -> str:
    """What makes two spellings the same person: the login or the mail address, case folded.

    Who else is the same one only the policy knows (`Policy.identity`).
    """
    match = re.search(r"<([^<>]+)>", value)
    written = (match.group(1) if match else value).strip().casefold()
    hidden = _HIDDEN.fullmatch(written)
    return f"@{hidden[1]}" if hidden else written


def is_login(value: str) -> bool:
    return bool(_LOGIN.fullmatch(value.strip()))


def is_spelling(value: str) -> bool:
    """Does a value name one person or one address, so that it can be said whose it is."""
    return is_person(value) or bool(_ADDRESS.fullmatch(value.strip()))
