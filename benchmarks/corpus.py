"""Generated records for measurements: as large as asked, each its own, all of them sound."""

from __future__ import annotations

import subprocess
from pathlib import Path

FRONT = """---
workflow: incident-postmortem
id: INC-{number:05}
title: Checkout was slow, case {number}
date: 2026-11-03
status: final
severity: SEV2
owner:
  incident-commander: "@mara-jensen"
affected:
  - checkout
ai: none
---
# INC-{number:05}: checkout was slow

## Impact

Checkout p99 rose to {number}.2 s for 38 minutes. [S1] Orders fell by 12 % against the week before. [S2]

## Timeline

| Time (UTC) | Event | Source |
| --- | --- | --- |
| 2026-11-03 14:02 | Deploy {number} reached production | [S3] |
| 2026-11-03 14:09 | The alert fired for checkout latency | [S1] |
| 2026-11-03 14:40 | Deploy {number} was rolled back | [S3] |

## Root cause

{body}
## Actions

| Action | Owner | Due | Ticket |
| --- | --- | --- | --- |
| Add an alert on connections | @t-okonkwo | 2026-12-01 | [S4] |

[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"
[S2]: https://grafana.example.com/d/def/orders "log-query: orders per minute"
[S3]: https://argo.example.com/applications/checkout/{number} "deploy: checkout {number}"
[S4]: https://jira.example.com/browse/OPS-{number} "ticket: alert on connections"
"""
PARAGRAPH = (
    "Request {index} of case {number} waited {wait} ms for a connection, because the pool held 20 of them. [S1] "
    "The pool was set to `max: 20` in release {release}, and **nobody** had raised it since. [S3]\n\n"
    "- Step {index}: {wait} requests were retried within 3 s. [S2]\n"
    "- UNKNOWN(@mara-jensen, 2026-12-01): whether step {index} lost an order.\n\n"
)


def record(number: int, size: int) -> str:
    """A record of about so many bytes."""
    body, index = "", 0
    room = size - len(FRONT) + len("{body}")
    while len(body) < room or not body:
        body += PARAGRAPH.format(index=index, number=number, wait=100 + index * 7, release=2000 + number)
        index += 1
    return FRONT.format(number=number, body=body)


def write(directory: Path, count: int, size: int) -> None:
    """Make a repository of so many records."""
    (directory / "docs").mkdir(parents=True)
    for number in range(count):
        (directory / "docs" / f"{number:05}.md").write_text(record(number, size), "utf-8")
    subprocess.run(["git", "init", "--quiet", directory], check=True)


def commit(directory: Path) -> None:
    """Commit all that is in a repository: without a history more has to be found out on each run."""
    subprocess.run(["git", "-C", directory, "add", "--all"], check=True)
    who = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", directory, *who, "commit", "--quiet", "--message", "Add records"], check=True)
