"""The site of a repository: whole, sound, closed in itself, the same each time, and never in somebody else's place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from support.scenario import BASE, GOOD, POLICY, UNCITED, Repository
from support.site import anchors, links, loads, outside, tree

from citefirst.cli import main
from citefirst.repository.publishing import MARKER
from citefirst.site.entry import page_name
from citefirst.tasks import workers
from citefirst.tasks.report import drawn_days

DAY = "2026-11-23"
OPEN = GOOD.replace("\n[S1]: ", "\nUNKNOWN(@bob, 2026-11-01): who paid for it.\n\n[S1]: ")
ENDING = GOOD.replace(
    "ai: none", "ai: none\nexpires: 2027-02-01\napprovals:\n  - {role: author, by: '@alice', at: 2026-11-02}"
)
NAMES = (
    "docs/a b.md",
    "docs/\"><img src=x>'.md",
    "docs/ünïcode-ß.md",
    "docs/sub/a b.md",
    "docs/" + "long" * 40 + ".md",
)


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def report(*arguments: str) -> Result:
    return cite("report", "site", "--today", DAY, *arguments)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Records of several kinds, committed and changed since."""
    monkeypatch.chdir(tmp_path)
    repository = Repository.new(tmp_path)
    repository.git("remote", "add", "origin", "https://github.com/acme/shop.git")
    old: dict[str, str | bytes] = {
        "docs/old.md": UNCITED,
        "docs/open.md": OPEN,
        "docs/ends.md": ENDING,
        "docs/bad.md": b"\xff\xfe",
    }
    linked = GOOD.replace(
        "Checkout p99", "See [that](open.md#facts), [it](../README.md#x), [gone](no.md), #12. Checkout p99"
    )
    repository.commit({**dict.fromkeys(NAMES, GOOD), **BASE, "docs/links.md": linked, **old}, "Write (#7)")
    (tmp_path / "docs" / "old.md").rename(tmp_path / "docs" / "new.md")
    repository.commit({}, "Move it")
    repository.commit({"docs/new.md": GOOD}, "Cite <it> (#9)")
    return repository


