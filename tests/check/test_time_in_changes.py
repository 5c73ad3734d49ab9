"""A change answers for the records that it edits: what the calendar, or somebody else, did to others blocks nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.scenario import BASE, GOOD, Files, PullRequest, environment, run

from citefirst.cli import main

DAY = "2026-11-23"
ENDED = GOOD.replace("ai: none", "ai: none\nexpires: 2026-10-31")
CITING = ENDED.replace("[S1]: https://grafana.example.com/d/abc/checkout", "[S1]: ../logs/a.txt")
LATE = GOOD.replace("\n[S1]: ", "\nUNKNOWN(@bob, 2026-01-20): why.\n\n[S1]: ", 1)
MORE = "\nIt is over. [S1]\n"
SCHEMA = json.loads(str(BASE[".citefirst/schemas/note.schema.json"]))
SCHEMA["properties"]["sections"]["properties"]["assumptions"] = {"x-versioned": True, "x-facts": "every"}
TABLE = "\n## Assumptions\n\n| ID | Assumption | Version | Source |\n| --- | --- | --- | --- |\n| {} |\n"
ASSUMED = "A1 | 3 % of the seats leave | 1 | [S1]"


def assuming(row: str, front: str = "ai: none", link: str = "") -> str:
    return GOOD.replace("ai: none", front) + TABLE.format(row) + link


CASES: list[tuple[str, Files, Files, dict[str, list[str]]]] = [
    ("an ended record is edited", {"docs/a.md": ENDED}, {"docs/a.md": ENDED + MORE}, {"docs/a.md": ["CF601"]}),
    ("another one is edited", {"docs/a.md": ENDED, "docs/b.md": GOOD}, {"docs/b.md": GOOD + MORE}, {}),
    ("it is added", {}, {"docs/a.md": ENDED}, {"docs/a.md": ["CF601"]}),
    ("it is moved as it is", {"docs/a.md": ENDED}, {"docs/a.md": None, "docs/b.md": ENDED}, {}),
    (
        "it is moved and edited",
        {"docs/a.md": ENDED},
        {"docs/a.md": None, "docs/b.md": ENDED + MORE},
        {"docs/b.md": ["CF601"]},
    ),
    (
        "a file that it names is edited",
        {"docs/a.md": CITING, "logs/a.txt": "1"},
        {"logs/a.txt": "2"},
        {},
    ),
    ("it is renewed", {"docs/a.md": ENDED}, {"docs/a.md": ENDED.replace("2026-10-31", "2027-10-31")}, {}),
    ("it is closed", {"docs/a.md": ENDED}, {"docs/a.md": ENDED.replace("ai: none", "ai: none\nstatus: closed")}, {}),
    ("a late UNKNOWN elsewhere", {"docs/a.md": LATE}, {"docs/b.md": GOOD}, {}),
    ("a late UNKNOWN is left", {"docs/a.md": LATE}, {"docs/a.md": LATE + MORE}, {"docs/a.md": ["CF613"]}),
    (
        "an id is taken a second time",
        {"docs/a.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {"docs/b.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {"docs/b.md": ["CF611"]},
    ),
    (
        "an id moves to another record",
        {"docs/a.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {"docs/a.md": GOOD, "docs/b.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {},
    ),
    (
        "a record with a twin is moved as it is",
        dict.fromkeys(("docs/a.md", "docs/b.md"), GOOD.replace("ai: none", "ai: none\nid: X-1")),
        {"docs/b.md": None, "docs/c.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {},
    ),
    (
        "a successor whose predecessor is left alone",
        {"docs/a.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {"docs/b.md": GOOD.replace("ai: none", "ai: none\nid: X-2\nsupersedes: X-1")},
        {"docs/b.md": ["CF612"]},
    ),
    (
        "a successor and its predecessor",
        {"docs/a.md": GOOD.replace("ai: none", "ai: none\nid: X-1")},
        {
            "docs/a.md": GOOD.replace("ai: none", "ai: none\nid: X-1\nstatus: superseded by X-2"),
            "docs/b.md": GOOD.replace("ai: none", "ai: none\nid: X-2\nsupersedes: X-1"),
        },
        {},
    ),
]
VERSIONS = [
    ("A1 | 4 % of the seats leave | 2 | [S1]", "ai: none", "", 0),
    ("A1 | 4 % of the seats leave | 1 | [S1]", "ai: none", "", 1),
    ("A1 | 3 % of **the** seats  leave | 1 | [S1]", "ai: none", "", 0),
    ("A1 | 3 % of the seats leave | 1 | [S2], [S1]", "ai: none", "\n[S2]: https://b.example.com/r/1\n", 1),
    ("a1 | 4 % of the seats leave | 1 | [S1]", "ai: none", "", 1),
    ("A2 | 4 % of the seats leave | 1 | [S1]", "ai: none", "", 0),
    ("A1 | 4 % of the seats leave | 1 | [S1]", "ai: none\nstatus: draft", "", 1),
    ("A1 | 4 % of the seats leave | 1 | [S1]", "ai: none\nstatus: closed", "", 1),
]
CASES += [
    (
        f"assumption {number}",
        {"docs/a.md": assuming(ASSUMED)},
        {"docs/a.md": assuming(row, front, link)},
        {"docs/a.md": ["CF602"]} if found else {},
    )
    for number, (row, front, link, found) in enumerate(VERSIONS)
]
CASES += [
    (
        "the source of an assumption leads elsewhere",
        {"docs/a.md": assuming(ASSUMED)},
        {"docs/a.md": assuming(ASSUMED).replace("/d/abc/checkout", "/d/abc/another")},
        {"docs/a.md": ["CF602"]},
    ),
    (
        "an assumption of a draft",
        {"docs/a.md": assuming(ASSUMED, "ai: none\nstatus: draft")},
        {"docs/a.md": assuming(ASSUMED.replace("3 %", "4 %"), "ai: none\nstatus: draft")},
        {},
    ),
    (
        "an assumption of a record that moves",
        {"docs/a.md": assuming(ASSUMED)},
        {"docs/a.md": None, "docs/b.md": assuming(ASSUMED.replace("3 %", "4 %"))},
        {"docs/b.md": ["CF602"]},
    ),
]
each_case = pytest.mark.parametrize(("name", "base", "head", "found"), CASES, ids=[case[0] for case in CASES])
WHOLE = {**BASE, ".citefirst/schemas/note.schema.json": json.dumps(SCHEMA)}


def told(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in json.loads(text)["findings"]:
        if finding["code"].startswith("CF6"):
            found.setdefault(finding["path"], []).append(finding["code"])
    return found


@each_case
def test_in_a_pull_request(tmp_path: Path, name: str, base: Files, head: Files, found: dict[str, list[str]]) -> None:
    pull = PullRequest.open(tmp_path / "repository", {**WHOLE, **base}, head)
    given = {"comment": "never", "today": DAY}
    ran = run(environment(tmp_path / "x", pull.repository.root, "pull_request", pull.payload(), pull.merge, **given))
    assert told(ran.file("json-file")) == found


@each_case
def test_since_a_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, base: Files, head: Files, found: dict[str, list[str]]
) -> None:
    pull = PullRequest.open(tmp_path / "repository", {**WHOLE, **base}, head)
    monkeypatch.chdir(pull.repository.root)
    done = CliRunner().invoke(main, ["check", "--today", DAY, "--format", "json", "--since", pull.base])
    if name == "an assumption of a record that moves":  # renames are told by git's similarity in a pull request only
        found = {}
    assert told(done.stdout) == found, done.output
