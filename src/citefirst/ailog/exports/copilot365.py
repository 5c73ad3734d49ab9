"""Microsoft 365 Copilot: what Microsoft Graph answers to `getAllEnterpriseInteractions` (`aiInteraction` objects).

Documented by Microsoft: learn.microsoft.com/microsoft-365-copilot/extensibility/api/ai-services/interaction-export/
aiinteractionhistory-getallenterpriseinteractions, and resources/aiinteraction beside it. `value` lists prompts and
answers, newest first; `sessionId` is the conversation; the text of an answer in Business Chat stands in an adaptive
card among the attachments; `links` and `contexts` are what it shows and where it was asked.

Purview's audit log (`CopilotInteraction`, `CopilotEventData`) names prompts and answers without their text, so it is
recognised and refused. The files of an eDiscovery export are mails and pages, for which no JSON was found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.base import Conversation, Format, headline, samples
from citefirst.ailog.exports.html import Plain, plain
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import CitedPage, Message, Role

_ROLES: dict[str, Role] = {"userPrompt": "user", "aiResponse": "assistant"}
_PLAIN_COPY = "MessageTextField"
"""The card's second copy of an answer, without its links."""


def _items(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def _recognise(value: Any) -> bool:
    found = samples(_items(value))
    return any("interactionType" in item and "body" in item for item in found) or any(map(_is_audit, found))


def _is_audit(item: dict[str, Any]) -> bool:
    data = item.get("AuditData", item.get("auditData"))
    return "CopilotEventData" in item or (isinstance(data, dict) and "CopilotEventData" in data)


def _conversations(export: Node) -> Iterator[Conversation]:
    if any(map(_is_audit, samples(_items(export.value)))):
        raise AiLogError(
            "this is an audit log of Copilot, which does not hold what was said: "
            "export the interactions with getAllEnterpriseInteractions of Microsoft Graph"
        )
    items = export["value"] if isinstance(export.value, dict) and "value" in export.value else export
    sessions: dict[str, list[tuple[str, Node]]] = {}
    for node in items if isinstance(items.value, list) else (items,):
        sessions.setdefault(node["sessionId"].label(), []).append((node["createdDateTime"].moment(), node))
    for session, found in sessions.items():
        found.sort(key=lambda one: one[0])
        nodes = tuple(node for _, node in found)
        prompt = next((node for node in nodes if node["interactionType"].text() == "userPrompt"), nodes[0])
        yield Conversation(
            id=session, title=headline(_said(prompt).text), nodes=nodes, started=found[0][0], ended=found[-1][0]
        )


def _messages(conversation: Conversation) -> Iterator[Message]:
    for node in conversation.nodes:
        kind = node["interactionType"]
        said = _said(node)
        if kind.text() not in _ROLES:
            raise kind.damage("`userPrompt` or `aiResponse`")
        sources = (*_listed(node["links"], "linkUrl"), *_listed(node["contexts"], "contextReference"), *said.sources)
        yield Message(_ROLES[kind.text()], said.text, node["createdDateTime"].moment(), sources=sources)


def _said(node: Node) -> Plain:
    """Return the body, or the text of the attached cards if the body only holds attachments."""
    body = node["body"]["content"].text()
    found = plain(body) if "<" in body else Plain(body.strip(), ())
    if found.text:
        return found
    cards = [text for attachment in node["attachments"] for text in _card(attachment)]
    return Plain("\n\n".join(cards), found.sources)


def _card(attachment: Node) -> list[str]:
    """Return the texts of an adaptive card, which is JSON within the JSON."""
    if not attachment["contentType"].text().endswith("card.adaptive"):
        return []
    content = attachment["content"]
    try:
        card = json.loads(content.text() or "{}")
    except (ValueError, RecursionError) as error:
        raise content.damage("an adaptive card") from error
    blocks = list(Node(card, content.path)["body"])
    texts = [block for block in blocks if block["type"].text() == "TextBlock"]
    linked = [block for block in texts if block["id"].text() != _PLAIN_COPY]
    return [text for block in linked or texts if (text := block["text"].text().strip())]


def _listed(links: Node, key: str) -> Iterator[CitedPage]:
    for link in links:
        yield CitedPage(url=link[key].label(), title=link["displayName"].label())


FORMAT = Format(
    name="copilot-365",
    label="Microsoft 365 Copilot interactions",
    vendor="Microsoft",
    assistant="Microsoft 365 Copilot",
    export="what Graph's `getAllEnterpriseInteractions` returns",
    source="Microsoft's documentation of Graph",
    unread="Purview's audit log, which holds no words, and its eDiscovery exports",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
)
