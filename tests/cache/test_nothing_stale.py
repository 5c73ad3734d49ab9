"""Whatever happens to a repository between two runs, a run that remembers says what one says that does not.

A repository holds what a check can ask about: cited and pinned files, a conversation, signatures of an earlier state,
records that cite only each other, addresses of the repository itself. It is changed at random, also back to how it was,
so that old results are met again; after each change it is checked both ways, and by the short way of the command line.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.paths import ROOT
from support.scenario import BASE, GOOD, LAX, POLICY, SCHEMA, UNCITED, Repository

from citefirst import fast
from citefirst.check.pipeline import File, read
from citefirst.errors import CitefirstError
from citefirst.limits import MAX_BYTES
from citefirst.report.formats import json, text
from citefirst.signing.digest import digest
from citefirst.tasks.checkout import CheckRequest, Run

EXAMPLE = ROOT / "examples" / "customer-communication" / "good"
SOURCE = 'https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"'
DATA = b"cart,lost\n1,1\n"


def citing(target: str, front: str = "ai: none") -> str:
    return GOOD.replace(SOURCE, target).replace("ai: none", front)


def signed() -> str:
    document, _ = read(File("docs/signed.md", "", None, GOOD.encode()))
    assert document
    approval = f'{{role: author, by: "@alice", at: 2026-11-05, digest: "{digest(document)}"}}'
    return GOOD.replace("ai: none", f"ai: none\napprovals: [{approval}]")


TEXTS: dict[str, str | bytes] = {
    "good": GOOD,
    "uncited": UNCITED,
    "cites a file": citing('../data/carts.csv "query: carts"'),
    "pins a file": citing(f'../data/carts.csv "query: carts sha256:{sha256(DATA).hexdigest()}"'),
    "cites a": citing('a.md "file: a"'),
    "cites b": citing('b.md "file: b"'),
    "cites its own address": citing('https://github.com/acme/shop/blob/main/docs/a.md "file: a"'),
    "cites an address of b": citing('https://github.com/acme/shop/blob/main/docs/b.md "file: b"'),
    "signed": signed(),
    "signed and changed": signed().replace("38 minutes", "39 minutes"),
    "of no workflow": "# A page\n\nIt failed at 14:02.\n",
    "of a workflow that it names": UNCITED.replace("workflow: note", "workflow: incident-postmortem"),
    "of an unknown workflow": GOOD.replace("workflow: note", "workflow: nothing"),
    "broken front matter": GOOD.replace('author: "@alice"', 'author: "@alice'),
    "binary": b"---\nworkflow: note\n---\n\0",
    "not UTF-8": b"---\nworkflow: note\n---\n\xff\n",
    "a conversation": (EXAMPLE / "duplicate-charges.md").read_bytes(),
}
RECORDS = ("docs/a.md", "docs/b.md", "docs/deep/c.md", ".citefirst/d.md", "docs/signed.md")
POLICIES = {
    "plain": POLICY,
    "a rule off": POLICY + "rules:\n  CF201: off\n",
    "a rule warns": POLICY + "rules:\n  CF201: warning\n",
    "all files": "records:\n  '**/*.md': note\n",
    "refuses": POLICY + "sources:\n  refused:\n    - at: grafana.example.com\n      reason: nobody can see it\n",
    "excepts": POLICY
    + "exceptions:\n  - {path: 'docs/**', rule: CF201, reason: old, owner: '@bob', expires: '2026-12-01'}\n",
    "more schemas": POLICY + "schemas: [more]\n",
    "a baseline": POLICY + "baseline: base.json\n",
    "code owners sign": POLICY + "roles:\n  author: [codeowners]\n",
    "wrong": "records: 7\n",
}
DAYS = ("2026-11-30", "2026-12-01", "2026-12-02")

Step = Callable[[Repository], object]


def write(path: str, content: str | bytes) -> Step:
    def step(made: Repository) -> None:
        place = made.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_symlink():
            place.unlink()
        place.write_bytes(content.encode() if isinstance(content, str) else content)

    return step


def remove(path: str) -> Step:
    return lambda made: (made.root / path).unlink(missing_ok=True)


def of_a_record(step: Step) -> Step:
    """Name a step by what it is about."""
    step.__name__ = "record"
    return step


def link(path: str, target: str) -> Step:
    def step(made: Repository) -> None:
        place = made.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(target)

    return step


def git(*arguments: str) -> Step:
    def step(made: Repository) -> None:
        made.git("add", "--all")
        made.git(*arguments)

    return step


def origin(address: str) -> Step:
    return lambda made: made.git("config", "remote.origin.url", address)


def baseline(made: Repository) -> None:
    """Write what is found now as the baseline, anew."""
    from citefirst.structs import replace
    from citefirst.tasks.write_baseline import update_baseline

    (made.root / "base.json").unlink(missing_ok=True)
    with chdir(made.root):
        try:
            update_baseline(replace(CheckRequest(day=DAYS[0]), baseline=Path("base.json")))
        except CitefirstError:
            return


STEPS: list[Step] = [
    *(of_a_record(write(path, content)) for path in RECORDS for content in TEXTS.values()),
    *(of_a_record(remove(path)) for path in RECORDS),
    *(write(".citefirst.yml", content) for content in POLICIES.values()),
    remove(".citefirst.yml"),
    *(write("data/carts.csv", content) for content in (DATA, b"", DATA + b"2,1\n")),
    remove("data/carts.csv"),
    *(link("data/carts.csv", to) for to in ("other.csv", "/etc/hostname", "carts.csv", "../docs/a.md")),
    write("data/other.csv", DATA),
    write("CODEOWNERS", "docs/ @alice\n"),
    write(".github/CODEOWNERS", "docs/ @bob\n"),
    remove(".github/CODEOWNERS"),
    link("docs/b.md", "a.md"),
    link("docs/a.md", "b.md"),
    write("docs/logs/com-0318.ailog.json", (EXAMPLE / "logs" / "com-0318.ailog.json").read_bytes()),
    write("docs/logs/com-0318.ailog.json", "{}"),
    remove("docs/logs/com-0318.ailog.json"),
    write(".citefirst/schemas/note.schema.json", SCHEMA),
    write(".citefirst/schemas/note.schema.json", LAX),
    write(".citefirst/schemas/note.schema.json", SCHEMA.replace("author", "editor")),
    write("more/other.schema.json", LAX),
    remove("more/other.schema.json"),
    baseline,
    write("base.json", '{"version": 1, "findings": {}}'),
    remove("base.json"),
    origin("https://github.com/acme/shop.git"),
    origin("https://github.com/acme/other.git"),
    git("commit", "--quiet", "--allow-empty", "-m", "all"),
    git("update-ref", "-d", "HEAD"),  # the history is gone, and with it every earlier state
    git("checkout", "--quiet", "--force", "-B", "other"),
]
REQUESTS: list[dict[str, object]] = [
    {"day": DAYS[0]},
    {"day": DAYS[1]},
    {"day": DAYS[2]},
    {"day": DAYS[0], "paths": (Path("docs/a.md"),)},
    {"day": DAYS[0], "paths": (Path("docs"), Path(".citefirst/d.md"))},
    {"day": DAYS[0], "workflow": "note"},
    {"day": DAYS[0], "staged": True},
    {"day": DAYS[0], "since": "HEAD"},
    {"day": DAYS[0], "since": "HEAD", "changed_lines": True},
    {"day": DAYS[0], "no_baseline": True},
    {"day": DAYS[0], "config": Path("other.yml")},
]


def outcome(request: dict[str, object], no_cache: bool) -> str:
    """What a run says, or how it fails."""
    try:
        run = Run.start(CheckRequest(no_cache=no_cache, **request))  # type: ignore[arg-type]
        report = run.report(run.files())
    except CitefirstError as error:
        return f"{type(error).__name__}: {error}"
    return json.render(report) + text.render(report)


def short(request: dict[str, object]) -> str | None:
    """What the short way says to the same paths on the same day."""
    if set(request) - {"day", "paths"}:
        return None
    paths = request.get("paths", ())
    assert isinstance(paths, tuple)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "strftime", lambda form, moment: request["day"])
        return fast.held(["check", *map(str, paths)], os.environ)


def hold(request: dict[str, object]) -> bool:
    """Compare all ways, twice. Tell whether the short way knew the answer."""
    expected = outcome(request, no_cache=True)
    quick = short(request)
    assert quick is None or expected.endswith("\n" + quick) or expected.endswith(quick)
    assert quick is None or '"findings": []' in expected
    assert outcome(request, no_cache=False) == expected
    assert outcome(request, no_cache=False) == expected
    again = short(request)
    assert again is None or expected.endswith(again)
    return again is not None


def made_in(place: str) -> Repository:
    repository = Repository.new(Path(place, "shop"))
    files = {**BASE, "docs/a.md": TEXTS["cites b"], "docs/b.md": TEXTS["cites a file"], "data/carts.csv": DATA}
    repository.commit({**files, "docs/signed.md": GOOD, "other.yml": POLICIES["a rule off"]})
    write("docs/signed.md", TEXTS["signed"])(repository)
    return repository


@settings(max_examples=int(os.environ.get("CITEFIRST_EXAMPLES", "12")), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(REQUESTS)), min_size=2, max_size=8))
def test_a_run_that_remembers_says_what_one_says_that_does_not(steps: list[tuple[Step, dict[str, object]]]) -> None:
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(Path(place, "cache")))
        made = made_in(place)
        with chdir(made.root):
            for request in REQUESTS[:1]:
                hold(request)
            for step, request in steps:
                step(made)
                hold(request)


RICH = {
    **BASE,
    ".citefirst.yml": POLICIES["a baseline"],
    "docs/a.md": TEXTS["cites its own address"],
    "docs/b.md": TEXTS["a conversation"],
    "docs/logs/com-0318.ailog.json": (EXAMPLE / "logs" / "com-0318.ailog.json").read_bytes(),
    "docs/deep/c.md": citing(f'../../data/carts.csv "query: carts sha256:{sha256(DATA).hexdigest()}"'),
    "docs/old.md": UNCITED,
    "docs/signed.md": GOOD,
    "data/carts.csv": DATA,
}
"""A repository whose records rest on all that one can rest on."""
OUTSIDE = [step for step in STEPS if step.__name__ != "record"]
"""Steps that leave all records as they are."""


def rich(place: str) -> Repository:
    repository = Repository.new(Path(place, "shop"))
    repository.commit(RICH)
    write("docs/signed.md", TEXTS["signed and changed"])(repository)
    baseline(repository)
    return repository


@pytest.mark.parametrize(("start", "steps"), [(made_in, STEPS), (rich, OUTSIDE)], ids=["few", "rich"])
def test_each_single_change_is_seen_and_so_is_its_end(
    start: Callable[[str], Repository], steps: Sequence[Step], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step once, after a run that knows the state before it, and that state again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = start(str(tmp_path))
    kept = tmp_path / "kept"
    shutil.copytree(made.root, kept, symlinks=True)
    with chdir(made.root):
        before = outcome(REQUESTS[0], no_cache=True)
    for step in steps:
        with chdir(made.root):
            assert outcome(REQUESTS[0], no_cache=False) == before
            step(made)
            hold(REQUESTS[0])
        shutil.rmtree(made.root)
        shutil.copytree(kept, made.root, symlinks=True)


def test_what_holds_is_known_to_the_short_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the comparisons above would compare nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = made_in(str(tmp_path))
    with chdir(made.root):
        assert [hold(request) for request in REQUESTS[:2]] == [True, True]
        write("docs/a.md", UNCITED)(made)
        assert not hold(REQUESTS[0])


def test_a_record_too_large_to_be_checked_counts_among_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record of the same id that somebody adds is seen whatever its size, though only the other one is checked."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = made_in(str(tmp_path))
    record = GOOD.replace("ai: none", "ai: none\nid: INC-7")
    with chdir(made.root):
        write("docs/a.md", record)(made)
        request: dict[str, object] = {"day": DAYS[0], "paths": (Path("docs/a.md"),)}
        assert hold(request)
        write("docs/large.md", record + "\nUNKNOWN: why.\n" * (MAX_BYTES // 10))(made)
        assert not hold(request)
        assert "CF611" in outcome(request, no_cache=False)
