"""What a reader takes for a record's front matter is read or told; what is none stays silent."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT

from citefirst.check.pipeline import Checker, File
from citefirst.check.rulebook import Rulebook
from citefirst.document.claim import names_workflow
from citefirst.repository.working import WorkingTree
from citefirst.workflow.catalogue import Catalogue

MORE = 'owner:\n  author: "@a"\nai: none\n'
BODY = "# T\n\ntext\n"
FRONT = "---\nworkflow: x\n---\n"
UNREAD = {
    "an empty line": f"\n{FRONT}{BODY}",
    "many empty lines": "\n \n\t\n" + FRONT,
    "a lone CR": f"\r{FRONT}",
    "lone CRs": "\r---\rworkflow: x\r---\r",
    "CRLF": "\r\n---\r\nworkflow: x\r\n---\r\n",
    "two byte order marks": "\ufeff\ufeff" + FRONT,
    "an invisible character": "\u200b" + FRONT,
    "a line separator": "\u2028" + FRONT,
    "a no-break space": "---\u00a0\nworkflow: x\n---\n",
    "indentation": f" {FRONT}",
    "a tab": f"\t{FRONT}",
    "a comment behind the fence": "--- # record\nworkflow: x\n---\n",
    "a language behind the fence": "---yaml\nworkflow: x\n---\n",
    "four dashes": "----\nworkflow: x\n----\n",
    "two dashes": "--\nworkflow: x\n--\n",
    "an em dash": "\u2014\nworkflow: x\n\u2014\n",
    "en dashes": "\u2013\u2013\u2013\nworkflow: x\n\u2013\u2013\u2013\n",
    "semicolons": ';;;\n"workflow": "x"\n;;;\n',
    "JSON": '{"workflow": "x", "owner": {}}\n# T\n',
    "broken JSON": '{\n"workflow": "x",\n"owner": {"author": "@a",}\n}\n\n# T\n',
    "no opening fence": f"workflow: x\n{MORE}---\n{BODY}",
    "keys and an empty line": f"workflow: x\n{MORE}\n{BODY}",
    "a title above": f"# T\n\n{FRONT}",
    "an underlined title above": f"T\n=\n\n{FRONT}",
    "a comment above": f"<!-- lint off -->\n{FRONT}",
    "text above": f"Draft.\n\n---\nworkflow: x\n{MORE}---\n{BODY}",
    "in a comment": f"<!--\nworkflow: x\n{MORE}-->\n{BODY}",
    "in a code block": f"```yaml\n{FRONT}```\n",
    "a capital": f"---\nWorkflow: x\n{MORE}---\n",
    "an invisible character in the key": "---\nwork\u200bflow: x\n---\n",
    "a letter of another script": "---\nw\u043erkflow: x\n---\n",
    "a second block": f"---\ntitle: t\n---\n\n{FRONT}",
    "an empty block above": f"---\n{FRONT}",
    "closed too early": f"---\ntitle: t\n...\nworkflow: y\n{MORE}---\n",
    "never closed behind an empty line": "---\n\nworkflow: x\n\n",
}
BROKEN = {
    "TOML": '+++\nworkflow = "x"\n+++\n',
    "a tag": "---\n!!str workflow: x\n---\n",
    "an anchor": "---\n&a workflow: x\n---\n",
    "a tab before the key": "---\n\tworkflow: x\n---\n",
    "an open quote": '---\ntitle: "a\nworkflow: x\n---\n',
    "an escaped key in broken YAML": '---\n"work\\x66low": x\n\tb: c\n---\n',
}
READ = {
    "plain": FRONT,
    "a byte order mark": "\ufeff" + FRONT,
    "an escape": '---\n"work\\x66low": x\n---\n',
    "an explicit key": "---\n? workflow\n: x\n---\n",
    "indented keys": "---\n  workflow: x\n  owner: y\n---\n",
    "a flow mapping": "---\n{workflow: x, owner: {a: b}}\n---\n",
    "a tab before the colon": "---\nworkflow\t: x\n---\n",
    "blanks behind the fence": "--- \t\nworkflow: x\n---\n",
}
SILENT = [
    "",
    "---\nWorkflow: Release\nid: 5\n---\n# T\n",
    "# T\n",
    "---\ntitle: CI workflow: how to\n---\n",
    "---\ntitle: my workflow\ntags: [workflow]\n---\n# A\n",
    '---\ntitle: "caf\\u00e9 workflow"\n---\n',
    "---\nmeta:\n  workflow: x\n---\n",
    "# Our workflow\n\nworkflow: build\n",
    "Workflow: build, test\n",
    f"# Records\n\n```yaml\n---\nworkflow: x\n{MORE}---\n```\n",
    f"Write\n\n```\n---\nworkflow: x\n{MORE}---\n```\n",
    "# T\n\n    ---\n    workflow: x\n    ---\n",
    "```yaml\nworkflow: x\n```\n",
    "---\n\n# T\n\nOur workflow: x\n\n---\n",
    "text\n\n---\n\nworkflow: x\n",
    '{"name": "x"}\n',
]


def codes(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    checked = Checker(Catalogue({}), lambda path: False).check(File("a.md", "a.md", None, data))
    return [finding.code for finding in checked.report.findings]


@pytest.mark.parametrize("text", UNREAD.values(), ids=UNREAD)
def test_what_looks_like_front_matter_and_is_not_read_is_told(text: str) -> None:
    assert names_workflow(text.encode())
    assert [code for code in codes(text) if code[:3] == "CF0"] == ["CF008"]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_front_matter_is_told(text: str) -> None:
    assert names_workflow(text.encode())
    assert [code for code in codes(text) if code[:3] == "CF0"] == ["CF002"]


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_other_spellings_of_yaml_are_read(text: str) -> None:
    assert names_workflow(text.encode())
    assert [code for code in codes(text) if code[:3] == "CF0"] == ["CF004"]  # there is no workflow `x`


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_what_claims_nothing_is_left_alone(text: str) -> None:
    assert not names_workflow(text.encode())


@pytest.mark.parametrize("data", [FRONT.encode("utf-16"), b"\0" + FRONT.encode(), FRONT.encode() + b"\xff"])
def test_what_no_text_is_read_from_is_told(data: bytes) -> None:
    assert names_workflow(data)
    assert codes(data) == ["CF001"]


def test_fields_of_a_body_do_not_stand_in_for_front_matter_that_is_not_read() -> None:
    text = f"\n---\nworkflow: architecture-decision\n{MORE}---\n# T\n\n## Status\n\nAccepted\n"
    checker = Checker(Rulebook.load(WorkingTree(ROOT)).catalogue, lambda path: False)
    report = checker.check(File("a.md", "a.md", "architecture-decision", text.encode())).report
    assert "CF008" in [finding.code for finding in report.findings]


@pytest.mark.parametrize("piece", ["---\nworkflow\n", "# a\n", "<!---->", "```\n", "{", "- ", "\t", "a: b\n"])
def test_no_look_takes_long(piece: str) -> None:
    started = time.process_time()
    names_workflow((piece * (256 * 1024 // len(piece)) + "workflow").encode())
    assert time.process_time() - started < 2


PIECES = [
    "---",
    "\n",
    " ",
    "\t",
    "workflow: x",
    "work",
    "\\x66",
    '"',
    "? ",
    ": ",
    "owner: y",
    "# T",
    "<!--",
    "-->",
    "{",
    "}",
]


@given(
    st.lists(st.sampled_from([*PIECES, "{", "}", "```", "+++", "...", "\r", "\ufeff", "a"]), max_size=14).map("".join)
)
def test_no_claim_ends_in_silence(text: str) -> None:
    if names_workflow(text.encode()):
        assert codes(text)
