"""`.citefirst.yml`: what routes which file, and what is said about a policy that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from support import report_samples
from support.paths import ROOT

from citefirst.check.rulebook import is_plainly_valid as is_valid
from citefirst.cli import main
from citefirst.document.yaml import load
from citefirst.errors import PolicyError
from citefirst.model import RecordReport, Report
from citefirst.policy.keys import Level, PolicyKeys
from citefirst.policy.policy import Policy, Route, severity
from citefirst.policy.reading import read
from citefirst.policy.shape import model, schema
from citefirst.report.formats import github
from citefirst.report.formats import json as json_report
from citefirst.report.formats import text as text_report
from citefirst.report.outcome import Outcome, RunPlace
from citefirst.report.pages import comment, step_summary
from citefirst.structs import replace

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
    assert (Policy(routes=(Route(glob, "w"),)).router()(path) == "w") is matches


def test_the_last_glob_that_matches_wins() -> None:
    route = Policy(routes=(Route("docs/**", "a"), Route("docs/adr/**", "b"))).router()
    assert [route("docs/x.md"), route("docs/adr/x.md"), route("x.md")] == ["a", "b", None]


def test_a_glob_with_an_exclamation_mark_takes_files_out() -> None:
    text = """records:
  'docs/**': incident-postmortem
  '!docs/README.md': none
  '!docs/drafts/': none
  'docs/drafts/kept.md': incident-postmortem
