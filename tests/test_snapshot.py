"""The files of a commit read like the same files on disk, links included."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citefirst.check import MAX_BYTES
from citefirst.sources.snapshot import LINK, Entry, Snapshot
from citefirst.sources.working import WorkingTree

Links = dict[str, str]
NOTHING: dict[str, bytes] = {}
FILES = {"a.md": "a", "docs/b.md": "b", "docs/deep/c.md": "c", "docs/notes.txt": "n", "other/d.markdown": "d"}


def snapshot(files: dict[str, str], links: Links) -> Snapshot:
    entries = {path: Entry("100644", path) for path in files} | {path: Entry(LINK, path) for path in links}
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


PLACES = ["l.md", "docs/l.md", "docs/m.md", "linked", "docs/linked", "other/l.txt"]
TARGETS = ["a.md", "b.md", "../a.md", "deep", "docs", "../docs", "docs/deep", "l.md", "m.md", "linked", "nowhere", "."]
ASKED = [*FILES, *PLACES, "linked/b.md", "docs/linked/c.md", "linked/deep/c.md", "docs", "", "nowhere", "docs/../a.md"]


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(TARGETS), max_size=4))
def test_links_are_followed_as_on_disk(links: Links) -> None:
    with tempfile.TemporaryDirectory() as name:
        disk, commit = on_disk(Path(name).resolve(), FILES, links), snapshot(FILES, links)
        for path in ASKED:
            assert commit.exists(path) == disk.exists(path), path
            found, expected = commit.read(path), disk.read(path)
            assert found[0] == expected[0], path
            assert (found[1] is None) == (expected[1] is None), path
        assert commit.children("docs") == disk.children("docs")


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
    assert snapshot({}, links).read(next(iter(links))) == (None, "the file cannot be read: its links lead in a circle")


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

    tree = Snapshot({"a.md": Entry("100644", "1"), "b.md": Entry("100755", "1")}, load)
    assert tree.exists("a.md")
    assert asked == []
    assert (tree.read("a.md"), tree.read("b.md"), asked) == ((b"1", None), (b"1", None), ["1"])


def test_an_object_that_is_known_to_be_too_large_is_not_loaded() -> None:
    tree = Snapshot({"a.md": Entry("100644", "1", MAX_BYTES + 1)}, NOTHING.__getitem__)
    data, fault = tree.read("a.md")
    assert (len(data or b""), fault) == (MAX_BYTES + 1, None)


def test_many_objects_are_loaded_at_once() -> None:
    asked: list[list[str]] = []

    def load_all(oids: Sequence[str]) -> dict[str, bytes]:
        asked.append(list(oids))
        return {oid: oid.encode() for oid in asked[-1]}

    entries = {f"{n}.md": Entry("100644", str(n)) for n in range(3)} | {
        "l": Entry(LINK, "l"),
        "m": Entry("160000", "m"),
    }
    tree = Snapshot(entries, NOTHING.__getitem__, load_all)
    tree.prepare([*entries, "nowhere"])
    assert asked == [["0", "1", "2"]]
    assert tree.read("1.md") == (b"1", None)
