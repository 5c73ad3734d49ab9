"""The labelled lines that the detector's weights are learned from: they name lines, and hold no words of others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import labelled
import pytest

FILES = {labelled.OWN: ("F", "N", set()), labelled.EVIDENCE: ("E", "S", {"readers"})}
GENRES = {"postmortem", "decision", "request", "specification"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_labels_name_documents_and_fingerprints_alone(file: Path) -> None:
    yes, no, more = FILES[file]
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        assert set(row) == {"repository", "commit", "path", "genre", yes, no} | more
        assert row["genre"] in GENRES
        assert re.fullmatch("[0-9a-f]{40}", row["commit"])
        assert all(re.fullmatch("[0-9a-f]{10}", mark) for mark in row[yes] + row[no])
        assert not set(row[yes]) & set(row[no])
        assert ".." not in Path(row["repository"], row["path"]).parts
    places = [(row["repository"], row["path"]) for row in rows]
    assert len(places) == len(set(places))


def test_a_fingerprint_is_of_letters_and_figures() -> None:
    assert labelled.fingerprint("The *queue* grew to 41.") == labelled.fingerprint("the queue grew  to 41")
    assert labelled.fingerprint("The queue grew to 41.") != labelled.fingerprint("The queue grew to 42.")


def test_labels_find_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "repository": "org/repo",
        "commit": "0" * 40,
        "path": "docs/7.md",
        "F": [labelled.fingerprint("The queue grew to 41.")],
        "N": [labelled.fingerprint("We like it."), labelled.fingerprint("A line that is not there.")],
    }
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps(row) + "\n" + json.dumps(row | {"path": "gone.md"}) + "\n", encoding="utf-8")
    monkeypatch.setattr(labelled, "OWN", labels)
    document = tmp_path / "org" / "repo" / "docs" / "7.md"
    document.parent.mkdir(parents=True)
    document.write_text("# Queue\n\n## Context\n\nThe queue grew to 41. We like it. Nobody labelled this.\n", "utf-8")
    found = [(unit.file, unit.group, unit.line.text, unit.line.titles, unit.factual) for unit in labelled.own(tmp_path)]
    assert found == [
        ("org/repo/docs/7.md", "org/repo", "The queue grew to 41.", ("Context", "Queue"), True),
        ("org/repo/docs/7.md", "org/repo", "We like it.", ("Context", "Queue"), False),
    ]