"""
    route = read("p.yml", text.encode()).router()
    paths = ("docs/a.md", "docs/README.md", "docs/drafts/a.md", "docs/drafts/kept.md", "README.md")
    assert [bool(route(path)) for path in paths] == [True, False, False, True, False]


def test_the_table_of_files_says_which_glob_took_one_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = "records:\n  'docs/**': incident-postmortem\n  '!docs/b.md': none\n  '!docs/zzz.md': none\n"
    (tmp_path / ".citefirst.yml").write_text(policy)
    (tmp_path / "docs").mkdir()
    for name in ("a", "b"):
        (tmp_path / "docs" / f"{name}.md").write_text("# T\n")
    shown = run(tmp_path, monkeypatch, "check", "--show-policy").output
    assert "docs/b.md  -" in shown
    assert "no record: taken out by !docs/b.md (.citefirst.yml:3:3)" in shown
    assert "no file: !docs/zzz.md" in shown
    found = json.loads(run(tmp_path, monkeypatch, "check", "--format", "json").output)
    assert [record["path"] for record in found["records"]] == ["docs/a.md"]


WRONG = [
    (
        "records:\n  '!docs/b.md': note\n",
        "p.yml:2:3: `!docs/b.md`: a glob with `!` takes files out and names no workflow",
    ),
    ("records:\n  'docs/b.md': none\n", 'p.yml:2:3: `docs/b.md`: this names no workflow: write `"!docs/b.md": none`'),
    ("records:\n  '!': none\n", "p.yml:2:3: `!`: this glob matches nothing"),
    ("records:\n  '!!a': none\n", "p.yml:2:3: `!!a`: "),
    ("record:\n  a: b\n", "p.yml:1:1: `record` is not a key of the policy: did you mean `records`?"),
    (
        "zzz: 1\n",
        "p.yml:1:1: `zzz` is not a key of the policy: known are `extends`, `may-loosen`, `records`, ",
    ),
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


LEVELS = [
    ("rules: {CF204: off}\n", {"CF204": "off"}, {"CF204": "off"}),
    ("rules: {unused-source: error}\n", {"unused-source": "error"}, {"unused-source": "error"}),
    ("workflows: {note: {rules: {CF201: warning}}}\n", {"CF201": "warning"}, {}),
    ("rules: {CF201: off}\nworkflows: {note: {rules: {CF201: error}}}\n", {"CF201": "error"}, {"CF201": "off"}),
]


@pytest.mark.parametrize(("text", "note", "other"), LEVELS)
def test_levels_of_a_workflow_win_over_those_of_all(text: str, note: dict[str, str], other: dict[str, str]) -> None:
    policy = read("p.yml", text.encode())
    assert (policy.levels("note"), policy.levels("other")) == (note, other)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({}, "error"),
        ({"CF201": "warning"}, "warning"),
        ({"uncited-claim": "off"}, None),
        ({"CF201": "error", "uncited-claim": "off"}, "error"),
        ({"CF202": "off"}, "error"),
    ],
)
def test_a_rule_is_known_by_its_code_and_its_name(levels: dict[str, Level], expected: str | None) -> None:
    assert severity(levels, "CF201", "uncited-claim", "error") == expected


SETTINGS = [
    ("rules: {CF201: warning}\n", 0, "a.md:11:1: warning[CF201]"),
    ("rules: {CF201: off}\n", 0, "1 record holds"),
    ("workflows: {note: {rules: {uncited-claim: off}}}\n", 0, "1 record holds"),
    ("workflows: {architecture-decision: {rules: {CF201: off}}}\n", 1, "a.md:11:1: error[CF201]"),
    ("rules: {CF201: of}\n", 2, ".citefirst.yml:1:9: `rules.CF201`: input should be 'error', 'warning' or 'off'"),
    ("rules: {CF999: off}\n", 2, ".citefirst.yml:1:9: there is no rule CF999"),
    ("rules: {uncited-clam: off}\n", 2, "there is no rule uncited-clam: did you mean uncited-claim?"),
    ("workflows: {nte: {rules: {}}}\n", 2, "there is no workflow nte: did you mean note?"),
    ("workflows: {nte: {rules: {CF201: off}}}\n", 2, "there is no workflow nte: did you mean note?"),
    ("workflows: {note: {rule: {}}}\n", 2, "`workflows.note.rule` is not a key of the policy: did you mean `rules`?"),
]


@pytest.mark.parametrize(("policy", "code", "said"), SETTINGS)
def test_what_the_policy_says_of_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, code: int, said: str
) -> None:
    (tmp_path / ".citefirst" / "schemas").mkdir(parents=True)
    (tmp_path / ".citefirst" / "schemas" / "note.schema.json").write_text(SCHEMA)
    (tmp_path / ".citefirst.yml").write_text(policy)
    (tmp_path / "a.md").write_text(RECORD)
    done = run(tmp_path, monkeypatch, "check")
    assert (done.exit_code, said in done.output + done.stderr) == (code, True)


CONFIG = json.loads((ROOT / "schemas" / "config.schema.json").read_text("utf-8"))
NAMES = st.sampled_from(["records", "schemas", "rules", "workflows", "approvals", "CF201", "note", "docs/**", "x"])
LEAVES = st.sampled_from(["off", "error", "review", "note", "", None, True, 1, 1.5])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)


def explained(value: object) -> bool:
    try:
        model(PolicyKeys).model_validate(value)
    except ValidationError:
        return False
    return True


@settings(max_examples=500)
@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_the_quick_test_and_pydantic_never_disagree(value: dict[str, object]) -> None:
    """What the quick test lets pass is never explained, so it must be what pydantic takes."""
    assert is_valid(CONFIG, value) == explained(value)


def test_the_schema_for_editors_is_generated_from_the_description() -> None:
    assert schema() == CONFIG
    Draft202012Validator.check_schema(CONFIG)


def test_the_policy_in_the_docs_is_one() -> None:
    page = (ROOT / "docs" / "policy.md").read_text("utf-8")
    text = page.split("```yaml\n")[1].split("```")[0]
    policy = read("policy.md", text.encode())
    assert is_valid(CONFIG, load(text).data)
    assert all(
        (
            *policy.keys,
            policy.routes,
            policy.settings,
            policy.forms,
            policy.waivers,
            policy.roles,
            policy.people,
            policy.named,
        )
    )
    assert set(load(text).data) == set(CONFIG["properties"])


POLICY = """records:
  'docs/**': note
  'docs/adr/**': architecture-decision
  'docs/adrs/**': architecture-decision
