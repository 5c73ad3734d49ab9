"""What helps while a record is written: completion, sources by name in all four forms, outline, folds and links."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace.position_codec import PositionCodec
from support.paths import ROOT
from support.scenario import BASE, GOOD

from citefirst.lsp import names
from citefirst.lsp.completion import Writing, complete
from citefirst.lsp.places import Places
from citefirst.lsp.project import Project
from citefirst.lsp.structure import folds, links, symbols
from citefirst.policy.reading import read
from citefirst.record.build import Record
from citefirst.rules.examples import DAY

PROJECT = Project(ROOT)
PATH = ROOT / "examples/incident-postmortem/good/written.md"
POLICY = read(
    ".citefirst.yml",
    b"roles:\n  incident-commander: ['@alice', '@bob']\npeople:\n  '@carol': ['carol@example.com']\n",
)
FRONT = """---
workflow: incident-postmortem
severity: SEV2
owner:
  incident-commander: "@alice"
ai: none
---
"""
BODY = """# Lost carts \U0001f600

## Impact

Checkout lost 4,000 carts. [S1]

## Timeline

- 14:02 deploy 8123 reached production [D-7][^n]

## Sources

- L1: https://kibana.example.com/app/discover log-query: timeouts

| id | kind | link |
| --- | --- | --- |
| T1 | trace | https://jaeger.example.com/trace/1 |

[S1]: https://grafana.example.com/d/abc "dashboard: checkout p99"
[D-7]: https://github.com/acme/shop/releases/tag/7 "deploy: cart 8123"

