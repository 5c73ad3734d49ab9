"""Exports of assistants, small and in the form in which each assistant gives them (their readers say where from)."""

from __future__ import annotations

import json
from typing import Any

ASKED = "Why did checkout slow down on 2026-11-03?"
ANSWERED = (
    "The pool had ten connections for each pod, and twelve pods waited for them. See https://grafana.example.com/d/abc."
)
AGAIN = "Write it in one sentence."
SHORT = "Twelve pods shared too few database connections after the deploy of 14:02."


def _node(key: str, parent: str | None, role: str, text: str, **meta: Any) -> dict[str, Any]:
    message = {
        "id": key,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": 1762178520.5,
        "content": {"content_type": "text", "parts": [text]},
        "metadata": meta,
        "recipient": "all",
    }
    return {"id": key, "message": message if role else None, "parent": parent, "children": []}


REFERENCE = {"title": "p99", "url": "https://grafana.example.com/d/abc"}
CHATGPT = [
    {
        "title": "Slow checkout",
        "create_time": 1762178510.1,
        "update_time": 1762178600.0,
        "conversation_id": "c-1",
        "default_model_slug": "gpt-5",
        "current_node": "n5",
        "mapping": {
            "root": {"id": "root", "message": None, "parent": None, "children": ["n0"]},
            "n0": _node("n0", "root", "system", "You are ChatGPT", is_visually_hidden_from_conversation=True),
            "n1": _node("n1", "n0", "user", ASKED),
            "n2": _node("n2", "n1", "assistant", "A wrong answer that was generated anew.", model_slug="gpt-5"),
            "n3": _node(
                "n3", "n1", "assistant", ANSWERED, model_slug="gpt-5", content_references=[{"items": [REFERENCE]}]
            ),
            "n4": _node("n4", "n3", "user", AGAIN),
            "n5": _node("n5", "n4", "assistant", SHORT, model_slug="gpt-5"),
        },
    },
    {"title": "Dinner", "id": "c-2", "current_node": "a", "mapping": {"a": _node("a", None, "user", "What to cook?")}},
]


def _said(sender: str, text: str, **more: Any) -> dict[str, Any]:
    block = {"type": "text", "text": text, "citations": more.get("citations", [])}
    return {
        "uuid": "m",
        "text": text,
        "content": [block],
        "sender": sender,
        "created_at": "2026-11-03T14:02:00.123456Z",
    }


CLAUDE = [
    {
        "uuid": "c-1",
        "name": "Slow checkout",
        "created_at": "2026-11-03T14:02:00Z",
        "account": {"uuid": "a"},
        "chat_messages": [
            _said("human", ASKED),
            _said("assistant", ANSWERED, citations=[REFERENCE]),
            _said("human", AGAIN),
            _said("assistant", SHORT),
        ],
    }
]
GEMINI = [
    {
        "header": "Gemini Apps",
        "title": f"Prompted {ASKED}",
        "time": "2026-11-03T14:02:00.123Z",
        "products": ["Gemini Apps"],
        "safeHtmlItem": [
            {
                "html": "<p>The pool had <b>ten</b> connections for each pod, and twelve pods waited for them.</p>"
                '<script>x()</script><p>See <a href="https://grafana.example.com/d/abc">p99</a>.</p>'
            }
        ],
    },
    {"header": "Gemini Apps", "title": "Used Gemini Apps", "time": "2026-11-03T14:01:00.000Z"},
]


def _interaction(kind: str, at: str, content: str, form: str = "text", **more: Any) -> dict[str, Any]:
    return {
        "id": at,
        "sessionId": "s-1",
        "requestId": "r",
        "appClass": "IPM.SkypeTeams.Message.Copilot.BizChat",
        "interactionType": kind,
        "createdDateTime": at,
        "body": {"contentType": form, "content": content},
        "links": more.get("links", []),
        "from": {"application": {"displayName": "Microsoft 365 Chat"}},
    }


MICROSOFT = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(aiInteraction)",
    "value": [
        _interaction(
            "aiResponse",
            "2026-11-03T14:02:05Z",
            f"<p>{ANSWERED}</p>",
            "html",
            links=[{"linkUrl": "https://grafana.example.com/d/abc", "displayName": "p99"}],
        ),
        _interaction("userPrompt", "2026-11-03T14:02:00Z", ASKED),
        _interaction("userPrompt", "2026-11-03T14:03:00Z", AGAIN),
        _interaction("aiResponse", "2026-11-03T14:03:05Z", SHORT),
    ],
}


def _request(asked: str, answered: str, at: int) -> dict[str, Any]:
    return {
        "requestId": f"r{at}",
        "message": {"text": asked, "parts": [{"kind": "text", "text": asked}]},
        "response": [
            {"kind": "progressTaskSerialized", "content": {"value": "Searching"}},
            {"value": answered, "uris": {}},
        ],
        "timestamp": at,
        "modelId": "copilot/claude-sonnet-4.5",
        "contentReferences": [{"kind": "reference", "reference": {"uri": {"path": "/src/pool.py", "scheme": "file"}}}],
    }


VSCODE = {
    "requesterUsername": "alice",
    "responderUsername": "GitHub Copilot",
    "initialLocation": "panel",
    "requests": [_request(ASKED, ANSWERED, 1793714520000), _request(AGAIN, SHORT, 1793714580000)],
}
MESSAGES = {
    "model": "claude-opus-4-5",
    "system": "Answer briefly.",
    "messages": [
        {"role": "user", "content": ASKED},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm"},
                {"type": "text", "text": ANSWERED, "citations": [REFERENCE]},
            ],
        },
        {"role": "user", "content": [{"type": "text", "text": AGAIN}]},
        {"role": "assistant", "content": SHORT},
    ],
}
MARKDOWN = f"""# A chat of 2026-11-03

## Prompt

{ASKED}

## Output

{ANSWERED}

```
## Prompt
not a turn
```

**User:** {AGAIN}

**Assistant:** {SHORT}
"""
EXPORTS: dict[str, bytes] = {
    "chatgpt": json.dumps(CHATGPT).encode(),
    "claude": json.dumps(CLAUDE).encode(),
    "gemini": json.dumps(GEMINI).encode(),
    "microsoft-365-copilot": json.dumps(MICROSOFT).encode(),
    "vscode-copilot": json.dumps(VSCODE).encode(),
    "messages": json.dumps(MESSAGES).encode(),
    "markdown": MARKDOWN.encode(),
}
