"""A signed record held against its earlier state: what drops a signature, what renews one, and who must have a part."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from attacks.signatures import EDITED, SIGNED, amended, bound, signed
from click.testing import CliRunner
from support.changes import changes, snapshot
from support.scenario import BASE, GOOD, PullRequest, Ran, Repository, environment, run

from citefirst.check.change import ChangeChecker, Comparison
from citefirst.check.rulebook import Rulebook
from citefirst.cli import main
from citefirst.policy.reading import read

ROLES = "roles: {author: ['@alice', '@bob']}\n"
PEOPLE = "people: {'@alice': ['alice@example.org']}\n"
TWO = signed(GOOD).replace("approvals:\n", 'approvals:\n  - {role: peer, by: "@bob", at: 2026-11-05}\n')


def codes(before: str | None, after: str, policy: str = "", name: str = "docs/a.md") -> list[str]:
    """Codes that a change of one record gets, whoever makes it."""
    base = {"docs/a.md": before} if before else {}
    head = {name: after}
    book = Rulebook.load(snapshot(BASE))
    book = Rulebook(read(".citefirst.yml", (BASE[".citefirst.yml"] + policy).encode()), book.schemas)
    comparison = Comparison(snapshot(base), snapshot(head), changes(base, head))
    return [finding.code for finding in ChangeChecker(comparison, book, day="2026-11-30").report().findings]


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(old, new, text, flags=re.DOTALL)


LOSSES = {
    "all of it": swap(r"approvals:.*?(?=---)", ""),
    "an empty list": swap(r"approvals:.*?(?=---)", "approvals: []\n"),
    "a mapping": swap(r"approvals:\n  - ", "approvals:\n    "),
    "by": swap(r"    by: .*?\n", ""),
    "by, emptied": swap(r"by: .*?\n", 'by: ""\n'),
    "another person": swap('by: "@alice"', 'by: "@bob"'),
    "the role": swap("role: author", "role: reader"),
    "the digest": swap(r"    digest: .*?\n", ""),
    "the digest, emptied": swap(r"digest: .*?\n", "digest: ''\n"),
    "the digest, as a list": swap(r"digest: (\S+)\n", r"digest: [\1]\n"),
    "the day": swap("at: 2026-11-05", "at: 2026-01-05"),
    "the front matter": swap(r"^---.*?\n---\n", ""),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("content", [GOOD, EDITED], ids=["unchanged", "edited"])
def test_a_signature_is_not_dropped(loss: Callable[[str], str], content: str) -> None:
    before, after = signed(GOOD), loss(signed(content, of=GOOD))
    assert after != before
    assert {"CF408", "CF409"} & set(codes(before, after))


def test_another_digest_opens_no_way_for_an_amendment() -> None:
    """A digest of nothing hides the state that says who signs; an owner that is put in then signs nothing away."""
    text = amended("2026-11-24").replace('author: "@alice"', 'author: "@mallory"')
    entry = f'\n  - {{role: author, by: "@mallory", at: 2026-11-24, digest: "{bound(text)}"}}\n'
    after = re.sub(r"(digest: )sha256:\w+\n", r"\1sha256:00" + entry, signed(text), count=1)
    assert "CF408" in codes(signed(GOOD), after)


RENEWALS = [
    ("nothing is touched but a blank", signed(GOOD), signed(GOOD) + "\n\n", "", []),
    ("signed anew", signed(GOOD), signed(EDITED, at="2026-11-06"), "", []),
    ("signed anew on the same day", signed(GOOD), signed(EDITED), "", []),
    ("signed anew in another spelling", signed(GOOD), signed(EDITED, "Al <alice@example.org>"), PEOPLE, []),
    ("signed anew before it was signed", signed(GOOD), signed(EDITED, at="2026-11-04"), "", ["CF409"]),
    ("signed anew on no day", signed(GOOD), signed(EDITED, at="2026-13-04"), "", ["CF409"]),
    ("signed ahead", signed(GOOD), signed(EDITED, at="2027-01-01"), "", ["CF409"]),
    ("handed on", signed(GOOD), signed(EDITED.replace("@alice", "@bob"), "@bob", "2026-11-06"), ROLES, []),
    ("handed on to nobody known", signed(GOOD), signed(EDITED.replace("@alice", "@bob"), "@bob"), "", ["CF408"]),
    ("handed on, not signed", signed(GOOD), signed(EDITED, "@bob", of=GOOD), ROLES, ["CF406", "CF408"]),
    ("one of two is dropped", TWO, signed(GOOD), "", ["CF408"]),
    ("a new one beside the old", signed(GOOD), TWO, "", []),
]


@pytest.mark.parametrize(
    ("before", "after", "policy", "found"), [case[1:] for case in RENEWALS], ids=[case[0] for case in RENEWALS]
)
def test_who_may_signs_anew(before: str, after: str, policy: str, found: list[str]) -> None:
    assert sorted(codes(before, after, policy)) == found


def test_a_record_moves_with_its_signature() -> None:
    assert codes(signed(GOOD), signed(GOOD), name="docs/b.md") == []
    assert codes(signed(GOOD), signed(GOOD) + "\n", name="docs/b.md") == ["CF604"]
    assert codes(signed(GOOD), signed(EDITED), name="docs/b.md") == ["CF408"]
    named, edited = (text.replace("ai: none", "ai: none\nid: X-1") for text in (GOOD, EDITED))
    assert codes(signed(named), signed(edited), name="docs/b.md") == ["CF604"]


def both(text: str, by: str, at: str, role: str = "author") -> str:
    """A record with the old signature of its first state, and one of what it says now."""
    entry = f'  - {{role: {role}, by: "{by}", at: {at}, digest: "{bound(text)}"}}\n'
    return re.sub(r"(    digest: \S+\n)", r"\1" + entry, signed(text, of=GOOD), count=1)


AMENDMENTS = [
    ("signed by the owner", both(amended("2026-11-24"), "@alice", "2026-11-24"), "", ["CF407"]),
    ("signed by a holder", both(amended("2026-11-24"), "@bob", "2026-11-25"), ROLES, ["CF407"]),
    ("signed by its author", both(amended("2026-11-24"), "@mallory", "2026-11-24"), "", ["CF406"]),
    ("signed in a role of their own", both(amended("2026-11-24"), "@mallory", "2026-11-24", "x"), "", ["CF406"]),
    ("signed before it was written", both(amended("2026-11-24"), "@alice", "2026-11-23"), "", ["CF406"]),
    ("of a day before the signature", both(amended("2026-11-04"), "@alice", "2026-11-06"), "", ["CF406"]),
    ("of no day", both(amended("2026-11-31"), "@alice", "2026-11-30"), "", ["CF406"]),
    ("of a day to come", both(amended("2026-12-24"), "@alice", "2026-12-24"), "", ["CF406", "CF409", "CF409"]),
    ("by an assistant", both(amended("2026-11-24", "@copilot"), "@alice", "2026-11-24"), "", ["CF406"]),
    ("by nobody", both(amended("2026-11-24", "us"), "@alice", "2026-11-24"), "", ["CF406"]),
]


@pytest.mark.parametrize(
    ("after", "policy", "found"), [case[1:] for case in AMENDMENTS], ids=[case[0] for case in AMENDMENTS]
)
def test_an_amendment_needs_a_day_a_person_and_a_signature(after: str, policy: str, found: list[str]) -> None:
    assert sorted(codes(signed(GOOD), after, policy)) == found


def opened(tmp_path: Path, author: str, email: str, policy: str = "") -> Ran:
    """A pull request with a record that is new and signed by @alice; its commit is somebody's."""
    repository = Repository.new(tmp_path / "pull")
    base = repository.commit({**BASE, ".citefirst.yml": BASE[".citefirst.yml"] + policy})
    repository.git("switch", "--quiet", "-c", "feature")
    (repository.root / "docs").mkdir()
    (repository.root / "docs" / "a.md").write_text(signed(GOOD))
    repository.git("add", "--all")
    repository.git("commit", "--quiet", f"--author=A <{email}>", "-m", "sign")
    head = repository.git("rev-parse", "HEAD")
    repository.git("switch", "--quiet", "--detach", base)
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", head)
    pull = PullRequest(repository, base, head, repository.git("rev-parse", "HEAD"), author)
    environ = environment(
        tmp_path / "runner", repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    return run(environ)


@pytest.mark.parametrize(
    ("author", "email", "policy", "exit_"),
    [
        ("alice", "dev@example.com", "", 0),
        ("ALICE", "dev@example.com", "", 0),
        ("dev", "dev@example.com", "", 1),
        ("dev", "7+Alice@users.noreply.github.com", "", 0),
        ("dev", "alice@example.org", "", 1),
        ("dev", "alice@example.org", PEOPLE, 0),
        ("", "dev@example.com", "", 1),
    ],
)
def test_who_signs_has_a_part_in_the_pull_request(
    tmp_path: Path, author: str, email: str, policy: str, exit_: int
) -> None:
    ran = opened(tmp_path, author, email, policy)
    assert (ran.exit, "CF410" in ran.log) == (exit_, bool(exit_)), ran.log
    assert "1 approval declared, not verified" in ran.log


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository.new(tmp_path)
    repository.commit(SIGNED)
    monkeypatch.chdir(tmp_path)
    return repository


def found(*arguments: str) -> list[str]:
    done = CliRunner().invoke(main, ["check", "--format", "json", *arguments])
    return [each["code"] for each in json.loads(done.stdout)["findings"]]


@pytest.mark.parametrize("arguments", [("--since", "HEAD"), ("--staged",), ("--staged", "docs/a.md")])
def test_a_base_at_hand_binds_on_the_command_line(made: Repository, arguments: tuple[str, ...]) -> None:
    (made.root / "docs" / "a.md").write_text(EDITED)
    made.git("add", "--all")
    assert (found(*arguments), found()) == (["CF408"], [])


@pytest.mark.parametrize("arguments", [("--since", "HEAD"), ("--staged",)])
def test_a_deleted_record_is_told_on_the_command_line(made: Repository, arguments: tuple[str, ...]) -> None:
    made.git("mv", "docs/a.md", "docs/b.md")
    assert found(*arguments) == []
    (made.root / "docs" / "b.md").write_text(EDITED)
    made.git("add", "--all")
    assert found(*arguments) == ["CF408"]