[^n]: See <https://github.com/acme/shop/pull/12>.
"""


def record(text: str) -> Record:
    checked = PROJECT.check(PATH, text, DAY)
    assert checked
    assert checked.record
    return checked.record


def completed(text: str, routed: str | None = None) -> list[str]:
    """Labels of what is offered where a text has `|>`."""
    offset = text.index("|>")
    text = text.replace("|>", "")
    checked = PROJECT.check(PATH, text, DAY)
    found = checked.record if checked else None
    writing = Writing(text, offset, found, routed, POLICY, PROJECT.rulebook.catalogue)
    items = complete(writing)
    for item in items:
        assert 0 <= item.span.start <= offset <= item.span.end
    return [item.label for item in items]


def written(body: str) -> str:
    return FRONT + body


STATUS = "draft requested approved denied withdrawn granted removed closed".split()
COMPLETED = [
    (written(BODY.replace("carts. [S1]", "carts. [|>")), ["S1", "L1", "D-7", "T1"]),
    (written(BODY.replace("carts. [S1]", "carts. [S|>]")), ["S1", "L1", "D-7", "T1"]),
    (written(BODY.replace("carts. [S1]", "carts. [^|>")), ["^n"]),
    (written(BODY.replace("carts. [S1]", "carts. \\[|>")), []),
    (written(BODY.replace("carts. [S1]", "carts. |>")), []),
    ("---\nworkflow: |>\n---\n# A\n", list(PROJECT.rulebook.catalogue.names())),
    ("---\nworkflow: inc|>\n", list(PROJECT.rulebook.catalogue.names())),
    (
        "---\nworkflow: production-access\nstatus: |>\n---\n# A\n",
        STATUS,
    ),
    ("---\nworkflow: incident-postmortem\nai: |>\n---\n# A\n", ["none"]),
    ("---\nworkflow: incident-postmortem\nowner:\n  incident-commander: |>\n---\n# A\n", ["@alice", "@bob"]),
    ('---\nworkflow: incident-postmortem\nowner:\n  incident-commander: "|>\n---\n# A\n', ["@alice", "@bob"]),
    ("---\nworkflow: x\napprovals:\n  - role: author\n    by: |>\n---\n", ["@alice", "@bob", "@carol"]),
    ("---\nworkflow: x\napprovals:\n  - role: |>\n---\n", ["incident-commander"]),
]


@pytest.mark.parametrize(("text", "labels"), COMPLETED, ids=[str(number) for number in range(len(COMPLETED))])
def test_what_may_come_next(text: str, labels: list[str]) -> None:
    assert sorted(completed(text)) == sorted(labels)


def test_keys_and_roles_that_are_not_there_yet_are_offered() -> None:
    keys = completed("---\nworkflow: incident-postmortem\n|>\n---\n# A\n")
    assert {"severity", "owner", "ai"} <= set(keys)
    assert "workflow" not in keys
    roles = completed("---\nworkflow: incident-postmortem\nowner:\n  |>\n---\n# A\n")
    assert "incident-commander" in roles


def test_section_titles_that_are_not_there_yet_are_offered() -> None:
    titles = completed(written("# A\n\n## Impact\n\nUNKNOWN: who.\n\n## |>\n"))
    assert "Timeline" in titles
    assert "Impact" not in titles


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_completion_answers_anywhere(data: st.DataObject) -> None:
    text = written(BODY)
    offset = data.draw(st.integers(0, len(text)))
    bit = data.draw(st.sampled_from(["", "[", "---\n", "owner:\n  ", "\U0001f600", "## ", "\t", ": ", "[^"]))
    completed(text[:offset] + bit + "|>" + text[offset:])


@pytest.mark.parametrize("name", ["S1", "D-7", "L1", "T1", "n"])
def test_a_source_is_known_wherever_it_stands(name: str) -> None:
    text = written(BODY.replace("[S1]\n\n## Timeline", "[S1][L1][T1]\n\n## Timeline"))
    found = record(text)
    spans = [each.span for each in names.occurrences(found) if text[each.span.start : each.span.end] == name]
    assert len(spans) == 2
    for span in spans:
        assert [each.span for each in names.places(found, span.start)] == spans
    definitions = [each for each in names.places(found, spans[0].end) if each.definition]
    assert len(definitions) == 1


@pytest.mark.parametrize("sources", ["sources:\n  S5: https://grafana.example.com/d/x\n",
                                     'sources:\n  - id: S5\n    url: https://grafana.example.com/d/x\n'])  # fmt: skip
def test_a_source_of_the_front_matter_is_known_as_well(sources: str) -> None:
    text = FRONT.replace("ai: none\n", f"ai: none\n{sources}") + BODY.replace("carts. [S1]", "carts. [S5]")
    found = record(text)
    places = names.places(found, text.index("[S5]") + 1)
    assert [text[each.span.start : each.span.end] for each in places] == ["S5", "S5"]
    assert places[0].span.start < text.index("# Lost")


def test_a_renamed_source_is_cited_as_before() -> None:
    text = written(BODY)
    for name in ("S1", "D-7", "n"):
        found = record(text)
        here = next(each for each in names.occurrences(found) if text[each.span.start : each.span.end] == name)
        new = text
        for each in sorted(names.places(found, here.span.start), key=lambda each: each.span, reverse=True):
            new = f"{new[: each.span.start]}R9{new[each.span.end :]}"
        cited = [[source.target for source in claim.sources] for claim in found.claims]
        assert [[source.target for source in claim.sources] for claim in record(new).claims] == cited


@pytest.mark.parametrize("name", ["", " ", "a]b", "[S3]", "S\n3", "D-7", "d-7", "S3 ", "a|b", "\\", "..."])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    text = written(BODY)
    assert names.refusal(record(text), text.index("[S1]") + 1, name)


@pytest.mark.parametrize("name", ["S3", "s1", "OPS-7", "\u00e9tude 1"])
def test_what_can_be_a_name_is_taken(name: str) -> None:
    text = written(BODY)
    assert names.refusal(record(text), text.index("[S1]") + 1, name) == ""


@pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
def test_the_outline_has_sections_in_sections_and_sources_in_theirs(encoding: types.PositionEncodingKind) -> None:
    text = written(BODY)
    places = Places(text, PositionCodec(encoding))
    (top,) = symbols(record(text), places)
    assert top.name == "Lost carts \U0001f600"
    assert top.children
    assert [each.name for each in top.children] == ["Impact", "Timeline", "Sources"]
    assert [each.name for each in top.children[-1].children or ()] == ["L1", "T1", "S1", "D-7", "n"]
    for symbol in walk(top):
        assert (symbol.range.start.line, symbol.range.start.character) <= (
            symbol.selection_range.start.line,
            symbol.selection_range.start.character,
        )
        assert (symbol.selection_range.end.line, symbol.selection_range.end.character) <= (
            symbol.range.end.line,
            symbol.range.end.character,
        )


def walk(symbol: types.DocumentSymbol) -> list[types.DocumentSymbol]:
    return [symbol, *(inner for child in symbol.children or () for inner in walk(child))]


def test_front_matter_sections_and_definitions_fold() -> None:
    text = written(BODY)
    places = Places(text, PositionCodec())
    lines = text.split("\n")
    found = {(lines[each.start_line], lines[each.end_line]) for each in folds(record(text), places)}
    assert ("---", "---") in found
    assert ("## Impact", "Checkout lost 4,000 carts. [S1]") in found
    assert any(first.startswith("[S1]") and last.startswith("[D-7]") for first, last in found)


def test_links_lead_to_addresses_and_files_that_are_there_and_nowhere_else() -> None:
    more = "\nIt fell. [log](logs/a.log) [out](../../../etc/passwd) [gone](gone.log)\n"
    text = written(BODY + more + "[J1]: javascript:alert(1)\n[F1]: file:///etc/passwd\n")
    places = Places(text, PositionCodec())
    known = {"examples/incident-postmortem/good/logs/a.log": "file:///a.log"}
    found = [each.target for each in links(record(text), places, known.get)]
    assert "https://grafana.example.com/d/abc" in found
    assert "file:///a.log" in found
    assert all(target and target.startswith(("https://", "file:///a.log")) for target in found)


async def play(root: Path, messages: list[bytes]) -> bytes:
    """What the real server writes when it is sent bytes, and then the end of its input."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "citefirst", "lsp"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=root,
    )
    assert server.stdin
    for message in messages:
        server.stdin.write(message)
    await server.stdin.drain()
    server.stdin.close()
    assert server.stdout
    out = await asyncio.wait_for(server.stdout.read(), 60)
    await server.wait()
    return out


