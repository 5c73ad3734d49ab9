"""`citefirst ledger`: a ledger is built, asked and handed on, and each fault is one sentence."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import duckdb
import jsonschema
import pytest
from click.testing import CliRunner, Result
from support.ledgers import DAY, UNSURE, rows, written
from support.paths import ROOT
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main
from citefirst.dataset import writing
from citefirst.dataset.places import at
from citefirst.errors import Exit
from citefirst.report.tables.answers import plain, render

EVIL = (
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "\t=1",
    "<b>x</b>",
    "a\nb",
    "\x1b[31mred",
    "\u202egpj",
    "##[error]x",
    "'; DROP",
    "\x7f",
)


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["ledger", *arguments], env={"NO_COLOR": "1"})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_build_tells_what_it_wrote_and_the_next_one_that_nothing_is_new(here: Path) -> None:
    first = cite("build", "--history", "--repository", "acme/shop", "--today", DAY, "--jobs", "1")
    assert first.exit_code == Exit.HELD
    told = "acme/shop: 1 record and 6 states of the past"
    assert first.output.startswith(told)
    assert first.output.endswith("read anew, written to .citefirst/ledger\n")
    again = cite("build", "--history", "--repository", "acme/shop", "--today", DAY, "--jobs", "1")
    assert again.output == f"{told}, 0 read anew, nothing new for .citefirst/ledger\n"


def test_a_question_is_asked_by_its_name_or_in_sql(here: Path) -> None:
    cite("build", "--into", "ledger", "--today", DAY)
    named = cite("query", "ledger", "approved-by", "alice", "--format", "json")
    assert [row["id"] for row in json.loads(named.stdout)] == ["N-1"]
    sql = cite("query", "ledger", "SELECT id FROM records WHERE id = ?", "N-1", "--format", "csv")
    assert sql.stdout.split() == ["id", "N-1"]
    assert cite("query", "ledger", "open-unknowns").stdout == "nothing\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query",), "name a ledger and a question"),
        (("query", "ledger"), "name a ledger and a question"),
        (("query", "ledger", "expirin"), "there is no question expirin: did you mean expiring?"),
        (("query", "--show", "unheard-of"), "there is no question unheard-of"),
        (("query", "nowhere", "systems"), "nowhere holds no ledger"),
        (("query", "ledger", "SELEC 1"), "the query cannot be answered"),
        (("query", "ledger", "why"), "why is asked as `why WANTED`"),
        (("query", "ledger", "DROP VIEW records"), "by one query that reads"),
        (("export", "ledger"), "say what to write"),
        (("export", "nowhere", "--json"), "nowhere holds no ledger"),
        (("build", "--repository", "x", ".", "docs"), "--repository names one repository"),
        (("build", "--into", "gopher://x/y"), "is no place for a ledger"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(arguments: tuple[str, ...], said: str, here: Path) -> None:
    cite("build", "--into", "ledger", "--today", DAY)
    done = cite(*arguments)
    assert done.exit_code == Exit.USAGE
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_who_asks_for_a_past_that_is_not_there_is_told(here: Path) -> None:
    cite("build", "--into", "ledger", "--today", DAY, "--repository", "shop")
    done = cite("query", "ledger", "history-of", "N-1")
    assert done.stdout == "nothing\n"
    assert done.stderr == "nothing is known of the past of shop: build with --history, from a checkout with all of it\n"


def test_questions_are_listed_shown_and_changed(here: Path) -> None:
    assert "expiring [WITHIN_DAYS]" in cite("query", "--list").stdout
    shown = cite("query", "--show", "who-relies-on").stdout
    assert "CREATE MACRO who_relies_on(part_of_target) AS TABLE" in shown
    (here / "own").mkdir()
    (here / "own" / "who_relies_on.sql").write_text("-- Mine.\nCREATE VIEW who_relies_on AS SELECT 'mine' AS whose;")
    cite("build", "--into", "ledger", "--today", DAY)
    assert "mine" in cite("query", "--questions", "own", "ledger", "who-relies-on").stdout


@pytest.mark.parametrize("extra", ["pyarrow", "duckdb"])
def test_what_is_not_installed_is_named(extra: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, extra, None)
    for arguments in (("build",), ("query", "ledger", "systems"), ("export", "ledger", "--json")):
        done = cite(*arguments)
        assert done.exit_code == Exit.USAGE
        assert done.stderr == f"citefirst: this needs {extra}: install `citefirst[ledger]`\n"


def test_a_ledger_is_handed_on_in_one_file_with_its_questions(here: Path) -> None:
    cite("build", "--into", "ledger", "--history", "--today", DAY)
    assert cite("export", "ledger", "--to", "out/shop.duckdb").exit_code == Exit.HELD
    with duckdb.connect("out/shop.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM history.records").fetchone() == (5,)
        assert connection.execute("SELECT id FROM approved_by('alice')").fetchall() == [("N-1",)]
    assert [path.name for path in (here / "out").iterdir()] == ["shop.duckdb"]


def test_a_file_that_cannot_be_written_is_one_sentence(here: Path) -> None:
    cite("build", "--into", "ledger", "--today", DAY)
    (here / "file").write_text("x")
    for arguments in (("--to", "file/x.duckdb"), ("--csv", "file/x")):
        done = cite("export", "ledger", *arguments)
        assert done.exit_code == Exit.COULD_NOT_RUN
        assert "cannot be written" in done.stderr
        assert done.stderr.count("\n") == 1


def test_json_is_what_its_schema_says(here: Path) -> None:
    cite("build", "--into", "ledger", "--history", "--today", DAY)
    found = json.loads(cite("export", "ledger", "--json").stdout)
    schema = json.loads((ROOT / "schemas" / "ledger-v1.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(found)
    assert len(found["records"]) == 1
    assert found["events"]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A ledger in which every text of every table is somebody's attempt."""
    tables = {}
    for name in ("records", "claims", "sources", "unknowns", "approvals", "findings", "events", "owners", "assistants"):
        form = rows(name).schema
        texts = [field.name for field in form if str(field.type) == "string"]
        tables[name] = rows(name, *(dict.fromkeys(texts, text) for text in EVIL))
    writing.put(at(str(tmp_path / "ledger")), EVIL[5], tables)
    return tmp_path / "ledger"


