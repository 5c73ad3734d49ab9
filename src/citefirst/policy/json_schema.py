"""JSON Schema made of pydantic models, in the form in which it is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel


def json_schema(model: type[BaseModel], identity: str, title: str) -> dict[str, Any]:
    """The schema of a model under an `$id` and a title of its own."""
    generated = model.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": identity, "title": title}
    return head | {key: _untitled(value) for key, value in generated.items() if key != "title"}


def _untitled(node: Any) -> Any:
    """Without the titles that pydantic makes of names; a property may well be called so."""
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _untitled(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
