"""What would keep the check busy until somebody gives up on it: schemas that double, patterns and headings."""

from __future__ import annotations

import json

from support.scenario import BASE, GOOD

from attacks import Attack

SCHEMA = ".citefirst/schemas/own.schema.json"


def _schema(**more: object) -> str:
    return json.dumps(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A", "description": "B", **more}
    )


_HEADINGS = "\n\n## A" * 2_000
_DOUBLED = {f"a{level}": {"allOf": [{"$ref": f"#/$defs/a{level + 1}"}] * 2} for level in range(24)} | {"a24": {}}

ATTACKS = [
    Attack(
        name="time: a schema of the head with a pattern that never returns",
        head={SCHEMA: _schema(properties={"frontmatter": {"properties": {"id": {"pattern": "^(a+)+$"}}}})},
        exit=2,
        says="repeats without bound what can itself be repeated",
    ),
    Attack(
        name="time: a schema of the head that doubles at 24 levels",
        head={SCHEMA: _schema(properties={"frontmatter": {"$ref": "#/$defs/a0"}}, **{"$defs": _DOUBLED})},
        exit=2,
        says="judges one value in more than 1,000 ways",
    ),
    Attack(
        name="time: a glob of the head that is none",
        head={".citefirst.yml": BASE[".citefirst.yml"] + "  '[z-a]': note\n"},
        exit=2,
        says="this is no glob",
    ),
    Attack(
        name="time: a record of nothing but headings", head={"docs/a.md": GOOD + "\n\n## A" * 2_000}, exit=0, alone=()
    ),
]
