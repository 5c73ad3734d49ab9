"""GitHub Copilot in VS Code: `chat.json` of the command "Chat: Export Chat…".

The shape is `IExportableChatData` in microsoft/vscode, src/vs/workbench/contrib/chat/common/chatModel.ts (the stored
session, `ISerializableChatData`, adds `sessionId`, `creationDate` and `customTitle`): `requests` with `message` (a
text, or an object with `text`), `response` (a list of parts, Markdown without `kind` or with `markdownContent`), the
model under `modelId`, and `contentReferences` to what the answer was given. Times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import Conversation, Format, each, headline, samples
from citefirst.ailog.exports.node import Node
from citefirst.ailog.exports.vscode_log import is_log, replay
from citefirst.ailog.model import CitedPage, Message

_MILLISECOND = 0.001


_OF_A_CHAT = frozenset(("responderUsername", "requesterUsername", "sessionId"))


def _recognise(value: Any) -> bool:
    return is_log(value) or any(
        isinstance(item.get("requests"), list) and not _OF_A_CHAT.isdisjoint(item) for item in samples(value)
    )


def _conversations(export: Node) -> Iterator[Conversation]:
    for node in each(export):
        requests = _shown(node)
        first = requests[0] if requests else Node(None)
        title = node["customTitle"].label() or headline(_prompt(first))
        times = [time for request in requests if (time := request["timestamp"].moment(_MILLISECOND))]
        yield Conversation(
            id=(node["sessionId"] or first["requestId"]).label(),
            title=title,
            nodes=(node,),
            started=node["creationDate"].moment(_MILLISECOND) or min(times, default=""),
            ended=max(times, default=""),
        )


def _messages(conversation: Conversation) -> Iterator[Message]:
    for request in _shown(conversation.nodes[0]):
        at = request["timestamp"].moment(_MILLISECOND)
        yield Message("user", _prompt(request), at)
        sources = (
            *(_reference(reference["reference"]) for reference in request["contentReferences"]),
            *(_reference(citation["value"]) for citation in request["codeCitations"]),
        )
        yield Message("assistant", _answer(request["response"]), at, request["modelId"].label(), sources)


def _shown(chat: Node) -> list[Node]:
    """Return the requests that were not taken back."""
    return [one for one in chat["requests"] if not one["isHidden"].flag() and not one["shouldBeRemovedOnSend"]]


def _prompt(request: Node) -> str:
    message = request["message"]
    return (message["text"] if isinstance(message.value, dict) else message).text().strip()


def _answer(response: Node) -> str:
    return "".join(_part(part) for part in response).strip()


def _part(part: Node) -> str:
    """Return what a reader of the chat saw of one part."""
    kind = part["kind"].text()
    if kind in ("", "markdownContent", "markdownVuln"):
        content = part["content"] or part
        return (content["value"] if isinstance(content.value, dict) else content).text()
    if kind == "inlineReference":
        return f"`{part['name'].label() or _reference(part['inlineReference']).title}`"
    if kind in ("textEditGroup", "notebookEditGroup"):
        return f"\n\n[edited {_uri(part['uri'])}]\n\n"
    return ""


def _reference(node: Node) -> CitedPage:
    """Read a reference: an address, a place in a file, a symbol with its place, a named variable, or a text."""
    if isinstance(node.value, str):
        return CitedPage(title=node.label())
    if node["variableName"]:
        inner = _reference(node["value"])
        return CitedPage(node["variableName"].label(), inner.url, inner.title)
    if node["location"]:
        return CitedPage(url=_uri(node["location"]["uri"]), title=node["name"].label())
    url = _uri(node["uri"] or node)
    return CitedPage(url=url, title=url.rstrip("/").rsplit("/", 1)[-1])


def _uri(node: Node) -> str:
    """Return an address from the forms that VS Code writes: in parts, or whole under `external`."""
    if isinstance(node.value, str):
        return node.label()
    if external := node["external"].label():
        return external
    scheme, path = node["scheme"].label() or "file", node["path"].label() or node["fsPath"].label()
    return f"{scheme}://{node['authority'].label()}{path}" if path else ""


FORMAT = Format(
    name="vscode-copilot",
    label="VS Code chat export",
    vendor="GitHub",
    assistant="GitHub Copilot in VS Code",
    export='the file of "Chat: Export Chat…", or a stored session of `workspaceStorage/…/chatSessions`',
    source="microsoft/vscode",
    unread="calls of tools and their results, pictures",
    recognise=_recognise,
    conversations=_conversations,
    messages=_messages,
    replay=replay,
)
