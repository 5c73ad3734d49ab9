"""What can go wrong with an export: the wrong file, a damaged one, a hostile one, an unclear choice."""

from __future__ import annotations

import io
import json
import time
import zipfile
from contextlib import suppress
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import TESTS

from citefirst.ailog.errors import AiLogError
from citefirst.ailog.exports import archive, read
from citefirst.ailog.model import Log
from citefirst.ailog.stored import dump, load
from citefirst.errors import Exit

EXPORTS = TESTS / "data" / "exports"
HOSTILE = {
    "spaces after a heading": "# Prompt" + " " * 300_000 + "x\n",
    "spaces before a heading": "#" + " " * 300_000 + "x\n",
    "spaces in a title": "# a" + " \t" * 150_000 + "x\n",
    "headings": "# Prompt\n" * 2_000,
    "stars": "**" * 150_000,
    "bold labels": "**User**" + " " * 300_000 + "x\n",
    "remarks": "# Prompt (" * 30_000,
    "links": "[a](http://" * 30_000,
    "brackets": "[" * 300_000,
    "parentheses": "[a](http://x" + "(" * 300_000,
    "definitions": "[a]: <http://" * 30_000,
    "fences": "```\n" * 75_000,
}
JSON = sorted(path.name for path in EXPORTS.glob("*.json") if not path.name.endswith(".ailog.json"))
ONE_BY_ONE = ("chatgpt.json", "claude.json")
"""Exports whose items are conversations, each read apart from the others: the one that is changed is enough."""
SAID = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]


def imported(data: bytes | Any, **options: Any) -> Log:
    return read.read(data if isinstance(data, bytes) else json.dumps(data).encode(), **{"tool": "x", **options})


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def chats(*names: str) -> list[dict[str, Any]]:
    return [{"id": f"id-{index}", "title": name, "messages": SAID} for index, name in enumerate(names)]


WRONG: list[tuple[bytes | Any, dict[str, str], str]] = [
    (b"", {}, "in no known format"),
    (b"Dear colleagues, all is well.", {}, "in no known format"),
    (b"\xff\xfe\x00\x01", {}, "neither JSON nor text in UTF-8"),
    (b'[{"mapping": {', {}, "not valid JSON at line 1: it is damaged or cut off"),
    (b'{"messages": [NaN]}', {}, "not valid JSON"),
    (b"[" * 100_000, {}, "nested too deeply"),
    (b"[" + b"1" * 5000 + b"]", {}, "not valid JSON"),
    ([], {}, "in no known format"),
    ({"messages": SAID}, {"format": "claude"}, "in no known format (Claude export)"),
    ({"messages": SAID}, {"format": "word"}, "`word` is not a known export format: use one of chatgpt, "),
    ({"messages": SAID[:1]}, {}, "the conversation holds no output"),
    ({"messages": SAID[1:]}, {}, "the conversation holds no prompt"),
    ({"messages": [*SAID, {"role": "user", "content": 5}]}, {}, "`messages[2].content` in the export is not a list"),
    ({"messages": [*SAID, {"role": "bot", "content": ""}]}, {}, "`messages[2].role` in the export is not a known role"),
    ({"messages": [*SAID, {"role": "user", "content": "", "timestamp": "noon"}]}, {}, "` in the export is not a time"),
    ({"messages": [*SAID, {"role": "user", "content": "", "timestamp": 1e300}]}, {}, "` in the export is not a time"),
    ({"messages": [*SAID, {"role": "user", "content": "a" * 2_000_000}]}, {}, "message 3 of the conversation is"),
    ([{"mapping": {"a": {"parent": "b"}, "b": {"parent": "a"}}, "current_node": "a"}], {}, "not the end of a branch"),
    ([{"mapping": {"a": {"parent": "c"}}, "current_node": "a"}], {}, "not the end of a branch"),
    ([{"mapping": {}}, 5], {}, "`[1]` in the export is not an object"),
    ([{"chat_messages": []}], {"tool": "ChatGPT Plus"}, "the file is a Claude export, and ChatGPT Free"),
    (chats("One", "Two"), {}, '2 conversations fit: name one by its ID or title: "One" (id-0), "Two" (id-1)'),
    (chats("One", "Two"), {"wanted": "three"}, 'no conversation has this ID or title; there are: name one'),
    (chats("Checkout a", "Checkout b"), {"wanted": "checkout"}, "2 conversations fit"),
    (chats("Same", "Same"), {"wanted": "Same"}, '"Same" (id-0), "Same" (id-1)'),
    (chats(*(f"Chat {n}" for n in range(14))), {}, "and 4 more"),
    (chats("x" * 5000, "y"), {}, f'"{"x" * 59}…"'),
    (zipped({"chat.html": b"<p>"}), {}, "holds no `conversations.json`"),
    (zipped({"conversations.json": b"[{"}), {}, "not valid JSON"),
    (zipped({"conversations.json": b"[]"}, zipfile.ZIP_LZMA), {}, "uses a compression that exports never use"),
    (b"PK\x03\x04 and no archive", {}, "the archive is damaged or encrypted"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "options", "said"), WRONG)
