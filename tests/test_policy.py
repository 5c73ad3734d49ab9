"""`.citefirst.yml`: what routes which file, and what is said about a policy that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from citefirst.cli import main
from citefirst.errors import PolicyError
from citefirst.policy import Policy, Rule, read

ROUTES = [
    ("docs/*.md", "docs/a.md", True),
    ("docs/*.md", "docs/x/a.md", False),
    ("docs/**", "docs/x/y/a.md", True),
    ("docs/**/*.md", "docs/a.md", True),
    ("docs/**/*.md", "docs/x/y/a.md", True),
    ("docs/**/*.md", "other/docs/a.md", False),
    ("*.md", "deep/down/a.md", True),
    ("/*.md", "deep/a.md", False),
    ("adr/", "adr/0001.md", True),
    ("adr/[0-9]*.md", "adr/index.md", False),
]


@pytest.mark.parametrize(("glob", "path", "matches"), ROUTES)
def test_globs_mean_what_they_mean_in_gitignore(glob: str, path: str, matches: bool) -> None:
    assert (Policy((Rule(glob, "w"),)).route()(path) == "w") is matches


def test_the_last_glob_that_matches_wins() -> None:
    route = Policy((Rule("docs/**", "a"), Rule("docs/adr/**", "b"))).route()
    assert [route("docs/x.md"), route("docs/adr/x.md"), route("x.md")] == ["a", "b", None]


WRONG = [
    ("record:\n  a: b\n", "p.yml:1:1: `record` is not a key of the policy: did you mean `records`?"),
    ("zzz: 1\n", "p.yml:1:1: `zzz` is not a key of the policy: known are `records`, `schemas`"),
    ("records:\n  'docs/**': 5\n", "p.yml:2:3: `records.docs/**`: input should be a valid string"),
    ("schemas: here\n", "p.yml:1:1: `schemas`: input should be a valid list"),
    ("- a\n", "p.yml:1:1: `the policy`: "),
    ("a: 1\na: 2\n", "p.yml:2:1: "),
    ("a: &x 1\n", "p.yml:1:4: "),
    ("\xff", "p.yml: the policy is not UTF-8: save it as UTF-8"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_policy_is_told_at_its_place(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read("p.yml", text.encode("latin-1"))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "records: {}\n"])
def test_an_empty_policy_is_one(text: str) -> None:
    assert read("p.yml", text.encode()) == Policy()


def run(directory: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(directory)
    return CliRunner().invoke(main, arguments)


RECORD = "---\nworkflow: note\nowner:\n  author: '@bob'\nai: none\n---\n# T\n\n## Facts\n\nIt rose.\n"
SCHEMA = """{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Note", "description": "A note.",
 "properties": {"sections": {"properties": {"facts": {"x-facts": "every"}}}}}"""


def test_a_repositorys_own_workflow_is_read_without_being_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".citefirst" / "schemas").mkdir(parents=True)
    (tmp_path / ".citefirst" / "schemas" / "note.schema.json").write_text(SCHEMA)
    (tmp_path / "a.md").write_text(RECORD)
    done = run(tmp_path, monkeypatch, "check")
    assert done.exit_code == 1
    assert "a.md:11:1: error[CF201]" in done.output


@pytest.mark.parametrize("place", [".citefirst.yml", ".github/.citefirst.yml"])
def test_schemas_of_a_directory_that_the_policy_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / place).write_text("records:\n  'notes/**': note\nschemas: [own]\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "note.schema.json").write_text(SCHEMA)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# T\n\n## Facts\n\nIt rose.\n")
    done = run(tmp_path, monkeypatch, "check")
    assert done.exit_code == 1
    assert "notes/a.md:1:1: error[CF003]" in done.output
    assert "notes/a.md:5:1: error[CF201]" in done.output


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("records:\n  'docs/**': incident-postmortm\n", ".citefirst.yml:2:3: there is no workflow incident-postmortm"),
        ("schemas: [nowhere]\nrecords:\n  'a': note\n", "the schema directory nowhere does not exist"),
        ("schemas: [../up]\nrecords:\n  'a': note\n", "the schema directory ../up is outside the repository"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, message: str
) -> None:
    (tmp_path / ".citefirst.yml").write_text(policy)
    done = run(tmp_path, monkeypatch, "check")
    assert done.exit_code == 2
    assert message in done.output


def test_the_policys_word_is_above_the_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".citefirst.yml").write_text("records:\n  '*.md': incident-postmortem\n")
    (tmp_path / "a.md").write_text(RECORD.replace("note", "architecture-decision"))
    done = run(tmp_path, monkeypatch, "check")
    assert "a.md:2:11: error[CF004]: the policy routes this path to incident-postmortem" in done.output
    assert "Timeline" in done.output


def test_no_colour_and_no_escape_sequence_where_there_is_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("---\nworkflow: \x1b[31mred\n---\n# \x1b]0;x\x07\n")
    done = run(tmp_path, monkeypatch, "check", "a.md")
    assert done.exit_code == 1
    assert "\x1b" not in done.output
