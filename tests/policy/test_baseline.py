"""The baseline: old findings do not count, new ones fail, and what was mended must leave it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from support.scenario import BASE, GOOD, OWNERLESS, POLICY, UNCITED, Files, PullRequest, Repository, environment, run

from citefirst.cli import main
from citefirst.errors import PolicyError
from citefirst.policy.baseline import Baseline, Known, read, render

FILE = ".citefirst-baseline.json"
NAMED = f"{POLICY}baseline: {FILE}\n"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with two records that are not as they should be, and a good one."""
    repository = Repository.new(tmp_path)
    records = {"docs/a.md": UNCITED, "docs/b.md": OWNERLESS, "docs/c.md": GOOD}
    repository.commit(BASE | {".citefirst.yml": NAMED} | records)
    monkeypatch.chdir(tmp_path)
    return repository


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_old_findings_do_not_count_and_new_ones_do(made: Repository) -> None:
    assert check("--no-baseline").exit_code == 1
    done = check("--write-baseline")
    assert (done.exit_code, done.output) == (0, f"{FILE}: 2 findings, 0 gone\n")
    done = check()
    assert done.exit_code == 0
    assert "2 findings in the baseline" in done.output
    (made.root / "docs" / "c.md").write_text(UNCITED)
    done = check()
    assert done.exit_code == 1
    assert done.output.count("error[") == 1
    assert "docs/c.md" in done.output


def test_what_the_policy_lacks_for_a_baseline_to_count_is_said(made: Repository) -> None:
    (made.root / ".citefirst.yml").write_text(POLICY)
    done = check("--write-baseline")
    assert (
        done.output
        == f"{FILE}: 2 findings, 0 gone\nnext: add `baseline: {FILE}` to .citefirst.yml, so that they do not count\n"
    )
    assert check().exit_code == 1
    (made.root / ".citefirst.yml").write_text(POLICY + re.findall("`(.*)`", done.output)[0] + "\n")
    assert check().exit_code == 0
    assert check("--write-baseline", "--baseline", "other.json").output == "other.json: 2 findings, 0 gone\n"


def test_a_finding_is_known_wherever_its_line_went(made: Repository) -> None:
    check("--write-baseline")
    (made.root / "docs" / "a.md").write_text(UNCITED.replace("## Facts", "A lead-in:\n\nWho?\n\n## Facts"))
    assert check().exit_code == 0


@pytest.mark.parametrize("how", ["mended", "deleted"])
def test_what_is_gone_must_leave_the_baseline(made: Repository, how: str) -> None:
    check("--write-baseline")
    record = made.root / "docs" / "a.md"
    record.write_text(GOOD) if how == "mended" else record.unlink()
    done = check()
    assert done.exit_code == 1
    assert f"{FILE}:6:9: error[CF006]" in done.output
    assert "run `citefirst check --write-baseline`" in done.output
    assert check("--write-baseline").output == f"{FILE}: 1 finding, 1 gone\n"
    assert check().exit_code == 0


def test_a_baseline_never_grows(made: Repository) -> None:
    check("--write-baseline")
    (made.root / "docs" / "c.md").write_text(UNCITED)
    done = check("--write-baseline")
    assert done.exit_code == 1
    assert "1 new finding to fix: a baseline never grows" in done.output
    assert "not recorded: docs/c.md:11: CF201" in done.output
    assert check().exit_code == 1


def test_records_that_were_not_checked_keep_their_entries(made: Repository) -> None:
    check("--write-baseline")
    (made.root / "docs" / "b.md").write_text(GOOD)
    assert check("docs/a.md").exit_code == 0
    assert check("--write-baseline", "docs/a.md").output == f"{FILE}: 2 findings, 0 gone\n"


def test_a_baseline_is_the_same_from_a_directory_below(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    check("--write-baseline")
    monkeypatch.chdir(made.root / "docs")
    assert check().exit_code == 0
    assert check("--baseline", f"../{FILE}", "a.md").exit_code == 0


def test_a_named_baseline_that_is_not_there_is_an_error(made: Repository) -> None:
    done = check()
    assert done.exit_code == 2
    assert f"{FILE}: the baseline cannot be used" in done.stderr
    assert check("--baseline", "other.json").exit_code == 2
    assert made.root.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2, "findings": {}}',
        '{"version": 1, "findings": []}',
        '{"version": 1, "findings": {"a.md": {"CF201": "x"}}}',
        '{"version": 1, "findings": {"a.md": {"CF201": [1]}}}',
        '{"version": 1, "findings": {"a.md": ["CF201"]}}',
        "\udcff",
        "[" * 100_000,
    ],
    ids=range(9),
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="this is no baseline of citefirst"):
        read(FILE, text.encode("utf-8", "surrogateescape"))


KNOWN = st.builds(
    Known, st.text(min_size=1, max_size=9), st.sampled_from(["CF201", "CF401"]), st.text("0af", min_size=1)
)


@given(st.frozensets(KNOWN))
def test_a_written_baseline_reads_as_it_was(entries: frozenset[Known]) -> None:
    text = render(entries)
    assert read(FILE, text.encode()).entries == entries
    assert json.loads(text)["version"] == 1


@given(st.frozensets(KNOWN), st.frozensets(KNOWN))
def test_a_change_can_only_take_away(base: frozenset[Known], head: frozenset[Known]) -> None:
    assert Baseline(base).both(Baseline(head)).entries <= base & head


@pytest.fixture
def held(made: Repository) -> str:
    """The text of the repository's baseline."""
    check("--write-baseline")
    return (made.root / FILE).read_text()


PULLS = [
    ("an edit of a record with an old finding", {"docs/a.md": UNCITED + "\nWhy?\n"}, None, 0, "in the baseline"),
    ("a new finding", {"docs/c.md": UNCITED}, None, 1, "1 error in 1 record"),
    ("a new finding put into the baseline", {"docs/c.md": UNCITED}, "more", 1, "1 error in 1 record"),
    ("mended, and the baseline says otherwise", {"docs/a.md": GOOD}, None, 1, "CF006"),
    ("mended, and out of the baseline", {"docs/a.md": GOOD}, "less", 0, "all evidence in place"),
    ("no record, a smaller baseline", {}, "less", 0, "0 records"),
    ("deleted, and the baseline says otherwise", {"docs/a.md": None}, None, 1, "CF006"),
]


@pytest.mark.parametrize(
    ("head", "edit", "code", "said"), [case[1:] for case in PULLS], ids=[case[0] for case in PULLS]
)
def test_a_pull_request_is_held_against_the_baseline_of_both_sides(
    tmp_path: Path, held: str, head: Files, edit: str | None, code: int, said: str
) -> None:
    value = json.loads(held)
    if edit == "less":
        del value["findings"]["docs/a.md"]
    elif edit == "more":
        value["findings"]["docs/c.md"] = value["findings"]["docs/a.md"]
    base = BASE | {".citefirst.yml": NAMED, FILE: held, "docs/a.md": UNCITED, "docs/b.md": OWNERLESS, "docs/c.md": GOOD}
    pull = PullRequest.open(tmp_path / "pull", base, {**head, FILE: json.dumps(value)} if edit else head)
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    ran = run(environ)
    assert ran.exit == code
    assert said in ran.summary