def test_hostile_text_stays_text_in_every_format(hostile: Path, tmp_path: Path) -> None:
    for form in ("text", "json", "csv", "markdown"):
        done = cite("query", str(hostile), "SELECT * FROM records JOIN events USING (path)", "--format", form)
        assert done.exit_code == Exit.HELD
        assert not set("\x1b\u202e\x7f") & set(done.stdout)
        assert form == "text" or "##[error]" not in done.stdout
        assert form != "markdown" or "<b>" not in done.stdout
    assert len(json.loads(cite("query", str(hostile), "SELECT * FROM records", "--format", "json").stdout)) == len(EVIL)
    cite("export", str(hostile), "--csv", str(tmp_path / "csv"))
    for file in (tmp_path / "csv").iterdir():
        with file.open(newline="") as stream:
            for row in list(csv.reader(stream))[1:]:
                assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert cite("export", str(hostile), "--to", str(tmp_path / "x.duckdb")).exit_code == Exit.HELD


def test_rows_survive_formats_of_their_own(here: Path) -> None:
    cite("build", "--into", "ledger", "--today", DAY)
    values = "[1, 2] AS l, {'a': 1} AS s, 1.5::DECIMAL(4,2) AS d, 'nan'::DOUBLE AS n, DATE '2026-01-01' AS t, 1 AS l"
    values += ", 'x'::BLOB AS b"
    done = cite("query", "ledger", f"SELECT {values}", "--format", "json")
    (row,) = json.loads(done.stdout)
    assert row == {"l": [1, 2], "s": {"a": 1}, "d": "1.50", "n": None, "t": "2026-01-01", "l_2": 1, "b": "78"}
    assert cite("query", "ledger", f"SELECT {values}").exit_code == Exit.HELD


def test_a_policy_that_is_wrong_is_told_as_everywhere(here: Path) -> None:
    (here / ".citefirst.yml").write_text("unheard: 1\n")
    done = cite("build", "--into", "ledger")
    assert done.exit_code == Exit.USAGE
    assert "unheard" in done.stderr
    assert not (here / "ledger").exists()


def test_checkouts_are_built_into_one_ledger(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Repository.new(tmp_path / name).commit({**BASE, "docs/a.md": GOOD, "docs/b.md": UNSURE})
    done = cite("build", "--into", str(tmp_path / "ledger"), "--jobs", "1", str(tmp_path / "a"), str(tmp_path / "b"))
    assert done.exit_code == Exit.HELD
    found = cite("query", str(tmp_path / "ledger"), "SELECT repository, records FROM partitions", "--format", "csv")
    assert found.stdout.split() == ["repository,records", "a,2", "b,2"]


def test_values_become_what_json_has() -> None:
    assert plain({1: (1.0, float("inf"), b"\xff")}) == {"1": [1.0, None, "ff"]}
    assert render(("a", "a"), [], "json") == "[]\n"
