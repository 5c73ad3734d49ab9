"""Words that stand in a text, and words that nearly do."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.evidence.readable import read
from citefirst.evidence.wording import Wording, is_short, plain, unmarked

LOG = "14:01 checkout p99 is 0.3 s\n14:02 checkout p99 rose\n  to 4.2 s, for 38 minutes\n\nWe lost 4 TB - all of it\n"


def line(words: str, text: str = LOG, name: str = "a.txt") -> int:
    """The line on which words stand, in any form of a file; 0 for nowhere."""
    forms = read(name, text.encode()).forms
    spelt = {plain(words), unmarked(words)} if name.endswith(".md") else {plain(words)}
    return max(form.find(each) for form in forms for each in spelt)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("checkout p99 is 0.3 s", 1),
        ("p99 rose to 4.2 s", 2),
        ("rose   to\u00a04.2\ns", 2),
        ("we lost 4 TB", 0),
        ("We lost 4 TB \u2014 all of it", 5),
        ("We lost 4\u00ad TB", 5),
        ("rose to 4", 0),
        ("2 s, for 38 minutes", 0),
        ("4.2 s, for 3", 0),
        ("heckout p99", 0),
        ("rose to 4.3 s", 0),
    ],
)
def test_words_stand_there_whole_or_not_at_all(words: str, at: int) -> None:
    assert line(words) == at


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("It **rose** to `4.2 s` ([log](x.txt)).", "It rose to 4.2 s (log).", "a.md"),
        ("> It rose\n> to 4.2 s", "It rose to 4.2 s", "a.md"),
        ("It rose to 4\\.2 s \\_x\\_", "It rose to 4.2 s", "a.md"),
        ("\u201cIt\u2019s cold\u201d", '"It\'s cold"', "a.txt"),
        ("cafe\u0301 au lait", "caf\u00e9 au lait", "a.txt"),
        ("wait\u2026 for it", "wait... for it", "a.txt"),
        ('{"message": "we lost \\"4 TB\\"\\nof carts"}', 'we lost "4 TB" of carts', "a.json"),
        ("<p>It <b>rose</b> to 4&nbsp;s</p>", "It rose to 4 s", "a.html"),
        ("<script>we lost 4 TB</script><p>fine</p>", "fine", "a.html"),
        ("a_b = 2 * c", "a_b = 2 * c", "a.py"),
        ("\ufeffIt rose\r\nto 4 s", "It rose to 4 s", "a.txt"),
    ],
)
def test_what_a_reader_sees_is_compared(text: str, words: str, name: str) -> None:
    assert line(words, text, name) > 0


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("the load is -5% today", "5% today", "a.txt"),
        ("a = 2 * c", "a = 2 c", "a.py"),
        ("on 2026-11-03 it", "11-03 it was", "a.txt"),
        ("version 1.2.3 of it", "2.3 of it", "a.txt"),
    ],
)
def test_what_differs_by_a_sign_differs(text: str, words: str, name: str) -> None:
    assert line(words, text, name) == 0


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("checkout p99 rose to 4.3 s", ("checkout p99 rose to 4.2 s,", 2)),
        ("we lost 5 TB - all of it", ("We lost 4 TB - all of it", 5)),
        ("nothing like these words anywhere", None),
    ],
)
def test_the_nearest_words_are_told(words: str, near: tuple[str, int] | None) -> None:
    (form,) = read("a.txt", LOG.encode()).forms
    found = form.near(plain(words))
    assert (found and tuple(found)) == near


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a\0b", b"\x89PNG\r\n\x1a\n\0"])
def test_what_is_no_text_is_not_compared(data: bytes) -> None:
    assert read("a.txt", data).untold


def test_lines_keep_their_numbers() -> None:
    (form,) = read("a.txt", LOG.encode(), 2, 3).forms
    assert form.find("rose to 4.2 s") == 2
    assert form.find("We lost 4 TB") == 0


@given(st.lists(st.text(alphabet="ab1.,- \u00a0\u00ad\n\u2019", max_size=12), max_size=8))
def test_every_line_of_a_text_stands_in_it(lines: list[str]) -> None:
    wording = Wording.of(lines, plain)
    for each in lines:
        words = plain(each)
        assert not words or words in wording.text


def test_few_letters_show_nothing() -> None:
    assert [is_short(words) for words in ("4 TB", "a - b", "38 min", "we lost")] == [True, True, False, False]


def test_time_grows_with_the_text_and_not_faster() -> None:
    def spent(size: int) -> float:
        text, begin = "aaaa bbbb " * size, process_time()
        (form,) = read("a.txt", text.encode()).forms
        form.find(plain("aaaa bbbb " * 50 + "c"))
        form.near(plain("bbbb aaaa c " * 50))
        return process_time() - begin

    assert spent(40_000) < 20 * max(spent(4_000), 0.01)
