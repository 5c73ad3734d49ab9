"""VS Code's stored chat sessions, `workspaceStorage/*/chatSessions/*.jsonl`: a session as the changes made to it.

The shape is `ObjectMutationLog` in github.com/microsoft/vscode, objectMutationLog.ts of
src/vs/workbench/contrib/chat/common/model: `kind` 0 is the whole session (`v`), 1 sets what stands at a path (`k`), 2
appends to a list after removing what follows the index `i`, 3 deletes. What no reader asks for is dropped at once,
which keeps memory small.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports.node import Node

_SESSION = frozenset(("sessionId", "creationDate", "customTitle", "requesterUsername", "responderUsername", "requests"))
_REQUEST = frozenset(
    """
    requestId timestamp message response modelId isHidden shouldBeRemovedOnSend contentReferences codeCitations
    """.split()
)
_INITIAL, _SET, _PUSH, _DELETE = range(4)
_MOST_ITEMS = 100_000


def is_log(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("kind") == _INITIAL
        and isinstance(value.get("v"), dict)
        and isinstance(value["v"].get("requests"), list)
    )


def replay(records: Iterable[Node]) -> Any:
    """Return the session after all of its changes. Raises AiLogError for a change of what is not there."""
    state: dict[str, Any] = {}
    for record in records:
        kind, path = record["kind"].value, record["k"].value
        if kind == _INITIAL:
            state = _kept(record["v"].value, _SESSION)
            requests = state.get("requests")
            state["requests"] = [_kept(one, _REQUEST) for one in requests] if isinstance(requests, list) else []
        elif not isinstance(path, list) or not all(isinstance(key, str | int) for key in path):
            raise record["k"].damage("a path")
        elif path and path[0] in _SESSION and not (len(path) > 2 and path[0] == "requests" and path[2] not in _REQUEST):
            _change(state, record, kind, path)
    return state


def _kept(value: Any, keys: frozenset[str]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key in keys} if isinstance(value, dict) else {}


def _change(state: Any, record: Node, kind: Any, path: list[Any]) -> None:
    value = record["v"].value
    if path == ["requests"] and isinstance(value, list):
        value = [_kept(one, _REQUEST) for one in value]
    elif path[0] == "requests" and len(path) == 2:
        value = _kept(value, _REQUEST)
    try:
        for key in path[:-1]:
            state = state[key]
        if kind == _PUSH:
            _push(state, path[-1], value, record["i"].value)
        elif isinstance(state, list) and path[-1] == len(state):
            state.append(value)
        else:
            state[path[-1]] = value if kind == _SET else None
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        raise AiLogError(
            f"`{record.path}` of the session changes what is not there: export the chat instead"
        ) from error


def _push(parent: Any, key: Any, values: Any, index: Any) -> None:
    if isinstance(parent, dict):
        parent.setdefault(key, [])
    target = parent[key]
    if isinstance(index, int) and not isinstance(index, bool) and index >= 0:
        del target[index:]
    target.extend((values or [])[:_MOST_ITEMS] if isinstance(values, list) else [])
