"""Who added an approval: real repositories with real keys, under each mode of the policy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support import keys
from support.approvals import APPROVED, PEOPLE, RECORD, base
from support.keys import ALICE, GITHUB, HANA, HIDDEN, STRANGER, Person, allowed, commit, git
from support.scenario import BASE, POLICY, Repository, shallow_clone

from citefirst.cli import main

pytestmark = pytest.mark.skipif(not keys.HAS_SSH, reason="needs ssh-keygen")


def checked(*arguments: str) -> tuple[list[str], dict[str, Any]]:
    """The codes that a check finds, and the approval of `docs/a.md` as the report has it."""
    done = CliRunner().invoke(main, ["check", "--format", "json", *arguments])
    report = json.loads(done.stdout)
    found = [finding["code"] for finding in report["findings"]]
    assert done.exit_code == (1 if found else 0)
    approvals = [each for record in report["records"] for each in record["approvals"]]
    return found, approvals[0] if approvals else {}


Story = Callable[[Repository], object]


def plain(author: Person, key: str = "", **given: Any) -> Story:
    """The approval comes with one commit."""
    return lambda made: commit(made, {"docs/a.md": APPROVED}, author, key=key, **given)


def merged(made: Repository) -> None:
    git(made, "switch", "--quiet", "-c", "feature")
    commit(made, {"docs/a.md": APPROVED}, HANA, key="ssh:hana")
    git(made, "switch", "--quiet", "main")
    commit(made, {"README.md": "x\n"}, ALICE)
    git(made, "merge", "--quiet", "--no-ff", "-m", "merge", "feature")


def evil_merge(made: Repository) -> None:
    git(made, "switch", "--quiet", "-c", "feature")
    commit(made, {"README.md": "y\n"}, HANA, key="ssh:hana")
    git(made, "switch", "--quiet", "main")
    commit(made, {"other.txt": "x\n"}, ALICE)
    git(made, "merge", "--quiet", "--no-ff", "--no-commit", "feature")
    commit(made, {"docs/a.md": APPROVED}, ALICE, key="ssh:alice")


def rebased(*options: str) -> Story:
    def story(made: Repository) -> None:
        git(made, "switch", "--quiet", "-c", "feature")
        commit(made, {"docs/a.md": APPROVED}, HANA, key="ssh:hana")
        git(made, "switch", "--quiet", "main")
        commit(made, {"README.md": "x\n"}, ALICE)
        git(made, *options, "rebase", "--quiet", "main", "feature")

    return story


def moved(made: Repository) -> None:
    plain(HANA, "ssh:hana")(made)
    commit(made, {"docs/a.md": None, "docs/b.md": APPROVED}, ALICE)
    commit(made, {"docs/b.md": None, "docs/deep/c.md": APPROVED}, ALICE)


def moved_and_not_committed(made: Repository) -> None:
    plain(HANA, "ssh:hana")(made)
    (made.root / "docs/a.md").rename(made.root / "docs/b.md")


def copied(made: Repository) -> None:
    plain(HANA, "ssh:hana")(made)
    commit(made, {"docs/b.md": APPROVED}, ALICE, key="ssh:alice")


def given_again(made: Repository) -> None:
    plain(HANA, "ssh:hana")(made)
    commit(made, {"docs/a.md": RECORD}, HANA, key="ssh:hana")
    plain(ALICE, "ssh:alice")(made)


def mapped(made: Repository) -> None:
    commit(made, {".mailmap": f"{HANA.identity} {ALICE.identity}\n"}, ALICE)
    plain(ALICE, "ssh:alice")(made)


def hostile(made: Repository) -> None:
    plain(HANA, "ssh:mallory")(made)
    for name in ("gpg.ssh.program", "gpg.program", "gpg.openpgp.program"):
        git(made, "config", name, "/bin/true")
    git(made, "config", "gpg.ssh.allowedSignersFile", str(made.root / "mine"))
    (made.root / "mine").write_text(allowed(hana="mallory"))


def undigested(made: Repository) -> None:
    text = "\n".join(line for line in APPROVED.splitlines() if "digest:" not in line) + "\n"
    commit(made, {"docs/a.md": text}, HANA, key="ssh:hana")


def rooted(made: Repository) -> None:
    """The approval stands in a commit without a parent, of a history that is merged."""
    git(made, "switch", "--quiet", "--orphan", "other")
    commit(made, {"docs/a.md": APPROVED}, HANA, key="ssh:hana")
    git(made, "switch", "--quiet", "main")
    git(made, "merge", "--quiet", "--no-ff", "--allow-unrelated-histories", "-X", "theirs", "-m", "merge", "other")


def edited_beside(made: Repository) -> None:
    """Somebody else adds a comment to the front matter: the approval stands as it was."""
    plain(HANA, "ssh:hana")(made)
    commit(made, {"docs/a.md": APPROVED.replace("ai: none", "ai: none # really")}, ALICE)


def cherry_picked(made: Repository) -> None:
    git(made, "switch", "--quiet", "-c", "feature")
    taken = plain(HANA, "ssh:hana")(made)
    git(made, "switch", "--quiet", "main")
    commit(made, {"README.md": "x\n"}, ALICE)
    git(made, "cherry-pick", str(taken))


COAUTHORED = f"Approve\n\nCo-authored-by: {HANA.identity}\n"
STORIES: list[tuple[str, Story, list[str], list[str]]] = [
    ("her own commit", plain(HANA, "ssh:hana"), [], []),
    ("her own commit, not signed", plain(HANA), [], ["CF413"]),
    ("under GitHub's address that hides hers", plain(HIDDEN, "ssh:hana"), [], []),
    ("alice's commit", plain(ALICE), ["CF412"], ["CF412"]),
    ("alice's commit, signed", plain(ALICE, "ssh:alice"), ["CF412"], ["CF412"]),
    ("alice's commit, signed with her key", plain(ALICE, "ssh:hana"), ["CF412"], ["CF412"]),
    ("a forged author", plain(HANA, committer=ALICE), [], ["CF413"]),
    ("a forged author, alice's signature", plain(HANA, "ssh:alice", committer=ALICE), [], ["CF412"]),
    ("an unknown key", plain(HANA, "ssh:mallory"), [], ["CF413"]),
    ("an unknown address", plain(STRANGER, "ssh:hana"), ["CF413"], ["CF413"]),
    ("a co-author", plain(ALICE, "ssh:alice", message=COAUTHORED), ["CF412"], ["CF412"]),
    ("squashed by GitHub for alice", plain(ALICE, committer=GITHUB), ["CF413"], ["CF413"]),
    ("squashed by GitHub for her", plain(HANA, committer=GITHUB), [], ["CF413"]),
    ("merged", merged, [], []),
    ("brought by a merge itself", evil_merge, ["CF412"], ["CF412"]),
    ("rebased by alice", rebased(), [], ["CF413"]),
    ("rebased and signed by alice", rebased(*keys.signing("ssh:alice"), "-c", "commit.gpgSign=true"), [], ["CF412"]),
    ("cherry-picked by alice", cherry_picked, [], ["CF413"]),
    ("moved twice by alice", moved, [], []),
    ("moved and not committed", moved_and_not_committed, [], []),
    ("edited beside it", edited_beside, [], []),
    ("in a commit without a parent", rooted, [], []),
    ("copied by alice", copied, ["CF412"], ["CF412"]),
    ("removed, and given again by alice", given_again, ["CF412"], ["CF412"]),
    ("a .mailmap", mapped, ["CF412"], ["CF412"]),
    ("programs and keys of the checkout's configuration", hostile, [], ["CF413"]),
    ("without a digest", undigested, ["CF413"], ["CF413"]),
]


@pytest.mark.parametrize("mode", ["declared", "author", "signed", "review"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story[0])
def test_an_approval_is_held_against_its_commit(
    story: tuple[str, Story, list[str], list[str]], mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Repository.new(tmp_path / "shop")
    commit(made, {**base(mode), "docs/a.md": RECORD}, ALICE)
    story[1](made)
    monkeypatch.chdir(made.root)
    wanted = {"author": story[2], "signed": story[3]}.get(mode, [])
    assert checked()[0] == wanted


@pytest.mark.skipif(not keys.HAS_GPG, reason="needs gpg")
@pytest.mark.parametrize(("key", "codes"), [("gpg:hana", []), ("gpg:alice", ["CF412"]), ("gpg:mallory", ["CF413"])])
def test_keys_of_openpgp_are_those_that_the_policy_gives_to_people(
    key: str, codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Repository.new(tmp_path)
    policy = f"{POLICY}{PEOPLE}approvals: signed\nsigners:\n  gpg: {{'@hana': [h.asc], '@alice': [a.asc]}}\n"
    files = {**BASE, ".citefirst.yml": policy, "h.asc": keys.gpg("hana"), "a.asc": keys.gpg("alice")}
    commit(made, files, ALICE)
    commit(made, {"docs/a.md": APPROVED}, HANA, key=key)
    monkeypatch.chdir(tmp_path)
    found, approval = checked()
    assert found == codes
    assert (
        (approval["state"], approval["signer"]) == ("signed", "@hana") if not codes else approval["state"] != "signed"
    )


def test_a_history_that_is_cut_off_is_never_a_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository.new(tmp_path / "shop")
    commit(made, base("author"), ALICE)
    plain(HANA)(made)
    commit(made, {"README.md": "x\n"}, ALICE)
    copy = shallow_clone(made.root, tmp_path / "copy", made.git("rev-parse", "HEAD"))
    monkeypatch.chdir(copy.root)
    found, approval = checked()
    assert (found, approval["state"]) == (["CF413"], "untold")
    assert "the history that is here ends before the commit that added it" in approval["reason"]


def test_without_git_nobody_can_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository.new(tmp_path)
    commit(made, base("author"), ALICE)
    plain(HANA)(made)
    shutil.rmtree(tmp_path / ".git")
    monkeypatch.chdir(tmp_path)
    assert checked()[0] == ["CF413"]


def test_a_key_file_that_is_missing_is_a_fault_of_the_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository.new(tmp_path)
    commit(made, {**base("signed"), "docs/a.md": RECORD}, ALICE)
    plain(HANA, "ssh:hana")(made)
    (tmp_path / "keys/allowed_signers").unlink()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 2
    assert "`signers` names keys/allowed_signers, which is not there to read" in done.stderr


def act_as(person: Person | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("NAME", person and person.name), ("EMAIL", person and person.mail)):
        if value:
            monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        else:
            monkeypatch.delenv(f"GIT_AUTHOR_{name}", raising=False)


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize(
    ("person", "codes", "state"),
    [(HANA, [], "pending"), (ALICE, ["CF412"], "other"), (STRANGER, ["CF413"], "untold"), (None, ["CF413"], "untold")],
)
@pytest.mark.parametrize("mode", ["author", "signed"])
def test_what_is_not_committed_is_of_who_git_says_is_here(
    mode: str,
    person: Person | None,
    codes: list[str],
    state: str,
    staged: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Repository.new(tmp_path)
    commit(made, {**base(mode), "docs/a.md": RECORD}, ALICE)
    (tmp_path / "docs/a.md").write_text(APPROVED)
    if staged:
        git(made, "add", "--all")
    act_as(person, monkeypatch)
    monkeypatch.chdir(tmp_path)
    found, approval = checked(*(["--staged"] if staged else []))
    assert (found, approval["state"], approval["commit"]) == (codes, state, "")


def test_a_merge_that_is_under_way_brings_the_approvals_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Repository.new(tmp_path)
    commit(made, {**base("author"), "docs/a.md": RECORD}, ALICE)
    git(made, "switch", "--quiet", "-c", "feature")
    plain(HANA)(made)
    git(made, "switch", "--quiet", "main")
    commit(made, {"README.md": "x\n"}, ALICE)
    git(made, "merge", "--quiet", "--no-ff", "--no-commit", "feature")
    act_as(ALICE, monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert checked()[0] == []
    assert checked("--staged")[0] == []


def test_what_the_base_has_is_not_verified_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository.new(tmp_path)
    commit(made, base("author"), ALICE)
    start = plain(ALICE)(made)
    commit(made, {"docs/a.md": APPROVED.replace("ai: none", "ai: none # really")}, ALICE)
    monkeypatch.chdir(tmp_path)
    found, approval = checked("--since", str(start))
    assert (found, approval["state"]) == ([], "standing")


def test_keys_are_those_of_the_earlier_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository.new(tmp_path)
    start = commit(made, {**base("signed"), "docs/a.md": RECORD}, ALICE)
    commit(made, {"keys/allowed_signers": allowed(hana="mallory")}, ALICE)
    plain(HANA, "ssh:mallory")(made)
    monkeypatch.chdir(tmp_path)
    assert checked("--since", start)[0] == ["CF413"]


def test_the_history_of_many_records_is_one_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from citefirst.repository import gitcall

    made = Repository.new(tmp_path)
    commit(made, base("author"), ALICE)
    commit(made, {f"docs/{number}.md": APPROVED for number in range(12)}, HANA)
    calls: list[str] = []
    inner = gitcall._run

    def counted(where: Any, arguments: Any, *more: Any) -> bytes:
        calls.append(next(each for each in arguments if each in ("log", "ls-tree", "cat-file", "var") or "-" in each))
        return inner(where, arguments, *more)

    monkeypatch.setattr(gitcall, "_run", counted)
    monkeypatch.chdir(tmp_path)
    assert checked()[0] == []
    assert calls.count("log") <= 1
