"""A cheap guess whether a text is English, by the commonest words, since the signals know English words only."""

from __future__ import annotations

import re
from functools import cache

COMMON: dict[str, str] = {
    "English": """the and of to in is that it was for on are with as be this have from or by not but what all were
        when we there can an which their if will has been had at after because they""",
    "German": """der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus
        er hat dass sie nach wird bei einer um am sind noch wie einem über einen wurde wir""",
    "French": """le la les et des en un une du que est dans qui pour au sur pas avec par plus ne ce se sont ou nous
        il elle cette à été ont mais aux leur après""",
    "Spanish": """el la los las de que y en un una es por con para se del al como más lo su pero fue no está son hay
        desde cuando sobre entre porque este esta""",
    "Portuguese": """o os a as de que e em um uma é por com para se do da dos das no na não mais foi como mas ao pelo
        pela são quando ser está""",
    "Italian": """il lo la gli le di che e in un una è per con non del della dei delle al alla si sono da più come ma
        anche stato nel nella quando""",
    "Dutch": """de het een en van in is dat op te zijn met voor niet die er aan om ook als bij naar maar door uit
        was worden wordt heeft we dit deze""",
    "Swedish": """och att det som en på är av för med den till inte har de ett var om men vi från när så efter kan vid
        eller""",
    "Polish": """i w na z do nie się to jest że o jak po co był ale od za przez dla przy oraz został było które może""",
}
"""Words that fill a text of each language, whatever it is about."""

LIMIT = 20_000
"""Code points of a text that are read."""
FIRST_OTHER = "\u0370"
"""Letters from here on are no Latin ones, nearly all of them."""
FEWEST = 8
"""Common words below which a text is too short for a guess."""

_EDGE = ".,;:!?()[]{}\"'*_`|"


def foreign(text: str) -> str:
    """Name the language of a text that is not English, in words for people; "" if it is, or may be, English."""
    text = text[:LIMIT]
    if not text.isascii() and _other_script(text):
        return "a script other than Latin"
    words = [word.strip(_EDGE) for word in text.lower().split()]
    known = _count(words, "English")
    if known * 10 > len(words):
        return ""
    counts = {name: _count(words, name) for name in COMMON}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= FEWEST and counts[best] > 2 * known else ""


def _other_script(text: str) -> bool:
    others = sum(map(str.isalpha, re.findall(f"[{FIRST_OTHER}-\U0010ffff]", text)))
    return others > 0 and 3 * others > sum(map(str.isalpha, text))


def _count(words: list[str], language: str) -> int:
    return sum(map(_common(language).__contains__, words))


@cache
def _common(language: str) -> frozenset[str]:
    return frozenset(COMMON[language].split())
