"""Decide whether the dot behind a word ends a sentence: tables of the words whose dot may not, by what may follow.

Every table is in lower case and without the last dot. A word may stand in several.
"""

from __future__ import annotations

from citefirst.regex import lazy

NEVER = frozenset(
    "e.g i.e eg ie vs cf ca approx resp viz incl excl esp aka a.k.a w.r.t i.a n.b q.v"
    # German, French, Spanish, Portuguese, Italian
    " bzw z.b d.h u.a o.\u00e4 u.\u00e4 i.d.r v.a s.o s.u m.e ggf evtl vgl inkl exkl zzgl abzgl sog insb einschl gem lt"
    " p.ex p.ej c.-\u00e0-d c.\u00e0.d ejem ej pp.ex aprox p\u00e1g p\u00e1gs n\u00fam ad.es pag pagg"
    # Dutch, Polish, Swedish, Danish, Czech
    " bijv bv d.w.z o.a m.b.t i.p.v t.o.v t.a.v i.v.m m.n evt np m.in tj tzn tzw godz ul t.ex bl.a d.v.s dvs f.eks bl.a"
    " nap\u0159 tzv"
    # Russian, Ukrainian
    " \u0442.\u0435 \u0442.\u043a \u043d\u0430\u043f\u0440 \u0441\u043c \u0441\u0440 \u0440\u0438\u0441"
    " \u0442\u0430\u0431\u043b \u0443\u043b \u0438\u043c \u0442\u043e\u0431\u0442\u043e".split()
)
"""The sentence always goes on behind these."""
PAIRS = frozenset(
    "p.ex p.ej ad.es par.ex por.ej z.b d.h u.a i.d o.\u00e4 t.ex f.eks \u0442.\u0435 \u0442.\u043a \u0442.\u043d"
    " n.\u00ba".split()
)
"""The same as two words, the first one with a dot or without: `p. ej.`, `ad es.`"""
PHRASES = ("c.-\u00e0-d", "c-\u00e0-d", "C.-\u00e0-d")
"""The same with a hyphen."""
TITLES = frozenset(
    "mr mrs ms mx dr prof st gov sen rep capt lt col sgt gen rev hon mt messrs hr fr sra srta mme mlle sig dott ing dhr"
    " mevr".split()
)
"""A name follows, when they are capitalised."""
TIMES = frozenset("a.m p.m".split())
"""A zone or a date may follow, and only another capitalised word begins a sentence."""
CALENDAR = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun".split()
)
"""A number or another part of a date goes on, any other capitalised word begins a sentence."""
NUMBERED = frozenset(
    "no nos fig figs eq eqs sec ch chap vol art para p pp n v ver vers rev ref refs c est ext tel num max min avg"
    " pt ed al nr n.\u00ba n\u00ba abb kap abs \u00a7 env n\u00ba \u0433\u043b \u0441\u0442\u0440 \u043f".split()
)
"""A number goes on: `No. 5`, but `The answer was no. Then`."""
LETTERED = frozenset("fig figs eq eqs vol ch chap".split())
"""A single capital letter goes on: `Fig. A`."""
CLIPPED = frozenset(
    "etc usw usf ecc enz itd itp osv atd v.m \u0434\u0440 \u0442.\u0434 \u0442.\u043f \u0433 \u0433\u0433"
    " \u0440\u0443\u0431 \u0442\u044b\u0441 \u043c\u043b\u043d"
    " temp min mins max avg est std misc hr hrs sec secs ver vers rev ref refs req orig ext tel num qty ed eds"
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
MONTHS = frozenset(
    "january february march april may june july august september october november december"
    " januar februar m\u00e4rz mai juni juli oktober dezember j\u00e4nner"
    " marts maj august desember mars januari februari juni juli augusti tammikuuta helmikuuta maaliskuuta huhtikuuta"
    " toukokuuta kes\u00e4kuuta hein\u00e4kuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta ledna \u00fanora"
    " b\u0159ezna dubna kv\u011btna \u010dervna \u010dervence srpna z\u00e1\u0159\u00ed \u0159\u00edjna listopadu"
    " prosince".split()
)
DATES = CALENDAR | MONTHS | frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
SERIES = frozenset(
    "appendix case class cluster grade group level node option part phase plan point region section series side stage"
    " step team tier type variant version zone".split()
)
"""Words whose capital letter is no initial: `Option B. Costs fell.`"""

_WORD = lazy(r"[^\W\d_]+(?:\.[^\W\d_]+)*\Z")
_DOTTED = lazy(r"[^\W\d_](?:\.[^\W\d_])*")
_NEXT = lazy(r"[^\W\d_]+")
_DAY = lazy(r"\d?\d")
_LETTER = lazy(r"\W{0,3}[^\W\d_]\.")
_REACH = 30
"""Code points in which the word before a dot and the word before that are looked for."""


def dot_ends(text: str, begin: int, dot: int, after: int) -> bool:
    """Tell whether the dot at `dot` ends the sentence that began at `begin`, if the next word stands at `after`."""
    before, written = _words(text, begin, dot)
    word, first, follows = written.lower(), text[after], _next(text, after)
    if not word:  # no word but perhaps a day: `17. November`
        return follows.lower() not in MONTHS or not _DAY.fullmatch(text[max(begin, dot - 2) : dot].strip())
    if len(word) > 1 and written.isalpha() and written.isupper():
        return True  # EST, SEC, CA are acronyms, not the abbreviations of the same letters
    if word in NEVER or text.endswith(PHRASES, begin, dot) or f"{before.lower().strip('.')}.{word}" in PAIRS:
        return False
    if word in TITLES and written[0].isupper():
        return False
    if first.isdigit():
        return not (word in NUMBERED or word in CALENDAR or word in TIMES)
    if first.islower():
        return not (word in CLIPPED or word in CALENDAR or word in NAMES or _DOTTED.fullmatch(word))
    if word in CALENDAR or word in TIMES:
        return not (follows.lower() in DATES or (word in TIMES and follows.lower() in ZONES))
    if word in LETTERED:
        return len(follows) != 1
    if word in NAMES or _DOTTED.fullmatch(word):
        return dot - len(word) > begin and _name_ends(text, after, before, written)
    return True


def _name_ends(text: str, after: int, before: str, name: str) -> bool:
    """Tell whether a sentence ends behind an initial, `U.S.` or `Inc.`, if the next word is not in lower case."""
    if _LETTER.match(text, after):
        return False  # one initial behind the other
    if len(name) == 1 and name.islower() and name not in NUMBERED and not _LETTER.fullmatch(before):
        return True  # the name of a quantity: `below x. Then`, but not `e. g. Then`
    return not _next(text, after) or _is_starter(text, after) or before.lower() in SERIES


def bang_ends(text: str, begin: int, bang: int, after: int) -> bool:
    """Tell whether the `!` or `?` at `bang` ends the sentence, or is part of a name such as Yahoo!."""
    _, written = _words(text, begin, bang)
    follows = _next(text, after).lower()
    return not written or not follows or _is_starter(text, after) or not {written.lower(), follows} & NAMES


def _words(text: str, begin: int, stop: int) -> tuple[str, str]:
    """Return the two words before a mark, "" for each that is missing."""
    words = text[max(begin, stop - _REACH) : stop].rsplit(None, 2)
    found = _WORD.search(words[-1]) if words else None
    return words[-2] if len(words) > 1 else "", found.group() if found else ""


def _next(text: str, after: int) -> str:
    match = _NEXT.match(text, after, after + _REACH)
    return match.group() if match else ""


def _is_starter(text: str, after: int) -> bool:
    """Tell whether the next word is one that begins sentences."""
    return _next(text, after).lower() in STARTERS
