"""A workflow for people: what a record of it must carry, as Markdown (`schema show`, and a page of the docs), and as
a value for programs (`rules_of` of `citefirst mcp`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from citefirst.workflow.compile import Workflow
from citefirst.workflow.outline import Outline, SectionOutline

_AI = {
    "optional": "Nothing has to be said about assistants.",
    "allowed": "The record says whether an assistant was used (`ai`); if one was, its log is stored with the record.",
    "advise-only": "An assistant may advise, but not act. If one did, its log is stored with the record.",
    "prohibited": "No assistant may be used: `ai: none`.",
}
_MODES = {"every": "every line", "detected": "lines that state a fact", "none": "none", None: "lines that state a fact"}
_TITLES = 6
"""Other titles of a section that are listed."""


def render(workflow: Workflow, outline: Outline) -> str:
    """Render title, description, who signs, front matter, sections, evidence, assistants."""
    blocks = (
        f"# {workflow.title}",
        f"`workflow: {workflow.name}`",
        workflow.description,
        *_signs(outline),
        *_frontmatter(outline, workflow),
        *_sections(outline.parts),
        *_list("## Evidence", outline.evidence),
        *_list("## Under some conditions", outline.conditions),
        f"## Assistants\n\n{_AI[workflow.ai]}",
    )
    return "\n\n".join(blocks) + "\n"


def _signs(outline: Outline) -> Iterator[str]:
    if outline.roles:
        one = " One of them is enough." if not any(role.required for role in outline.roles) else ""
        roles = "\n".join(f"- `{role.name}`{_after(role.about)}" for role in outline.roles)
        yield f"## Who signs\n\nOne person for each role, under `owner`.{one}\n\n{roles}"


def _after(about: str) -> str:
    return f": {_cell(about)}" if about else ""


def _frontmatter(outline: Outline, workflow: Workflow) -> Iterator[str]:
    if not outline.keys:
        return
    rows = [
        f"| `{_cell(key.name)}` | {_yes(key.required)} | {_cell(key.form)} | {_cell(key.about or key.message)} |"
        for key in outline.keys
    ]
    where = "\n\nWithout front matter, fields at the top of the body will do." if workflow.header else ""
    yield "## Front matter\n\n| key | required | holds | for |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + where


def _sections(parts: Sequence[SectionOutline]) -> Iterator[str]:
    if not parts:
        return
    rows = [
        f"| {_cell(part.title)} | {_yes(part.required)} | {_MODES[part.mode]} | {_cell(part.about)} |" for part in parts
    ]
    head = "## Sections\n\n| section | required | must be cited | for |\n| --- | --- | --- | --- |\n"
    yield head + "\n".join(rows)
    for part in parts:
        if part.demands or part.columns or len(part.titles) > 1:
            yield f"### {_cell(part.title)}\n\n" + "\n\n".join(_details(part))


def _details(part: SectionOutline) -> Iterator[str]:
    if part.demands:
        yield "\n".join(f"- {demand}" for demand in part.demands)
    if part.columns:
        yield f"Columns: {', '.join(f'`{column}`' for column in part.columns)}."
    others = part.titles[1:]
    if others:
        more = f" and {len(others) - _TITLES} more" if len(others) > _TITLES else ""
        yield f"May be called {', '.join(others[:_TITLES])}{more} as well."


def _list(title: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield f"{title}\n\n" + "\n".join(f"- {entry}" for entry in entries)


def _yes(required: bool) -> str:
    return "yes" if required else "no"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def named(workflow: Workflow) -> dict[str, str]:
    """Return what a workflow is called and what it is for."""
    return {"workflow": workflow.name, "title": workflow.title, "description": workflow.description}


def as_value(workflow: Workflow, outline: Outline) -> dict[str, Any]:
    """Return the same as names, flags and sentences."""
    return {
        **named(workflow),
        "assistants": _AI[workflow.ai],
        "front_matter": [
            {"key": each.name, "required": each.required, "holds": each.form, "for": each.about or each.message}
            for each in outline.keys
        ],
        "roles": [{"role": each.name, "required": each.required, "for": each.about} for each in outline.roles],
        "sections": [
            {
                "title": each.title,
                "required": each.required,
                "must_be_cited": _MODES[each.mode],
                "for": each.about,
                "demands": list(each.demands),
                "columns": list(each.columns),
            }
            for each in outline.parts
        ],
        "evidence": list(outline.evidence),
        "conditions": list(outline.conditions),
    }
