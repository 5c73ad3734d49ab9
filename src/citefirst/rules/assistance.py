"""What assistants contributed to a record, held against the policy: which, through which account, with which data,
what of their words stands in the record with nothing to back it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from citefirst.ailog import assistants
from citefirst.ailog.entries import Entry, Load, read
from citefirst.ailog.overlap import Taken, taken
from citefirst.ailog.stored import MAX_BYTES
from citefirst.model import Claim, Problem
from citefirst.places import Span
from citefirst.policy.policy import AiPolicy
from citefirst.record.build import NO_ORIGIN, Assisted, Record
from citefirst.record.citing import RESTS_ON, file_of, inside
from citefirst.record.instance import locate
from citefirst.record.origin import Origin

if TYPE_CHECKING:
    from citefirst.ailog.secrets import Found

_ORDER = ("prohibited", "advise-only", "act")
"""What an assistant may do, from least to most."""
MAX_SECRETS = 5


def assisted(record: Record, load: Load, policy: AiPolicy, origin: Origin = NO_ORIGIN) -> Record:
    """A record with the logs that it names and all that is to be said of them."""
    ai = record.document.frontmatter.data.get("ai") if record.document.frontmatter else None
    if not isinstance(ai, dict):
        return record
    log = ai.get("log")
    entries = [
        (index, each) for index, each in enumerate(log if isinstance(log, list) else ()) if isinstance(each, dict)
    ]
    logs = tuple(_read(record, entries, load))
    copied = _copied(record, logs)
    record = replace(record, assisted=Assisted(logs, copied))
    circular = set(_circular(record, _Logs(record, logs, load, origin)))
    record = replace(record, claims=tuple(_without_sources(record.claims, circular)))
    problems = [*_use(record, ai, policy), *_words(record), *_own_words(record, circular)]
    secrets: dict[str, list[Found]] = {}
    for each in logs:
        problems += [*_file(record, each), *_tool(record, each, policy), *_secrets(record, each, secrets)]
    return replace(record, faults=(*record.faults, *problems))


def _read(record: Record, entries: Sequence[tuple[int, Mapping[str, Any]]], load: Load) -> Iterator[Entry]:
    """The entries with their logs; a file that several of them name is read once."""
    known: dict[str, Entry] = {}
    for index, said in entries:
        path = _path(record, said)
        each = replace(known[path], index=index, said=said) if path in known else read(index, said, path, load)
        if path:
            known[path] = each
        yield each


def _path(record: Record, entry: Mapping[str, Any]) -> str | None:
    transcript = entry.get("transcript")
    return inside(record.document.path, transcript) if isinstance(transcript, str) and transcript else None


def _copied(record: Record, logs: Sequence[Entry]) -> dict[int, tuple[int, Taken]]:
    """Claims by their index that are an assistant's words, with the log and the place in it; the first log wins."""
    claims = [index for index, claim in enumerate(record.claims) if not claim.unit.lead_in and not claim.unit.unknown]
    lines = [record.claims[index].unit.prose for index in claims]
    found: dict[int, tuple[int, Taken]] = {}
    seen: set[str] = set()
    for number, each in enumerate(logs):
        if each.log is None or each.sha256 in seen:
            continue
        seen.add(each.sha256)
        for one in taken(lines, each.log.messages):
            found.setdefault(claims[one.line], (number, one))
    return found


def _at(record: Record, each: Entry, key: str) -> Span:
    return locate(record, ("frontmatter", "ai", "log", each.index, key))


def _use(record: Record, ai: Mapping[str, Any], policy: AiPolicy) -> Iterator[Problem]:
    """CF506: more than the workflow or the policy allows."""
    workflow = record.workflow
    by_schema = workflow.ai if workflow and workflow.ai in _ORDER else "act"
    by_policy = policy.boundary_of(workflow.name if workflow else "")
    limit = min(by_schema, by_policy, key=_ORDER.index)
    done = "act" if ai.get("use") == "act" else "advise-only"
    if _ORDER.index(done) <= _ORDER.index(limit):
        return
    who = "the workflow" if limit == by_schema else "the policy"
    said = "allows no assistant" if limit == "prohibited" else "allows assistants to advise, not to act"
    hint = "a person does it, or the maintainers change that first"
    yield Problem("CF506", locate(record, ("frontmatter", "ai", "use")), f"{who} {said}", hint)


def _file(record: Record, each: Entry) -> Iterator[Problem]:
    """CF502 and CF503: the log is one, holds both sides, and is the one that was bound."""
    if each.fault:
        message = f"the transcript is no log: {each.fault}"
        yield Problem("CF502", _at(record, each, "transcript"), message, "`citefirst log add` makes one of an export")
    for role, what in (("user", "prompt"), ("assistant", "output")):
        if each.log and not each.has(role):
            yield Problem(
                "CF502", _at(record, each, "transcript"), f"the log holds no {what}", "store the whole conversation"
            )
    bound = each.said.get("sha256")
    if each.sha256 and isinstance(bound, str) and bound.lower().removeprefix("sha256:") != each.sha256:
        message = "the log is not the one that the record is bound to: its SHA-256 is another"
        yield Problem(
            "CF503", _at(record, each, "sha256"), message, "restore it from its first commit; a log is never edited"
        )


