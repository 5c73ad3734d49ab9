"""`approve`: who git commits as signs, and nobody for somebody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.keys import ALICE, HANA, HIDDEN, STRANGER, Person
from support.scenario import BASE, GOOD, POLICY, Repository

from citefirst.cli import main

RECORD = GOOD.replace("@alice", "@hana")
PEOPLE = "people:\n  '@hana': ['hana@example.com']\n  '@alice': ['alice@example.com']\n"
ROLE = ("--role", "author")
HER, BEHALF = ("--as", "@hana"), "--on-behalf"


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def begin(place: Path, monkeypatch: pytest.MonkeyPatch, person: Person | None, mode: str, people: str) -> Path:
    """A record that hana owns, in a checkout of somebody."""
    made = Repository.new(place)
    made.commit({**BASE, ".citefirst.yml": f"{POLICY}{people}approvals: {mode}\n", "docs/a.md": RECORD})
    if person:
        made.git("config", "user.name", person.name)
        made.git("config", "user.email", person.mail)
    monkeypatch.chdir(place)
    return place / "docs" / "a.md"


MODES = ("declared", "author", "signed", "review")
CASES: list[tuple[str, Person | None, str, tuple[str, ...], str, str]] = [
    ("herself", HANA, PEOPLE, HER, "", ""),
    ("herself, in another spelling", HANA, PEOPLE, ("--as", "H K <hana@example.com>"), "", ""),
    ("herself, without being named", HANA, PEOPLE, (), "", ""),
    ("herself, by GitHub's address", HIDDEN, "", HER, "", ""),
    ("herself, by GitHub's address, not named", HIDDEN, "", (), "", ""),
    ("alice, for her", ALICE, PEOPLE, HER, "", "alice <alice@example.com>, who cannot sign for @hana: let @hana run"),
    ("alice, for her, on behalf", ALICE, PEOPLE, (*HER, BEHALF), '    entered-by: "@alice"', ""),
    ("alice, not named", ALICE, PEOPLE, (), "", "the record says that @hana signs as author, not @alice"),
    ("somebody unknown, for her", STRANGER, PEOPLE, HER, "", "name the address under `people` in the policy"),
    (
        "somebody unknown, on behalf",
        STRANGER,
        PEOPLE,
        (*HER, BEHALF),
        '    entered-by: "Hana Kimura <hana@home.example>"',
        "",
    ),
    ("herself, on behalf", HANA, PEOPLE, (*HER, BEHALF), "", "who is @hana: leave out --on-behalf"),
    ("on behalf of nobody", ALICE, PEOPLE, (BEHALF,), "", "--on-behalf needs --as"),
    ("on behalf, git knows nobody", None, PEOPLE, (*HER, BEHALF), "", "set user.name and user.email"),
    ("git knows nobody, nobody is named", None, PEOPLE, (), "", "set user.name and user.email"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("person", "people", "arguments", "entered", "refused"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_nobody_signs_for_somebody_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    person: Person | None,
    people: str,
    arguments: tuple[str, ...],
    entered: str,
    refused: str,
) -> None:
    path = begin(tmp_path, monkeypatch, person, mode, people)
    done = cite("approve", "docs/a.md", *ROLE, *arguments)
    if refused:
        assert (done.exit_code, path.read_text()) == (2, RECORD)
        assert refused in done.stderr
        return
    assert done.exit_code == 0, done.stderr
    lines = path.read_text().splitlines()
    assert [line for line in lines if "entered-by" in line] == ([entered] if entered else [])
    assert any(line.startswith("    by: ") for line in lines)
    counts = mode in ("declared", "review") or not entered
    assert ("does not count as their signature" in done.output) is not counts
    assert ("not verified" in done.output) is counts
    found = json.loads(cite("check", "--format", "json").output)["findings"]
    assert [each["code"] for each in found] == ([] if counts else ["CF412"])


@pytest.mark.parametrize(("mode", "code"), [("declared", 0), ("review", 0), ("author", 2), ("signed", 2)])
def test_where_git_knows_nobody_a_word_is_as_good_as_what_it_is_worth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, code: int
) -> None:
    begin(tmp_path, monkeypatch, None, mode, PEOPLE)
    assert cite("approve", "docs/a.md", *ROLE, *HER).exit_code == code


def test_her_own_signature_takes_the_place_of_what_was_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = begin(tmp_path, monkeypatch, ALICE, "author", PEOPLE)
    assert cite("approve", "docs/a.md", *ROLE, *HER, BEHALF).exit_code == 0
    assert cite("check").exit_code == 1
    monkeypatch.setenv("GIT_AUTHOR_NAME", HANA.name)
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", HANA.mail)
    assert cite("approve", "docs/a.md", *ROLE).exit_code == 0
    assert (path.read_text().count("role: author"), "entered-by" in path.read_text()) == (1, False)
    assert cite("check").exit_code == 0


@pytest.mark.parametrize(
    ("mode", "entered", "said"),
    [
        ("declared", False, "declared, not verified"),
        ("declared", True, "declared, not verified, entered by @alice on behalf"),
        ("review", False, "declared, not verified; the reviews of its pull request stand for it"),
        ("author", False, "not committed yet, not verified (approvals: author)"),
        ("author", True, "not verified (approvals: author): @alice entered it on behalf of @hana"),
        ("signed", True, "not verified (approvals: signed): @alice entered it on behalf of @hana"),
    ],
)
def test_the_trace_says_how_it_was_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, entered: bool, said: str
) -> None:
    begin(tmp_path, monkeypatch, ALICE if entered else HANA, mode, PEOPLE)
    assert cite("approve", "docs/a.md", *ROLE, *HER, *([BEHALF] if entered else [])).exit_code == 0
    assert f"covers the record as it is; {said}" in cite("trace", "docs/a.md").output
    verified = json.loads(cite("trace", "docs/a.md", "--format", "json").output)["signatures"][0]["verified"]
    assert (verified["mode"], verified["entered_by"]) == (mode, "@alice" if entered else "")


def test_the_trace_names_the_commit_and_its_author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tmp_path, monkeypatch, HANA, "author", PEOPLE)
    assert cite("approve", "docs/a.md", *ROLE).exit_code == 0
    made = Repository(tmp_path)
    made.git("add", "--all")
    made.git("commit", "--quiet", "-m", "sign", f"--author={HANA.identity}")
    commit = made.git("rev-parse", "HEAD")
    text = cite("trace", "docs/a.md").output
    assert f"added by {HANA.identity} with {commit[:10]} (approvals: author)" in text
    assert "1 approval by the author of the commit" in cite("check").output
