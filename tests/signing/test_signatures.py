"""Signatures: who may sign, what a signature is bound to, and what is said when the record changed afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from support.scenario import BASE, GOOD, UNCITED, Ran, Repository, environment, run
from support.scenario import PullRequest as Pull

from citefirst.check.pipeline import File, read
from citefirst.cli import main
from citefirst.errors import PolicyError
from citefirst.model import Document
from citefirst.policy.reading import read as read_policy
from citefirst.signing.digest import canonical, digest


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def document(text: str) -> Document:
    found, fault = read(File("a.md", "a.md", None, text.encode()))
    assert found, fault
    return found


VECTORS = [
    (
        '---\nworkflow: note\nowner:\n  author: "@alice"\n---\n# A\n\nIt fell at 14:02. [S1]\n',
        '{"owner":{"author":"@alice"},"workflow":"note"}\n# A\n\nIt fell at 14:02. [S1]\n',
        "sha256:db0e01605ee9285f1875336deef75d3358a33c2cbb4783631f1065298b970be9",
    ),
    ("# A\n", "null\n# A\n", "sha256:36260be57e86efcb29f1f9580f193e7602ddb6012bf4f084fa0576a295f01d06"),
    (
        "---\n---\n\n\n\u00e9 \n\n",
        "{}\n\u00e9\n",
        "sha256:de8a50bb13b72853e72e3b7a3d77488a180d1a2767474ed8fee427dffec687ce",
    ),
]


@pytest.mark.parametrize(("text", "form", "expected"), VECTORS)
def test_the_canonical_form_is_what_the_docs_say(text: str, form: str, expected: str) -> None:
    assert canonical(document(text)) == form
    assert digest(document(text)) == expected


SAME = [
    ("other line ends", lambda text: text.replace("\n", "\r\n")),
    ("blanks at line ends", lambda text: text.replace("\n", "  \n")),
    ("a byte order mark", lambda text: "\ufeff" + text),
    (
        "another order",
        lambda text: text.replace("workflow: note\n", "", 1).replace("ai: none\n", "ai: none\nworkflow: note\n"),
    ),
    ("other quotes", lambda text: text.replace('"@alice"', "'@alice'")),
    ("front matter wrapped anew", lambda text: text.replace('owner:\n  author: "@alice"', 'owner: {author: "@alice"}')),
    ("a comment in the front matter", lambda text: text.replace("ai: none", "ai: none # really")),
    ("an approval", lambda text: text.replace("ai: none", "ai: none\napprovals: [{role: author}]")),
    ("empty lines at the end", lambda text: text + "\n\n"),
]
OTHER = [
    ("a word", lambda text: text.replace("rose", "fell")),
    ("a figure", lambda text: text.replace("38", "39")),
    ("a source", lambda text: text.replace("d/abc", "d/abd")),
    ("an owner", lambda text: text.replace("@alice", "@bob")),
    ("a comment", lambda text: text.replace("# Checkout", "<!-- x -->\n# Checkout")),
    ("an amendment", lambda text: text.replace("ai: none", "ai: none\namendments: [{date: 2026-11-24}]")),
]


@pytest.mark.parametrize("edit", [case[1] for case in SAME], ids=[case[0] for case in SAME])
def test_what_says_the_same_has_the_same_digest(edit: object) -> None:
    assert callable(edit)
    assert digest(document(edit(GOOD))) == digest(document(GOOD))


@pytest.mark.parametrize("edit", [case[1] for case in OTHER], ids=[case[0] for case in OTHER])
def test_what_says_something_else_has_another(edit: object) -> None:
    assert callable(edit)
    assert edit(GOOD) != GOOD
    assert digest(document(edit(GOOD))) != digest(document(GOOD))


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with one good record, signed and committed."""
    repository = Repository.new(tmp_path)
    repository.commit({**BASE, "docs/a.md": GOOD})
    monkeypatch.chdir(tmp_path)
    done = cite("approve", "docs/a.md", "--role", "author", "--as", "@alice", "--at", "2026-11-05")
    assert done.exit_code == 0, done.output + done.stderr
    repository.commit({})
    return repository


def test_an_approval_is_written_and_holds(made: Repository) -> None:
    text = (made.root / "docs" / "a.md").read_text()
    assert digest(document(text)) in text
    assert text.replace(text[text.index("approvals:") : text.index("---\n#")], "") == GOOD
    assert cite("check").exit_code == 0


