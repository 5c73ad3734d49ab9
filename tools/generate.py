"""Writes what is generated from the code, or with `--check` says which of it is not current (exit code 1)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import architecture
import man
import mcp_session
import policy_keys
import tables

from citefirst.cli import main
from citefirst.ledger import json_schema as ledger
from citefirst.ledger import register_formats
from citefirst.policy.shape import schema
from citefirst.report.views import commands, gather, workflow
from citefirst.report.views.rules import document
from citefirst.repository.schemas import builtin
from citefirst.rollout import rows as rollout
from citefirst.rules import RULES
from citefirst.workflow.catalogue import Catalogue
from citefirst.workflow.outline import outline

ROOT = Path(__file__).parent.parent
CATALOGUE = Catalogue(builtin())


def generated() -> dict[Path, str]:
    """Text of each generated file."""
    policy = ROOT / "docs" / "policy.md"
    parts = {
        "docs/cli.md": ("formats", tables.formats_table()),
        "README.md": ("formats", tables.formats_named()),
        "docs/assistants.md": ("exports", tables.exports_table()),
        "docs/fixing.md": ("mends", tables.mends_table()),
        "docs/mcp.md": ("session", mcp_session.transcript()),
    }
    register = ROOT / "docs" / "ledger.md"
    page_of_ledger = tables.filled(register.read_text("utf-8"), "tables", ledger.page())
    page_of_ledger = tables.filled(page_of_ledger, "questions", tables.questions_table())
    return {
        register: tables.filled(page_of_ledger, "register", register_formats.columns_page()),
        policy: policy_keys.insert(policy.read_text("utf-8"), schema()),
        **{ROOT / page: tables.filled((ROOT / page).read_text("utf-8"), *part) for page, part in parts.items()},
        ROOT / "docs" / "rules.md": document(RULES),
        ROOT / "docs" / "architecture.svg": architecture.draw(architecture.read()),
        ROOT / "docs" / "citefirst.1": man.page("citefirst", main),
        ROOT / "docs" / "commands.md": commands.document("citefirst", main),
        ROOT / "schemas" / "config.schema.json": pretty(schema()),
        ROOT / "schemas" / "ledger-v1.schema.json": pretty(ledger.schema()),
        ROOT / "schemas" / "gather-v1.schema.json": pretty(gather.schema()),
        ROOT / "schemas" / "register-v1.schema.json": pretty(register_formats.schema()),
        ROOT / "schemas" / "rollout-v1.schema.json": pretty(rollout.schema()),
        **{ROOT / "docs" / "workflows" / f"{name}.md": page(name) for name in CATALOGUE.names()},
    }


def pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def page(name: str) -> str:
    """The page of a built-in workflow."""
    made = f"<!-- Generated from schemas/{name}.schema.json by `make generate`. -->\n\n"
    return made + workflow.render(CATALOGUE.workflow(name), outline(name, CATALOGUE))


def run() -> int:
    check = "--check" in sys.argv[1:]
    stale = [path for path, text in generated().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is not current: run `make generate`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated()[path], "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(run())