def pages(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.html"))}


def front(root: Path) -> str:
    return " ".join("".join(tree((root / "site" / "index.html").read_text("utf-8")).itertext()).split())


def test_every_page_is_sound_loads_nothing_and_leads_to_what_is_there(made: Repository) -> None:
    done = report()
    assert (done.exit_code, done.stdout) == (
        0,
        f"10 records: open {made.root / 'site' / 'index.html'}\n".replace(f"{made.root}/", ""),
    )
    texts = pages(made.root / "site")
    assert len(texts) == 10 + 2
    parsed = {name: tree(text) for name, text in texts.items()}
    for name, page in parsed.items():
        assert loads(page) == [], name
        found = anchors(page)
        assert len(found) == len(set(found)), name
        assert all(link.startswith(("https://", "http://", "mailto:")) for link in outside(page)), name
        for link in links(page):
            if link in outside(page):
                continue
            target, _, anchor = link.partition("#")
            place = (Path(name).parent / unquote(target)).as_posix() if target else name
            place = re.sub(r"records/\.\./", "", place)
            assert place in parsed, (name, link)
            if anchor and "=" not in anchor:
                assert unquote(anchor) in anchors(parsed[place]), (name, link)


def test_no_page_may_run_or_load_what_does_not_stand_in_it(made: Repository) -> None:
    report()
    for name, text in pages(made.root / "site").items():
        policy = next(each.get("content") for each in tree(text).iter("meta") if each.get("http-equiv"))
        assert policy.startswith(
            "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-"
        )
        assert ("script-src 'sha256-" in policy) == (name == "register.html")
        assert "unsafe" not in policy


def test_links_of_a_record_lead_to_pages_to_github_or_nowhere(made: Repository) -> None:
    report()
    text = (made.root / "site" / page_name("docs/links.md")).read_text("utf-8")
    page = tree(text)
    commit = made.git("rev-parse", "HEAD")
    found: dict[str, str] = {}
    for each in page.iter("a"):
        found.setdefault("".join(each.itertext()), each.get("href"))
    assert found["that"] == f"../{page_name('docs/open.md')}#h-facts"
    assert found["it"] == f"https://github.com/acme/shop/blob/{commit}/README.md"
    assert "gone" not in found
    assert found["#12"] == "https://github.com/acme/shop/issues/12"


def test_the_same_records_make_the_same_bytes_in_one_process_and_in_two(
    made: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    report("--jobs", "1")
    first = {path: path.read_bytes() for path in (made.root / "site").rglob("*") if path.is_file()}
    monkeypatch.setattr(workers, "FROM", 2)
    report("--jobs", "2")
    assert first == {path: path.read_bytes() for path in (made.root / "site").rglob("*") if path.is_file()}


def test_the_front_page_tells_what_is_due_open_and_approved(made: Repository) -> None:
    report("--title", "Shop & <Sons>")
    text = front(made.root)
    for words in (
        "Shop & <Sons>",
        "of 10 records",
        "February 2027 1 2027-02-01 Checkout latency",
        "1 UNKNOWN is open, 1 of them past their day.",
        "who paid for it.",
        "2026-11-01, past",
        "1 of 1 approval stands on records whose every fact has a source.",
        "github.com/acme/shop at ",
    ):
        assert words in text, (words, text)


def test_what_was_held_against_its_source_is_counted(made: Repository) -> None:
    quoting = GOOD.replace("https://grafana.example.com/d/abc/checkout", "../p99.csv").replace(
        '"dashboard: checkout p99"', "\"query: quote: '38 minutes'\""
    )
    made.commit({"p99.csv": "4.2 s for 38 minutes\n", "docs/quoting.md": quoting}, "Quote")
    report()
    assert "cite a source (1 quoted word for word)." in front(made.root)
    register = tree((made.root / "site" / "register.html").read_text("utf-8"))
    (row,) = (each for each in register.iter("tr") if "docs/quoting.md" in "".join(each.itertext()))
    assert "1 of 1, 1 quoted" in ["".join(cell.itertext()) for cell in row]


def test_what_a_finding_names_stands_as_code(made: Repository) -> None:
    name = "adr/hostile.md"
    text = GOOD.replace("workflow: note", "workflow: architecture-decision\nstatus: '<img src=x>'")
    made.commit({".citefirst.yml": f"{POLICY}  'adr/**': architecture-decision\n", name: text}, "Name no status")
    report()
    page = tree((made.root / "site" / page_name(name)).read_text("utf-8"))
    findings = next(each for each in page.iter("ul") if each.get("class") == "findings")
    assert "`" not in "".join(findings.itertext())
    assert any(each.text == "<img src=x>" for each in findings.iter("code"))


def test_history_follows_a_file_that_was_moved(made: Repository) -> None:
    report()
    text = (made.root / "site" / page_name("docs/new.md")).read_text("utf-8")
    shown = " ".join("".join(tree(text).itertext()).split())
    assert "Write (#7)" in shown
    assert "Cite <it> (#9)" in shown
    assert "Dev: Move it" in shown


@pytest.mark.parametrize(
    ("first", "day", "points"),
    [
        ("", DAY, ()),
        (DAY, DAY, ()),
        ("2026-09-30", DAY, ("2026-10-01",)),
        ("2026-02-01", "2026-09-30", ("2026-04-01", "2026-07-01")),
        ("2022-06-01", DAY, ("2023-01-01", "2023-10-01", "2024-07-01", "2025-04-01", "2026-01-01", "2026-10-01")),
        ("2027-05-01", DAY, ()),
    ],
)
def test_a_chart_begins_with_the_history(first: str, day: str, points: tuple[str, ...]) -> None:
    assert drawn_days(first, day) == points


def test_history_can_be_left_out_and_a_shallow_clone_is_said(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    report("--no-history")
    assert "The history was left out" in front(made.root)
    clone = made.root / "clone"
    made.git("clone", "--quiet", "--depth=1", f"file://{made.root}", str(clone))
    monkeypatch.chdir(clone)
    assert report().exit_code == 0
    assert "a shallow clone" in front(clone)
    text = (clone / "site" / page_name("docs/new.md")).read_text("utf-8")
    assert "a shallow clone" in text
    assert "the first state at hand" in text


def test_an_earlier_commit_is_shown_as_it_was(made: Repository) -> None:
    assert report("--at", "HEAD~2").exit_code == 0
    names = pages(made.root / "site")
    assert page_name("docs/old.md") in names
    assert page_name("docs/new.md") not in names
    assert "no source" in names[page_name("docs/old.md")]
    assert "Cite &lt;it" not in names[page_name("docs/old.md")]
    done = report("--at", "nowhere")
    assert (done.exit_code, done.stderr) == (4, "citefirst: `nowhere` names no commit, branch or tag here\n")


@pytest.mark.parametrize(("count", "day", "words"), [
    (1, "2027-03-01", ("1 record past its day", "No other record says that it ends")),
    (9, "2027-03-01", ("9 records past their day", "and 3 more")),
    (1, DAY, ("February 2027",)),
    (0, DAY, ("No record says that it ends",)),
])  # fmt: skip
def test_what_ends_and_what_has_ended_is_told(made: Repository, count: int, day: str, words: tuple[str, ...]) -> None:
    made.commit({f"due/{number}.md": ENDING if count else GOOD for number in range(max(count, 1))}, "Due")
    done = cite("report", "site", "--no-history", "--today", day, "--workflow", "note", "due")
    assert done.exit_code == 0, done.stderr
    assert [each for each in words if each not in front(made.root)] == []


def test_paths_and_workflows_narrow_it(made: Repository) -> None:
    assert "1 record:" in report("docs/open.md").stdout
    assert report("README.md").exit_code == 3
    assert "1 record:" in report("--workflow", "note", "README.md").stdout


def test_outside_git_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {**BASE, "docs/a.md": GOOD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text))
    monkeypatch.chdir(tmp_path)
    assert report().exit_code == 0
    assert "Git has no history" in front(tmp_path)


@pytest.mark.parametrize("name", ["page.html", "records/mine.txt", ".hidden", MARKER])
def test_a_directory_of_somebody_else_is_not_touched(made: Repository, name: str) -> None:
    place = made.root / "site" / name
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    done = report()
    assert done.exit_code == (0 if name == MARKER else 2)
    if name != MARKER:
        assert place.read_text() == "mine"
        assert "is not empty and is no earlier report" in done.stderr
        assert not list(made.root.glob(".citefirst-*"))


def test_a_report_with_a_file_of_somebody_else_in_it_is_not_replaced(made: Repository) -> None:
    report()
    (made.root / "site" / "records" / "notes.txt").write_text("mine")
    before = pages(made.root / "site")
    done = report("--title", "Other")
    assert done.exit_code == 2
    assert "has files that no report wrote (records/notes.txt)" in done.stderr
    assert pages(made.root / "site") == before


def test_a_report_that_breaks_off_leaves_the_earlier_one(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    report()
    before = pages(made.root / "site")
    monkeypatch.setattr("citefirst.site.front_page.page", lambda *_: 1 / 0)
    assert report("--title", "Other").exit_code == 4
    assert pages(made.root / "site") == before
    assert not [path for path in made.root.iterdir() if path.name.startswith(".citefirst-")]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGTERM to send")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 1)])
def test_a_report_that_is_stopped_takes_away_what_it_began(made: Repository, number: int, code: int) -> None:
    for count in range(60):  # so that there is time to stop it
        (made.root / "docs" / f"more-{count}.md").write_text(GOOD)
    command = [sys.executable, "-m", "citefirst", "report", "site", "--jobs", "1"]
    with subprocess.Popen(command, cwd=made.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        while not list(made.root.glob(".citefirst-*.new")) and started.poll() is None:
            sleep(0.01)
        started.send_signal(number)
        told = b"".join(started.communicate(timeout=60))
    assert (started.returncode, b"Traceback" in told) == (code, False), told
    assert not list(made.root.glob(".citefirst-*"))
    assert not (made.root / "site").exists()


def test_what_a_killed_report_left_is_taken_away_once_nobody_writes_it(made: Repository) -> None:
    old, fresh, own = (made.root / f".citefirst-{name}" for name in ("0" * 16 + ".new", "1" * 16 + ".old", "mine.new"))
    for place in (old, fresh, own):
        (place / "records").mkdir(parents=True)
        (place / "records" / "a.html").write_text("x")
    for place in (old, own):
        os.utime(place, (0, 0))
    assert report().exit_code == 0
    assert (old.exists(), fresh.exists(), own.exists()) == (False, True, True)


def test_a_file_or_a_link_in_its_place_is_refused(made: Repository) -> None:
    (made.root / "site").write_text("mine")
    assert "is no directory" in report().stderr
    (made.root / "site").unlink()
    (made.root / "elsewhere").mkdir()
    (made.root / "site").symlink_to(made.root / "elsewhere")
    assert "is no directory" in report().stderr
    assert list((made.root / "elsewhere").iterdir()) == []


def test_a_missing_package_is_one_sentence(made: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "altair" else object())
    done = report()
    assert (done.exit_code, done.stderr) == (
        2,
        "citefirst: pages need altair, which is not installed: install `citefirst[report]`\n",
    )


def test_names_of_pages_are_safe_and_their_own() -> None:
    names = [
        page_name(name)
        for name in (*NAMES, "docs/A B.md", "../x", "docs/con.md", "\udcff.md", "x/README.md", "y/README.md")
    ]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"records/[a-z0-9-]{1,53}\.html", name) for name in names), names


def test_a_commit_is_judged_by_its_own_policy(made: Repository) -> None:
    (made.root / ".citefirst.yml").write_text("records: [")
    assert report().exit_code == 2
    assert report("--at", "HEAD").exit_code == 0
