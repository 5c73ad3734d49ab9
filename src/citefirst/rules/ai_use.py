"""CF501 and CF504-CF507: is an assistant declared, and did it stay within what workflow and policy allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from citefirst.model import Problem
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.record.conversations import Conversations
from citefirst.rules.ai_log import USED, log_place
from citefirst.rules.rule import Example, Rule

if TYPE_CHECKING:
    from citefirst.ailog.commits import Assistance
    from citefirst.ailog.entries import NamedLog

_ORDER = ("prohibited", "advise-only", "act")
"""What an assistant may do, from least to most."""


def missing_declaration(record: Record) -> Iterator[Problem]:
    header, workflow = record.header, record.workflow
    if header.front and workflow and workflow.ai != "optional" and header.is_silent:
        yield Problem(
            header.place("ai"),
            "the record does not say whether an assistant was used",
            "write `ai: none`, or `ai:` with `use: advise` and the log of it",
        )


_SAYS = {
    "author": "commit {commit}, which wrote it, is {who}'s",
    "co-author": "commit {commit}, which wrote it, names {who} as a co-author",
    "note": "git-ai's note on commit {commit} says that {who} wrote lines of it",
    "record": "an Agent Trace record of commit {commit} says that {who} wrote lines of it",
}


def contradicted_silence(record: Record, assistance: Sequence[Assistance]) -> Iterator[Problem]:
    """Find what commits say of assistants in a record that says there was none, the newest of each kind."""
    for trace in {each.says: each for each in reversed(assistance)}.values():
        said = _SAYS[trace.says].format(commit=trace.commit[:12] or "(not named)", who=trace.who)
        hint = "say what it did and store its log; if it only wrote other files of the commit, ask for an exception"
        yield Problem(record.header.place("ai"), f"the record says `ai: none`, and {said}", hint)


def unmanaged_account(record: Record, conversations: Conversations) -> Iterator[Problem]:
    for entry in conversations.logs:
        if fault := _account(entry):
            hint = "use the account that the organisation manages, or say in the record why not and get an exception"
            yield Problem(log_place(record, entry, "account"), fault, hint)


def _account(entry: NamedLog) -> str:
    from citefirst.ailog import assistants

    known = assistants.find(_tool(entry))
    if known and known.account == "personal":
        managed = assistants.twins(known)
        return f"{known.name} belongs to a personal account{f', not to {managed[0].name}' if managed else ''}"
    account = entry.said.get("account")
    if account != "managed":
        return f"the account is {account or 'not named'}, not managed"
    return "the log says that the account is personal" if entry.log and entry.log.account == "personal" else ""


def unapproved_tool(record: Record, conversations: Conversations, policy: Policy) -> Iterator[Problem]:
    listed = policy.keys.ai.tools
    for entry in conversations.logs:
        name = _tool(entry)
        if listed and name and _slug(name) not in listed and name not in listed:
            message = f"{name} is not among the tools that the policy lists"
            yield Problem(log_place(record, entry, "tool"), message, f"it lists {', '.join(listed)}")


def ai_not_allowed(record: Record, policy: Policy) -> Iterator[Problem]:
    if not record.header.uses_assistants:
        return
    workflow = record.workflow
    by_schema = workflow.ai if workflow and workflow.ai in _ORDER else "act"
    by_policy = policy.boundary(workflow.name if workflow else "")
    limit = min(by_schema, by_policy, key=_ORDER.index)
    done = "act" if record.header.acts else "advise-only"
    if _ORDER.index(done) <= _ORDER.index(limit):
        return
    who = "the workflow" if limit == by_schema else "the policy"
    said = "allows no assistant" if limit == "prohibited" else "allows assistants to advise, not to act"
    hint = "let a person do it, or have the maintainers change that first"
    yield Problem(record.header.place("ai", "use"), f"{who} {said}", hint)


def data_class_exceeded(record: Record, conversations: Conversations, policy: Policy) -> Iterator[Problem]:
    tools = policy.keys.ai.tools
    for entry in conversations.logs:
        name = _tool(entry)
        allowed = (tools[each].highest for each in (_slug(name), name) if each in tools)
        highest = next(filter(None, allowed), "")
        if highest and (above := _above(record, entry, policy.keys.ai.data_classes, highest)):
            yield Problem(log_place(record, entry, "tool"), *above)


def _above(record: Record, entry: NamedLog, order: tuple[str, ...], highest: str) -> tuple[str, str] | None:
    """Say why the data may not have been given to a tool: message and hint."""
    said = (record.header.text("data-class"), entry.log.data_class if entry.log else "")
    classes = [name for name in said if name]
    listed = f"from lowest to highest: {', '.join(order)}"
    if not classes:
        return "the record does not state the class of its data", f"add `data-class:`, {listed}"
    if unknown := [name for name in classes if name not in order]:
        return f"`{unknown[0]}` is not a data class of the policy", listed
    above = max(classes, key=order.index)
    if order.index(above) <= order.index(highest):
        return None
    message = f"data of class {above} was given to a tool that is cleared for {highest} at most"
    return message, "use a tool that is cleared for it"


def _tool(entry: NamedLog) -> str:
    named = entry.said.get("tool")
    return named if isinstance(named, str) else ""


def _slug(name: str) -> str:
    from citefirst.ailog import assistants

    known = assistants.find(name)
    return known.slug if known else name


CLASSES = "ai: {data-classes: [public, internal, secret], tools: {claude-enterprise: {highest: internal}}}"

RULES = (
    Rule(
        code="CF510",
        name="contradicted-silence",
        summary="The record says that no assistant was used, and a commit that wrote it says otherwise.",
        why="`ai: none` is a statement of fact. Where the repository itself names an assistant, as the author of a "
        "commit or in its trailers, in git-ai's notes or in Agent Trace records, one of the two is wrong. Nothing is "
        "said of a history that is cut off, and nobody is taken for an assistant by a name.",
        checks=(contradicted_silence,),
        good=Example(front="ai: none"),
        bad=Example(front="ai: none", co_author="Claude"),
    ),
    Rule(
        code="CF501",
        name="missing-ai-declaration",
        summary="The record does not say whether an assistant was used.",
        why="Silence is not `none`. Who reads the record later must know which words are a person's.",
        checks=(missing_declaration,),
        good=Example(front="ai: none"),
        bad=Example(front="ai:"),
    ),
    Rule(
        code="CF504",
        name="unmanaged-account",
        summary="An assistant was used through a personal account.",
        why="An organisation decides for the accounts that it manages what is kept, for how long, and what a model may "
        "learn from. A personal account looks the same on the screen.",
        checks=(unmanaged_account,),
        good=Example(front=USED),
        bad=Example(front=USED.replace("account: managed", "account: personal")),
    ),
    Rule(
        code="CF505",
        name="unapproved-tool",
        summary="An assistant was used that the policy does not list.",
        why="Which assistants may see the organisation's data is for the maintainers to say, in the policy.",
        checks=(unapproved_tool,),
        good=Example(front=USED, under="ai: {tools: {claude-enterprise: {}}}"),
        bad=Example(front=USED, under="ai: {tools: {gemini-workspace: {}}}"),
    ),
    Rule(
        code="CF506",
        name="ai-not-allowed",
        summary="An assistant did more than the workflow or the policy allows.",
        why="Some records are for people to write, and some decisions for people to carry out.",
        checks=(ai_not_allowed,),
        good=Example(front=USED, under="ai: {boundary: advise-only}"),
        bad=Example(front=USED.replace("use: advise", "use: act"), under="ai: {boundary: advise-only}"),
    ),
    Rule(
        code="CF507",
        name="data-class-exceeded",
        summary="An assistant was given data of a class above its own.",
        why="A contract with a vendor covers data up to a class. What was typed into a chat cannot be taken back.",
        checks=(data_class_exceeded,),
        good=Example(front=f"data-class: internal\n{USED}", under=CLASSES),
        bad=Example(front=f"data-class: secret\n{USED}", under=CLASSES),
    ),
)
