"""The shape of the policy's file as pydantic models: the one place that says which keys there are.

`schemas/config.schema.json` is generated from them. A policy that is valid by that file never loads pydantic, which is
slow to load; one that is not is explained by it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from citefirst.policy.json_schema import json_schema
from citefirst.policy.policy import Approvals, Boundary, Level

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
        ai: Boundary = described("What assistants may do for them.", "act")

    class Place(Strict):
        """A place on the web and why it is named."""

        at: str = Field(
            description="Host, with all hosts below it, and the start of a path: `docs.example.com/drafts`.",
            pattern=r"^(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(\.\*)?(/[^\s#]*)?$",
        )
        reason: str = Field(description="Shown to writers.", min_length=1)

    class Sources(Strict):
        """Which addresses are evidence."""

        admissible: list[Place] = described("Evidence, whatever else refuses them.", [])
        refused: list[Place] = described("No evidence.", [])

    class Form(Strict):
        """IDs of one form."""

        kind: str = Field(description="What they are: ticket, incident, deploy, …", pattern="^[a-z][a-z0-9-]*$")
        url: str = described("Where they lead, with the same parts: `https://tickets.example.com/{number}`.", "")
        pattern: str = described(
            "A regular expression in the place of the form, with bounded repetitions; in the address `{id}`.",
            "",
        )

    class Waiver(Strict):
        """Findings that do not count for a while."""

        path: str = Field(description="Files, as a glob like those of `records`.", min_length=1)
        rule: str = Field(description="Code or name of the rule.", min_length=1)
        reason: str = Field(description="Why they do not count.", min_length=1)
        owner: str = Field(
            description="Who answers for it: `@login` or `Name <mail>`.", pattern=r"^@[\w-]+$|^.*\S <\S+@\S+>$"
        )
        expires: str = Field(description="Last day on which it holds: `2027-01-31`.", pattern=r"^\d{4}-\d{2}-\d{2}$")

    class Tool(Strict):
        """An assistant that may be used."""

        highest: str = described(
            "Highest class of data that it may have, one of `data-classes`; any, where absent.", ""
        )

    class Assistants(Strict):
        """Which assistants may be used, for what, with which data."""

        tools: dict[str, Tool] = described("Those that may be used, by slug; all, where none is listed.", {})
        boundary: Boundary = described("What they may do.", "act")
        data_classes: list[str] = Field(
            default=[], alias="data-classes", description="Classes of data, from lowest to highest."
        )

    class Config(Strict):
        """Policy of citefirst."""

        records: dict[str, str] = described(
            "Workflows by glob, as in .gitignore from the root; of those that match, the last wins.", {}
        )
        schemas: list[str] = described("Directories with more schema files.", [])
        rules: dict[str, Level] = described(levels, {})
        workflows: dict[str, Workflow] = described("Settings by workflow.", {})
        sources: Sources = described("Which addresses are evidence.", {})
        ids: dict[str, Form] = described(
            "IDs that need no definition, by form: `OPS-{number}`. Parts: number, year, word, owner.", {}
        )
        exceptions: list[Waiver] = described("Findings that do not count for a while. Each report counts them.", [])
        ai: Assistants = described("Assistants.", {})
        roles: dict[str, list[str]] = described(
            "Who may sign in a role: `@login`, `Name <mail>`, or a team of `teams` (`@org/team`).", {}
        )
        teams: dict[str, list[str]] = described("Members of teams, by login or `Name <mail>`.", {})
        people: dict[str, list[str]] = described(
            "Other spellings of a person, by login: `Name <mail>`, an address, another login.", {}
        )
        second_signer: bool = Field(
            default=False,
            alias="second-signer",
            description="Somebody beside the author of the pull request must sign.",
        )
        baseline: str = described("File with findings that were there before and do not count, from the root.", "")
        approvals: Approvals = described(
            "`declared`: in the record; `review`: each owner reviews the pull request as well.", "declared"
        )

    return Config


def schema() -> dict[str, Any]:
    """JSON Schema of the file, for editors and for the quick test."""
    return json_schema(model(), SCHEMA_ID, "citefirst policy")
