"""Changes that leave a record alone and take away what it rests on, and policies that come to loosen none."""

from __future__ import annotations

from hashlib import sha256

from scenario import BASE, GOOD, Files

from attacks import Attack

CSV = "week,lost\n44,310\n"
LOG = (
    '{"format":"citefirst-log","tool":"claude-enterprise","account":"managed","messages":['
    '{"role":"user","text":"How slow was it?"},{"role":"assistant","text":"I cannot know."}]}'
)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


WITH_LOG = GOOD.replace(
    "ai: none",
    f"""ai:
  use: assist
  log:
    - tool: claude-enterprise
      account: managed
      transcript: ../logs/a.ailog.json
      sha256: {digest(LOG)}""",
)
PINNED = GOOD + f"""
Carts of 310 customers were lost. [Q1]

[Q1]: /data/carts.csv "query: lost carts sha256:{digest(CSV)}"
"""
CITED = PINNED.split(" sha256:")[0] + '"\n'
OWN = """---
workflow: architecture-decision
title: Store carts in Postgres
date: 2026-11-03
status: accepted
owner:
  decision-maker: "@alice"
---
# Store carts in Postgres

## Context and Problem Statement

Carts of 310 customers were lost in week 44.

## Considered Options

- Postgres

## Decision Outcome

Postgres.
"""
LAX = "rules:\n  CF201: off\n"


def rests(record: str, **more: str) -> Files:
    """The base with a record, and with files by their names (`a__b_md`: `a/b.md`)."""
    return {**BASE, "docs/a.md": record, **more}


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
        base={
            **BASE,
            "docs/a.md": CITED.replace("/data/carts.csv", "..%2F&#100;ata/c\\_arts.csv"),
            "data/c_arts.csv": CSV,
        },
        head={"data/c_arts.csv": None},
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
