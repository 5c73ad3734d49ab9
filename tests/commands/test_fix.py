"""`check --fix` and `--diff`: what is written, what is only shown, and what is left alone with a sentence."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from support.mending import look
from support.scenario import BASE, GOOD

from citefirst.cli import main
from citefirst.report.diff import unified
from citefirst.signing.digest import digest
from citefirst.tasks import mend_records

TBD = GOOD.replace("[S1]\n", "[S1]\n\nTBD: how many carts were lost.\n", 1)
FIXED = TBD.replace("TBD", "UNKNOWN")
UNUSED = TBD + '[S2]: https://kibana.example.com/app/discover "log-query: timeouts"\n'
SIGNED = TBD.replace(
    "ai: none\n", 'ai: none\napprovals:\n  - role: author\n    by: "@alice"\n    at: 2026-11-05\n    digest: {}\n'
)


def signed() -> str:
    """A record with a placeholder, signed as it stands."""
    record = look(SIGNED.format("x").encode()).record
    assert record
    return SIGNED.format(digest(record.document))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {**BASE, "docs/a.md": TBD, "docs/good.md": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--no-cache", "--today", "2026-11-23", *arguments])


def test_fix_writes_what_is_safe_says_so_and_judges_what_is_left(root: Path) -> None:
    done = check("--fix")
    assert done.exit_code == 0, done.output
    assert done.stderr == "docs/a.md: 1 finding mended (CF203)\n"
    assert done.stdout.startswith("2 records hold")
    assert (root / "docs/a.md").read_text() == FIXED
    assert (root / "docs/good.md").read_text() == GOOD
    again = check("--fix")
    assert (again.exit_code, again.stderr) == (0, "")


def test_the_report_of_fix_is_that_of_what_is_left(root: Path) -> None:
    (root / "docs/a.md").write_text(UNUSED)
    done = check("--fix", "--format", "json")
    assert [each["code"] for each in json.loads(done.stdout)["findings"]] == ["CF204"]


def test_unsafe_fixes_make_the_others_as_well(root: Path) -> None:
    (root / "docs/a.md").write_text(UNUSED)
    done = check("--fix", "--unsafe-fixes")
    assert (done.exit_code, (root / "docs/a.md").read_text()) == (0, FIXED)
    assert done.stderr == "docs/a.md: 2 findings mended (CF203, CF204)\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_diff_changes_nothing_fails_as_the_check_does_and_can_be_applied(root: Path, end: str) -> None:
    before = UNUSED.replace("\n", end).removesuffix(end).encode()
    (root / "docs/a.md").write_bytes(before)
    done = check("--diff", "--unsafe-fixes")
    assert done.exit_code == 1
    assert (root / "docs/a.md").read_bytes() == before
    patch = done.stdout_bytes
    subprocess.run(["git", "apply", "-"], input=patch, check=True, cwd=root)
    assert (root / "docs/a.md").read_bytes() == FIXED.replace("\n", end).removesuffix(end).encode()
    assert check("--diff", "--unsafe-fixes").stdout == ""


@pytest.mark.parametrize("name", ['a "b".md', "a\nb.md", "a\tb.md", "a b.md", "\u00e9.md"])
def test_a_diff_names_its_file_whatever_that_is_called(root: Path, name: str) -> None:
    (root / "docs/a.md").rename(root / "docs" / name)
    subprocess.run(["git", "apply", "-"], input=check("--diff").stdout_bytes, check=True, cwd=root)
    assert (root / "docs" / name).read_text() == FIXED


def test_diff_of_what_only_warns_passes(root: Path) -> None:
    (root / "docs/a.md").write_text(GOOD + '[S2]: https://kibana.example.com/app/discover "log-query: timeouts"\n')
    done = check("--diff", "--unsafe-fixes")
    assert done.exit_code == 0
    assert "-[S2]: https" in done.stdout
    assert check("--diff").stdout == ""


def test_a_file_that_was_changed_meanwhile_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "docs/a.md"
    (root / "docs/b.md").write_text(TBD)
    real: Callable[..., Any] = mend_records.mend_records

    def changing(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        path.write_text("somebody else's\n")
        return found

    monkeypatch.setattr(mend_records, "mend_records", changing)
    done = check("--fix")
    assert done.exit_code == 4
    assert done.stderr == "citefirst: docs/a.md changed while it was checked and was not mended: run the check again\n"
    assert path.read_text() == "somebody else's\n"
    assert (root / "docs/b.md").read_text() == FIXED


def test_a_record_that_is_gone_meanwhile_is_not_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = mend_records.mend_records

    def removing(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        (root / "docs/a.md").unlink()
        return found

    monkeypatch.setattr(mend_records, "mend_records", removing)
    assert check("--fix").exit_code == 4
    assert not (root / "docs/a.md").exists()


def test_a_signed_record_is_mended_only_where_that_is_said(root: Path) -> None:
    text = signed()
    (root / "docs/a.md").write_text(text)
    safe = check("--fix")
    assert (root / "docs/a.md").read_text() == text
    assert safe.stderr == (
        "docs/a.md: signed by @alice (author), so that 1 mend was not made: "
        "--unsafe-fixes makes it, and the approval lapses\n"
    )
    unsafe = check("--fix", "--unsafe-fixes")
    assert "docs/a.md: the approval of @alice (author) covers what was there before and lapses\n" in unsafe.stderr
    assert "CF406" in unsafe.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fix", "--staged"), "mends are made in the working tree, not in the index: leave out --staged"),
        (("--unsafe-fixes",), "--unsafe-fixes says which mends are made: give --fix or --diff as well"),
        (("--fix", "--write-baseline"), "leave out --write-baseline and --show-policy"),
        (("--diff", "--show-policy"), "leave out --write-baseline and --show-policy"),
    ],
)
def test_what_makes_no_sense_together_is_refused(root: Path, arguments: tuple[str, ...], said: str) -> None:
    done = check(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert (root / "docs/a.md").read_text() == TBD


def test_what_does_not_count_is_not_mended(root: Path) -> None:
    assert check("--write-baseline").exit_code == 0
    assert check("--baseline", ".citefirst-baseline.json", "--fix").exit_code == 0
    assert (root / "docs/a.md").read_text() == TBD


def test_a_link_that_leads_out_is_not_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.md"
    outside.write_text(TBD)
    (root / "docs/a.md").unlink()
    (root / "docs/a.md").symlink_to(outside)
    assert check("--fix").exit_code != 0
    assert outside.read_text() == TBD


def apply(data: bytes, changes: list[tuple[tuple[int, int], tuple[int, int], str]]) -> bytes:
    """Make changes given by line and column, both 1-based, columns in bytes."""
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    for (first, column), (end, last), text in sorted(changes, reverse=True):
        data = data[: starts[first - 1] + column - 1] + text.encode() + data[starts[end - 1] + last - 1 :]
    return data


WIDE = UNUSED.replace("TBD", "\u4e0d\u660e").replace("Checkout latency", "\U0001f600 Checkout")


def test_suggestions_of_rdjson_make_what_fix_makes(root: Path) -> None:
    (root / "docs/a.md").write_text(WIDE)
    found = json.loads(check("--format", "rdjson").stdout)["diagnostics"]
    assert len(found) == 2
    changes = [
        ((start["line"], start["column"]), (end["line"], end["column"]), each["text"])
        for diagnostic in found
        for each in diagnostic["suggestions"]
        for start, end in [(each["range"]["start"], each["range"]["end"])]
    ]
    wanted = apply(WIDE.encode(), changes)
    check("--fix", "--unsafe-fixes")
    assert (root / "docs/a.md").read_bytes() == wanted


def test_fixes_of_sarif_make_what_fix_makes_and_say_which_need_a_look(root: Path) -> None:
    (root / "docs/a.md").write_text(WIDE)
    (run,) = json.loads(check("--format", "sarif").stdout)["runs"]
    fixes = [fix for result in run["results"] for fix in result["fixes"]]
    assert [fix["description"]["text"] for fix in fixes] == [
        "Say UNKNOWN.",
        "Remove the source S2, which no line cites (look at it before you take it).",
    ]
    changes = []
    for fix in fixes:
        (change,) = fix["artifactChanges"]
        assert change["artifactLocation"] == {"uri": "docs/a.md", "uriBaseId": "%SRCROOT%"}
        for each in change["replacements"]:
            region = each["deletedRegion"]
            columns = [region["startColumn"], region["endColumn"]]
            lines = [WIDE.split("\n")[region[name] - 1] for name in ("startLine", "endLine")]
            first, last = (1 + len(line[: column - 1].encode()) for line, column in zip(lines, columns, strict=True))
            changes.append(((region["startLine"], first), (region["endLine"], last), each["insertedContent"]["text"]))
    wanted = apply(WIDE.encode(), changes)
    check("--fix", "--unsafe-fixes")
    assert (root / "docs/a.md").read_bytes() == wanted


def test_a_signed_record_has_no_safe_suggestion(root: Path) -> None:
    (root / "docs/a.md").write_text(signed())
    (run,) = json.loads(check("--format", "sarif").stdout)["runs"]
    (fix,) = [fix for result in run["results"] for fix in result.get("fixes", ())]
    assert (
        fix["description"]["text"] == "Say UNKNOWN (the approvals of the record lapse) (look at it before you take it)."
    )


def test_other_formats_ask_for_no_mends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mend_records, "suggested", None)
    assert check("--format", "json").exit_code == 1


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30), st.booleans())
def test_a_diff_says_what_differs(old: list[str], new: list[str], ended: bool) -> None:
    end = "\n" if ended else ""
    before, after = ("\n".join(lines) + (end if lines else "") for lines in (old, new))
    diff = unified("a.md", before, after)
    assert (diff == "") == (before == after)
    assert patched(before, diff) == after


def patched(before: str, diff: str) -> str:
    """Apply a unified diff, as its definition has it."""
    old, result, at = before.split("\n"), list[str](), 0
    lines = diff.replace("\n\\ No newline at end of file\n", "\0\n").split("\n")[2:-1]
    kept = [f"{line}\n" for line in old[:-1]] + ([old[-1]] if old[-1] else [])
    for line in lines:
        if line.startswith("@@"):
            numbers = line.split()[1].split(",")
            first = int(numbers[0].removeprefix("-")) - (numbers[1:] != ["0"])
            result += kept[at:first]
            at = first
            continue
        text = line[1:].removesuffix("\0") + ("" if line.endswith("\0") else "\n")
        if line[0] in " -":
            assert kept[at] == text
            at += 1
        if line[0] in " +":
            result.append(text)
    return "".join((*result, *kept[at:]))