rules: {CF204: off}
workflows: {note: {rules: {CF201: warning}}}
sources: {refused: [{at: x.org, reason: "moved\\e[31m"}]}
ids: {'OPS-{number}': {kind: ticket, url: 'https://t.org/{number}'}}
"""
SHOWN = r"""policy: .citefirst.yml
approvals: declared
rule: CF204 is off
rule: CF201 is warning for note
source: x.org is refused: moved\x1b[31m
id: OPS-{number} is a ticket, leads to https://t.org/{number}

b.md           note                   named in its front matter
docs/a.md      note                   docs/** (.citefirst.yml:2:3)
docs/adr/c.md  architecture-decision  docs/adr/** (.citefirst.yml:3:3)
none.md        -                      no record: no glob matches, and its front matter names no workflow

2 files: note
1 file: architecture-decision
1 file: no record
no file: docs/adrs/** (.citefirst.yml:4:3)
"""


def test_the_policy_and_what_governs_which_file_can_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {".citefirst/schemas/note.schema.json": SCHEMA, ".citefirst.yml": POLICY, "none.md": "# x\n"}
    for name, text in (files | dict.fromkeys(("b.md", "docs/a.md", "docs/adr/c.md"), RECORD)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    done = run(tmp_path, monkeypatch, "check", "--show-policy")
    assert (done.exit_code, done.output) == (0, SHOWN)
    done = run(tmp_path, monkeypatch, "check", "--show-policy", "--workflow", "note", "none.md")
    assert done.output.endswith("none.md  note  --workflow (command line)\n\n1 file: note\n")


def test_no_policy_can_be_seen_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, monkeypatch, "check", "--show-policy").output == "policy: none\napprovals: declared\n\n"


WAIVER = """exceptions:
  - path: {path}
    rule: {rule}
    reason: the dashboards are gone
    owner: "@alice"
    expires: {expires}
"""
WAIVERS = [
    ("a.md", "CF201", "2026-11-23", 0, ["1 record holds: 1 claim", "1 finding excepted by the policy"]),
    ("/*.md", "uncited-claim", "2026-11-24", 0, ["1 finding excepted by the policy"]),
    ("a.md", "CF202", "2099-01-01", 1, ["error[CF201]"]),
    ("docs/**", "CF201", "2099-01-01", 1, ["error[CF201]"]),
    (
        "a.md",
        "CF201",
        "2026-11-22",
        1,
        [".citefirst.yml:2:5: warning[CF005]: the exception for CF201 in a.md expired on 2026-11-22", "error[CF201]"],
    ),
    ("b.md", "CF201", "2020-01-01", 1, ["warning[CF005]"]),
    ("a.md", "CF999", "2099-01-01", 2, [".citefirst.yml:3:5: there is no rule CF999"]),
    ("a.md", "CF201", "2026-02-30", 2, [".citefirst.yml:6:5: `2026-02-30` is no day of the calendar"]),
    ("a.md", "CF201", "soon", 2, ["`exceptions.0.expires`: string should match pattern"]),
]


@pytest.mark.parametrize(("path", "rule", "expires", "code", "said"), WAIVERS)
def test_an_exception_holds_until_its_last_day_and_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, rule: str, expires: str, code: int, said: list[str]
) -> None:
    (tmp_path / ".citefirst" / "schemas").mkdir(parents=True)
    (tmp_path / ".citefirst" / "schemas" / "note.schema.json").write_text(SCHEMA)
    (tmp_path / ".citefirst.yml").write_text(WAIVER.format(path=path, rule=rule, expires=expires))
    (tmp_path / "a.md").write_text(RECORD)
    done = run(tmp_path, monkeypatch, "check", "--today", "2026-11-23")
    assert done.exit_code == code
    assert [words for words in said if words not in done.output] == []


def test_every_report_counts_what_is_excepted() -> None:
    report = Report((RecordReport(path="a.md", workflow="note", excepted=2),))
    for render in (text_report.render, github.render, json_report.render):
        assert "xcepted" in render(report)
    page = step_summary.render(Outcome(report, RunPlace("https://github.com", "octo/demo", "a" * 40)))
    assert "2 findings excepted by the policy" in page


def test_a_finding_about_the_policy_is_on_the_page_too() -> None:
    found = replace(report_samples.REALISTIC.findings[0], path=".citefirst.yml")
    page = comment.render(
        Outcome(
            Report(policy=(found,), records=(RecordReport(path="a.md", workflow="note"),)), RunPlace("", "o/d", "a")
        )
    )
    assert "in the policy" in page.splitlines()[0]
    assert "`.citefirst.yml`" in page
