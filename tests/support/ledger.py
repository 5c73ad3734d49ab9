"""Records as rows: a checker of the rules' own workflow, and a record that fills every table but `events` and
`revisions`, which tell of its history."""

from __future__ import annotations

import json

from citefirst.check.pipeline import Checked, Checker, File
from citefirst.ledger.model import Rows, Where
from citefirst.ledger.rows import rows
from citefirst.policy.policy import Policy
from citefirst.policy.reading import read
from citefirst.rules.ai_log import USED
from citefirst.rules.examples import DAY, LOGS, SCHEMA
from citefirst.workflow.catalogue import Catalogue, SchemaFile

WHERE = Where("github.com/acme/shop", "1" * 40, "docs/a.md", f"sha256:{'0' * 64}")
CATALOGUE = Catalogue({"example": SchemaFile("example", "example.schema.json", json.dumps(SCHEMA))})
FILES = {**{f"docs/{path}": text for path, text in LOGS.items()}, "docs/carts.csv": "1\n"}
FRONT = f"""---
workflow: example
id: EX-7
date: 2026-11-03
status: accepted
expires: 2027-01-31
owner:
  author: "@alice"
  reviewer: "@bob"
{USED}
approvals:
  - role: author
    by: "@alice"
    at: 2026-11-05T14:02Z
---
"""
BODY = """# Checkout latency

## Facts

Checkout p99 rose to 4.2 s for 38 minutes. [S1]

It cost 40 carts. [Q1] [#12](https://github.com/acme/shop/pull/12)

The pool was full.

UNKNOWN(@bob, 2026-11-20): who noticed first.

## Message

We are sorry.

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
[Q1]: carts.csv "query: lost carts"
"""
FULL = FRONT + BODY
POLICY = """records:
  'docs/**': example
exceptions:
  - {path: docs/a.md, rule: CF201, reason: old, owner: "@dora", expires: 2027-01-31}
"""


def checked(text: str = FULL, policy: str = POLICY, path: str = "docs/a.md", data: bytes | None = None) -> Checked:
    under = read(".citefirst.yml", policy.encode()) if policy else Policy()
    checker = Checker(
        CATALOGUE,
        FILES.__contains__,
        policy=under,
        day=DAY,
        load=lambda place, limit: FILES[place].encode() if place in FILES else None,
    )
    return checker.check(File(path, path, under.router()(path), text.encode() if data is None else data))


def made(text: str = FULL, policy: str = POLICY) -> Rows:
    return rows(checked(text, policy))
