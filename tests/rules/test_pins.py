"""Files that a record cites and pins by their digest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main
from citefirst.rules.sources import MAX_FILE

DATA = b"cart,lost\n1,1\n"
PINS = [
    ("query: lost carts", DATA, ""),
    (f"query: lost carts sha256:{sha256(DATA).hexdigest()}", DATA, ""),
    (f"query: lost carts sha256:{sha256(DATA).hexdigest().upper()}", DATA, ""),
    (
        f"query: lost carts sha256:{sha256(DATA).hexdigest()}",
        DATA + b"2,1\n",
        "`carts.csv` is not the file that was cited",
    ),
    (f"query: lost carts sha256:{sha256(DATA).hexdigest()}", bytes(MAX_FILE + 1), "larger than 8 MiB"),
    (f"query: lost carts sha256:{sha256(DATA).hexdigest()}", None, "carts.csv"),
]


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize(("title", "data", "said"), PINS, ids=range(len(PINS)))
def test_a_pinned_file_is_the_one_that_was_cited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str, data: bytes | None, said: str, staged: bool
) -> None:
    text = GOOD.replace('https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"', f'carts.csv "{title}"')
    files = {**BASE, "docs/a.md": text} | ({"docs/carts.csv": data} if data is not None else {})
    Repository.new(tmp_path).commit(files)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "docs/a.md", *(["--staged"] if staged else [])])
    assert done.exit_code == (1 if said else 0), done.output
    assert said in done.output


def test_an_address_cannot_be_pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.replace('checkout p99"', f'checkout p99 sha256:{"0" * 64}"')
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": text})
    monkeypatch.chdir(tmp_path)
    assert "can only pin a file of the repository" in CliRunner().invoke(main, ["check"]).output
