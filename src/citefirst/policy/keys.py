"""Every key of `.citefirst.yml`, described once: its name, type, default, meaning and what its text must look like.

The reader (`decoding`), the JSON Schema and the explanation of faults (`shape`) and the table in docs/policy.md all
follow from these classes. A field's name is the key's with `_` for `-`; one without a default must be there, and
`| None` means that the key may be left out, never that the file may say `null`. The classes are tuples because every
run makes them, with or without a policy, and a dataclass takes ten times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

Approvals = Literal["declared", "author", "signed", "review"]
"""What stands for an approval: the record, the author of its commit, that commit's signature, or a review."""
OUT = "none"
"""What stands in the place of a workflow behind a glob that takes files out."""
CODE_OWNERS = "codeowners"
"""What stands in the place of a person for whoever owns the path of a record."""
DESCRIPTIONS = ("pull-request", "issue")
"""What stands in the place of a glob for the descriptions of pull requests and issues, which are no files."""
Boundary = Literal["act", "advise-only", "prohibited"]
"""What assistants may do."""
Level = Literal["error", "warning", "off"]
"""How a finding of a rule counts; `off`: not at all."""

Tighter = tuple[str | bool, ...] | Literal["more", "fewer", "open", "closed", "settled"] | None
"""What is tighter: the later of these values; a higher or a lower number; `open`: a child's entries beside those of the
parent; `closed`: no entry that the parent has not; `settled`: none where the parent has some."""
LEVELS_UP, BOUNDARIES_UP = ("off", "warning", "error"), ("act", "advise-only", "prohibited")

_NONE: Mapping[str, Any] = MappingProxyType({})


class Key(NamedTuple):
    """What a key means, and what its text must look like."""

    text: str
    pattern: str | None = None
    min_length: int | None = None
    minimum: int | None = None
    tighter: Tighter = None


LEVELS = Key("Levels of rules by code or name, such as `CF204: off`.", tighter=LEVELS_UP)


class FactsKeys(NamedTuple):
    """How findings count that rest on the detector, in sections of which no workflow says what they are."""

    sure: Annotated[
        Level | None, Key("Uncited lines that are facts without much doubt; as CF201, where absent.", tighter=LEVELS_UP)
    ] = None
    doubtful: Annotated[
        Level | None, Key("Uncited lines that may be facts; as CF211, where absent.", tighter=LEVELS_UP)
    ] = None


FACTS = Key("How uncited lines count that the detector reads as facts.")


class WorkflowKeys(NamedTuple):
    """What holds for records of one workflow only."""

    rules: Annotated[Mapping[str, Level], LEVELS] = _NONE
    ai: Annotated[
        Boundary | None,
        Key("What assistants may do for them; what `ai.boundary` says, where absent.", tighter=BOUNDARIES_UP),
    ] = None
    facts: Annotated[FactsKeys, FACTS] = FactsKeys()


class PlaceKeys(NamedTuple):
    """A place on the web and why it is named."""

    at: Annotated[
        str,
        Key(
            "Host, with all hosts below it, and the start of a path: `docs.example.com/drafts`.",
            pattern=r"^(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(\.\*)?(/[^\s#]*)?$",
        ),
    ]
    reason: Annotated[str, Key("Shown to writers.", min_length=1)]


class SourcesKeys(NamedTuple):
    """Which addresses are evidence."""

    admissible: Annotated[tuple[PlaceKeys, ...], Key("Evidence, whatever else refuses them.", tighter="closed")] = ()
    refused: Annotated[tuple[PlaceKeys, ...], Key("No evidence.", tighter="open")] = ()


class IdKeys(NamedTuple):
    """IDs of one form."""

    kind: Annotated[str, Key("What they are: ticket, incident, deploy, …", pattern="^[a-z][a-z0-9-]*$")]
    url: Annotated[str, Key("Where they lead, with the same parts: `https://tickets.example.com/{number}`.")] = ""
    pattern: Annotated[
        str,
        Key("A regular expression in the place of the form, with bounded repetitions; in the address `{id}`."),
    ] = ""


class ExceptionKeys(NamedTuple):
    """Findings that do not count for a while."""

    path: Annotated[str, Key("Files, as a glob like those of `records`.", min_length=1)]
    rule: Annotated[str, Key("Code or name of the rule.", min_length=1)]
    reason: Annotated[str, Key("Why they do not count.", min_length=1)]
    owner: Annotated[str, Key("Who answers for it: `@login` or `Name <mail>`.", pattern=r"^@[\w-]+$|^.*\S <\S+@\S+>$")]
    expires: Annotated[str, Key("Last day on which it holds: `2027-01-31`.", pattern=r"^\d{4}-\d{2}-\d{2}$")]


class ToolKeys(NamedTuple):
    """An assistant that may be used."""

    highest: Annotated[
        str, Key("Highest class of data that it may have, one of `data-classes`; any, where absent.")
    ] = ""


