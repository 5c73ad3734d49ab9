"""What a workflow knows of descriptions: which of their lines are fields, and which are a template's own text.

Nothing here asks GitHub: what it says of a description is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from citefirst.check.pipeline import File, read
from citefirst.document.description import Description, texts
from citefirst.model import Described
from citefirst.repository.tree import Tree
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.outline import Key, outline

NO_FIELDS = ("workflow", "owner", "approvals", "amendments", "sources", "title")
"""Keys of front matter that a description has no field for: roles are fields, and reviews approvals."""
PLACES = ("", ".github", "docs")
"""Directories in which GitHub looks for templates ("Creating a pull request template for your repository")."""
_ENDINGS = (".md", ".txt", ".yml", ".yaml")
_MAX_TEMPLATES = 20


def description(
    workflow: str, catalogue: Catalogue, what: Described, title: str, said: Mapping[str, Any], template: frozenset[str]
) -> Description:
    """Describe what is known of a description under a workflow. `said` is what GitHub says, by key."""
    compiled, found = catalogue.workflow(workflow), outline(workflow, catalogue)
    keys = [key for key in found.keys if key.name not in NO_FIELDS]
    return Description(
        workflow=workflow,
        title=title,
        said=said,
        what=what,
        roles=compiled.roles,
        signing=tuple(role.name for role in found.roles if role.required),
        fields=frozenset(key.name for key in keys),
        lists=frozenset(key.name for key in keys if is_list(key)),
        section=lambda names: spec.slug if (spec := compiled.match(names)) else "",
        template=template,
    )


def is_list(key: Key) -> bool:
    """Tell whether a key may hold several values."""
    return any("array" in _types(node.get("type")) for node in key.nodes)


def _types(kind: Any) -> tuple[str, ...]:
    return (kind,) if isinstance(kind, str) else tuple(kind or ())


def template_lines(tree: Tree, kind: str) -> frozenset[str]:
    """Return the lines of a tree's templates for descriptions of a kind, and of what its issue forms fill in."""
    found: set[str] = set()
    for path in list(_templates(tree, f"{kind.replace('-', '_')}_template"))[:_MAX_TEMPLATES]:
        for text in _filled_in(tree.content(path, 64 * 1024) or b"", path):
            document, _ = read(File(path, path, None, text))
            found |= texts(document) if document else set()
    return frozenset(found)


def _templates(tree: Tree, name: str) -> Iterator[str]:
    """Yield the paths of templates of a name, in any case, and of those in a directory of that name."""
    for place in PLACES:
        for path in tree.children(place) or ():
            if path.rpartition("/")[2].lower() in (f"{name}.md", f"{name}.txt"):
                yield path
        for directory in (name, name.upper()):
            inner = tree.children(f"{place}/{directory}".lstrip("/")) or ()
            yield from (path for path in inner if path.lower().endswith(_ENDINGS))


def _filled_in(data: bytes, path: str) -> Iterator[bytes]:
    """Yield the texts of a template with which a description begins."""
    if not path.lower().endswith((".yml", ".yaml")):
        yield data
        return
    from citefirst.document.yaml import YamlProblem, load

    try:
        form = load(data.decode("utf-8")).data
    except (YamlProblem, UnicodeDecodeError):
        return
    body = form.get("body") if isinstance(form, dict) else None
    for element in body if isinstance(body, list) else ():
        attributes = element.get("attributes") if isinstance(element, dict) else None
        value = attributes.get("value") if isinstance(attributes, dict) else None
        if isinstance(value, str):
            yield value.encode()
