"""A record is judged when something changes that it depends on: which files these are, however they are written."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from attacks.scope import CITED, CSV, LOG, PINNED, WITH_LOG
from click.testing import CliRunner
from support.scenario import BASE, GOOD, UNCITED, Files, Repository

from citefirst.check.change import MAX_SINGLE, ChangeChecker, Comparison
from citefirst.check.dependence import Changed, named
from citefirst.check.pipeline import File, read
from citefirst.check.rulebook import Rulebook
from citefirst.cli import main
from citefirst.errors import CitefirstError
from citefirst.model import Change, Report
from citefirst.repository.snapshot import Snapshot, TreeEntry
from citefirst.structs import replace

LINK = "120000"


def snapshot(files: Files) -> Snapshot:
    """Files of a commit; a text that begins with `-> ` is a link."""
    data = {path: text.encode() if isinstance(text, str) else text or b"" for path, text in files.items()}
    modes = {path: LINK if text.startswith(b"-> ") else "100644" for path, text in data.items()}
    return Snapshot(
        {path: TreeEntry(modes[path], path) for path in data}, lambda oid: data[oid].removeprefix(b"-> "), None
    )


def compared(base: Files, change: Files) -> Comparison:
    """A base and what a change makes of it; None deletes."""
    before = {**BASE, **base}
    after = {path: text for path, text in {**before, **change}.items() if text is not None}
    # Objects are found by path, so that those of the head have names of their own.
    head = snapshot(after)
    old = snapshot(before)
    new = {
        path: replace(entry, oid=f"head:{path}") if path in change else entry for path, entry in head.entries.items()
    }

    def load(oid: str) -> bytes:
        return head.load(oid.removeprefix("head:")) if oid.startswith("head:") else old.load(oid)

    return Comparison(Snapshot(old.entries, load), Snapshot(new, load), list(_changes(before, change)))


def _changes(before: Files, change: Files) -> Iterator[Change]:
    for path, text in change.items():
        yield Change(path, "removed" if text is None else "modified" if path in before else "added")


def judged(base: Files, change: Files) -> Report:
    comparison = compared(base, change)
    return ChangeChecker(comparison, Rulebook.load(comparison.base)).report()


def found(report: Report) -> dict[str, list[str]]:
    return {record.path: [finding.code for finding in record.findings] for record in report.records}


LOGGED = {"docs/a.md": WITH_LOG, "logs/a.ailog.json": LOG}
LINKED = {"docs/a.md": CITED.replace("/data/", "../now/"), "data/carts.csv": CSV, "now": "-> data", "old/x": "x"}
SHOWN: Files = {
    "docs/a.md": GOOD + "\nThe page was blank for 38 minutes. ![blank page](../pics/shot.png)\n",
    "pics/shot.png": b"\x89",
}
CHANGES: list[tuple[str, Files, Files, list[str]]] = [
    ("log deleted", LOGGED, {"logs/a.ailog.json": None}, ["CF502"]),
    ("log changed", LOGGED, {"logs/a.ailog.json": LOG.replace("slow", "fast")}, ["CF503"]),
    ("log moved", LOGGED, {"logs/a.ailog.json": None, "logs/b.ailog.json": LOG}, ["CF502"]),
    ("pinned file changed", {"docs/a.md": PINNED, "data/carts.csv": CSV}, {"data/carts.csv": "x"}, ["CF302"]),
    ("cited file changed", {"docs/a.md": CITED, "data/carts.csv": CSV}, {"data/carts.csv": "x"}, []),
    ("cited file deleted", {"docs/a.md": CITED, "data/carts.csv": CSV}, {"data/carts.csv": None}, ["CF302"]),
    ("link on the way led elsewhere", LINKED, {"now": "-> old"}, ["CF302"]),
    ("link on the way deleted", LINKED, {"now": None}, ["CF302"]),
    ("file behind a link deleted", LINKED, {"data/carts.csv": None}, ["CF302"]),
    ("file replaced by a link out", LINKED, {"data/carts.csv": "-> /etc/passwd"}, ["CF302"]),
    ("picture deleted", SHOWN, {"pics/shot.png": None}, ["CF302"]),
    ("picture changed", SHOWN, {"pics/shot.png": b"other"}, []),
]


@pytest.mark.parametrize(
    ("base", "change", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_a_record_is_judged_when_something_changes_that_it_names(
    base: Files, change: Files, expected: list[str]
) -> None:
    report = judged(base, change)
    assert found(report) == {"docs/a.md": expected}
    assert report.records[0].because in change


@pytest.mark.parametrize("change", [{"data/other.csv": "x"}, {"README.md": "x"}, {"src/carts.csv": "x"}])
def test_a_record_that_names_nothing_of_a_change_is_left_alone(change: Files) -> None:
    assert found(judged({"docs/a.md": PINNED, "data/carts.csv": CSV}, change)) == {}


def test_what_a_record_had_before_is_nobodys_fault_now() -> None:
    faulty = PINNED.replace(" [S1]\n", "\n", 1)
    assert faulty != PINNED
    base = {"docs/a.md": faulty, "data/carts.csv": CSV}
    report = judged(base, {"data/carts.csv": "x"})
    assert found(report) == {"docs/a.md": ["CF302"]}
    assert report.records[0].unchanged > 0
    already = judged({**base, "data/carts.csv": "x"}, {"data/carts.csv": "y"})
    assert found(already) == {"docs/a.md": []}


def test_a_record_behind_a_link_is_one_that_changed() -> None:
    base = {"docs/a.md": "-> ../text/a.txt", "text/a.txt": GOOD}
    assert found(judged(base, {"text/a.txt": UNCITED})) == {"docs/a.md": ["CF201"]}
    free = {"notes/a.md": "-> ../text/a.txt", "text/a.txt": GOOD}
    assert found(judged(free, {"text/a.txt": "Nothing."})) == {"notes/a.md": ["CF605"]}


def test_a_record_that_came_to_the_base_meanwhile_is_judged_as_it_will_land() -> None:
    comparison = compared({"data/carts.csv": CSV}, {"data/carts.csv": None})
    newer = dict(comparison.base.entries) | {"docs/new.md": TreeEntry("100644", "docs/new.md")}
    load = comparison.base.load
    base = Snapshot(newer, lambda oid: PINNED.encode() if oid == "docs/new.md" else load(oid))
    report = ChangeChecker(replace(comparison, base=base), Rulebook.load(base)).report()
    assert found(report) == {"docs/new.md": ["CF302"]}


def test_too_many_files_to_load_one_by_one_are_an_error_and_never_a_pass() -> None:
    many = {f"notes/{number}.md": "# x\n" for number in range(MAX_SINGLE + 1)}
    with pytest.raises(CitefirstError, match="run actions/checkout"):
        judged(many, {"src/a.py": "x"})
    assert found(judged(dict(list(many.items())[1:-1]), {"src/a.py": "x"})) == {}


def _spelt(text: str, choose: random.Random) -> str:
    return "".join(choose.choice((c, c, f"&#{ord(c)};", f"%{ord(c):02X}", f"&#x{ord(c):x};")) for c in text)


FORMS: dict[str, Callable[[str], str]] = {
    "inline": lambda path: f"It fell. [here]({path})\n",
    "image": lambda path: f"It fell. ![here]({path})\n",
    "definition": lambda path: f"It fell. [Q1]\n\n[Q1]: {path}\n",
    "quoted definition": lambda path: f"> It fell. [Q1]\n\n> [Q1]:\n> {path}\n",
    "html": lambda path: f'It fell. <a href="{path}">here</a>\n',
    "footnote": lambda path: f"It fell.[^1]\n\n[^1]: See [it]({path}).\n",
    "table": lambda path: f"It fell. [Q1]\n\n## Sources\n\n| ID | Link |\n| --- | --- |\n| Q1 | {path} |\n",
    "marked table": lambda path: (
        f"It fell. [Q1]\n\n## Sources\n\n| ID | Link |\n| --- | --- |\n| Q1 | {path[:9]}**{path[9:12]}**{path[12:]} |\n"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_quick_test_misses_no_record_that_names_a_file(form: str) -> None:
    """Whatever the parser takes for the path is found in the bytes, too; what the parser does not take is no matter."""
    choose, taken = random.Random(form), 0
    for target in ("../data/carts.csv", "/data/carts.csv", "../data/./carts.csv", "../x/../data/carts.csv"):
        for spelt in (target, quote(target, safe="."), *(_spelt(target, choose) for _ in range(40))):
            data = f"---\nworkflow: note\n---\n# T\n\n{FORMS[form](spelt)}".encode()
            document, _ = read(File("docs/a.md", "docs/a.md", None, data))
            assert document
            changed = Changed(frozenset(("data/carts.csv",)), (lambda path: [path],))
            names = "data/carts.csv" in set(named(document))
            taken += names
            assert bool(changed.cause("docs/a.md", data)) == names, spelt
    assert taken > 3


def test_a_path_pieced_together_from_markup_is_none() -> None:
    for piece in ("[ca][x]rts.csv", "ca<b></b>rts.csv", "[ca](x)rts.csv", "ca![y](x)rts.csv"):
        data = FORMS["table"](f"../data/{piece}").encode()
        document, _ = read(File("docs/a.md", "docs/a.md", None, data))
        assert document
        assert "data/carts.csv" not in set(named(document))


@pytest.mark.parametrize(
    "written", ['"../logs/\\x61.ailog.json"', '"../logs/a.ai\\\n          log.json"', "..%2Flogs/a.ailog.json"]
)
def test_a_log_named_by_escapes_is_found(written: str) -> None:
    record = WITH_LOG.replace("../logs/a.ailog.json", written)
    assert found(judged({**LOGGED, "docs/a.md": record}, {"logs/a.ailog.json": None})) == {"docs/a.md": ["CF502"]}


@pytest.mark.parametrize("name", ["日本.csv", "...", "100%.csv", "a&b.csv", "日本語"])
def test_names_of_every_kind_are_found(name: str) -> None:
    base = {"docs/a.md": CITED.replace("carts.csv", quote(name)), f"data/{name}": CSV}
    assert found(judged(base, {f"data/{name}": None})) == {"docs/a.md": ["CF302"]}


def test_many_changed_files_are_looked_for_as_one() -> None:
    base: Files = {"docs/a.md": CITED, "data/carts.csv": CSV}
    many: Files = {f"src/module{number}.py": "x" for number in range(500)}
    assert found(judged(base, {**many, "data/carts.csv": None})) == {"docs/a.md": ["CF302"]}
    assert found(judged(base, many)) == {}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    found = Repository.new(tmp_path)
    found.commit({**BASE, **LOGGED, "docs/b.md": UNCITED})
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.parametrize(
    "arguments", [["--since", "HEAD"], ["--staged"], ["--staged", "docs/b.md"], ["--staged", "README.md"]]
)
def test_the_command_line_judges_them_too(repository: Repository, arguments: list[str]) -> None:
    (repository.root / "logs/a.ailog.json").unlink()
    repository.git("add", "--all")
    done = CliRunner().invoke(main, ["check", *arguments])
    assert done.exit_code == 1
    assert "docs/a.md:10:19: error[CF502]" in done.output
    assert "`docs/a.md` is judged because `logs/a.ailog.json` changed\n" in done.output
    assert ("docs/b.md:" in done.output) == ("docs/b.md" in arguments)


def test_a_change_on_the_command_line_that_nothing_depends_on_checks_nothing(repository: Repository) -> None:
    (repository.root / "x.py").write_text("x")
    repository.git("add", "--all")
    for arguments in (["--since", "HEAD"], ["--staged"]):
        done = CliRunner().invoke(main, ["check", *arguments])
        assert (done.exit_code, done.output) == (0, "no record was checked\n")


def test_the_records_of_this_module_hold() -> None:
    for base in (LOGGED, LINKED, SHOWN, {"docs/a.md": PINNED, "data/carts.csv": CSV}):
        tree = snapshot({**BASE, **base})
        report = ChangeChecker(
            Comparison(snapshot({}), tree, [Change("docs/a.md", "added")]), Rulebook.load(tree)
        ).report()
        assert found(report) == {"docs/a.md": []}
