"""Conversations with assistants: each export read as it was meant, damaged ones refused, nothing written by halves."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from exports import AGAIN, ANSWERED, ASKED, CHATGPT, EXPORTS, SHORT
from hypothesis import given
from hypothesis import strategies as st
from scenario import BASE, GOOD, Repository

from citefirst.ailog import assistants
from citefirst.ailog.adding import Given, log_of
from citefirst.ailog.exports import MAX_EXPORT, choose, read
from citefirst.ailog.model import Log, LogError, Message, dump
from citefirst.ailog.overlap import Outputs
from citefirst.ailog.reading import read as read_log
from citefirst.ailog.secrets import find as secrets
from citefirst.ailog.shape import schema
from citefirst.cli import main

ROOT = Path(__file__).parent.parent


def taken(form: str) -> Log:
    return log_of(EXPORTS[form], Given("claude-enterprise", "Slow checkout" if form == "chatgpt" else ""))


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_is_read_as_the_conversation_that_it_holds(form: str) -> None:
    log = taken(form)
    assert log.origin.format == form
    said = [(str(message.role), " ".join(message.text.split())) for message in log.messages if message.role != "system"]
    expected = [("user", ASKED), ("assistant", ANSWERED), ("user", AGAIN), ("assistant", SHORT)]
    if form == "gemini":
        expected = [expected[0], ("assistant", ANSWERED.replace("https://grafana.example.com/d/abc", "p99"))]
    if form == "markdown":
        assert said[1][1].startswith(ANSWERED)
        said[1] = expected[1]
    assert said == expected


@pytest.mark.parametrize("form", [form for form in EXPORTS if form not in ("vscode-copilot",)])
def test_what_an_output_cited_is_kept(form: str) -> None:
    cited = [source.url for message in taken(form).messages for source in message.sources]
    assert [url.rstrip(".") for url in cited] == ["https://grafana.example.com/d/abc"]


def test_files_that_an_editor_gave_are_kept() -> None:
    assert [source.url for source in taken("vscode-copilot").messages[1].sources] == ["/src/pool.py"]


@pytest.mark.parametrize(
    ("form", "started", "model"),
    [
        ("chatgpt", "2025-11-03T14:02:00Z", "gpt-5"),
        ("claude", "2026-11-03T14:02:00Z", ""),
        ("gemini", "2026-11-03T14:02:00Z", ""),
        ("microsoft-365-copilot", "2026-11-03T14:02:00Z", ""),
        ("vscode-copilot", "2026-11-03T14:02:00Z", "copilot/claude-sonnet-4.5"),
        ("messages", "", "claude-opus-4-5"),
    ],
)
def test_times_and_models_are_told_where_the_export_knows_them(form: str, started: str, model: str) -> None:
    log = taken(form)
    assert (log.started, log.model) == (started, model)


@pytest.mark.parametrize("form", EXPORTS)
def test_a_log_reads_as_it_was_written(form: str) -> None:
    log = taken(form)
    assert read_log(dump(log).encode()) == log
    assert dump(read_log(dump(log).encode())) == dump(log)


def packed(files: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_an_archive_is_read_without_a_trace() -> None:
    data = packed({"user.json": b"{}", "deep/conversations.json": EXPORTS["claude"]})
    assert read(data)[0] == "claude"


DAMAGED = [
    (b"", "has no turns"),
    (b"{", "it is not JSON: line 1"),
    (b"[]", "no form that is known"),
    (b"{}", "no form that is known"),
    (b"[1, 2]", "no form that is known"),
    (b"\xff\xfe", "neither JSON nor UTF-8"),
    (b"plain words\n", "has no turns"),
    (EXPORTS["chatgpt"][:-20], "it is not JSON"),
    (b"[" * 200_000, "nested too deeply"),
    (b'[{"chat_messages": []}]', "holds no conversation with text"),
    (packed({"x.json": b"{}"}), "holds no files of conversations"),
    (packed({"a/conversations.json": b"[]", "b/conversations.json": b"[]"}), "holds 2 files"),
    (packed({"conversations.json": b"[]"})[:40], "damaged"),
    (packed({"conversations.json": b" " * (MAX_EXPORT + 1)}), "larger than 64 MiB"),
    (b" " * (MAX_EXPORT + 1), "larger than 64 MiB"),
]


@pytest.mark.parametrize(("data", "said"), DAMAGED, ids=range(len(DAMAGED)))
def test_what_is_no_export_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(LogError) as raised:
        read(data)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def mangled(value: Any, random: Random) -> Any:
    """A value with one part of it replaced by something else."""
    if isinstance(value, dict) and value and random.random() < 0.8:
        key = random.choice(sorted(value))
        return {**value, key: mangled(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.8:
        index = random.randrange(len(value))
        return [*value[:index], mangled(value[index], random), *value[index + 1 :]]
    return random.choice([None, 3, -1e300, True, "", "x", [], {}, [[]], {"a": 1}, "\ud800", 10**400])


@pytest.mark.parametrize("form", [form for form in EXPORTS if form != "markdown"])
def test_an_export_with_anything_in_the_place_of_anything_is_read_or_refused(form: str) -> None:
    random = Random(form)
    for _ in range(300):
        data = json.dumps(mangled(json.loads(EXPORTS[form]), random)).encode()
        with suppress(LogError):
            dump(log_of(data, Given("x", "Slow")))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(LogError):
        read(data)


def test_one_of_several_conversations_is_chosen_by_id_or_title() -> None:
    found = read(EXPORTS["chatgpt"])[1]
    assert choose(found, "c-1").title == choose(found, "slow").title == choose(found, "Slow checkout").title
    for wanted, said in (
        ("", "holds 2 conversations, say which one: `Slow checkout`, `Dinner`"),
        ("x", "no conversation has"),
    ):
        with pytest.raises(LogError, match=said):
            choose(found, wanted)


def test_a_log_needs_a_prompt_and_an_output() -> None:
    with pytest.raises(LogError, match="has no output"):
        log_of(EXPORTS["chatgpt"], Given("chatgpt", "Dinner"))


STORED = [
    (b"{}", "`version`: field required"),
    (b'{"version": 1, "tool": "x", "messages": [{"role": "me", "text": ""}]}', "`messages.0.role`"),
    (b'{"version": 1, "tool": "x", "messages": [], "more": 1}', "`more`"),
    (b"[]", "`the whole`"),
    (b" " * (8 * 1024 * 1024 + 1), "larger than 8 MiB"),
]


@pytest.mark.parametrize(("data", "said"), STORED, ids=range(len(STORED)))
def test_what_is_no_log_is_refused_with_the_place(data: bytes, said: str) -> None:
    with pytest.raises(LogError) as raised:
        read_log(data)
    assert said in str(raised.value)


def test_the_schema_of_logs_is_generated() -> None:
    assert json.loads((ROOT / "schemas" / "ai-log.schema.json").read_text("utf-8")) == schema()


@pytest.mark.parametrize(
    ("name", "slug", "account"),
    [
        ("ChatGPT Enterprise", "chatgpt-enterprise", "managed"),
        ("chatgpt", "chatgpt", "personal"),
        ("m365-copilot", "microsoft-365-copilot", "managed"),
        ("Gemini for Workspace", "gemini-workspace", "managed"),
        ("Claude Team", "claude-enterprise", "managed"),
        ("claude.ai", "claude", "personal"),
        ("GitHub Copilot Enterprise", "github-copilot-business", "managed"),
        ("GitHub_Copilot", "github-copilot", "personal"),
    ],
)
def test_assistants_are_known_under_their_names(name: str, slug: str, account: str) -> None:
    found = assistants.find(name)
    assert found
    assert (found.slug, found.account) == (slug, account)
    assert assistants.find("some other tool") is None


@pytest.mark.parametrize(
    ("line", "copied"),
    [
        (SHORT, True),
        (SHORT.upper(), True),
        (f"{SHORT} [S1]", True),
        ("Twelve pods shared too few database connections after the deploy.", True),
        ("Ten pods had enough database connections before the deploy of 13:00.", False),
        ("Twelve pods shared.", False),
        ("The alert fired at 14:07 and Dora acknowledged it two minutes later.", False),
    ],
)
def test_lines_are_compared_with_what_was_answered(line: str, copied: bool) -> None:
    log = Log("x", (Message("user", line), Message("assistant", f"Sure. {SHORT} Anything else?")))
    found = Outputs([None, log]).find(line)
    assert bool(found) is copied
    if found:
        assert (found.log, found.message) == (1, 1)


@given(st.lists(st.sampled_from("a b c d".split()), min_size=6, max_size=40))
def test_a_part_of_an_output_is_always_found(words: list[str]) -> None:
    text = " ".join(words)
    assert Outputs([Log("x", (Message("assistant", f"x {text} y"),))]).find(text)


def test_credentials_are_found_and_not_repeated() -> None:
    log = Log(
        "x", (Message("user", "fine\npassword = 'hunter2-hunter2'"), Message("assistant", "AKIAIOSFODNN7EXAMPLE"))
    )
    found = [(secret.message, secret.line, secret.kind) for secret in secrets(log)]
    assert found == [(0, 2, "Secret Keyword"), (1, 1, "AWS Access Key")]
    clean = Message("user", "Commit 0123456789abcdef0123456789abcdef01234567 asks for the password of the database.")
    assert list(secrets(Log("x", (clean,)))) == []


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


RECORD = GOOD.replace("ai: none\n", "# who helped:\nstatus: 'draft'  # keep\n")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": RECORD})
    monkeypatch.chdir(tmp_path)
    for form, data in EXPORTS.items():
        (tmp_path / f"{form}.export").write_bytes(data)
    return tmp_path


ASSISTANTS = {
    "chatgpt": "chatgpt-enterprise",
    "microsoft-365-copilot": "microsoft-365-copilot",
    "gemini": "gemini-workspace",
    "claude": "claude-enterprise",
    "vscode-copilot": "github-copilot-business",
}


@pytest.mark.parametrize(("form", "tool"), ASSISTANTS.items())
def test_a_conversation_is_kept_with_the_record_and_nothing_else_changes(here: Path, form: str, tool: str) -> None:
    done = cite(
        "log",
        "add",
        "docs/a.md",
        "--tool",
        tool,
        "--from",
        f"{form}.export",
        "--conversation",
        "" if form != "chatgpt" else "Slow",
    )
    assert done.exit_code == 0, done.output + done.stderr
    text = (here / "docs" / "a.md").read_text()
    entry = text[text.index("ai:\n") : text.index("---\n#")]
    assert text.replace(entry, "") == RECORD
    assert f"tool: {tool}\n" in entry
    assert "account: managed\n" in entry
    assert cite("check").exit_code == 0, cite("check").output


def test_a_second_conversation_stands_below_the_first(here: Path) -> None:
    for form in ("claude", "messages"):
        assert cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", f"{form}.export").exit_code == 0
    assert sorted(path.name for path in (here / "docs" / "logs").iterdir()) == ["a-2.ailog.json", "a.ailog.json"]
    assert (here / "docs" / "a.md").read_text().count("- tool:") == 2
    assert cite("check").exit_code == 0


@pytest.mark.parametrize(
    ("record", "export", "said"),
    [
        (GOOD, "claude.export", "the record says `ai: none`"),
        ("# no front matter\n", "claude.export", "no front matter"),
        (RECORD, "chatgpt.export", "say which one"),
        (RECORD, "docs/a.md", "has no turns"),
        (RECORD.replace("# who helped:", "ai: {use: advise}"), "claude.export", "cannot be edited safely"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(here: Path, record: str, export: str, said: str) -> None:
    (here / "docs" / "a.md").write_text(record)
    done = cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", export)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert (here / "docs" / "a.md").read_text() == record
    assert not (here / "docs" / "logs").exists()


POLICY = (
    "ai:\n  data-classes: [public, internal]\n  tools: {claude-enterprise: {highest: internal}, chatgpt: {}}\n"
    "workflows: {note: {ai: advise-only}}\n"
)
LEAK = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
LIMITS = [
    ("as it should be", (), [], "data-class: internal\n", []),
    ("a personal twin", ("--tool", "chatgpt"), [], "", ["CF504"]),
    ("another account", ("--account", "personal"), [], "data-class: public\n", ["CF504"]),
    ("a tool that is not listed", ("--tool", "gemini-workspace"), [], "", ["CF505"]),
    ("it acted", ("--use", "act"), [], "data-class: public\n", ["CF506"]),
    ("no data class", (), [], "", ["CF507"]),
    ("an unknown data class", (), [], "data-class: secret\n", ["CF507"]),
    ("the log is edited", (), [("pods", "cats")], "data-class: public\n", ["CF503"]),
    ("the log is no log", (), [('"version": 1', '"version": 2')], "data-class: public\n", ["CF502", "CF503"]),
    ("the log leaks", (), [("Twelve", LEAK)], "data-class: public\n", ["CF503", "CF509"]),
]


@pytest.mark.parametrize(
    ("arguments", "edits", "front", "codes"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS]
)
def test_what_an_assistant_did_is_held_against_the_policy(
    here: Path, arguments: tuple[str, ...], edits: list[tuple[str, str]], front: str, codes: list[str]
) -> None:
    (here / ".citefirst.yml").write_text(f"{BASE['.citefirst.yml']}{POLICY}")
    (here / "docs" / "a.md").write_text(RECORD.replace("# who helped:\n", front))
    options = {"--tool": "claude-enterprise", "--from": "claude.export"}
    options |= dict(zip(arguments[::2], arguments[1::2], strict=True))
    done = cite("log", "add", "docs/a.md", *(part for option in options.items() for part in option))
    assert done.exit_code == 0, done.stderr
    log = here / "docs" / "logs" / "a.ailog.json"
    for old, new in edits:
        log.write_text(log.read_text().replace(old, new))
    findings = json.loads(cite("check", "--format", "json").output)["findings"]
    assert sorted({finding["code"] for finding in findings}) == codes, findings


def test_an_assistants_words_without_a_source_are_named(here: Path) -> None:
    (here / "docs" / "a.md").write_text(RECORD.replace("\n[S1]: ", f"\n{SHORT}\n\n[S1]: "))
    cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", "claude.export")
    findings = json.loads(cite("check", "--format", "json").output)["findings"]
    assert [finding["code"] for finding in findings] == ["CF508"]
    assert "(message 4, character 1 of log 1)" in findings[0]["message"]
    text = (here / "docs" / "a.md").read_text()
    (here / "docs" / "a.md").write_text(text.replace(SHORT, f"{SHORT} [S1]"))
    assert cite("check").exit_code == 0


def test_a_log_too_large_for_a_record_is_read(here: Path) -> None:
    turns = [{"role": "user", "content": "x" * 300_000}, {"role": "assistant", "content": SHORT}]
    (here / "long.json").write_text(json.dumps(turns))
    assert cite("log", "add", "docs/a.md", "--tool", "claude-enterprise", "--from", "long.json").exit_code == 0
    assert cite("check").exit_code == 0
    assert CHATGPT
