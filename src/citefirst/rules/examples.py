"""The workflow of the rules' own examples: small enough to read at a glance, complete enough to break every rule."""

from __future__ import annotations

from typing import Any

from citefirst.rules.rule import Example

DAY = "2026-11-23"
"""Today, wherever an example is judged, of a rule or of a workflow (`examples/`)."""

_ASSUMPTIONS = {"x-facts": "every", "x-versioned": True}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Example",
    "description": "What the examples of the rules are records of.",
    "type": "object",
    "x-unknown": {"most": 0.5, "status": ["accepted"]},
    "properties": {
        "frontmatter": {
            "type": "object",
            "required": ["owner", "date"],
            "properties": {
                "date": {"type": "string", "format": "date"},
                "owner": {"type": "object", "required": ["author"], "properties": {"author": {}, "reviewer": {}}},
                "approvals": {"type": "array", "minItems": 1},
                "ai": {
                    "if": {"type": "object"},
                    "then": {"required": ["log"], "properties": {"log": {"type": "array", "minItems": 1}}},
                },
            },
        },
        "sections": {
            "type": "object",
            "required": ["facts"],
            "properties": {"facts": {"x-facts": "every"}, "message": {"x-facts": "none"}, "assumptions": _ASSUMPTIONS},
        },
        "sources": {"contains": {"properties": {"kind": {"const": "dashboard"}}}},
    },
}

FRONT = {
    "workflow": "workflow: example",
    "date": "date: 2026-11-03",
    "owner": 'owner:\n  author: "@alice"',
    "ai": "ai: none",
}
BODY = """# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""


_ASKED = '{"role": "user", "text": "Summarise the incident."}'
_TOOL = '"version": 1, "tool": "claude-enterprise", "account": "managed"'
_LOG = f'{{{_TOOL}, "messages": [%s, {{"role": "assistant", "text": "%s"}}]}}'
LOGS = {
    "logs/latency.ailog.json": _LOG % (_ASKED, "In short: checkout p99 rose to 4.2 s for 38 minutes. It was the pool."),
    "logs/leak.ailog.json": _LOG % (_ASKED, "Log in with AKIAJQ4RTOZ7HBX2KLMN to see it."),
    "CODEOWNERS": "*.md @alice\n",
    "logs/checkout.txt": "14:01 checkout p99 is 0.3 s\n14:02 checkout p99 rose to 4.2 s, for 38 minutes\n14:40 over\n",
}
"""Files that the examples name, by path: conversations, and a log that was `logs/old.txt` at all commits."""


def text(example: Example) -> bytes:
    """Return the file of an example."""
    if example.policy or example.baseline:
        return (example.policy or example.baseline).encode()
    if example.whole is not None:
        return example.whole
    front = dict(FRONT)
    for part in _entries(example.front or ""):
        front[part.split(":", 1)[0]] = part
    lines = [part for part in front.values() if part.rstrip(": ") != part.split(":", 1)[0]]
    return ("---\n" + "\n".join(lines) + "\n---\n" + (example.body or BODY)).encode()


def _entries(front: str) -> list[str]:
    """List the top-level entries of a piece of front matter; one without a value removes the entry."""
    entries: list[str] = []
    for line in front.rstrip("\n").split("\n") if front else ():
        if line[:1] in (" ", "-"):
            entries[-1] += f"\n{line}"
        else:
            entries.append(line)
    return entries
