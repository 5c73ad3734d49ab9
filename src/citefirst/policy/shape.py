"""The shape of the policy's file as pydantic models: the one place that says which keys there are.

`schemas/config.schema.json` is generated from them. A policy that is valid by that file never loads pydantic, which is
slow to load; one that is not is explained by it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from citefirst.policy.model import Approvals, Level

if TYPE_CHECKING:
    from pydantic import BaseModel

SCHEMA_ID = "https://github.com/citefirst/citefirst/blob/main/schemas/config.schema.json"


@cache
def model() -> type[BaseModel]:
    """The model of the whole file."""
    from pydantic import BaseModel, ConfigDict, Field

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

    def described(text: str, default: Any) -> Any:
        return Field(default=default, description=text)

    levels = "Levels of rules by code or name, such as `CF204: off`."

    class Workflow(Strict):
        """What holds for records of one workflow only."""

        rules: dict[str, Level] = described(levels, {})

    class Config(Strict):
        """Policy of citefirst."""

        records: dict[str, str] = described(
            "Workflows by glob, as in .gitignore from the root; of those that match, the last wins.", {}
        )
        schemas: list[str] = described("Directories with more schema files.", [])
        rules: dict[str, Level] = described(levels, {})
        workflows: dict[str, Workflow] = described("Settings by workflow.", {})
        approvals: Approvals = described(
            "`declared`: in the record; `review`: each owner reviews the pull request as well.", "declared"
        )

    return Config


def schema() -> dict[str, Any]:
    """JSON Schema of the file, for editors and for the quick test."""
    generated = model().model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, "title": "citefirst policy"}
    return head | {key: _untitled(value) for key, value in generated.items() if key != "title"}


def _untitled(node: Any) -> Any:
    """Without the titles that pydantic makes of names."""
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _untitled(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
