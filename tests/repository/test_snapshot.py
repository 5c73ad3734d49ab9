"""The files of a commit read like the same files on disk, links included."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenario import Repository as Made

from citefirst.ailog import stored
from citefirst.limits import MAX_BYTES
from citefirst.repository.git import Repository
from citefirst.repository.snapshot import LINK, MAX_OBJECT, Snapshot, TreeEntry
from citefirst.repository.working import WorkingTree
from citefirst.rules import sources

Links = dict[str, str]
NOTHING: dict[str, bytes] = {}
FILES = {"a.md": "a", "docs/b.md": "b", "docs/deep/c.md": "c", "docs/notes.txt": "n", "other/d.markdown": "d"}


def snapshot(files: dict[str, str], links: Links) -> Snapshot:
    entries = {path: TreeEntry("100644", path) for path in files} | {path: TreeEntry(LINK, path) for path in links}
    data = {path: text.encode() for path, text in (files | links).items()}
    return Snapshot(entries, data.__getitem__)


def on_disk(root: Path, files: dict[str, str], links: Links) -> WorkingTree:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for path, target in links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)
    return WorkingTree(root)


PLACES = ["l.md", "docs/l.md", "docs/m.md", "linked", "docs/linked", "other/l.txt", "other/far"]
TARGETS = [
    *("a.md", "b.md", "../a.md", "deep", "docs", "../docs", "docs/deep", "l.md", "m.md", "linked", "nowhere", "."),
    *("..", "../..", "../outside", "../outside/secret.md", "docs/../../outside", "./docs//deep/", "linked/c.md"),
]
DIRECTORIES = ["", "docs", "docs/deep", "other", "nowhere", "a.md", "linked", "docs/linked", "linked/deep", "other/far"]
ASKED = [
    *(*FILES, *PLACES, *DIRECTORIES, "linked/b.md", "docs/linked/c.md", "linked/deep/c.md", "docs/l.md/x"),
    *("linked/secret.md", "docs/linked/secret.md", "other/far/outside/secret.md"),
]
REAL = ["", "docs", "docs/deep", "other", "nowhere", "a.md"]
LINKED = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(TARGETS), max_size=4)


@contextmanager
def both(links: Links) -> Iterator[tuple[WorkingTree, Snapshot]]:
    """The same files on disk and as a commit, with a file outside of the repository that no link may give away."""
    with tempfile.TemporaryDirectory() as name:
        outside = Path(name).resolve() / "outside"
        outside.mkdir()
        (outside / "secret.md").write_text("secret")
        yield on_disk(outside.parent / "root", FILES, links), snapshot(FILES, links)


@settings(max_examples=300)
@given(LINKED)
def test_links_are_followed_as_on_disk(links: Links) -> None:
    with both(links) as (disk, commit):
        for path in ASKED:
            assert commit.exists(path) == disk.exists(path), path
            found, expected = commit.read(path), disk.read(path)
            assert found[0] == expected[0], path
            assert (found[1] is None) == (expected[1] is None), path
            assert found[0] != b"secret", path


@settings(max_examples=60)
@given(LINKED)
def test_directories_have_the_files_that_they_have_on_disk(links: Links) -> None:
    with both(links) as (disk, commit):
        Made.new(disk.root)
        for directory in REAL:
            assert commit.children(directory) == disk.children(directory), directory
        for directory in ("", "docs", "docs/deep", "other"):
            assert commit.markdown(directory) == disk.markdown(directory), directory


THROUGH = [
    ({"linked": "docs/deep", "l.md": "linked/../b.md"}, "l.md"),
    ({"linked": "docs/deep", "l.md": "linked/../a.md"}, "l.md"),
    ({"linked": "docs/deep"}, "linked/../b.md"),
    ({"linked": "docs/deep"}, "linked/../a.md"),
]


@pytest.mark.parametrize(("links", "path"), THROUGH)
def test_two_dots_behind_a_link_go_up_from_where_it_leads(links: Links, path: str) -> None:
    """As on disk (path_resolution(7)): else another file would be judged than the one that a reader sees."""
    with both(links) as (disk, commit):
        assert (commit.read(path)[0], commit.exists(path)) == (disk.read(path)[0], disk.exists(path))


CHAINS: list[tuple[Links, str]] = [
    ({"linked": "docs"}, "linked"),
    ({"linked": "docs"}, "linked/deep"),
    ({"linked": "far", "far": "docs/deep"}, "linked"),
    ({"docs/linked": "../other"}, "docs/linked"),
    ({"linked": "../outside"}, "linked"),
    ({"linked": "linked"}, "linked"),
    ({"linked": "a.md"}, "linked"),
]


@pytest.mark.parametrize(("links", "directory"), CHAINS)
def test_a_linked_directory_has_the_files_that_it_has_on_disk(links: Links, directory: str) -> None:
    """A directory of schemas may be a link: what is a workflow before the push is one after it."""
    with both(links) as (disk, commit):
        assert commit.children(directory) == disk.children(directory)


def test_the_files_of_a_checkout_are_those_of_its_commit(tmp_path: Path) -> None:
    """By git and on disk, with all that a tree can hold."""
    module = Made.new(tmp_path / "module")
    module.commit({"inner.md": "inner"})
    made = Made.new(tmp_path / "root")
    made.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{module.root}", "module.md")
    on_disk(
        made.root, FILES, {"l.md": "docs/b.md", "docs/out.md": "../../module/inner.md", "docs/\udcfe": "../\udcff.md"}
    )
    (made.root / "docs/b.md").chmod(0o755)
    odd = {"new\nline.md": "n", "\udcff.md": "f", ".hidden/h.md": "h", "docs/UPPER.MD": "u", "node_modules/m.md": "m"}
    oid = made.commit({**odd, "large.md": b"x" * (MAX_BYTES + 1), "exact.md": b"y" * MAX_BYTES, "empty.md": b""})
    disk, commit = WorkingTree(made.root), Repository(made.root).snapshot(oid)
    assert len(commit.entries) == 18
    for directory in ("", "docs"):
        assert commit.markdown(directory) == disk.markdown(directory)
        assert set(commit.children(directory) or []) - {"module.md"} == set(disk.children(directory) or [])
    commit.prepare(commit.entries)
    for path in (*commit.entries, "nowhere.md"):
        assert (commit.read(path), commit.exists(path)) == (disk.read(path), disk.exists(path)), path
    assert commit.read("module.md/inner.md")[0] is None


@pytest.mark.parametrize("target", ["../outside.md", "/etc/passwd", "docs/../../outside.md", ".."])
def test_a_link_that_leaves_the_repository_is_not_followed(target: str, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("secret")
    disk, commit = on_disk(tmp_path / "root", FILES, {"l.md": target}), snapshot(FILES, {"l.md": target})
    expected = (None, "the file is a link that leaves the repository")
    assert commit.read("l.md") == disk.read("l.md") == expected
    assert not commit.exists("l.md")
    assert not disk.exists("l.md")


@pytest.mark.parametrize("links", [{"l.md": "l.md"}, {"l.md": "m.md", "m.md": "l.md"}, {"x": "x/y"}])
def test_links_in_a_circle_are_one_sentence(links: Links) -> None:
    assert snapshot({}, links).read(next(iter(links))) == (None, "the file cannot be read: its links form a loop")


def test_markdown_and_children_are_sorted_and_inside() -> None:
    tree = snapshot(FILES, {})
    assert tree.markdown() == ["a.md", "docs/b.md", "docs/deep/c.md", "other/d.markdown"]
    assert tree.markdown("docs") == ["docs/b.md", "docs/deep/c.md"]
    assert tree.children("docs") == ["docs/b.md", "docs/notes.txt"]
    assert tree.children("") == ["a.md"]
    assert tree.children("doc") is None


def test_an_object_is_loaded_once_and_only_when_it_is_read() -> None:
    asked: list[str] = []

    def load(oid: str) -> bytes:
        asked.append(oid)
        return oid.encode()

    tree = Snapshot({"a.md": TreeEntry("100644", "1"), "b.md": TreeEntry("100755", "1")}, load)
    assert tree.exists("a.md")
    assert asked == []
    assert (tree.read("a.md"), tree.read("b.md"), asked) == ((b"1", None), (b"1", None), ["1"])


def test_an_object_that_is_known_to_be_too_large_is_not_loaded() -> None:
    tree = Snapshot({"a.md": TreeEntry("100644", "1", MAX_BYTES + 1)}, NOTHING.__getitem__)
    data, fault = tree.read("a.md")
    assert (len(data or b""), fault) == (MAX_BYTES + 1, None)


def test_whatever_a_record_may_name_is_loaded_from_a_commit_too() -> None:
    assert max(MAX_BYTES, stored.MAX_BYTES, sources.MAX_FILE) <= MAX_OBJECT


def test_many_objects_are_loaded_at_once() -> None:
    asked: list[list[str]] = []

    def load_all(oids: Sequence[str]) -> dict[str, bytes]:
        asked.append(list(oids))
        return {oid: oid.encode() for oid in asked[-1]}

    entries = {f"{n}.md": TreeEntry("100644", str(n)) for n in range(3)} | {
        "l": TreeEntry(LINK, "l"),
        "m": TreeEntry("160000", "m"),
    }
    tree = Snapshot(entries, NOTHING.__getitem__, load_all)
    tree.prepare([*entries, "nowhere"])
    assert asked == [["0", "1", "2"]]
    assert tree.read("1.md") == (b"1", None)
