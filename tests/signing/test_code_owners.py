"""Roles that the owners of a record's path hold: what the policy tells of them, whose word counts, and when."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from attacks.signatures import signed
from click.testing import CliRunner
from fakes.github import FakeGitHub
from support.scenario import BASE, GOOD, POLICY, PullRequest, Repository, environment, run

from citefirst import fast
from citefirst.cache.store import OFF
from citefirst.check.change import ChangeChecker, Comparison
from citefirst.check.pipeline import Checker, File, OutsideFacts
from citefirst.check.rulebook import Rulebook
from citefirst.cli import main
from citefirst.errors import Exit
from citefirst.model import Change, Finding
from citefirst.policy.codeowners import MAX_BYTES
from citefirst.policy.reading import read
from citefirst.repository.snapshot import Snapshot, TreeEntry

ROLES = "roles:\n  author: [codeowners]\n"
MORE = "people: {'@dora': [dora@example.com]}\nteams: {'@acme/Pay': ['@hana', 'Bo <bo@example.com>']}\n"
SIGNED = {"docs/a.md": GOOD}


def tree(files: dict[str, str]) -> Snapshot:
    contents = {path: text.encode() for path, text in files.items()}
    return Snapshot(
        {path: TreeEntry("100644", path, len(data)) for path, data in contents.items()}, contents.__getitem__
    )


def judged(files: dict[str, str], owner: str, policy: str = ROLES + MORE, path: str = "docs/a.md") -> list[Finding]:
    """What is said of a record that somebody owns, in a repository with other files."""
    at = tree(files)
    book = Rulebook.load(tree({**BASE, ".citefirst.yml": POLICY + policy}))
    checker = Checker(book.catalogue, at.exists, policy=book.policy, day="2026-11-23", base=at.content)
    text = GOOD.replace("@alice", owner)
    return list(checker.check(File(path, path, "note", text.encode())).report.findings)


NO = "does not own docs/a.md and may not sign as author"
WHO = "nobody can tell whether"


@pytest.mark.parametrize(
    ("line", "owner", "said"),
    [
        ("* @alice", "@alice", ""),
        ("* @ALICE", "@Alice", ""),
        ("* @bob @alice", "@alice", ""),
        ("* @acme/pay", "@hana", ""),
        ("* @acme/pay", "Bo Li <BO@example.com>", ""),
        ("* dora@example.com", "@dora", ""),
        ("* @dora", "Dora <dora@example.com>", ""),
        ("* bo@example.org", "Bo <bo@example.org>", ""),
        ("* @bob", "@alice", f"@alice {NO}"),
        ("* @acme/pay @bob", "@alice", f"{WHO} @alice"),  # Bo's login is not told
        ("* @acme/other", "@alice", f"{WHO} @alice, who signs as author, owns docs/a.md: the policy does not say who"),
        ("* alice@example.com", "@alice", f"{WHO} @alice"),
        ("* @alice", "Alice <alice@example.com>", f"{WHO} Alice"),
        ("* @alice\n/docs/", "@alice", "line 2 of CODEOWNERS gives it to nobody"),
        ("/src/ @alice", "@alice", "no line of CODEOWNERS names it"),
        ("* @alice\n!docs/\n[x] @bob", "@alice", ""),
        ("* @bob\ndocs/ @alice, @bob", "@alice", f"@alice {NO}"),
    ],
)
def test_who_owns_the_path_signs(line: str, owner: str, said: str) -> None:
    found = judged({"CODEOWNERS": f"{line}\n"}, owner)
    assert [each.code for each in found] == (["CF414"] if said else [])
    assert all(said in each.message and each.hint and each.region.line == 4 for each in found)


def test_what_is_skipped_is_said_where_it_may_matter() -> None:
    (found,) = judged({"CODEOWNERS": "* @bob\n!a\n[b]\n\\#c\nd e f\n"}, "@alice")
    assert "line 1 of CODEOWNERS gives it to @bob; skipped, as GitHub does: line 2 (" in (found.hint or "")
    assert (found.hint or "").endswith(" and 1 more")


@pytest.mark.parametrize(
    ("places", "codes"),
    [
        ({".github/CODEOWNERS": "* @alice", "CODEOWNERS": "* @bob", "docs/CODEOWNERS": "* @bob"}, []),
        ({"CODEOWNERS": "* @alice", "docs/CODEOWNERS": "* @bob"}, []),
        ({"docs/CODEOWNERS": "* @alice"}, []),
        ({".github/CODEOWNERS": "", "CODEOWNERS": "* @alice"}, ["CF414"]),
        ({"src/CODEOWNERS": "* @alice"}, ["CF414"]),
        ({}, ["CF414"]),
        ({"CODEOWNERS": "* @alice\n" + "#" * (MAX_BYTES - 10)}, []),
        ({"CODEOWNERS": "* @alice\n" + "#" * (MAX_BYTES - 9)}, ["CF414"]),
    ],
)
def test_the_first_file_counts_and_none_of_three_megabytes(places: dict[str, str], codes: list[str]) -> None:
    assert [each.code for each in judged(places, "@alice")] == codes


def test_a_role_may_name_people_beside_code_owners() -> None:
    both = "roles:\n  author: ['@alice', codeowners]\n"
    assert [judged({"CODEOWNERS": "* @bob"}, owner, both) for owner in ("@alice", "@bob")] == [[], []]
    assert [each.code for each in judged({"CODEOWNERS": "* @bob"}, "@carol", both)] == ["CF414"]
    assert judged({}, "@carol", "roles:\n  other: [codeowners]\n") == []


def test_who_owns_the_path_is_a_known_second_signer() -> None:
    book = Rulebook.load(tree({**BASE, ".citefirst.yml": f"{POLICY}{ROLES}second-signer: true\n"}))
    for owners, codes in (("* @alice", []), ("* @bob", ["CF405", "CF414"])):
        base = tree({"CODEOWNERS": owners})
        checker = Checker(book.catalogue, base.exists, policy=book.policy, day="2026-11-23", base=base.content)
        found = checker.check(File("docs/a.md", "docs/a.md", "note", GOOD.encode()), OutsideFacts(author="dev")).report
        assert sorted(each.code for each in found.findings) == codes


def changed(
    before: dict[str, str], after: dict[str, str], mode: str = "declared", moved: bool = False
) -> list[Finding]:
    """What is said of a pull request in which everybody who signs took part."""
    base = tree({**BASE, ".citefirst.yml": f"{POLICY}{ROLES}approvals: {mode}\n", **before})
    head = tree({**BASE, **after})
    change = Change("docs/b/a.md", "renamed", "docs/a.md") if moved else Change("docs/a.md", "modified")
    present = frozenset(("@hana", "@ivan", "@mallory"))
    checker = ChangeChecker(
        Comparison(base, head, [change]), Rulebook.load(base), day="2026-11-23", present=lambda: present
    )
    return [each for each in checker.report().findings if each.code in ("CF404", "CF408", "CF414")]


def by(person: str, minutes: str = "38") -> str:
    return signed(GOOD.replace("@alice", person).replace("38 minutes", f"{minutes} minutes"), person)


@pytest.mark.parametrize("mode", ["declared", "author", "signed", "review"])
def test_the_base_says_who_owns_in_each_mode(mode: str) -> None:
    """A pull request that gives the path to its author is judged by whose it was."""
    before = {"CODEOWNERS": "docs/ @hana\n", "docs/a.md": GOOD}
    taken = {"CODEOWNERS": "docs/ @mallory\n", "docs/a.md": by("@mallory")}
    given = {"CODEOWNERS": "docs/ @mallory\n", "docs/a.md": by("@hana")}
    found = changed(before, taken, mode)
    assert [(each.code, each.region.line) for each in found] == [("CF414", 4), ("CF414", 8)]
    assert all("line 1 of CODEOWNERS gives it to @hana" in (each.hint or "") for each in found)
    assert changed(before, given, mode) == []


def test_an_owner_of_the_path_can_sign_again_and_who_got_it_by_moving_the_record_cannot() -> None:
    before = {"CODEOWNERS": "docs/ @hana @ivan\ndocs/b/ @mallory\n", "docs/a.md": by("@hana")}
    assert changed(before, {"docs/a.md": by("@ivan", "39")}) == []
    taken = changed(before, {"docs/a.md": by("@mallory", "39")})
    assert sorted(each.code for each in taken) == ["CF408", "CF414", "CF414"]
    assert [each.code for each in changed(before, {"docs/b/a.md": by("@mallory", "39")}, moved=True)] == ["CF408"]


def test_an_approval_that_stands_is_not_asked_for_again_when_the_path_has_other_owners() -> None:
    stands = by("@hana")
    before = {"CODEOWNERS": "docs/ @ivan\n", "docs/a.md": stands}
    after = {"docs/a.md": stands.replace('author: "@hana"', 'author: "@ivan"', 1)}
    assert changed(before, after) == []


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Repository]:
    made = Repository.new(tmp_path / "made")
    made.commit({**BASE, **SIGNED, ".citefirst.yml": POLICY + ROLES, "CODEOWNERS": "docs/ @alice\n"})
    with chdir(made.root):
        yield made


def cite(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.output


def test_approve_takes_an_owner_and_refuses_others(made: Repository) -> None:
    made.git("config", "user.name", "Alice")
    made.git("config", "user.email", "1+alice@users.noreply.github.com")
    (made.root / "CODEOWNERS").write_text("docs/ @acme/pay\n")
    code, said = cite("approve", "docs/a.md", "--role", "author")
    assert (code, "CF414 nobody can tell whether @alice" in said) == (2, True)
    (made.root / "CODEOWNERS").write_text("docs/ @alice\n")
    assert cite("approve", "docs/a.md", "--role", "author")[0] == 0
    assert cite("check")[0] == 0
    (made.root / ".citefirst.yml").write_text(POLICY + ROLES.replace("author", "reviewer"))
    (made.root / "CODEOWNERS").write_text("docs/ @bob\n")
    code, said = cite("approve", "docs/a.md", "--role", "reviewer")
    assert (code, "@alice does not own docs/a.md and may not sign as reviewer: line 1" in said) == (2, True)


def test_what_git_has_of_the_file_counts_where_a_change_is_checked(made: Repository) -> None:
    made.commit({"docs/a.md": GOOD.replace("@alice", "@bob"), "CODEOWNERS": "docs/ @bob\n"})
    assert cite("check")[0] == 0
    code, said = cite("check", "--since", "HEAD~1")
    assert (code, "CF414" in said) == (1, True)


def test_a_remembered_result_rests_on_the_file(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(made.root.parent / "cache"))
    monkeypatch.delenv(OFF, raising=False)
    assert cite("check")[0] == 0
    assert fast.held(["check"], os.environ)
    (made.root / ".github").mkdir()
    (made.root / ".github" / "CODEOWNERS").write_text("docs/ @bob\n")
    assert fast.held(["check"], os.environ) is None
    assert cite("check")[0] == 1


def test_the_policy_says_who_may_sign(made: Repository) -> None:
    assert "role: author is held by code owners of the record's path" in cite("check", "--show-policy")[1]
    with pytest.raises(Exception, match="codeowners is no person"):
        read("p.yml", b"roles: {a: ['@x/y']}\nteams: {'@x/y': [codeowners]}\n")


@pytest.mark.parametrize(("owner", "exit_", "said"), [("@hana", Exit.HELD, ""), ("@mallory", Exit.FINDINGS, "CF414")])
@pytest.mark.parametrize("checkout", [True, False])
def test_the_action_asks_the_base_for_code_owners(
    tmp_path: Path, owner: str, exit_: Exit, said: str, checkout: bool
) -> None:
    base = {**BASE, ".citefirst.yml": POLICY + ROLES, ".github/CODEOWNERS": "docs/ @hana\n"}
    head = {".github/CODEOWNERS": "docs/ @mallory\n", "docs/a.md": GOOD.replace("@alice", owner)}
    pull = PullRequest.open(tmp_path / "repository", base, head, author="mallory")
    workspace = pull.repository.root if checkout else tmp_path / "empty"
    workspace.mkdir(exist_ok=True)
    with FakeGitHub(pull.repository.root) as server:
        server.pull(7, pull.base, pull.head, "mallory")
        environ = environment(
            tmp_path / "runner", workspace, "pull_request", pull.payload(), pull.merge, comment="never"
        )
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (ran.exit, said in ran.log, server.violations) == (exit_, True, [])
    owners = pull.repository.git("rev-parse", f"{pull.base}:.github/CODEOWNERS")
    assert [path for _, path in server.calls if owners in path] == (
        [] if checkout else [f"/repos/octo/demo/git/blobs/{owners}"]
    )
    assert len(server.calls) == (0 if checkout else 8)


@pytest.mark.parametrize(
    ("owner", "teams", "said"),
    [
        ("@hana", {"@octo/platform": ["bob", "Hana"]}, ""),
        ("@mallory", {"@octo/platform": ["bob", "hana"]}, "@mallory does not own docs/a.md"),
        ("@hana", {}, "the policy does not say who belongs to @octo/platform"),
        ("@hana", {"@octo/platform": []}, "the policy does not say who belongs to"),
    ],
)
def test_the_action_asks_github_who_belongs_to_a_team(
    tmp_path: Path, owner: str, teams: dict[str, list[str]], said: str
) -> None:
    owners = "docs/ @octo/platform\nsrc/ @octo/web\n* @other/x\ndocs/a.md @octo/platform\n"
    base = {**BASE, ".citefirst.yml": POLICY + ROLES, "CODEOWNERS": owners}
    pull = PullRequest.open(
        tmp_path / "repository", base, {"docs/a.md": GOOD.replace("@alice", owner)}, author="mallory"
    )
    with FakeGitHub(pull.repository.root, teams=teams) as server:
        server.pull(7, pull.base, pull.head, "mallory")
        environ = environment(
            tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
        )
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (ran.exit, said in ran.log, server.violations) == (Exit.FINDINGS if said else Exit.HELD, True, []), ran.log
    assert [path.partition("?")[0] for _, path in server.calls] == ["/orgs/octo/teams/platform/members"]


def test_a_team_that_cannot_be_asked_for_stops_the_check(tmp_path: Path) -> None:
    base = {**BASE, ".citefirst.yml": POLICY + ROLES, "CODEOWNERS": "docs/ @octo/platform\n"}
    pull = PullRequest.open(tmp_path / "repository", base, {"docs/a.md": GOOD}, author="mallory")
    with FakeGitHub(pull.repository.root) as server:
        server.fail("GET", "/orgs/", 500)
        environ = environment(
            tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
        )
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (ran.exit, "the members of @octo/platform" in ran.log) == (Exit.COULD_NOT_RUN, True)


def test_teams_are_asked_for_once_and_only_for_records(tmp_path: Path) -> None:
    """What a pull request proposes for the policy decides nothing, and asks nobody."""
    policy = POLICY + ROLES
    base = {**BASE, ".citefirst.yml": policy, "CODEOWNERS": "docs/ @octo/platform\nsrc/ @octo/web\n"}
    head = {"docs/a.md": GOOD, "src/x.py": "x = 1\n", ".citefirst.yml": f"{policy}rules: {{CF204: error}}\n"}
    pull = PullRequest.open(tmp_path / "repository", base, head, author="mallory")
    with FakeGitHub(pull.repository.root, teams={"@octo/platform": ["alice"]}) as server:
        environ = environment(
            tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
        )
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (ran.exit, server.violations) == (Exit.HELD, []), ran.log
    assert [path.partition("?")[0] for _, path in server.calls] == ["/orgs/octo/teams/platform/members"]
    assert "CF414" not in ran.log