def test_what_cannot_be_imported_is_refused_in_one_sentence(
    data: bytes | Any, options: dict[str, str], said: str
) -> None:
    with pytest.raises(AiLogError) as caught:
        imported(data, **options)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == Exit.USAGE


def test_a_conversation_of_too_many_messages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_MESSAGES", 4)
    assert len(imported({"messages": SAID * 2}).messages) == 4
    with pytest.raises(AiLogError, match="more than 4 messages"):
        imported({"messages": SAID * 3})


@pytest.mark.parametrize(
    ("wanted", "title"),
    [("id-1", "Two"), ("Two", "Two"), ("two", "Two"), ("One", "One"), ("wo o", "Two or more"), ("id-3", "")],
)
def test_a_conversation_is_chosen_by_its_id_then_its_title_then_a_part_of_it(wanted: str, title: str) -> None:
    names = ["One", "Two", "Two or more", ""] if wanted != "two" else ["One", "Two", "Three", ""]
    origin = imported(chats(*names), wanted=wanted).origin
    assert origin
    assert (origin.title or "") == (title or "a")  # one without a title has that of its first prompt


def test_the_digest_is_that_of_the_file() -> None:
    data = json.dumps({"messages": SAID}).encode()
    origin = imported(data).origin
    assert origin
    assert origin.sha256 == sha256(data).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_json_may_be_in_any_unicode_encoding(encoding: str) -> None:
    text = json.dumps({"messages": [{"role": "user", "content": "é"}, SAID[1]]}, ensure_ascii=False)
    assert imported(text.encode(encoding)).messages[0].text == "é"


def test_half_a_character_does_not_reach_the_log() -> None:
    log = imported(b'{"messages":[{"role":"user","content":"a\\ud800b"},{"role":"assistant","content":"c"}]}')
    assert log.messages[0].text == "a\ufffdb"


@pytest.mark.parametrize(
    ("tool", "account", "expected"),
    [
        ("ChatGPT Team", None, ("chatgpt-business", "OpenAI", "managed")),
        ("claude pro", None, ("claude-personal", "Anthropic", "personal")),
        ("claude-personal", "managed", ("claude-personal", "Anthropic", "managed")),
        ("our-own", None, ("our-own", "", "unknown")),
        ("our-own", "managed", ("our-own", "", "managed")),
    ],
)
def test_a_known_assistant_says_whose_account_it_was(tool: str, account: Any, expected: tuple[str, ...]) -> None:
    log = imported({"messages": SAID}, tool=tool, account=account, data_class="internal")
    assert (log.tool, log.vendor, log.account) == expected
    assert log.data_class == "internal"


ARCHIVES: list[tuple[dict[str, bytes], int]] = [
    ({"conversations.json": (EXPORTS / "chatgpt.json").read_bytes(), "chat.html": b"x"}, 1),
    ({"export/conversations.json": (EXPORTS / "claude.json").read_bytes(), "users.json": b"[]"}, 2),
    ({f"conversations-00{n}.json": json.dumps(chats(str(n))).encode() for n in range(3)}, 3),
    ({"Takeout/My Activity/Gemini Apps/MyActivity.json": (EXPORTS / "gemini.json").read_bytes()}, 2),
    ({"../../conversations.json": json.dumps(chats("a")).encode()}, 1),
]


@pytest.mark.parametrize(("files", "count"), ARCHIVES)
@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_the_conversations_of_an_archive_are_found(files: dict[str, bytes], count: int, compression: int) -> None:
    assert len(read.conversations(read.open_export(zipped(files, compression)))) == count


