"""Changes that leave a record alone and take away what it rests on, and policies that come to loosen none."""

from __future__ import annotations

from hashlib import sha256

from support.scenario import BASE, GOOD

from attacks import Attack
from citefirst.ailog.model import Log, Message
from citefirst.ailog.stored import dump

CSV = "week,lost\n44,310\n"
LOG = dump(
    Log(
        tool="claude-enterprise",
        vendor="Anthropic",
        account="managed",
        messages=(Message("user", "How slow was it?"), Message("assistant", "I cannot know that.")),
    )
).decode()


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


WITH_LOG = GOOD.replace(
    "ai: none",
    f"""ai:
  use: advise
  log:
    - tool: claude-enterprise
      account: managed
      transcript: ../logs/a.ailog.json
      sha256: {digest(LOG)}""",
)
PINNED = (
    GOOD
    + f"""
Carts of 310 customers were lost. [Q1]

[Q1]: /data/carts.csv "query: lost carts sha256:{digest(CSV)}"
"""
)
CITED = PINNED.split(" sha256:")[0] + '"\n'
OWN = """---
workflow: architecture-decision
title: Store carts in Postgres
date: 2026-11-03
status: accepted
owner:
  decision-maker: "@alice"
ai: none
---
# Store carts in Postgres

## Context

Checkout p99 rose to 4.2 s for 38 minutes in week 44. [S1]
Carts of 310 customers were lost in week 44.

## Alternatives

1. Postgres
2. Redis

## Decision

We store carts in Postgres.

## Consequences

- Carts become slower.

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
"""
LAX = "rules:\n  CF201: off\n"


ATTACKS = [
    Attack(
        name="scope: a stored log is deleted",
        base={**BASE, "docs/a.md": WITH_LOG, "logs/a.ailog.json": LOG},
        head={"logs/a.ailog.json": None},
        codes=("CF502",),
        says="`docs/a.md` is judged because `logs/a.ailog.json` changed",
    ),
    Attack(
        name="scope: a stored log is emptied",
        base={**BASE, "docs/a.md": WITH_LOG, "logs/a.ailog.json": LOG},
        head={"logs/a.ailog.json": ""},
        codes=("CF502", "CF503"),
    ),
    Attack(
        name="scope: a pinned file is changed",
        base={**BASE, "docs/a.md": PINNED, "data/carts.csv": CSV},
        head={"data/carts.csv": CSV.replace("310", "31")},
        codes=("CF302",),
    ),
    Attack(
        name="scope: a cited file is deleted by a name in disguise",
        base={**BASE, "docs/a.md": CITED.replace("/data/carts.csv", "..%2Fdata/%63arts.csv"), "data/carts.csv": CSV},
        head={"data/carts.csv": None},
        codes=("CF302",),
    ),
    Attack(
        name="scope: a policy comes that is laxer than none",
        base={"README.md": "# Shop\n", "decisions/a.md": OWN},
        head={".citefirst.yml": LAX, "decisions/b.md": OWN},
        codes=("CF201",),
        says="The base has no policy, but it has records",
    ),
]
