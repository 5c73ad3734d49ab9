"""What a record is called among others: its title, unless that is the heading with which each of them begins."""

from __future__ import annotations

from posixpath import basename, dirname, splitext

from citefirst.facts.sections import names_a_part


def called(title: str, path: str) -> str:
    """Return a record's title; the words of its file's name where its first heading is that of a part, as `Summary`."""
    if not title or not names_a_part(title):
        return title
    name, folder = splitext(basename(path))[0], basename(dirname(path))
    name = folder if folder and name.lower() in ("readme", "index") else name
    return name.replace("-", " ").replace("_", " ").strip() or title
