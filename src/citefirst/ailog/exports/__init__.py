"""The formats of export, in one table: a new format is a module and its line here."""

from __future__ import annotations

from typing import Any

from citefirst.ailog.exports import chatgpt, claude, copilot365, gemini, markdown, messages, vscode
from citefirst.ailog.exports.base import Conversation, Format

FORMATS = {
    format.name: format
    for format in (
        chatgpt.FORMAT,
        claude.FORMAT,
        gemini.FORMAT,
        copilot365.FORMAT,
        vscode.FORMAT,
        messages.FORMAT,
        markdown.FORMAT,
    )
}

__all__ = ["FORMATS", "Conversation", "Format", "recognise"]


def recognise(value: Any) -> str | None:
    """Return the name of the format of a value, which is JSON or a text that is not JSON."""
    return next((name for name, format in FORMATS.items() if format.recognise(value)), None)
