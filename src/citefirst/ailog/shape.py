"""The shape of a stored log as pydantic models. `schemas/ai-log.schema.json` is generated from them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from citefirst.ailog.model import MAX_MESSAGES, MAX_TEXT, VERSION, Account, Role
from citefirst.shapes import json_schema

if TYPE_CHECKING:
    from pydantic import BaseModel

SCHEMA_ID = "https://github.com/citefirst/citefirst/blob/main/schemas/ai-log.schema.json"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"


@cache
def model() -> type[BaseModel]:
    """The model of the whole file."""
    from pydantic import BaseModel, ConfigDict, Field

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

    def words(about: str, **limits: Any) -> Any:
        return Field(default="", description=about, **limits)

    class Cited(Strict):
        """A source that an output cited."""

        title: str = words("Its title.")
        url: str = words("Its address.")

    class Message(Strict):
        """One turn of the conversation."""

        role: Role = Field(description="Who speaks.")
        text: str = Field(description="What was said.", max_length=MAX_TEXT)
        at: str = words("When: RFC 3339.", pattern=f"^$|{_MOMENT}")
        model: str = words("The model that answered.")
        sources: list[Cited] = Field(default=[], description="Sources that this output cited.")

    class Redaction(Strict):
        """Words that were taken out."""

        message: int = Field(description="Index of the message, from 0.", ge=0)
        reason: str = Field(description="Why they were taken out.", min_length=1)

    class Origin(Strict):
        """The export that the log was made from."""

        format: str = words("Its format.")
        sha256: str = words("SHA-256 of its file.", pattern="^$|^[0-9a-f]{64}$")
        conversation: str = words("ID of the conversation in it.")
        title: str = words("Title of the conversation.")

    class Log(Strict):
        """A conversation with an assistant, stored with the record that it helped to write."""

        version: Literal[1] = Field(description=f"Version of this form: {VERSION}.")
        tool: str = Field(description="The assistant: `claude-enterprise`.", min_length=1)
        vendor: str = words("Who offers it.")
        model: str = words("The model and its version.")
        account: Account = Field(default="unknown", description="Through which account it was used.")
        data_class: str = words("Highest class of the data that it was given.")
        started: str = words("First message: RFC 3339.", pattern=f"^$|{_MOMENT}")
        ended: str = words("Last message: RFC 3339.", pattern=f"^$|{_MOMENT}")
        messages: list[Message] = Field(description="The conversation in order.", max_length=MAX_MESSAGES)
        redactions: list[Redaction] = Field(default=[], description="What was taken out of it.")
        origin: Origin | None = Field(default=None, description="Where it came from.")

    return Log


def schema() -> dict[str, Any]:
    """JSON Schema of the file."""
    return json_schema(model(), SCHEMA_ID, "citefirst AI log")
