"""Who added an approval, in the Action: by git, by GitHub's API, in a merge queue, with calls counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.github import FakeGitHub
from support import keys
from support.approvals import APPROVED, RECORD, base, policy
from support.keys import ALICE, GITHUB, HANA, Person, allowed, commit, git
from support.runner_log import commands
from support.scenario import PullRequest, Ran, Repository, environment, run, shallow_clone

pytestmark = pytest.mark.skipif(not keys.HAS_SSH, reason="needs ssh-keygen")
Change = Callable[[Repository], object]


def opened(root: Path, mode: str, change: Change, signers: str | None = None, author: str = "alice") -> PullRequest:
    """A pull request whose commits a function makes: hana writes one of most, so that CF410 has nothing to say."""
    made = Repository.new(root)
    files = base(mode) if signers is None else base(mode, signers)
    first = commit(made, {**files, "docs/a.md": RECORD}, ALICE)
    for number in range(3):
        first = commit(made, {"README.md": f"{number}\n"}, ALICE)
    git(made, "switch", "--quiet", "-c", "feature")
    change(made)
    last = made.git("rev-parse", "HEAD")
    git(made, "switch", "--quiet", "--detach", first)
    git(made, "merge", "--quiet", "--no-ff", "-m", "merge", last, author=GITHUB)
    return PullRequest(made, first, last, made.git("rev-parse", "HEAD"), author=author)


def judged(tmp_path: Path, pull: PullRequest, workspace: Path | None = None, event: str = "pull_request") -> Ran:
    payload, sha = pull.payload(), pull.merge
    if event == "merge_group":
        payload = {"merge_group": {"base_sha": pull.base, "base_ref": "refs/heads/main"}}
        sha = pull.head
    if event == "push":
        payload = {}
    environ = environment(tmp_path / "runner", workspace or pull.repository.root, event, payload, sha, comment="never")
    return run(environ)


def found(ran: Ran) -> list[str]:
    return [each.properties["title"][:5] for each in commands(ran.log) if each.name == "error"]


def approves(person: Person, key: str = "", committer: Person | None = None) -> Change:
    def change(made: Repository) -> None:
        commit(made, {"README.md": "before\n"}, HANA)
        commit(made, {"docs/a.md": APPROVED}, person, key=key, committer=committer)
        commit(made, {"README.md": "after\n"}, ALICE)

    return change


def own_keys(made: Repository) -> None:
    commit(made, {"keys/allowed_signers": allowed(hana="mallory", alice="alice")}, ALICE)
    approves(HANA, "ssh:mallory")(made)


def laxer(made: Repository) -> None:
    commit(made, {".citefirst.yml": policy("declared")}, ALICE)
    approves(HANA, "ssh:alice")(made)


def renamed(made: Repository) -> None:
    """Hana knows alice's address as hers, says the head."""
    text = policy("signed").replace("'hana@example.com'", "'hana@example.com', 'alice@example.com'")
    text = text.replace("  '@alice': ['alice@example.com']\n", "")
    commit(made, {".citefirst.yml": text}, ALICE)
    approves(ALICE, "ssh:alice")(made)


PULLS = [
    ("author: her own commit", "author", approves(HANA), []),
    ("author: alice's commit", "author", approves(ALICE), ["CF412"]),
    ("author: a forged author", "author", approves(HANA, committer=ALICE), []),
    (
        "author: a squash in her name, by a forged committer",
        "author",
        approves(ALICE, committer=GITHUB),
        ["CF413"],
    ),
    ("signed: her own commit", "signed", approves(HANA, "ssh:hana"), []),
    ("signed: no signature", "signed", approves(HANA), ["CF413"]),
    ("signed: a forged author, alice's signature", "signed", approves(HANA, "ssh:alice", committer=ALICE), ["CF412"]),
    ("signed: an unknown key", "signed", approves(HANA, "ssh:mallory"), ["CF413"]),
    ("signed: the head's own allowed signers", "signed", own_keys, ["CF413"]),
    ("signed: the head's policy declares", "signed", laxer, ["CF412"]),
    ("signed: the head's policy gives alice's address to hana", "signed", renamed, ["CF412"]),
]


@pytest.mark.parametrize("clone", [False, True], ids=["whole", "shallow"])
@pytest.mark.parametrize(("mode", "change", "codes"), [case[1:] for case in PULLS], ids=[case[0] for case in PULLS])
def test_the_base_says_how_an_approval_is_verified(
    tmp_path: Path, mode: str, change: Change, codes: list[str], clone: bool
) -> None:
    pull = opened(tmp_path / "repository", mode, change)
    place = shallow_clone(pull.repository.root, tmp_path / "clone", pull.merge).root if clone else None
    ran = judged(tmp_path, pull, place)
    assert (found(ran), ran.exit) == (codes, 1 if codes else 0), ran.log


def test_a_push_fetches_the_history_that_it_needs(tmp_path: Path) -> None:
    pull = opened(tmp_path / "repository", "signed", approves(HANA, "ssh:hana"))
    copy = shallow_clone(pull.repository.root, tmp_path / "clone", pull.merge)
    ran = judged(tmp_path, pull, copy.root, "push")
    assert (found(ran), ran.exit) == ([], 0), ran.log
    assert "1 approval verified by the signature of the commit" in ran.log


