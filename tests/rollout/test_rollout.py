"""`citefirst rollout`: what workflows and hooks are taken for, its formats, and checkouts that cannot be read."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from support.paths import ROOT

from citefirst.cli import main
from citefirst.dataset import places
from citefirst.dataset import runs as stored_runs
from citefirst.ledger.model import RunRow, Where
from citefirst.rollout.rows import COLUMNS, Row
from citefirst.rollout.uses import HOOKS, MAX_WORKFLOW, Unreadable, Use, uses

SCHEMA = json.loads((ROOT / "schemas" / "rollout-v1.schema.json").read_text("utf-8"))
SHA = "3d3c42e5aac5ba805825da76410c181273ba90b1"
REUSABLE = "citefirst/citefirst/.github/workflows/citefirst.yml"
POLICY = """records:
  "docs/**": architecture-decision
exceptions:
  - {path: docs/old.md, rule: CF201, reason: it is being moved, owner: "@bob", expires: 2026-11-22}
  - {path: docs/new.md, rule: CF201, reason: it is being moved, owner: "@bob", expires: 2026-11-23}
"""


def job(text: str) -> str:
    return f"on: pull_request\njobs:\n  citefirst:\n    {text}\n"


def step(text: str) -> str:
    return job(f"steps:\n      - {text}")


def hook(repo: str, name: str = "citefirst") -> str:
    return f"repos:\n  - repo: {repo}\n    rev: v1.0.0\n    hooks: [{{id: {name}}}]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (step("uses: citefirst/citefirst@v1"), [("action", "v1", "", "moving")]),
        (step(f"uses: Acme/citefirst@{SHA} # v1"), [("action", SHA, "", "commit")]),
        (
            step("{uses: citefirst/citefirst@v1.2.3, with: {mode: observe}}"),
            [("action", "v1.2.3", "observe", "version")],
        ),
        (step("uses: 'citefirst/citefirst@1.0.0-rc.1'"), [("action", "1.0.0-rc.1", "", "version")]),
        (job(f"uses: {REUSABLE}@main"), [("reusable", "main", "", "moving")]),
        (job(f"uses: {REUSABLE}@{SHA[:12]}"), [("reusable", SHA[:12], "", "moving")]),
        (job(f"uses: {REUSABLE}@v1\n    with:\n      mode: comment"), [("reusable", "v1", "comment", "moving")]),
        (job("uses: ./.github/workflows/citefirst.yml"), [("reusable", "", "", "none")]),
        (step("run: pip install citefirst[ledger]==1.0.0 && citefirst check"), [("command", "1.0.0", "", "version")]),
        (step("run: uvx citefirst@1.1.0 check docs"), [("command", "1.1.0", "", "version")]),
        (step("run: citefirst check"), [("command", "", "", "none")]),
        (step("run: citefirst report site"), []),
        (step("run: echo # uses: citefirst/citefirst@v1"), []),
        (step("uses: citefirst/other@v1"), []),
        (step("uses: citefirst/citefirst"), []),
        ("# uses: citefirst/citefirst@v1\njobs: {}", []),
        ("jobs: [citefirst]", []),
        ("citefirst", []),
    ],
)
def test_what_a_workflow_runs(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = uses(".github/workflows/a.yml", text.encode())
    assert [(each.how, each.ref, each.mode, each.pinned) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (hook("https://github.com/citefirst/citefirst"), [Use("hook", "v1.0.0")]),
        (hook("git@git.acme.example:citefirst.git"), [Use("hook", "v1.0.0")]),
        (hook("https://github.com/citefirst/citefirst", "citefirst-schemas"), []),
        (hook("https://github.com/acme/not-citefirst"), []),
    ],
)
def test_what_a_hook_runs(text: str, expected: list[Use]) -> None:
    assert uses(HOOKS, text.encode()) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"citefirst: [",
        b"citefirst: \xff",
        b"citefirst: {? [a] : c}",
        b"citefirst: " + b"[" * 5000,
        b"#" * (MAX_WORKFLOW + 1),
    ],
    ids=["broken", "not UTF-8", "a list as a key", "deep", "large"],
)
def test_a_workflow_that_cannot_be_read_is_not_taken_for_one_without_the_check(data: bytes) -> None:
    with pytest.raises(Unreadable):
        uses(".github/workflows/a.yml", data)


def test_every_column_is_described() -> None:
    assert tuple(column.name for column in COLUMNS) == Row._fields


# -- the command ----------------------------------------------------------------------------------------------------


def checkout(root: Path, files: dict[str, str]) -> Path:
    for name, text in {".citefirst.yml": POLICY, **files}.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return root


@pytest.fixture
def organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    checkout(tmp_path / "shop", {".github/workflows/c.yml": job(f"uses: {REUSABLE}@v1"), "docs/a.md": "# Title\n"})
    checkout(tmp_path / "bare", {})
    checkout(tmp_path / "torn", {".citefirst.yml": "records: [\n"})
    checkout(tmp_path / "odd", {".github/workflows/c.yml": "citefirst: [\n"})
    checkout(tmp_path / "=1+1 \x1b[31m<b>\u202e", {})
    (tmp_path / "shop" / "inner").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rollout", "--today", "2026-11-23", *arguments])


def rows(*arguments: str) -> list[dict[str, Any]]:
    value = json.loads(ran("--format", "json", *arguments).output)
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)
    found: list[dict[str, Any]] = value["checkouts"]
    return found


@pytest.mark.usefixtures("organisation")
def test_a_row_says_what_runs_the_check_and_what_is_found() -> None:
    result = ran("shop", "bare", "--check")
    assert result.exit_code == 0, result.output
    shop, bare = rows("shop", "bare", "--check")
    assert (shop["check"], shop["refs"], shop["pinned"]) == (["reusable"], ["v1"], ["moving"])
    assert (shop["records"], shop["errors"] > 0, shop["exceptions"], shop["ended"]) == (1, True, 1, 1)
    assert (bare["check"], bare["records"], bare["policy"]) == ([], 0, shop["policy"])
    assert "The check runs in CI in 1 of 2 checkouts, by one policy." in result.output


@pytest.mark.usefixtures("organisation")
def test_records_are_not_judged_where_nobody_asks() -> None:
    (shop,) = rows("shop")
    assert (shop["records"], shop["errors"], shop["warnings"]) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone", "there is no such directory"),
        ("torn", ".citefirst.yml"),
        ("odd", ".github/workflows/c.yml is not YAML"),
        ("shop/inner", "name a checkout"),
    ],
)
@pytest.mark.usefixtures("organisation")
def test_a_checkout_that_cannot_be_read_is_a_row_and_never_green(name: str, told: str) -> None:
    result = ran("bare", name)
    assert (result.exit_code, "1 checkout could not be told" in result.output) == (4, True)
    bare, other = rows("bare", name)
    assert bare["fault"] is None
    assert told in other["fault"]


@pytest.mark.parametrize("form", ["text", "csv", "markdown", "json"])
def test_a_hostile_name_is_shown_and_does_nothing(organisation: Path, form: str) -> None:
    result = ran("--format", form, *sorted(path.name for path in organisation.iterdir()))
    assert not {"\x1b", "\u202e"} & set(result.output)
    if form == "csv":
        (_, first, *_) = csv.reader(StringIO(result.output))
        assert first[0].startswith("'=1+1")
    if form == "markdown":
        assert "<b>" not in result.output


def test_it_is_written_to_files_as_well(organisation: Path) -> None:
    assert ran("shop", "--output", "csv=out.csv", "--output", "json=out.json").exit_code == 0
    assert (organisation / "out.csv").read_bytes().startswith(b"checkout,repository,check")
    assert json.loads((organisation / "out.json").read_bytes())["checkouts"][0]["checkout"] == "shop"


@pytest.mark.usefixtures("organisation")
def test_a_ledger_says_which_version_ran_last() -> None:
    for run, attempt, tool in ((9, 1, "0.8"), (10, 2, "1.0"), (10, 1, "0.9")):
        row = RunRow(run, attempt, "j", "push", None, None, "2026-11-20", "enforce", "fail", 1, 1, 1, 1, 0, (), tool)
        stored_runs.put(places.at("ledger"), Where("shop", None, "", ""), row)
    Path("ledger/runs/repository=shop", f"11-1-{'0' * 16}.parquet").write_bytes(b"?")
    shop, bare = rows("shop", "bare", "--ledger", "ledger")
    assert (shop["tool"], shop["ran"], shop["verdict"]) == ("1.0", "2026-11-20", "fail")
    assert (bare["tool"], bare["ran"], bare["verdict"], bare["fault"]) == (None, None, None, None)
    assert "fail 2026-11-20 by 1.0" in ran("shop", "--ledger", "ledger").output
    assert ran("shop", "--ledger", "bare").exit_code == 2


def test_many_checkouts_are_told_by_several_processes_in_order(organisation: Path) -> None:
    names = [checkout(organisation / f"r{number}", {}).name for number in range(9)]
    assert [row["checkout"] for row in rows("--jobs", "2", *names)] == names
