"""Microsoft 365 Copilot: what Graph's `getAllEnterpriseInteractions` returns, and exports of the same objects.

Documented at learn.microsoft.com, resource type `aiInteraction`: sessionId, requestId, interactionType (`userPrompt`,
`aiResponse`), createdDateTime, body.contentType and body.content, contexts, links with linkUrl and displayName.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.ailog.exports.values import Conversation, mapping, mappings, moment, plain, text
from citefirst.ailog.model import Cited, Message, Role

_ROLES: dict[str, Role] = {"userPrompt": "user", "aiResponse": "assistant"}


def matches(value: Any) -> bool:
    first = next(mappings(_interactions(value)), {})
    return "interactionType" in first and "body" in first


def _interactions(value: Any) -> Any:
    return value if isinstance(value, list) else mapping(value).get("value")


def conversations(value: Any) -> Iterator[Conversation]:
    sessions: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in mappings(_interactions(value)):
        sessions[text(each.get("sessionId"))].append(each)
    for session, interactions in sessions.items():
        interactions.sort(key=lambda each: text(each.get("createdDateTime")))
        messages = tuple(message for each in interactions if (message := _message(each)))
        title = next((message.text for message in messages if message.role == "user"), "")
        yield Conversation(session, title[:120], messages)


def _message(interaction: Mapping[str, Any]) -> Message | None:
    role = _ROLES.get(text(interaction.get("interactionType")))
    body = mapping(interaction.get("body"))
    words = text(body.get("content")).strip()
    urls: tuple[str, ...] = ()
    if text(body.get("contentType")) == "html":
        words, urls = plain(words)
    if not role or not words:
        return None
    links = {text(link.get("linkUrl")): text(link.get("displayName")) for link in mappings(interaction.get("links"))}
    cited = {**dict.fromkeys(urls, ""), **{url: title for url, title in links.items() if url}}
    sources = tuple(Cited(title, url) for url, title in cited.items()) if role == "assistant" else ()
    return Message(role, words, moment(interaction.get("createdDateTime")), "", sources)
