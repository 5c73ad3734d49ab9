"""What a record is called: many begin with the heading of a part, and tell nothing by it."""

from __future__ import annotations

import pytest

from citefirst.record.title import called


@pytest.mark.parametrize(
    ("title", "path", "name"),
    [
        ("Summary", "text/0143-module_unification.md", "0143 module unification"),
        ("1. Summary:", "text/0143-modules.md", "0143 modules"),
        ("Context and Problem Statement", "docs/0001/README.md", "0001"),
        ("Summary", "README.md", "README"),
        ("Postmortem", "2026/11-02.md", "11 02"),
        ("Summary", "docs/-.md", "Summary"),
        ("Summary of the outage of November", "a.md", "Summary of the outage of November"),
        ("Checkout latency", "a.md", "Checkout latency"),
        ("", "a.md", ""),
    ],
)
def test_a_record_is_called_by_its_title_or_its_file(title: str, path: str, name: str) -> None:
    assert called(title, path) == name