AMENDED = 'ai: none\namendments:\n  - date: {}\n    by: "@bob"\n    what: x'
EDITS = [
    ("a claim is edited", ("38 minutes", "8 minutes"), "CF406", "4.2 s for 8 minutes. [S1]” is new or was edited"),
    ("a claim is added", ("\n[S1]: h", "\nWhy?\n\n[S1]: h"), "CF406", "“Why?” is new or was edited"),
    ("a claim is unsaid", ("Checkout p99 rose to", "UNKNOWN: "), "CF406", "“UNKNOWN: 4.2 s for 38"),
    ("a field is edited", ("ai: none", "ai: none\nstatus: final"), "CF406", "`status` of the front matter"),
    ("the owner is edited", ('author: "@alice"\n', 'author: "@bob"\n'), "CF406", "`owner` of the front matter"),
    ("a source is edited", ("d/abc/checkout", "d/xyz/checkout"), "CF406", "headings, definitions or markup"),
    ("it is amended and nobody signs that", ("ai: none", AMENDED.format("2026-11-24")), "CF406", "`amendments`"),
    ("it was amended before the approval", ("ai: none", AMENDED.format("2026-11-01")), "CF406", "`amendments`"),
]


@pytest.mark.parametrize(("edit", "code", "said"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_a_change_after_the_signature_is_named(made: Repository, edit: tuple[str, str], code: str, said: str) -> None:
    path = made.root / "docs" / "a.md"
    text = path.read_text()
    assert edit[0] in text
    path.write_text(text.replace(edit[0], edit[1]))
    findings = json.loads(cite("check", "--format", "json").output)["findings"]
    assert [finding["code"] for finding in findings] == [code]
    assert said in findings[0]["message"]
    assert "@alice" in findings[0]["message"]


@pytest.mark.parametrize("edit", [case[1] for case in SAME[:6]], ids=[case[0] for case in SAME[:6]])
def test_what_changes_nothing_keeps_the_approval(made: Repository, edit: object) -> None:
    path = made.root / "docs" / "a.md"
    assert callable(edit)
    path.write_bytes(edit(path.read_text()).encode())
    assert cite("check").exit_code == 0


def test_a_rebase_keeps_the_approval(made: Repository) -> None:
    made.git("switch", "--quiet", "-c", "feature")
    made.commit({"docs/other.md": GOOD})
    made.git("switch", "--quiet", "main")
    made.commit({"README.md": "# Shop, again\n"})
    made.git("rebase", "--quiet", "main", "feature")
    assert cite("check").exit_code == 0


def test_without_its_history_a_change_is_found_and_not_named(made: Repository, tmp_path: Path) -> None:
    path = made.root / "docs" / "a.md"
    text = path.read_text().replace("38 minutes", "8 minutes")
    for child in (made.root / ".git").rglob("*"):
        if child.is_file():
            child.unlink()
    path.write_text(text)
    done = cite("check", "docs/a.md")
    assert "CF406" in done.output
    assert "the record changed since @alice approved it\n" in done.output
    assert tmp_path.exists()


def test_a_new_approval_takes_the_place_of_the_old_one(made: Repository) -> None:
    path = made.root / "docs" / "a.md"
    path.write_text(path.read_text().replace("38 minutes", "8 minutes"))
    assert cite("approve", "docs/a.md", "--role", "author", "--as", "@alice").exit_code == 0
    assert path.read_text().count("role: author") == 1
    assert cite("check").exit_code == 0


REFUSED = [
    (("--role", "author", "--as", "@copilot"), "is not a person"),
    (("--role", "author", "--as", "alice"), "is not a person"),
    (("--role", "autor", "--as", "@alice"), "autor is not a role here: known roles are author"),
    (("--role", "author", "--as", "@bob"), "the record says that @alice signs as author"),
    (("--role", "author", "--as", "@alice", "--at", "2026-13-01"), "is not a day of the calendar"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_who_may_not_sign_does_not(made: Repository, arguments: tuple[str, ...], said: str) -> None:
    before = (made.root / "docs" / "a.md").read_bytes()
    done = cite("approve", "docs/a.md", *arguments)
    assert (done.exit_code, said in done.stderr) == (2, True)
    assert (made.root / "docs" / "a.md").read_bytes() == before


def test_a_record_with_errors_is_not_signed(made: Repository) -> None:
    (made.root / "docs" / "a.md").write_text(UNCITED)
    done = cite("approve", "docs/a.md", "--role", "author", "--as", "@alice")
    assert (done.exit_code, "has 1 error, fix before anyone signs" in done.stderr) == (2, True)
    assert cite("approve", ".citefirst.yml", "--role", "author", "--as", "@alice").exit_code == 2


ROLES = "roles:\n  author: ['@alice', '@acme/team']\nteams:\n  '@acme/team': ['@Dora', 'Bo Li <bo@example.com>']\n"


@pytest.mark.parametrize(
    ("owner", "codes"),
    [
        ("@alice", []),
        ("@ALICE", []),
        ("@dora", []),
        ("Bo <BO@example.com>", []),
        ("@mallory", ["CF404"]),
        ("Bo Li <bo@example.org>", ["CF404"]),
    ],
)
def test_a_role_is_held_by_whom_the_policy_lists(made: Repository, owner: str, codes: list[str]) -> None:
    (made.root / ".citefirst.yml").write_text(BASE[".citefirst.yml"] + ROLES)
    (made.root / "docs" / "a.md").write_text(GOOD.replace("@alice", owner))
    findings = json.loads(cite("check", "--format", "json").output)["findings"]
    assert [finding["code"] for finding in findings] == codes
    if codes:
        assert "the policy lists @alice, @dora, bo@example.com" in findings[0]["hint"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("roles: {a: ['@acme/x']}", "p.yml:1:13: the team @acme/x has no members: name them under `teams`"),
        ("roles: {a: [alice]}", "alice is no person"),
        ("roles: {a: ['@b']}\nteams: {'@acme/x': 3}", "teams"),
        ("people: {alice: []}", "p.yml:1:10: alice is no login"),
        ("people: {'@alice': [Alice]}", "p.yml:1:21: Alice does not say which person is meant"),
        ("people: {'@a': [x@y.z], '@b': [x@Y.z]}", "x@Y.z is @a already"),
        ("people: {'@a': ['@b'], '@b': []}", "@b is @a already"),
        ("second-signer: perhaps", "second-signer"),
        ("second_signer: true", "did you mean `second-signer`?"),
    ],
)
def test_roles_that_nobody_can_hold_are_refused(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_policy("p.yml", text.encode())
    assert said in str(raised.value)


def judged(tmp_path: Path, policy: str, record: str, author: str) -> Ran:
    base = {**BASE, ".citefirst.yml": f"{BASE['.citefirst.yml']}{policy}"}
    pull = Pull.open(tmp_path / "pull", base, {"docs/a.md": record}, author=author)
    environ = environment(
        tmp_path / "runner", pull.repository.root, "pull_request", pull.payload(), pull.merge, comment="never"
    )
    return run(environ)


KNOWN = "people: {'@alice': [], '@bob': ['bob@example.org']}\n"


@pytest.mark.parametrize(
    ("author", "record", "exit_"),
    [
        ("alice", GOOD, 1),
        ("ALICE", GOOD, 1),
        ("bob", GOOD, 0),
        ("alice", GOOD.replace("ai: none", 'ai: none\napprovals:\n  - {role: peer, by: "@bob", at: 2026-11-05}'), 0),
        ("alice", GOOD.replace("ai: none", 'ai: none\napprovals:\n  - {role: peer, by: "@alice", at: 2026-11-05}'), 1),
    ],
)
def test_the_author_of_a_pull_request_cannot_be_the_only_signer(
    tmp_path: Path, author: str, record: str, exit_: int
) -> None:
    ran = judged(tmp_path, f"second-signer: true\n{KNOWN}", record, author)
    assert ran.exit == exit_
    assert ("opened this pull request and is the only one who signs" in ran.summary) == bool(exit_)


GHOSTS = [
    "Alice <alice@example.org>",
    "Alice <7+alice@users.noreply.github.com>",
    "alice <ALICE@users.noreply.github.com>",
    "@alice-at-work",
    "@ghost",
    "Bob <bob@example.com>",
]


@pytest.mark.parametrize("peer", GHOSTS)
def test_a_second_signer_is_somebody_else_whom_the_policy_knows(tmp_path: Path, peer: str) -> None:
    people = "people: {'@alice': ['@alice-at-work'], '@bob': ['bob@example.org']}\n"
    record = GOOD.replace('author: "@alice"', f'author: "@alice"\n  peer: "{peer}"')
    ran = judged(tmp_path, f"second-signer: true\n{people}", record, "alice")
    assert (ran.exit, "CF405" in ran.log) == (1, True)


def test_two_roles_are_not_held_by_one_person_in_two_spellings(made: Repository) -> None:
    (made.root / ".citefirst.yml").write_text(BASE[".citefirst.yml"] + "people: {'@alice': [a@example.org]}\n")
    text = GOOD.replace('author: "@alice"', 'author: "@alice"\n  peer: "Alice <A@example.org>"')
    (made.root / "docs" / "a.md").write_text(text)
    assert "Alice <A@example.org> already signs as author" in cite("check").output


def test_an_approval_under_another_spelling_takes_the_place_of_the_old_one(made: Repository) -> None:
    (made.root / ".citefirst.yml").write_text(BASE[".citefirst.yml"] + "people: {'@alice': [a@example.org]}\n")
    path = made.root / "docs" / "a.md"
    path.write_text(path.read_text().replace("38 minutes", "8 minutes"))
    done = cite("approve", "docs/a.md", "--role", "author", "--as", "Alice <a@example.org>")
    assert (done.exit_code, path.read_text().count("role: author")) == (0, 1)
    assert "1 approval declared, not verified" in cite("check").output


def test_nobody_signs_ahead_of_the_day(made: Repository) -> None:
    done = cite("approve", "docs/a.md", "--role", "author", "--as", "@alice", "--at", "2999-01-01")
    assert (done.exit_code, "nobody signs ahead of time" in done.stderr) == (2, True)


@given(st.text(max_size=40))
def test_any_text_has_a_digest_of_its_own_form(text: str) -> None:
    found, _ = read(File("a.md", "a.md", None, text.encode("utf-8", "ignore")))
    if found:
        assert digest(found).startswith("sha256:")
        assert canonical(found).endswith("\n")
