"""A pull request's template and an issue form for a workflow: what its record must carry, with all of it left open.

What is left as it is says nothing: guidance stands in comments and beside fields, so that no default passes for an
answer. GitHub renders a filled form as a heading for each field with the answer below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from citefirst.check.described import NO_FIELDS, PLACES
from citefirst.document.edit import scalar
from citefirst.repository.tree import Tree
from citefirst.tasks.new_record import first_status
from citefirst.workflow.compile import Workflow
from citefirst.workflow.guidance import guidance, head
from citefirst.workflow.outline import Key, Outline, Role, SectionOutline

TEMPLATE = Path(".github", "PULL_REQUEST_TEMPLATE.md")
_SAID = ("id", "date", "change")
"""Keys that GitHub tells of a pull request; of an issue, the first two."""
_NAMES = {"ai": "AI", "id": "ID"}
_SOURCE = '[S1]: https://… "dashboard: what it shows"'
_EMPTY = "This section is empty"
"""How a demand begins that says nothing to whoever has not written yet."""
_AI = "none, or which assistant was used and where its conversation is stored"


def place_of(kind: str, workflow: str, tree: Tree) -> Path:
    """Return where a form belongs: beside the others, where the repository has a template for pull requests."""
    if kind == "issue":
        return Path(".github", "ISSUE_TEMPLATE", f"{workflow}.yml")
    name = TEMPLATE.name.lower()
    there = (path for folder in PLACES for path in tree.children(folder) or ())
    if any(path.rpartition("/")[2].lower() == name for path in there):
        return TEMPLATE.with_suffix("") / f"{workflow}.md"
    return TEMPLATE


def pull_request_template(workflow: Workflow, outline: Outline) -> str:
    """Return the text with which each description of a pull request begins."""
    fields = [
        f"- {_name(role.name)}: <!-- @login. {guidance(role.about)} -->" for role in outline.roles if role.required
    ]
    for key in _keys(outline, _SAID):
        status = first_status(key) if key.name == "status" else ""
        fields.append(" ".join(filter(None, (f"- {_name(key.name)}:", status, f"<!-- {guidance(_about(key))} -->"))))
    blocks = [
        f"<!-- {guidance(workflow.title)}. The lines below are fields: write behind the colon. -->\n"
        + "\n".join(fields),
        *(block for part in outline.parts for block in _section(part)),
        "## Sources",
        "\n".join(f"<!-- {guidance(line)} -->" for line in _evidence(outline)),
    ]
    return "\n\n".join(blocks) + "\n"


def _roles(outline: Outline) -> list[Role]:
    """Return the roles that must sign; all, where it is enough that one does."""
    return [role for role in outline.roles if role.required] or list(outline.roles)


def _evidence(outline: Outline) -> Iterator[str]:
    yield f"Define each source once on a line of its own and cite it by its name in brackets: {_SOURCE}"
    yield from (*outline.evidence, *outline.conditions)


def _section(part: SectionOutline) -> Iterator[str]:
    yield f"## {part.title}"
    yield "\n".join(f"<!-- {guidance(line)} -->" for line in _told(part))


def _told(part: SectionOutline) -> Iterator[str]:
    """Yield what a writer is told about a section."""
    if not part.required:
        yield "Optional."
    yield from filter(None, (part.about, *(line for line in part.demands if not line.startswith(_EMPTY))))
    if part.columns:
        yield f"A table with the columns {', '.join(map(head, part.columns))}."


def issue_form(workflow: Workflow, outline: Outline) -> str:
    """Return the YAML of an issue form. Its label lets a workflow of GitHub Actions tell these issues from others."""
    lines = [
        f"name: {scalar(workflow.title)}",
        f"description: {scalar(' '.join(workflow.description.split()).partition('. ')[0])}",
        f"labels: [{scalar(workflow.name)}]",
        "body:",
    ]
    for role in _roles(outline):
        lines += _element("input", role.name, _name(role.name), role.about, role.required, placeholder="@login")
    for key in _keys(outline, _SAID[:2]):
        options = _options(key)
        kind = "dropdown" if options else "input"
        lines += _element(kind, key.name, _name(key.name), _about(key), key.required, options=options)
    for part in outline.parts:
        table = f"| {' | '.join(map(head, part.columns))} |\n|{' --- |' * len(part.columns)}" if part.columns else ""
        lines += _element("textarea", part.slug, part.title, " ".join(_told(part)), part.required, placeholder=table)
    evidence = " ".join(_evidence(outline))
    lines += _element("textarea", "sources", "Sources", evidence, True, placeholder=_SOURCE)
    return "\n".join(lines) + "\n"


def _element(
    kind: str, slug: str, label: str, about: str, required: bool, placeholder: str = "", options: Sequence[str] = ()
) -> Iterator[str]:
    yield f"  - type: {kind}"
    yield f"    id: {slug}"
    yield "    attributes:"
    yield f"      label: {scalar(label)}"
    if about:
        yield f"      description: {scalar(' '.join(about.split()))}"
    if placeholder:
        yield f"      placeholder: {scalar(placeholder)}"
    if options:
        yield "      options:"
        yield from (f"        - {scalar(option)}" for option in options)
    yield "    validations:"
    yield f"      required: {str(required).lower()}"


def _keys(outline: Outline, said: Sequence[str]) -> Iterator[Key]:
    """Yield the keys for which there is a field: those that a description is asked for."""
    yield from (key for key in outline.keys if key.name not in (*NO_FIELDS, *said))


def _options(key: Key) -> list[str]:
    """Return the words of an enumeration, as far as a form takes them: GitHub keeps `none` for itself."""
    words = next((node["enum"] for node in key.nodes if "enum" in node), ())
    taken = all(isinstance(word, str) and word and word.lower() != "none" for word in words)
    return list(words) if taken and key.name != "ai" else []


def _about(key: Key) -> str:
    return _AI if key.name == "ai" else key.about or key.message or key.form


def _name(slug: str) -> str:
    return _NAMES.get(slug) or slug.replace("-", " ").capitalize()
