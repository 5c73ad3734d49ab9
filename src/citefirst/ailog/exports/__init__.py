"""The formats of export, in one table: a new format is a module and its line here."""

from __future__ import annotations

from typing import Any

from citefirst.ailog.exports import (
    aider,
    chatgpt,
    chatgpt_compliance,
    claude,
    claude_code,
    claude_compliance,
    codex,
    copilot365,
    copilot_cli,
    cursor,
    gemini,
    gemini_cli,
    markdown,
    messages,
    opencode,
    otel,
    vscode,
)
from citefirst.ailog.exports.base import Conversation, Format, SessionFormat

FORMATS: dict[str, Format | SessionFormat] = {
    format.name: format
    for format in (
        chatgpt.FORMAT,
        chatgpt_compliance.FORMAT,
        claude_compliance.FORMAT,
        claude.FORMAT,
        gemini.FORMAT,
        copilot365.FORMAT,
        vscode.FORMAT,
        claude_code.FORMAT,
        codex.FORMAT,
        gemini_cli.FORMAT,
        copilot_cli.FORMAT,
        cursor.FORMAT,
        opencode.FORMAT,
        aider.FORMAT,
        otel.FORMAT,
        messages.FORMAT,
        markdown.FORMAT,
    )
}

__all__ = ["FORMATS", "Conversation", "Format", "SessionFormat", "recognise"]


def recognise(value: Any) -> str | None:
    """Return the name of the format of a value, which is JSON or a text that is not JSON."""
    return next((name for name, format in FORMATS.items() if format.recognise(value)), None)
