"""Evidence in the repository itself: paths in code and other records cite where they are there, and nowhere else."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.changes import changes, snapshot
from support.scenario import Repository

from citefirst.check.archive import archive
from citefirst.check.change import ChangeChecker, Comparison
from citefirst.check.pipeline import Checker, File
from citefirst.check.rulebook import Rulebook
from citefirst.cli import main
from citefirst.lsp.project import Project
from citefirst.policy.reading import read
from citefirst.record.archive import Archive
from citefirst.repository.tree import Tree
from citefirst.rules.examples import SCHEMA

HEAD = """---
workflow: example
id: {id}
date: 2026-11-03
owner:
  author: "@alice"
ai: none
---
# {title}

## Facts

"""
SHOWN = '\nIt was up before. [S1]\n\n[S1]: https://grafana.example.com/d/abc "dashboard: p99"\n'


def record(line: str, id: str = "ADR-001", title: str = "Use Redis", more: str = SHOWN) -> str:
    return f"{HEAD.format(id=id, title=title)}{line}\n{more}"


FILES = {
    ".citefirst.yml": "records: {'docs/adr/**': example}\n",
    ".citefirst/schemas/example.schema.json": json.dumps(SCHEMA),
    "docs/adr/0002-use-postgres-for-carts.md": record("It fell. [S1]", "ADR-002", "ADR-002: Use Postgres for carts"),
    "docs/adr/0003-drop-redis.md": record("It fell. [S1]", "X-3", "Drop Redis"),
    "docs/adr/x/pm-7.md": record("It fell. [S1]", "Y", "Carts were lost"),
    "docs/rfc-0009.md": "# RFC 9\n",
    "docs/adr/notes.txt": "a\n",
    "scripts/check_pins.py": "def check():\n    return Pins.all()\n",
    "docs/adr/logs/cart.txt": "a\nb\nc\n",
    "README.md": "# Shop\n",
    "LICENSE": "MIT\n",
    "Makefile": "all:\n",
    "src/cart/__init__.py": "",
}
PATH = "docs/adr/0001-use-redis.md"


def found(line: str, more: str = SHOWN, **files: str) -> list[str]:
    tree = snapshot({**FILES, **files, PATH: record(line, more=more)})
    book = Rulebook.load(tree)
    route = book.route
    checker = Checker(book.catalogue, tree.exists, policy=book.policy, load=tree.content, archive=archive(tree, route))
    data = tree.read(PATH)[0]
    return [finding.code for finding in checker.check(File(PATH, PATH, route(PATH), data)).report.findings]


CITED = [
    "`scripts/check_pins.py` blocks it.",
    "It fell (`scripts/check_pins.py:2`).",
    "It fell (`scripts/check_pins.py:1-2`).",
    "It fell (`scripts/check_pins.py#L1-L2`).",
    "`scripts/check_pins.py::check` blocks it.",
    "`scripts/check_pins.py#Pins` blocks it.",
    "`scripts/check_pins.py:Pins.all()` blocks it.",
    "It fell, see `logs/cart.txt`.",
    "It fell. `logs/cart.txt`",
    "`/scripts/check_pins.py` blocks it.",
    "`../../scripts/check_pins.py` blocks it.",
    "`Makefile` builds it.",
    "It fell by ADR-002.",
    "It fell by ADR 2.",
    "It fell by ADR-0002.",
    "It fell by `ADR-002`.",
    "It fell. [ADR-002]",
    "It fell. (ADR-003)",
    "It fell by ADR-3.",
    "It fell by PM-7.",
    "It fell by 0002-use-postgres-for-carts.",
    "It fell by `0002-use-postgres-for-carts.md`.",
    'It fell, see "Use Postgres for carts".',
    "It fell, see \u201cDrop Redis\u201d for it.",
    "It fell by INC-97.",
    "| a |\n|---|\n| It fell by `scripts/check_pins.py` |",
    "- It fell by `scripts/check_pins.py`",
    "It fell.[^1]\n\n[^1]: See `scripts/check_pins.py`.",
    "It fell.[^1]\n\n[^1]: See ADR-002.",
]


@pytest.mark.parametrize("line", CITED)
def test_what_is_there_cites(line: str) -> None:
    assert found(line) == []


NOT_CITED = [
    ("It fell by `application/json`.", ["CF201"]),
    ("It is `n/a`.", ["CF201"]),
    ("It fell on `origin/main`.", ["CF201"]),
    ("It fell by `/etc/hosts`.", ["CF201"]),
    ("It fell by `/etc/nginx.conf`.", ["CF201"]),
    ("It fell by `~/x/y.py`.", ["CF201"]),
    ("It fell by `cmd/app --flag`.", ["CF201"]),
    ("It fell by `src/**/*.py`.", ["CF201"]),
    ("It fell by `src/cart/`.", ["CF201"]),
    ("It fell by `scripts`.", ["CF201"]),
    ("It fell by `v1.2`, `a.b` and `Cart.total`.", ["CF201"]),
    ("It fell by `scripts/new.py`.", ["CF201"]),
    ("It fell (see `application/json`).", ["CF201"]),
    ("It fell (`Cart.total`).", ["CF201"]),
    ("It fell, see `check_other.py`.", ["CF201"]),
    ("It fell, see `example.com/x.html`.", ["CF201"]),
    ("It fell, see `scripts/new.py`.", ["CF302"]),
    ("It fell (`scripts/check_pins.py:900`).", ["CF302"]),
    ("It fell (`scripts/check_pins.py::nothing`).", ["CF302"]),
    ("It fell, see `../../../etc/x.py`.", ["CF302"]),
    ("It fell by ADR-999.", ["CF202"]),
    ("It fell by PM-8.", ["CF202"]),
    ("It fell. [ADR-999]", ["CF202"]),
    ("It fell by ADR-002-1.", ["CF201"]),
    ("It fell by RFC-ish things.", ["CF201"]),
    ("It fell by ISO-27001, UTF-8 and SHA-256.", ["CF201"]),
    ("It fell by SHOP-12.", ["CF201"]),
    ("It fell by KEP-12.", ["CF201"]),
    ("It fell by ADR-001.", ["CF201"]),
    ("It fell (ADR-001).", ["CF304"]),
    ("It fell. [ADR-001]", ["CF304"]),
    ("It fell, see `0001-use-redis.md`.", ["CF304"]),
    ("It fell, see `docs/adr/0001-use-redis.md`.", ["CF304"]),
    ("It fell.[^1]\n\n[^1]: See `scripts/new.py`.", ["CF201", "CF302"]),
    ("It fell.[^1]\n\n[^1]: It rose by `src/new.py`.", ["CF201", "CF201"]),
    ("It fell.[^1]\n\n[^1]: See ADR-001.", ["CF201", "CF304"]),
]


@pytest.mark.parametrize(("line", "codes"), NOT_CITED)
def test_what_is_not_there_or_is_the_record_itself_does_not(line: str, codes: list[str]) -> None:
    assert [code for code in found(line) if code != "CF211"] == codes


IDLE = [
    ("We lost carts. [x](https://github.com)", ["CF301"]),
    ("We lost carts. [x](https://example.com/)", ["CF301"]),
    ("We lost carts. https://example.com", ["CF301"]),
    ("We lost carts. [x](../../LICENSE)", ["CF301"]),
    ("We lost carts, see `LICENSE`.", ["CF301"]),
    ("The licence is MIT. [x](../../LICENSE)", []),
    ("We lost carts. [x](../../README.md)", ["CF305"]),
    ("We lost carts (`README.md`).", ["CF305"]),
    ("The README says so. [x](../../README.md)", []),
    ("We lost carts. [x](../../src)", ["CF305"]),
    ("We lost carts. [x](../../src/)", ["CF305"]),
    ("We lost carts. [x](.)", ["CF304"]),
    ("We lost carts. [x](..)", ["CF304"]),
    ("We lost carts. [x](none)", ["CF302"]),
    ("We lost carts. [x](https://github.com/acme/shop)", ["CF305"]),
    ("We lost carts (see [x](https://github.com/acme/shop) for more).", ["CF305"]),
    ("[Shop](https://github.com/acme/shop) lost 40 carts.", []),
    ("We lost 40 carts of [Shop](https://github.com/acme/shop) on 3 May.", []),
    ("We lost carts. [x](https://github.com/acme/shop) [S1]", []),
    ("We lost carts. [x](https://github.com) [S1]", []),
    ("Is it [x](https://github.com)?", []),
]


@pytest.mark.parametrize(("line", "codes"), IDLE)
def test_what_says_nothing_of_the_claim_does_not_back_it(line: str, codes: list[str]) -> None:
    assert found(line) == codes


def test_a_defined_front_page_is_no_minimum_evidence() -> None:
    more = '\n[S1]: https://grafana.example.com/ "dashboard: p99"\n'
    assert sorted(found("It fell. [S1]", more)) == ["CF103", "CF301"]


def test_records_that_name_only_one_another_are_a_circle() -> None:
    other = {"docs/adr/0004-b.md": record("It fell by ADR-001.", "ADR-004", "B", "")}
    assert "CF304" in found("It rose by ADR-004.", "", **other)
    assert "CF304" not in found("It rose by ADR-002.", "", **other)


def test_a_path_behind_a_link_that_leaves_the_repository_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    repository = Repository.new(tmp_path / "repo")
    repository.commit(FILES)
    (repository.root / "out").symlink_to(tmp_path)
    checked = Project(repository.root).check(
        repository.root / PATH, record("It fell (`out/secret.txt`)."), "2026-11-30"
    )
    assert checked
    assert [finding.code for finding in checked.report.findings] == ["CF302"]


EVERYWHERE = "It fell by ADR-002 and `scripts/check_pins.py`."


def test_all_states_of_a_repository_know_their_files_and_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository.new(tmp_path)
    repository.commit({**FILES, PATH: record("It fell. [S1]")})
    monkeypatch.chdir(tmp_path)
    checks = [("check",), ("check", "--staged"), ("check", PATH)]
    (tmp_path / PATH).write_text(record(EVERYWHERE))
    repository.git("add", "--all")
    for arguments in checks:
        assert CliRunner().invoke(main, arguments).exit_code == 0, arguments
    (tmp_path / "scripts/check_pins.py").unlink()
    (tmp_path / "docs/adr/0002-use-postgres-for-carts.md").unlink()
    assert CliRunner().invoke(main, ["check", "--staged"]).exit_code == 0  # the index still has both
    assert CliRunner().invoke(main, ["check"]).exit_code == 1
    repository.git("add", "--all")
    assert CliRunner().invoke(main, ["check", "--staged"]).exit_code == 1


def report(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    base, head = snapshot(before), snapshot(after)
    checked = ChangeChecker(Comparison(base, head, changes(before, after)), Rulebook.load(base)).report()
    return [(each.path, finding.code) for each in checked.records for finding in each.findings]


def test_a_pull_request_that_takes_away_what_a_record_names_is_told() -> None:
    before = {**FILES, PATH: record(EVERYWHERE)}
    for gone in ("scripts/check_pins.py", "docs/adr/0002-use-postgres-for-carts.md"):
        only = {
            **before,
            PATH: record("It fell by ADR-002." if "adr" in gone else "It fell by `scripts/check_pins.py`."),
        }
        assert report(only, only) == []
        assert (PATH, "CF202" if "adr" in gone else "CF201") in report(
            only, {path: text for path, text in only.items() if path != gone}
        ), gone


def test_a_new_record_may_name_one_that_comes_with_it() -> None:
    after = {**FILES, "docs/adr/0010-x.md": record("It fell. [S1]", "ADR-010", "X"), PATH: record("It fell by ADR-10.")}
    assert report(FILES, after) == []


def test_records_are_read_once_and_only_where_one_is_named() -> None:
    asked = Counter[str]()
    tree = snapshot({f"docs/adr/{number:05}-x.md": record("It fell.", f"ADR-{number}") for number in range(50)})

    class Counting:
        def __getattr__(self, name: str) -> object:
            return getattr(tree, name)

        def content(self, path: str, limit: int) -> bytes | None:
            asked[path] += 1
            return tree.content(path, limit)

    counted: Tree = Counting()  # type: ignore[assignment]
    found = archive(counted, lambda path: "example")
    assert not asked
    assert [found.find(f"ADR-{number}", PATH) for number in (3, 49, 50)] == [
        "docs/adr/00003-x.md", "docs/adr/00049-x.md", None,
    ]  # fmt: skip
    assert set(asked.values()) == {1}


def test_ten_thousand_records_take_ten_times_what_a_thousand_take() -> None:
    from time import process_time

    def took(count: int) -> float:
        data = [(f"docs/adr/{number:05}-x.md", record("", f"ADR-{number}").encode()) for number in range(count)]
        start = process_time()
        found = Archive(lambda: data)
        assert all(found.find(f"ADR-{number}", PATH) for number in range(count))
        return process_time() - start

    took(100)
    assert took(10_000) < 40 * max(took(1_000), 0.005)


def test_the_policy_decides_what_an_id_is() -> None:
    data = b"records: {'docs/adr/**': example}\nids: {'SHOP-{number}': {kind: ticket}}\n"
    tree = snapshot({**FILES, ".citefirst.yml": data.decode(), PATH: record("It fell by SHOP-12.")})
    book = Rulebook.load(tree)
    assert read(".citefirst.yml", data).forms
    checker = Checker(book.catalogue, tree.exists, policy=book.policy, archive=archive(tree, book.route))
    assert not checker.check(File(PATH, PATH, "example", tree.read(PATH)[0])).report.findings
