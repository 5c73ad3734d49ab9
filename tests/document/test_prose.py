"""Blanks and invisible characters: which characters stay, and that each still knows its place."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from citefirst.document.prose import Content, Mark, Prose, tidy
from citefirst.document.text import INVISIBLE

CHARACTERS = "ab.\u00e9\U0001f600 \t\n\u00a0\u2028\u3000\x1f\u00ad\u200b\u200d\ufe0f\ufeff\U000e0041"


def stays(text: str) -> list[int]:
    """The characters that stay, as a reader would say it, one after the other."""
    kept: list[int] = []
    for index, char in enumerate(text):
        before = text[kept[-1]] if kept else " "
        if (char.isspace() and not before.isspace()) or (not char.isspace() and not INVISIBLE.match(char)):
            kept.append(index)
    return kept[:-1] if kept and text[kept[-1]].isspace() else kept


@given(st.text(CHARACTERS, max_size=40), st.integers(0, 40), st.integers(0, 40))
@example("a \u200b b", 1, 4)
@example("\u200b a", 0, 3)
@example("a  ", 1, 3)
def test_each_character_that_stays_keeps_its_place(text: str, first: int, last: int) -> None:
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    mark = Mark("code", start, end, (start, end))
    content = Content(text, (0,), (7,))
    found, kept = tidy(Prose(text, range(100, 100 + len(text)), content, (mark,))), stays(text)
    assert found.text == "".join(" " if text[index].isspace() else text[index] for index in kept)
    assert list(found.at) == [100 + index for index in kept]
    moved = [sum(index < place for index in kept) for place in (start, end)]
    assert [(each.start, each.end, each.at) for each in found.marks] == [(*moved, (start, end))]
