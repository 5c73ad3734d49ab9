"""Which family a heading belongs to: the ground on which a line's section speaks for or against a fact.

The phrases are those that real records use most, in several houses' templates. A phrase counts where it opens a
heading, or anywhere in a short one.
"""

from __future__ import annotations

import re
from functools import lru_cache

FAMILIES: dict[str, str] = {
    "metadata": """metadata / meta / status / author / authors / attendees / participants / involved /
        involved parties / references / links / resources / related / further reading / copyright
        / owner / level / changelog / revision history / review / reviewers / approvals / sources
        / documentation links / deciders / prs / related issues / more information / glossary /
        terminology / definitions""",
    "questions": "questions / open questions / unresolved questions / outstanding questions / faq",
    "actions": """action items / actions / action / follow-up / follow-ups / follow up / followup / follow-up tasks
        / next steps / corrective / corrective actions / preventative measures /
        preventive actions / prevention / recommendations / immediate actions / improvements /
        process improvements / technical improvements / documentation improvements / todo / to do
        / to-do / tasks / future work / what will we do / what are we doing / what we're doing /
        planned changes / remediation items / plan / rollout plan / test plan / roadmap /
        implementation plan / milestones""",
    "lessons": """lessons learned / lessons / what went well / what went wrong / what went poorly /
        what didn't go well / what could have gone better / things that went well /
        things that went poorly / where we got lucky / takeaways / key takeaways / learnings /
        retrospective / reflection / conclusion / conclusions""",
    "timeline": """timeline / incident timeline / timeline of events / chronology / sequence of events / key events /
        events / leadup / lead up""",
    "cause": """root cause / root causes / cause / causes / contributing factors / root cause analysis / five whys
        / five why's / 5 whys / trigger / analysis / investigation / why did /
        blameless root cause / bug / what caused""",
    "detection": "detection / discovery / how was it detected / identified / alerting",
    "response": """resolution / recovery / response / mitigation / remediation / resolution and recovery /
        details of fix / how we fixed / fix / the fix / workaround / details""",
    "impact": """impact / affected / what was impacted / damage / severity / customer impact / user impact /
        who was affected / stats / scope of impact""",
    "options": """considered options / options considered / options / alternatives / alternative /
        alternatives considered / alternative approaches / pros and cons / pros / cons /
        other options / option / drawbacks / risks / risks and mitigations / positive / negative /
        neutral""",
    "consequences": """consequences / positive consequences / negative consequences / outcomes / implications /
        trade-offs / security / compatibility""",
    "decision": """decision / decision outcome / proposal / proposed solution / proposed / solution / detailed design
        / design / specification / implementation / goals / non-goals / aims / anti-aims /
        requirements / decision drivers / rationale / approach""",
    "context": """context / context and problem statement / problem / problem statement / background / motivation /
        introduction / current state / currently / current situation / existing""",
    "summary": """summary / overview / issue summary / incident summary / executive summary / tl;dr / abstract /
        what happened / description / issue""",
}
"""Family to its phrases, each phrase in one family only."""

SHORT = 5
"""Words up to which a phrase may stand anywhere in a heading."""

_NOISE = re.compile(r"^[\W\d_]*|[\W_]+$")
_WHEN = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}[:.]\d\d)\b|(?:[A-Z][a-z]+,? )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+(?: \d{4})?$"
)
_PHRASES = {phrase.strip(): family for family, phrases in FAMILIES.items() for phrase in phrases.split("/")}


@lru_cache(maxsize=2048)
def family(title: str) -> str:
    """The family of a heading, "" where it has none. A heading that is a date or a clock time is a timeline's."""
    title = title[:200].strip()
    if _WHEN.match(title):
        return "timeline"
    words = _NOISE.sub("", title.lower().replace("\u2019", "'").replace("(", " ").replace(")", " ")).split()
    for length in range(min(len(words), 4), 0, -1):
        for start in range(len(words) - length + 1 if len(words) <= SHORT else 1):
            found = _PHRASES.get(" ".join(words[start : start + length]).strip(".,:;?!"))
            if found:
                return found
    return ""


def nearest(titles: tuple[str, ...]) -> str:
    """The family of the innermost heading that has one."""
    return next((found for found in map(family, titles) if found), "")
