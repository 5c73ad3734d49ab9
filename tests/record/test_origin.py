"""A source is not the thing itself: the record, the pull request that brings it, a circle of records."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main
from citefirst.record.circle import MAX_RECORDS, circle
from citefirst.record.origin import Home, Origin

FILES = {"docs/a.md", "x/docs/a.md", "docs/b.md"}
ORIGIN = Origin(lambda: Home("acme/shop"), pull=7)
ENTERPRISE = Origin(lambda: Home("acme/shop", "https://ghe.acme.io"), pull=7)
RAW = "https://raw.githubusercontent.com/acme/shop"


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/shop/blob/main/docs/a.md",
        "https://GitHub.com/Acme/SHOP/blob/main/docs/a.md?plain=1#L3",
        "//www.github.com/acme/shop/raw/main/docs/a.md",
        "http://github.com:443/acme/shop/blame/0123abc/docs/a.md",
        "https://github.com/acme/shop/edit/team/fix/docs/a.md",
        "https://github.com/acme/shop/commits/main/docs/a.md",
        "https://github.com/acme/shop/blob/refs/heads/main/docs/a.md",
        "https://github.com/acme//shop/blob/main/x/../docs/%61.md",
        "https://github.com/acme/shop/blob/main/docs/A.md",
        f"{RAW}/main/docs/a.md",
        f"{RAW}/refs/heads/main/docs/a.md",
        "https://api.github.com/repos/acme/shop/contents/docs/a.md?ref=x",
        "https://cdn.jsdelivr.net/gh/acme/shop@main/docs/a.md",
        "https://github.dev/acme/shop/blob/main/docs/a.md",
    ],
)
def test_an_address_of_the_record_is_the_record(address: str) -> None:
    assert ORIGIN.shows(address, "docs/a.md", FILES.__contains__)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/shop/blob/main/docs/b.md",
        "https://github.com/acme/shop/blob/main/x/docs/a.md",
        "https://github.com/acme/shop/blob/main/docs/ba.md",
        "https://github.com/acme/other/blob/main/docs/a.md",
        "https://github.example/acme/shop/blob/main/docs/a.md",
        "https://github.com/acme/shop/pull/8",
        "docs/a.md",
    ],
)
def test_another_address_is_not(address: str) -> None:
    assert not ORIGIN.shows(address, "docs/a.md", FILES.__contains__)


def test_an_enterprise_is_its_own_host() -> None:
    assert ENTERPRISE.shows("https://ghe.acme.io/acme/shop/blob/main/docs/a.md", "docs/a.md", FILES.__contains__)
    assert not ENTERPRISE.shows("https://github.com/acme/shop/blob/main/docs/a.md", "docs/a.md", FILES.__contains__)
    assert ENTERPRISE.is_pull("https://ghe.acme.io/acme/shop/pull/7")
    assert not ENTERPRISE.is_pull("https://github.com/acme/shop/pull/7")


PULL = "https://github.com/acme/shop/pull/7"


@pytest.mark.parametrize(
    "target",
    [
        "#7", "GH-7", "acme/shop#7", "Acme/Shop#7", PULL, f"{PULL}/", f"{PULL}/files#diff-1", f"{PULL}/commits/0123abc",
        f"{PULL}.diff", f"{PULL}#issuecomment-1", "http://www.github.com/ACME/shop/pull/07",
        "https://github.com/acme/shop/issues/7", "https://api.github.com/repos/acme/shop/pulls/7",
    ],
)  # fmt: skip
def test_the_pull_request_is_known(target: str) -> None:
    assert ORIGIN.is_pull(target)
    assert not Origin(ORIGIN.home).is_pull(target)


@pytest.mark.parametrize(
    "target", ["#8", "#77", "acme/other#7", f"{PULL}7", "https://gitlab.com/acme/shop/pull/7", "7"]
)
def test_another_pull_request_is_none(target: str) -> None:
    assert not ORIGIN.is_pull(target)


def test_nobody_is_asked_where_no_address_may_lead_home() -> None:
    def home() -> Home:
        raise AssertionError("git was asked")

    origin = Origin(home)
    for target in ("https://grafana.example.com/d/a", "https://github.com/acme/shop/blob/main/c.md", "#7", "INC-7"):
        assert not origin.shows(target, "docs/a.md", FILES.__contains__)
        assert not origin.is_pull(target)
        assert origin.file(target, FILES.__contains__) is None


GRAPHS: list[tuple[dict[str, set[str] | None], tuple[str, ...]]] = [
    ({"a": {"b"}, "b": {"a"}}, ("b",)),
    ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, ("b", "c")),
    ({"a": {"b", "c"}, "b": {"a"}, "c": {"b"}}, ("b", "c")),
    ({"a": {"b", "c"}, "b": {"a"}, "c": None}, ()),
    ({"a": {"b"}, "b": None}, ()),
    ({"a": {"b"}, "b": {"b"}}, ("b",)),
]


@pytest.mark.parametrize(("graph", "others"), GRAPHS)
def test_a_circle_has_no_other_source(graph: dict[str, set[str] | None], others: tuple[str, ...]) -> None:
    assert circle("a", graph["a"] or set(), graph.__getitem__) == others


def test_no_more_than_so_many_records_are_read() -> None:
    read: list[str] = []

    def rests(path: str) -> set[str]:
        read.append(path)
        return {f"{int(path) + 1}"}

    assert circle("0", {"1"}, rests)
    assert len(read) <= MAX_RECORDS


def only(line: str) -> str:
    return GOOD[: GOOD.index("Checkout p99")] + line + "\n"


def found(
    root: Path, files: dict[str, str], links: dict[str, str], monkeypatch: pytest.MonkeyPatch, *more: str
) -> list[str]:
    repository = Repository.new(root)
    for name, target in links.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)
    repository.commit({**BASE, **files})
    repository.git("remote", "add", "origin", "git@github.com:octo/demo.git")
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, ["check", "--format", "github", *(more or ("docs",))])
    return sorted(line.partition("title=")[2][:5] for line in done.stdout.splitlines() if line.startswith("::error"))


LINES: list[tuple[str, dict[str, str], list[str]]] = [
    ("It rose. [x](../link.md)", {"link.md": "docs/a.md"}, ["CF304"]),
    ("It rose. [x](../notes/a.md)", {"notes": "docs"}, ["CF304"]),
    ("It rose. [x](A.md)", {}, ["CF304"]),
    ("It rose. [x](https://github.com/octo/demo/blob/main/docs/a.md)", {}, ["CF304"]),
    ("It rose. [S2]\n\n[S2]: a.md", {}, ["CF304"]),
    ("It rose.[^1]\n\n[^1]: [x](a.md)", {}, ["CF304"]),
    ("It rose. #7", {}, []),
    ("It rose. [x](https://github.com/octo/demo/blob/main/README.md)", {}, []),
]


@pytest.mark.parametrize(("line", "links", "codes"), LINES)
@pytest.mark.parametrize("more", [(), ("--staged",)], ids=["tree", "index"])
def test_the_command_line_knows_the_record(
    line: str,
    links: dict[str, str],
    codes: list[str],
    more: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = (*more, "docs/a.md") if more else ()
    assert found(tmp_path, {"docs/a.md": only(line)}, links, monkeypatch, *given) == codes


def test_addresses_and_links_of_other_records_close_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "docs/a.md": only("It rose. [b](../to-b.md)"),
        "docs/b.md": only("It rose. [c](https://github.com/octo/demo/blob/main/docs/c.md)"),
        "docs/c.md": only("It rose. [S1]\n\n[S1]: a.md"),
    }
    assert found(tmp_path, files, {"to-b.md": "docs/b.md"}, monkeypatch) == ["CF304"] * 3


def test_a_record_that_cites_a_file_rests_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"docs/a.md": only("It rose. [b](b.md)"), "docs/b.md": only("It rose. [a](a.md) [log](../README.md)")}
    assert found(tmp_path, files, {}, monkeypatch) == []