class AssistantsKeys(NamedTuple):
    """Which assistants may be used, for what, with which data."""

    tools: Annotated[
        Mapping[str, ToolKeys], Key("Those that may be used, by slug; all, where none is listed.", tighter="settled")
    ] = _NONE
    boundary: Annotated[Boundary, Key("What they may do.", tighter=BOUNDARIES_UP)] = "act"
    data_classes: Annotated[tuple[str, ...], Key("Classes of data, from lowest to highest.", tighter="settled")] = ()


class SignersKeys(NamedTuple):
    """Whose keys sign commits. The files are read as the base has them."""

    ssh: Annotated[
        str,
        Key(
            "File of allowed signers as `ssh-keygen` reads it, from the root; its principals are people.",
            tighter="closed",
        ),
    ] = ""
    gpg: Annotated[
        Mapping[str, tuple[str, ...]],
        Key(
            "Files of public keys, from the root, by the person whose they are: `@login` or `Name <mail>`.",
            tighter="closed",
        ),
    ] = _NONE


class LifecycleKeys(NamedTuple):
    """How records are judged by the calendar."""

    warning_days: Annotated[
        int,
        Key(
            "Days before the end of a record, or its review, from which on it is a warning.", minimum=0, tighter="more"
        ),
    ] = 30
    unknown_grace_days: Annotated[
        int,
        Key(
            "Days after the date of an UNKNOWN from which on it is an error, and a warning before.",
            minimum=0,
            tighter="fewer",
        ),
    ] = 14


class PolicyKeys(NamedTuple):
    """Policy of citefirst."""

    extends: Annotated[
        tuple[str, ...],
        Key(
            "Policies above this one: a path from the root, or `owner/repository@COMMIT:path` with the full commit."
            " What they refuse stays refused.",
            tighter="closed",
        ),
    ] = ()
    may_loosen: Annotated[
        tuple[str, ...],
        Key(
            "Keys that policies below this one may loosen, each with all under it: `sources.refused`.", tighter="closed"
        ),
    ] = ()

    records: Annotated[
        Mapping[str, str],
        Key(
            "Workflows by glob, as in .gitignore from the root; of those that match, the last wins. With `!` and the"
            " workflow `none` a glob takes files out. `pull-request` and `issue` are their descriptions; a file of that"
            " name is `/issue`.",
            tighter="open",
        ),
    ] = _NONE
    schemas: Annotated[tuple[str, ...], Key("Directories with more schema files.", tighter="open")] = ()
    rules: Annotated[Mapping[str, Level], LEVELS] = _NONE
    facts: Annotated[FactsKeys, FACTS] = FactsKeys()
    workflows: Annotated[Mapping[str, WorkflowKeys], Key("Settings by workflow.")] = _NONE
    sources: Annotated[SourcesKeys, Key("Which addresses are evidence.")] = SourcesKeys()
    ids: Annotated[
        Mapping[str, IdKeys],
        Key(
            "IDs that need no definition, by form: `OPS-{number}`. Parts: number, year, word, owner.", tighter="closed"
        ),
    ] = _NONE
    exceptions: Annotated[
        tuple[ExceptionKeys, ...],
        Key("Findings that do not count for a while. Each report counts them.", tighter="closed"),
    ] = ()
    lifecycle: Annotated[LifecycleKeys, Key("How records are judged by the calendar.")] = LifecycleKeys()
    ai: Annotated[AssistantsKeys, Key("Assistants.")] = AssistantsKeys()
    roles: Annotated[
        Mapping[str, tuple[str, ...]],
        Key(
            "Who may sign in a role: `@login`, `Name <mail>`, a team of `teams` (`@org/team`), or `codeowners`, who own"
            " the record's path by the file CODEOWNERS of the base.",
            tighter="open",
        ),
    ] = _NONE
    teams: Annotated[
        Mapping[str, tuple[str, ...]], Key("Members of teams, by login or `Name <mail>`.", tighter="open")
    ] = _NONE
    people: Annotated[
        Mapping[str, tuple[str, ...]],
        Key("Other spellings of a person, by login: `Name <mail>`, an address, another login.", tighter="closed"),
    ] = _NONE
    second_signer: Annotated[
        bool, Key("Somebody beside the author of the pull request must sign.", tighter=(False, True))
    ] = False
    baseline: Annotated[
        str, Key("File with findings that were there before and do not count, from the root.", tighter="closed")
    ] = ""
    approvals: Annotated[
        Approvals,
        Key(
            "`declared`: the record's word; `author`: the person wrote the commit that added it; `signed`: and signed "
            "that commit; `review`: each owner reviews the pull request as well.",
            tighter=("declared", "author", "signed", "review"),
        ),
    ] = "declared"
    signers: Annotated[SignersKeys, Key("Whose keys sign commits, for `approvals: signed`.")] = SignersKeys()


NO_KEYS = PolicyKeys()
"""A file that says nothing."""