def framed(value: Any) -> bytes:
    data = value if isinstance(value, bytes) else json.dumps({"jsonrpc": "2.0", **value}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(data), data)


GARBAGE = [
    framed(b"{"),
    framed(b"\xff\xfe"),
    framed(b"[]"),
    framed(b"null"),
    framed(b'"text"'),
    framed({"method": "textDocument/hover"}),
    framed({"id": 7, "method": "textDocument/hover", "params": {"textDocument": 3}}),
    framed({"id": 8, "method": "textDocument/completion", "params": {"textDocument": {"uri": "untitled:1"},
                                                                        "position": {"line": 10**6, "character": 9}}}),
    framed({"id": 9, "method": "no/such/method", "params": {}}),
    framed({"method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///none", "version": 2},
                                                             "contentChanges": [{"text": "x"}]}}),
    b"Content-Length: x\r\n\r\n",
    b"garbage\r\n\r\n",
]  # fmt: skip


def test_a_client_that_sends_garbage_does_not_end_the_server(tmp_path: Path) -> None:
    path = tmp_path / "docs/a.md"
    for name, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    begin = framed(
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}
    )
    document = {"uri": path.as_uri(), "languageId": "markdown", "version": 1, "text": GOOD}
    opened = framed({"method": "textDocument/didOpen", "params": {"textDocument": document}})
    asked = framed(
        {"id": 2, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": path.as_uri()}}}
    )
    out = asyncio.run(play(tmp_path, [begin, *GARBAGE, opened, asked]))
    assert b'"Checkout latency"' in out


def test_nothing_but_the_protocol_is_printed(tmp_path: Path) -> None:
    server = [sys.executable, "-m", "citefirst", "lsp"]
    done = subprocess.run(server, input=b"", capture_output=True, cwd=tmp_path, timeout=60)
    assert done.stdout == b""
