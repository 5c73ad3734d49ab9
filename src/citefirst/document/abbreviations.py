"""Decides whether the dot behind a word ends a sentence: the words whose dot may not, by what may follow them.

Every table is in lower case and without the last dot. A word may stand in several.
"""

from __future__ import annotations

import re

NEVER = frozenset(
    "e.g i.e eg ie vs cf ca approx resp viz incl excl esp aka a.k.a w.r.t i.a n.b q.v bzw z.b d.h".split()
)
"""The sentence always goes on behind these."""
TITLES = frozenset("mr mrs ms mx dr prof st gov sen rep capt lt col sgt gen rev hon mt messrs".split())
"""A name follows, when they are capitalised."""
TIMES = frozenset("a.m p.m".split())
"""A zone or a date may follow, and only another capitalised word begins a sentence."""
CALENDAR = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun".split()
)
"""A number or another part of a date goes on, any other capitalised word begins a sentence."""
NUMBERED = frozenset(
    "no nos fig figs eq eqs sec ch chap vol art para p pp n v ver vers rev ref refs c est ext tel num max min avg"
    " pt ed".split()
)
"""A number goes on: `No. 5`, but `The answer was no. Then`."""
LETTERED = frozenset("fig figs eq eqs vol ch chap".split())
"""A single capital letter goes on: `Fig. A`."""
CLIPPED = frozenset(
    "etc usw temp min mins max avg est std misc hr hrs sec secs ver vers rev ref refs req orig ext tel num qty ed eds"
    " fig figs eq eqs ch chap vol para pt pts ft lb lbs oz nos pp".split()
)
"""A word in lower case goes on, a capitalised one begins a sentence."""
NAMES = frozenset("inc ltd co corp llc plc gmbh bros jr sr al dept univ assoc ave blvd ph.d yahoo".split())
"""Part of a name: only a word of `STARTERS` begins a sentence, as behind initials and `U.S.`."""

STARTERS = frozenset(
    "a after additionally all also although an and another any as at because before both but by despite due during each"
    " every finally for from further furthermore given he her here his how however i if in instead it its later many"
    " meanwhile moreover most next no nobody not now on once one only our please see she since so some that the their"
    " then there therefore these they this those though thus to two under until we what when where which while who why"
    " with within without you your".split()
)
"""Capitalised words that are hardly ever part of a name."""
ZONES = frozenset(
    "utc gmt z pst pdt pt est edt et cst cdt ct mst mdt mt akst hst bst wet west cet cest eet eest msk ist sgt hkt jst"
    " kst acst awst aest aedt nzst nzdt pacific eastern central mountain local".split()
)
"""What names the time zone behind `p.m.`"""
DATES = CALENDAR | frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
SERIES = frozenset(
    "appendix case class cluster grade group level node option part phase plan point region section series side stage"
    " step team tier type variant version zone".split()
)
"""Words whose capital letter is no initial: `Option B. Costs fell.`"""

_WORD = re.compile(r"(?:([^\W\d_]+) )?([^\W\d_]+(?:\.[^\W\d_]+)*)\Z")
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_NEXT = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REACH = 30
"""Code points in which the word before a dot and the word before that are looked for."""


def dot_ends(text: str, begin: int, dot: int, after: int) -> bool:
    """Can the dot at `dot` end the sentence that began at `begin`, when the next one's first word stands at `after`."""
    found = _WORD.search(text[max(begin, dot - _REACH) : dot])
    if not found:
        return True
    before, written = found.groups()
    word = written.lower()
    if len(written) > 1 and written.isalpha() and written.isupper():
        return True  # EST, SEC, CA: acronyms, not the abbreviations of the same letters
    if word in NEVER or (word in TITLES and written[0].isupper()):
        return False
    first = text[after]
    if first.isdigit():
        return word not in NUMBERED and word not in CALENDAR and word not in TIMES
    match = _NEXT.match(text, after)
    follows = match.group() if match else ""
    if word in LETTERED and len(follows) == 1:
        return False
    if first.islower():
        return not (word in CLIPPED or word in CALENDAR or word in TIMES or word in NAMES or _DOTTED.fullmatch(word))
    if word in TIMES:
        return follows.lower() not in ZONES and follows.lower() not in DATES
    if word in CALENDAR:
        return follows.lower() not in DATES
    if word in NAMES or _DOTTED.fullmatch(word):
        return _names_end(text, before, dot - len(word) == begin, after, follows)
    return True


def bang_ends(text: str, begin: int, bang: int, after: int) -> bool:
    """Can the `!` or `?` at `bang` end the sentence, or is it part of a name such as Yahoo."""
    found = _WORD.search(text[max(begin, bang - _REACH) : bang])
    follows = _NEXT.match(text, after)
    if not found or not follows:
        return True
    if follows.group().lower() in NAMES:
        return False
    return found.group(2).lower() not in NAMES or _is_starter(text, after, follows.group())


def _names_end(text: str, before: str | None, is_first: bool, after: int, follows: str) -> bool:
    """Does a sentence end behind an initial, `U.S.` or `Inc.`, when a capitalised word or code follows."""
    if is_first or not follows:
        return not is_first
    return _is_starter(text, after, follows) or (before or "").lower() in SERIES


def _is_starter(text: str, after: int, follows: str) -> bool:
    """Is a word one that begins sentences, and no initial: `A user`, not `J. A. Smith`."""
    return follows.partition("'")[0].partition("’")[0].lower() in STARTERS and text[after + len(follows) :][:1] != "."