def test_an_archive_that_grows_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({f"conversations-{n}.json": b"[" + b" " * 600_000 + b"]" for n in range(2)})
    assert len(bomb) < 5_000
    with pytest.raises(AiLogError, match="too large"):
        archive.members(bomb, 1_000_000)
    monkeypatch.setattr(read, "MAX_BYTES", 4)
    with pytest.raises(AiLogError, match="the export is larger"):
        imported(bomb)


def test_an_archive_of_very_many_files_is_refused_before_it_is_opened() -> None:
    with pytest.raises(AiLogError, match="more than 20000 files"):
        archive.members(b"PK\x03\x04" + b"PK\x01\x02" * 20_001, 100)


def test_a_damaged_archive_is_refused_wherever_the_damage_is() -> None:
    whole = zipped({"conversations.json": (EXPORTS / "chatgpt.json").read_bytes(), "user.json": b"{}"})
    for at in range(0, len(whole), 7):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            check(damaged)


def check(data: bytes) -> None:
    """Each conversation of an export becomes a log that can be stored, or ends with AiLogError, whatever the data."""
    with suppress(AiLogError):
        export = read.open_export(data)
        for conversation in read.conversations(export):
            with suppress(AiLogError):
                log = read.normalise(export, conversation, "x")
                assert load(dump(log)) == log


@pytest.mark.parametrize("name", JSON)
def test_an_export_that_was_cut_off_is_refused(name: str) -> None:
    whole = (EXPORTS / name).read_bytes().rstrip()
    for at in range(1, len(whole), max(1, len(whole) // 60)):
        with pytest.raises(AiLogError):
            imported(whole[:at])


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def changed(value: Any, path: tuple[str | int, ...], other: Any) -> Any:
    """A value with another one at a place in it."""
    if not path:
        return other
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], other)
    return copy


OTHERS: list[Any] = [
    None, True, False, 0, -1, 1.5, 1e300, 10**30, "", "x", "\ud800", "2026-13-45", [], [None], [[]], [1], ["x"], {},
    {"x": 1}, [{}], {"role": "user"}, {"uri": 1}, {"value": [{}]}, {"text": []}, "9999-12-31T23:59:59-23:59",
]  # fmt: skip


@pytest.mark.parametrize("name", JSON)
def test_a_wrong_value_anywhere_in_an_export_is_named_or_harmless(name: str) -> None:
    whole = json.loads((EXPORTS / name).read_bytes())
    for number, path in enumerate(places(whole)):
        export, place = whole, path
        if path and name in ONE_BY_ONE:
            export, place = [whole[int(path[0])]], (0, *path[1:])
        for other in OTHERS[number % 3 :: 3]:  # each place meets a third of them, places of a kind meet all
            check(json.dumps(changed(export, place, other)).encode())


VALUES = st.recursive(st.sampled_from(OTHERS), lambda inner: st.lists(inner, max_size=3), max_leaves=4)


@settings(max_examples=300)
@given(st.sampled_from(JSON), st.data())
def test_several_wrong_values_at_once_are_no_worse(name: str, data: st.DataObject) -> None:
    value = json.loads((EXPORTS / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        path = data.draw(st.sampled_from(places(value)))
        value = changed(value, path, data.draw(VALUES))
    check(json.dumps(value).encode())


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*"#*_`~: \n>-1", "Prompt", "Output", "Q:", "A:", "## ", "\n\n"]), max_size=80))
def test_any_text_is_a_transcript_or_refused(parts: list[str]) -> None:
    check("".join(parts).encode())


@pytest.mark.parametrize("what", HOSTILE)
def test_time_is_bounded_over_texts_that_repeat_themselves(what: str) -> None:
    text = f"# Prompt\na\n# Output\n{HOSTILE[what]}"
    start = time.process_time()
    check(text.encode())
    for html in (HOSTILE[what], HOSTILE[what].replace("[", "<").replace("(", '="')):
        activity = {"header": "Gemini", "title": f"Prompted {HOSTILE[what]} Attached", "time": "2026-11-04T09:02:10Z"}
        check(json.dumps([activity | {"safeHtmlItem": [{"html": html}]}]).encode())
    assert time.process_time() - start < 10


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_an_export_or_refused(data: bytes) -> None:
    check(data)