def _tool(record: Record, each: Entry, policy: AiPolicy) -> Iterator[Problem]:
    """CF504, CF505 and CF507: through which account, which tool, with which data."""
    named = each.said.get("tool")
    name = named if isinstance(named, str) else ""
    known = assistants.find(name)
    slug = known.slug if known else name
    if fault := _account(each, known):
        hint = "use the account that the organisation manages, or say in the record why not and have it excepted"
        yield Problem("CF504", _at(record, each, "account"), fault, hint)
    if policy.tools and name and slug not in policy.tools and name not in policy.tools:
        message = f"{name} is not among the tools that the policy lists"
        yield Problem("CF505", _at(record, each, "tool"), message, f"it lists {', '.join(policy.tools)}")
    elif above := _data(record, each, policy, policy.tools.get(slug) or policy.tools.get(name) or ""):
        yield Problem("CF507", _at(record, each, "tool"), *above)


def _account(each: Entry, known: assistants.Assistant | None) -> str:
    if known and known.account == "personal":
        managed = assistants.twins(known)
        return f"{known.name} is a personal account's{f', not {managed[0].name}' if managed else ''}"
    account = each.said.get("account")
    if account != "managed":
        return f"the account is {account or 'not said'}, and not managed"
    return "the log says that the account is personal" if each.log and each.log.account == "personal" else ""


def _data(record: Record, each: Entry, policy: AiPolicy, highest: str) -> tuple[str, str] | None:
    """Why the data may not have been given to a tool: message and hint."""
    if not highest:
        return None
    front = record.document.frontmatter
    said = front.data.get("data-class") if front else None
    classes = [name for name in (said, each.log.data_class if each.log else "") if isinstance(name, str) and name]
    listed = f"from lowest to highest: {', '.join(policy.classes)}"
    if not classes:
        return "the record does not say the class of its data", f"add `data-class:`, {listed}"
    if unknown := [name for name in classes if name not in policy.classes]:
        return f"`{unknown[0]}` is no data class of the policy", listed
    above = max(classes, key=policy.classes.index)
    if policy.classes.index(above) <= policy.classes.index(highest):
        return None
    return (
        f"data of the class {above} was given to a tool that may have {highest} at most",
        "use a tool that may have it",
    )


def _words(record: Record) -> Iterator[Problem]:
    """CF508: lines that are an assistant's, and that nothing backs."""
    for index, (log, at) in (record.assisted.copied if record.assisted else {}).items():
        claim = record.claims[index]
        if claim.verdict == "uncited" and claim.factual and not claim.faulty and not claim.placeholder:
            where = f"message {at.message + 1}, character {at.start + 1} of log {log + 1}"
            message = f"this line is the assistant's, and nothing backs it ({where})"
            yield Problem("CF508", claim.unit.span, message, "cite the artifact that shows it, or begin with UNKNOWN")


@dataclass(frozen=True, slots=True)
class _Logs:
    """The logs that a record names, as files of the repository."""

    record: Record
    logs: Sequence[Entry]
    load: Load
    origin: Origin

    def holds(self, target: str) -> bool:
        """Is a target one of the logs, by its address, by a link or as a copy."""
        path = file_of(self.record.document.path, target, self.record.exists, self.origin)
        if path is None:
            return False
        named = (_path(self.record, each.said) for each in self.logs)
        if path in {self.origin.real(each) for each in named if each}:
            return True
        from hashlib import sha256

        data = self.load(path, MAX_BYTES)
        return data is not None and sha256(data).hexdigest() in {each.sha256 for each in self.logs}


def _circular(record: Record, logs: _Logs) -> Iterator[int]:
    """Claims that are an assistant's words and cite nothing but what the assistant said."""
    for index in record.assisted.copied if record.assisted else ():
        claim = record.claims[index]
        if claim.verdict == "cited" and all(logs.holds(source.target) for source in claim.sources):
            yield index


def _without_sources(claims: Sequence[Claim], circular: Set[int]) -> Iterator[Claim]:
    for index, claim in enumerate(claims):
        yield replace(claim, verdict="uncited", faulty=True) if index in circular else claim


def _own_words(record: Record, circular: Set[int]) -> Iterator[Problem]:
    """CF304: an assistant's words that are backed by the assistant's words."""
    for index in sorted(circular):
        message = "this line is the assistant's, and cites only what the assistant said"
        yield Problem("CF304", record.claims[index].unit.span, message, RESTS_ON)


def _secrets(record: Record, each: Entry, secrets: dict[str, list[Found]]) -> Iterator[Problem]:
    """CF509: credentials in a log. What they are is not repeated. `secrets` are those of logs by their SHA-256."""
    if each.log is None:
        return
    if each.sha256 not in secrets:
        from citefirst.ailog.secrets import find

        secrets[each.sha256] = find(each.log)
    found = secrets[each.sha256]
    hint = "revoke it, take it out and say so under `redactions`; then bind the log anew"
    for secret in found[:MAX_SECRETS]:
        where = f"message {secret.message + 1}, line {secret.line}"
        yield Problem(
            "CF509", _at(record, each, "transcript"), f"the log holds a credential ({secret.detector}, {where})", hint
        )
    if len(found) > MAX_SECRETS:
        message = f"the log holds {len(found) - MAX_SECRETS} more credentials"
        yield Problem("CF509", _at(record, each, "transcript"), message, hint)
