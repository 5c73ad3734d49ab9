"""Records as teams have written them for years are governed as they are: their fields and sections are found.

What is missing then is evidence and people, which no form can hide; a baseline or a workflow of one's own takes it from
there. The samples are written here in the form of each template.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.scenario import Repository

from citefirst.cli import main

MADR4 = """---
status: accepted
date: 2026-03-02
decision-makers: Ana, Ben
consulted: Cleo
---

# Keep sessions in Redis

## Context and Problem Statement

Where do sessions live when a pod goes away?

## Decision Drivers

* no session is lost on a deploy

## Considered Options

* Redis
* signed cookies

## Decision Outcome

Chosen option: "Redis", because sessions can be revoked.

### Consequences

* Good, because a deploy logs nobody out
* Bad, because there is one more thing to run

### Confirmation

A test deploys twice and stays logged in.

## Pros and Cons of the Options

### Redis

* Good, because we know it

## More Information

None.
"""
NYGARD = """# 7. Keep sessions in Redis

Date: 2026-03-02

## Status

Accepted

Supersedes [3. Signed cookies](0003-signed-cookies.md)

## Context

Sessions are lost when a pod goes away.

## Decision

We will keep sessions in Redis.

## Consequences

A deploy logs nobody out. There is one more thing to run.
"""
SRE = """# Checkout Postmortem (incident #465)

**Date**: 2026-03-02

**Authors**: ana, ben

**Status**: Complete, action items in progress

**Summary**: Checkout was down for 66 minutes.

**Impact**: An estimated 1,200 carts were lost.

**Root Causes**: Cascading failure.

## Action Items

| Action Item | Type | Owner | Bug |
| --- | --- | --- | --- |
| Update playbook | mitigate | ana | n/a |

## Lessons Learned

### What went well

* Monitoring alerted us quickly.

### What went wrong

* We were out of practice.

### Where we got lucky

* A mailing list had a copy.

## Timeline

2026-03-02 (all times UTC)

* 14:51 News arrives of a new sonnet
* 14:54 Traffic rises to 88 times the usual
"""
ATLASSIAN = """# Postmortem: checkout down

| Field | Value |
| --- | --- |
| Severity | SEV1 |
| Owner | Ana |

## Incident summary

Between 14:00 and 15:06 on 2026-03-02 checkout was down.

## Leadup

At 13:20 a change was deployed.

## Fault

The change returned wrong addresses.

## Impact

1,200 customers could not pay.

## Detection

The alert fired at 14:04.

## Response

Ana responded at 14:09.

## Recovery

The change was rolled back.

## Timeline

- 14:00 deploy
- 15:06 rollback

## Root cause: the five whys

1. The pool was empty.

## Lessons learned

We need a test.

## Corrective actions

- add a test
"""
PAGERDUTY = """# Checkout down

- **Owner of Review Process:** Ana
- **Meeting Scheduled For:** 2026-03-09
- **Call Recording:** none

## Overview

Checkout was down for 66 minutes on 2026-03-02.

## What Happened

A deploy emptied the pool.

## Contributing Factors

The pool had no alert.

## Resolution

The deploy was rolled back at 15:06.

## Impact

66 minutes in SEV1, 1,200 customers affected.

## Responders

Ana, Ben.

## Timeline

- 14:00 deploy
- 15:06 rollback

## How'd We Do?

### What Went Well?

- quick page

### What Didn't Go So Well?

- late rollback

## Action Items

- add a test

## Messaging

None.
"""
DECISION = {"CF103", "CF201", "CF211", "CF401"}
POSTMORTEM = {"CF101", "CF103", "CF201", "CF211", "CF401", "CF501"}
FOUND = [
    ("adr/madr4.md", MADR4, "architecture-decision", DECISION, 0),
    ("adr/nygard.md", NYGARD, "architecture-decision", {*DECISION, "CF102", "CF302", "CF612"}, 1),  # it has no options
    ("incidents/sre.md", SRE, "incident-postmortem", POSTMORTEM, 0),
    ("incidents/atlassian.md", ATLASSIAN, "incident-postmortem", POSTMORTEM, 0),
    ("incidents/pagerduty.md", PAGERDUTY, "incident-postmortem", POSTMORTEM, 0),
]


@pytest.mark.parametrize(("path", "text", "workflow", "codes", "lacking"), FOUND, ids=[case[0] for case in FOUND])
def test_they_are_governed_as_they_are(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    text: str,
    workflow: str,
    codes: set[str],
    lacking: int,
) -> None:
    policy = "records:\n  adr/**: architecture-decision\n  incidents/**: incident-postmortem\n"
    Repository.new(tmp_path).commit({".citefirst.yml": policy, path: text})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "--format", "json"])
    value = json.loads(done.output)
    assert [record["workflow"] for record in value["records"]] == [workflow]
    assert {finding["code"] for finding in value["findings"]} <= codes, done.output
    missing = {finding["message"] for finding in value["findings"] if finding["code"] == "CF102"}
    assert len(missing) == lacking, missing
    sections = json.loads(CliRunner().invoke(main, ["claims", path, "--format", "json"]).output)
    assert len({claim["section"] for claim in sections}) >= 3


def test_a_baseline_lets_them_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = "records:\n  adr/**: architecture-decision\n  incidents/**: incident-postmortem\n"
    files = {".citefirst.yml": f"{policy}baseline: base.json\n", **{path: text for path, text, *_ in FOUND}}
    Repository.new(tmp_path).commit(files)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["check", "--no-baseline"]).exit_code == 1
    assert CliRunner().invoke(main, ["check", "--write-baseline"]).exit_code == 0
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    record = tmp_path / "adr" / "nygard.md"
    record.write_text(NYGARD.replace("There is one", "Redis failed 4 times on 2026-03-01. There is one"))
    done = CliRunner().invoke(main, ["check"])
    assert done.output.count("error[") == 1, done.output
