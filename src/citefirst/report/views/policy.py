"""The policy that is in force, and for each file which glob or front matter makes it a record of which workflow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from citefirst.policy.policy import Policy, Route, Routed
from citefirst.report.escape import visible
from citefirst.report.summary import plural


def render(place: str, policy: Policy, files: Iterable[Routed], *, whole: bool) -> str:
    """Render which policy governs what. `place` is its file, "" without one; `whole`: `files` are all of the
    repository's."""
    lines = [f"policy: {visible(place)}" if place else "policy: none"]
    routed = list(files)
    lines += [f"extends: {visible(each)}" for each in policy.keys.extends]
    lines += [f"approvals: {policy.keys.approvals}", *_settings(policy), *_evidence(policy), *_origins(policy)]
    lines += ["", *_table(routed)]
    if counts := list(_counts(policy.routes if whole else (), routed)):
        lines += ["", *counts]
    return "".join(f"{line}\n" for line in lines)


def _settings(policy: Policy) -> Iterator[str]:
    if policy.keys.baseline:
        yield f"baseline: {visible(policy.keys.baseline)}"
    for name, tool in policy.keys.ai.tools.items():
        yield f"assistant: {visible(name)}{f', data up to {visible(tool.highest)}' if tool.highest else ''}"
    if policy.keys.ai.boundary != "act":
        yield f"assistants: {policy.keys.ai.boundary}"
    for workflow, boundary in policy.boundaries.items():
        yield f"assistants: {boundary} for {visible(workflow)}"
    for role, holders in policy.roles:
        owners = ["code owners of the record's path"] if role in policy.owned_roles else []
        yield f"role: {visible(role)} is held by {', '.join([*map(visible, sorted(holders)), *owners]) or 'nobody'}"
    for login in sorted(set(policy.people.values())):
        others = sorted(other for other, whose in policy.people.items() if whose == login != other)
        yield f"person: {visible(login)} is {', '.join(map(visible, others)) or 'known'}"
    for route in policy.descriptions:
        yield f"description: that of each {route.glob.replace('-', ' ')} is a record of {visible(route.workflow)}"
    if policy.keys.second_signer:
        yield "second-signer: somebody beside the author of a pull request signs"
    for directory in policy.keys.schemas:
        yield f"schemas: {visible(directory)}"
    for setting in policy.settings:
        scope = f" for {visible(setting.workflow)}" if setting.workflow else ""
        yield f"rule: {visible(setting.rule)} is {setting.level}{scope}"


def _evidence(policy: Policy) -> Iterator[str]:
    for what, places in policy.keys.sources._asdict().items():
        for place in places:
            yield f"source: {visible(place.at)} is {what}: {visible(place.reason)}"
    for form in policy.forms:
        leads = f", leads to {visible(form.url)}" if form.url else ""
        like = f" ({visible(form.pattern)})" if form.pattern else ""
        yield f"id: {visible(form.form)}{like} is a {visible(form.kind)}{leads}"


def _origins(policy: Policy) -> Iterator[str]:
    """Yield where each value is said, where several policies say something."""
    for at, place in policy.origins.items():
        yield f"origin: {visible('.'.join(map(str, at)))} is said in {visible(place)}"


def _table(files: list[Routed]) -> Iterator[str]:
    rows = [(visible(file.path), visible(file.workflow or "-"), _reason(file)) for file in files]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    for path, workflow, reason in rows:
        yield f"{path.ljust(widths[0])}  {workflow.ljust(widths[1])}  {reason}"


def _counts(routes: Sequence[Route], files: list[Routed]) -> Iterator[str]:
    """Yield files by workflow, and globs that govern none of them, which is what a typo looks like."""
    counts = Counter(file.workflow or "" for file in files)
    for workflow, count in sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0])):
        yield f"{plural(count, 'file')}: {visible(workflow) or 'no record'}"
    used = {file.glob for file in files}
    for route in routes:
        if route.glob not in used:
            yield f"no file: {visible(route.glob)} ({visible(route.place)})"


def _reason(file: Routed) -> str:
    if file.glob.startswith("!"):
        out = f"taken out by {visible(file.glob)} ({visible(file.place)})"
        return f"named in its front matter, though {out}" if file.workflow else f"no record: {out}"
    if file.glob:
        return f"{visible(file.glob)} ({visible(file.place)})"
    if file.workflow:
        return "named in its front matter"
    return "no record: no glob matches, and its front matter names no workflow"
