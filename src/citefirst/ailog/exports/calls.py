"""Calls of tools and their results, as messages that are neither prompts nor answers.

What an assistant writes into a file is its output, whatever the tool is called: arguments that name a path and a text,
and patches of the form `*** Begin Patch` (github.com/openai/codex, codex-rs/apply-patch). The names of the arguments
are those that the assistants' tools have; a tool that names both otherwise is kept as a call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.events import Said
from citefirst.ailog.exports.node import Node, clean
from citefirst.ailog.model import MAX_NAME, Message

_PATHS = ("file_path", "filePath", "path", "target_file", "notebook_path", "filename", "file")
_TEXTS = (
    *("content", "contents", "file_text", "new_string", "newString", "new_str", "new_source", "code_edit", "code"),
    *("insert_text", "newText"),
)
_SEVERAL = ("edits", "replacements")
_PATCH = "*** Begin Patch"
_FILE = re.compile(r"\*\*\* (?:Add|Update) File: (.{1,1000})")
_MOVED = re.compile(r"\*\*\* Move to: (.{1,1000})")


def called(session: str, tool: str, given: Node, at: str = "", model: str = "", agent: str = "") -> Iterator[Said]:
    """Yield a call of a tool: each file that it writes as an output, or the call with its arguments."""
    arguments = _arguments(given.value)
    name = tool[:MAX_NAME]
    written = list(_written(arguments))
    for path, text in written:
        message = Message("assistant", f"[file: {path}]\n\n{text}", at, model, tool=name, part="call", agent=agent)
        yield Said(session, message, wrote=path)
    if not written:
        text = arguments if isinstance(arguments, str) else _json({} if arguments is None else arguments)
        yield Said(session, Message("tool", clean(text), at, tool=name, part="call", agent=agent))


def result(session: str, tool: str, given: Node, at: str = "", agent: str = "") -> Said:
    """Return what a tool gave back."""
    text = "\n\n".join(_texts(given.value))
    return Said(session, Message("tool", clean(text), at, tool=tool[:MAX_NAME], part="result", agent=agent))


def _arguments(value: Any) -> Any:
    """Return the arguments of a call; APIs write them as JSON in a text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _written(arguments: Any) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file that a call writes."""
    if isinstance(arguments, str):
        yield from _patched(arguments) if _PATCH in arguments else ()
    elif isinstance(arguments, dict):
        for value in arguments.values():
            words = value if isinstance(value, list) else [value]
            yield from (one for word in words if isinstance(word, str) and _PATCH in word for one in _patched(word))
        path = _first(arguments, _PATHS)
        edits = [edit for key in _SEVERAL if isinstance(arguments.get(key), list) for edit in arguments[key]]
        for one in [arguments, *(edit for edit in edits if isinstance(edit, dict))]:
            place, text = _first(one, _PATHS) or path, _first(one, _TEXTS)
            if place and text:
                yield _line(place), clean(text)


def _patched(patch: str) -> Iterator[tuple[str, str]]:
    """Yield path and added lines of each file of a patch."""
    path, lines = "", list[str]()
    for line in [*patch.split("\n"), "*** End Patch"]:
        moved = _MOVED.match(line)
        if moved:
            path = moved[1]
        elif line.startswith("*** "):
            if path and lines:
                yield _line(path), clean("\n".join(lines))
            found = _FILE.match(line)
            path, lines = (found[1] if found else ""), []
        elif line.startswith("+"):
            lines.append(line[1:])


def _first(values: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((found for key in keys if isinstance(found := values.get(key), str) and found), "")


def _line(path: str) -> str:
    return " ".join(clean(path).split())[:MAX_NAME]


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of a result: one, a list of blocks, or what an object holds under the usual names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:10_000]:
            yield from _texts(item)
    elif isinstance(value, dict):
        inner = next((value[key] for key in _RESULTS if value.get(key) not in (None, "", [])), None)
        if isinstance(inner, str | list) or (isinstance(inner, dict) and inner is not value):
            yield from _texts(inner)
        elif value and not _is_picture(value):
            yield _json(value)
    elif value is not None:
        yield json.dumps(value)


_RESULTS = ("text", "content", "output", "text_result_for_llm", "functionResponse", "response", "message")


def _is_picture(value: dict[str, Any]) -> bool:
    return str(value.get("type", "")) in ("image", "input_image", "image_url", "blob") or "inlineData" in value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