def test_a_push_that_cannot_fetch_it_says_so(tmp_path: Path) -> None:
    pull = opened(tmp_path / "repository", "signed", approves(HANA, "ssh:hana"))
    copy = shallow_clone(pull.repository.root, tmp_path / "clone", pull.merge)
    copy.git("remote", "set-url", "origin", f"file://{tmp_path / 'gone'}")
    ran = judged(tmp_path, pull, copy.root, "push")
    assert (found(ran), ran.exit) == (["CF413"], 1)
    assert "fetch-depth: 0" in ran.log


def squashed(author: Person, committer: Person) -> Change:
    return lambda made: commit(made, {"docs/a.md": APPROVED}, author, committer=committer)


@pytest.mark.parametrize("mode", ["author", "signed"])
@pytest.mark.parametrize(
    ("change", "event", "codes"),
    [
        (squashed(ALICE, GITHUB), "merge_group", []),
        (squashed(ALICE, GITHUB), "pull_request", ["CF410", "CF413"]),
        (squashed(ALICE, ALICE), "merge_group", ["CF412"]),
        (squashed(ALICE, GITHUB), "push", ["CF413"]),
    ],
)
def test_a_merge_queue_takes_what_its_pull_requests_were_judged_for(
    tmp_path: Path, mode: str, change: Change, event: str, codes: list[str]
) -> None:
    pull = opened(tmp_path / "repository", mode, change)
    ran = judged(tmp_path, pull, event=event)
    assert (found(ran), ran.exit) == (codes, 1 if codes else 0), ran.log
    assert ("in commits that GitHub made of a pull request are not verified again" in ran.log) == (
        event == "merge_group"
    )


BY_API: list[tuple[str, str, Change, str, list[str], int]] = [
    ("author: her own commit", "author", approves(HANA), "", [], 0),
    ("author: alice's commit", "author", approves(ALICE), "", ["CF412"], 1),
    ("signed: GitHub verifies hers", "signed", approves(HANA, "ssh:hana"), "yes", [], 0),
    ("signed: GitHub does not know the key", "signed", approves(HANA, "ssh:hana"), "", ["CF413"], 1),
    (
        "signed: alice's signature, verified",
        "signed",
        approves(HANA, "ssh:alice", committer=ALICE),
        "yes",
        ["CF412"],
        1,
    ),
    ("signed: GitHub's own signature", "signed", approves(HANA, committer=GITHUB), "yes", ["CF413"], 1),
]


def on_github(server: FakeGitHub, pull: PullRequest, verified: str) -> None:
    server.pull(pull.number, pull.base, pull.head, pull.author)
    server.accounts.update({HANA.mail: "hana", ALICE.mail: "alice", GITHUB.mail: "web-flow"})
    if verified:
        server.verified.update(pull.repository.git("rev-list", pull.head, "--", "docs/a.md").split())


@pytest.mark.parametrize(
    ("mode", "change", "verified", "codes", "code"), [case[1:] for case in BY_API], ids=[case[0] for case in BY_API]
)
@pytest.mark.parametrize("checkout", [False, True], ids=["nothing checked out", "no keys in the policy"])
def test_github_says_whose_a_commit_is(
    tmp_path: Path, mode: str, change: Change, verified: str, codes: list[str], code: int, checkout: bool
) -> None:
    pull = opened(tmp_path / "repository", mode, change, signers="" if checkout else None, author="hana")
    place = pull.repository.root if checkout else tmp_path / "empty"
    place.mkdir(exist_ok=True)
    with FakeGitHub(pull.repository.root) as server:
        on_github(server, pull, verified)
        environ = environment(tmp_path / "runner", place, "pull_request", pull.payload(), pull.merge, comment="never")
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (found(ran), ran.exit) == (codes, code), ran.log
    assert server.violations == []
    asked = [path.partition("?")[0].rpartition("/demo")[2] for _, path in server.calls]
    about = [path for path in asked if path.startswith(("/commits", "/contents"))]
    # A list of the commits of the file, and the file at the newest and at the commit before it; or that one commit.
    assert len(about) == ((1 if mode == "signed" else 0) if checkout else 3), about


def test_an_api_that_does_not_answer_is_never_a_yes(tmp_path: Path) -> None:
    pull = opened(tmp_path / "repository", "signed", approves(HANA, "ssh:hana"), author="hana")
    (tmp_path / "empty").mkdir()
    with FakeGitHub(pull.repository.root) as server:
        on_github(server, pull, "yes")
        server.fail("GET", "/commits$", 500)
        place = tmp_path / "empty"
        environ = environment(tmp_path / "runner", place, "pull_request", pull.payload(), pull.merge, comment="never")
        ran = run(environ | {"GITHUB_API_URL": server.url})
    assert (found(ran), ran.exit) == (["CF413"], 1), ran.log
    assert "answered 500" in ran.log
