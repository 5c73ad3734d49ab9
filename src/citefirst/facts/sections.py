"""The family of a heading: how a line's section speaks for or against a fact.

The phrases are those that real records use most, in several houses' templates. A phrase of several words counts
anywhere in a short heading, a single word where it opens one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

FAMILIES: dict[str, str] = {
    "metadata": """metadata / meta / status / author / authors / attendees / participants / involved /
        involved parties / references / reference / links / useful links / resources / related / related adrs /
        related work / see also / further reading / copyright / owner / level / changelog / revision history /
        history / review / reviewers / approvals / sources / documentation / documentation links / deciders / prs /
        related issues / more information / more info / additional information / glossary / terminology / definitions /
        credits / acknowledgements / acknowledgments / thanks / contents / table of contents / tags / contributors /
        stakeholders / open prs / contact""",
    "questions": """questions / open questions / unresolved questions / outstanding questions / open issues / faq /
        unresolved / unknowns""",
    "actions": """action items / actions / action / action points / follow-up / follow-ups / follow up / followup /
        followups / follow-up tasks / follow-up actions / follow-up improvements / next steps / corrective /
        corrective actions / corrective and preventative measures / corrective and preventive measures /
        preventative measures / preventive actions / preventative actions / prevention / recommendations /
        recommendation / immediate actions / improvements / improvement / process improvements /
        technical improvements / documentation improvements / todo / to do / to-do / tasks / future work /
        future actions / future measures / possible future work / future directions / what will we do /
        what are we doing / planned changes / remediation items / remedial measures / plan / plans / rollout /
        rollout plan / migration plan / test plan / roadmap / timeline and roadmap / implementation plan /
        implementation steps / release strategy / release plan / milestones / long term solution / long-term fix /
        long term fix / work items / sprints / deliverables / preventive measures / repair items / to-dos /
        proposed actions / suggestions""",
    "steps": """steps / instructions / how to / reproducing / reproduction / steps to reproduce / usage /
        installation / procedure / guide / runbook / upgrade instructions / performing the upgrade / verification /
        process outline / step / checklist""",
    "lessons": """lessons learned / lessons learnt / lessons / lesson / what went well / what went wrong /
        what went poorly / what went badly / what didn't go well / what did not go well / what didn't go so well /
        what could have gone better / what could be improved / things that went well / things that went poorly /
        where we got lucky / where did we get lucky / we got lucky / takeaways / key takeaways / learnings /
        retrospective / things that went wrong / what we learned / what we have learned / reflection / reflections /
        conclusion / conclusions / what have we learned / what did we learn""",
    "timeline": """timeline / incident timeline / timeline of events / timeline of an incident / chronology /
        sequence of events / chain of events / order of events / key events / events / leadup / lead up / lead-up""",
    "cause": """rca / whys / contributing conditions / root cause / root causes / cause / causes /
        contributing factors / contributing factor / root cause analysis / root cause identification / five whys /
        five why's / 5 whys / 5 why's / trigger / triggers / analysis / investigation / investigations / why did /
        blameless root cause / bug / what caused / what went on / technical explanation / technical details /
        technical analysis / vulnerability / findings / diagnosis / faults""",
    "detection": """detection / discovery / how was it detected / identified / alerting / how did we find out /
        identification / how was the incident detected / how was the issue found / how did we detect it /
        how we found out / how we noticed""",
    "response": """restoration / how was it resolved / what did we do / resolution / recovery / response / mitigation /
        mitigations / remediation / resolution and recovery / details of fix / how we fixed / how was it fixed / fix /
        the fix / short term fix / workaround / details / actions taken / what we did / resolved / postmortem /
        incident response""",
    "impact": """impact / affected / what was impacted / damage / severity / customer impact / user impact /
        impact on users / business impact / who was affected / what was affected / stats / statistics /
        scope of impact / risks and hazards / consequence for users / symptoms / outage""",
    "pros": """pros and cons / pros and cons of the options / pros / cons / advantages / disadvantages / benefits /
        drawbacks / strengths / weaknesses / positive / negative / neutral / positives / negatives / downsides /
        upsides / positive consequences / negative consequences / limitations / trade-offs / tradeoffs / discussion /
        comparison / evaluation / rationale / reasons / reason for rejection / risks / risks and mitigations / cost /
        cost analysis / benefit / con / pro""",
    "options": """considered options / options considered / options / alternatives / alternative /
        alternatives considered / considered alternatives / alternative approaches / alternative solutions /
        other options / other options considered / option / design alternatives / possible solutions / solutions /
        approaches""",
    "consequences": """consequences / consequence / outcomes / outcome / implications / impacts / security /
        compatibility / source compatibility / abi compatibility / backwards compatibility / privacy /
        security considerations / considerations / additional considerations / things to consider /
        stakeholder impacts / implications on adoption / general consequences""",
    "decision": """decision / decisions / decision outcome / proposed decision / proposal / proposals /
        proposed solution / proposed / solution / detailed design / design / design details / design evaluation /
        specification / implementation / architecture / goals / non-goals / goal / non-goal / aims / anti-aims /
        objectives / objective / scope / out of scope / requirements / decision drivers / drivers / approach /
        success criteria / success metrics / forces / criteria / decision criteria / evaluation criteria /
        user stories / use cases / principles / guidelines / policy / api changes / scenarios / desired outcome /
        summary of changes / semantics / constraints""",
    "context": """context / context and problem statement / problem / problem statement / problem context /
        the problem / background / motivation / introduction / current state / current status / current situation /
        current / currently / as-is / present state / existing / existing architecture / why / issue / issues /
        challenges / prior art / what we have / history and context / state of the art / how it works""",
    "summary": """summary / overview / issue summary / incident summary / executive summary / tl;dr / tldr / abstract /
        what happened / description / incident description / quick facts / important information / in short /
        synopsis""",
}
"""Family to its phrases, each phrase in one family only."""

GROUPS: dict[str, str] = {
    **dict.fromkeys(("timeline", "impact", "cause", "detection", "response"), "events"),
    **dict.fromkeys(("actions", "questions", "steps"), "to do"),
    "": "elsewhere",
}
"""Families that read alike; the others are a group each."""

SHORT = 5
"""Words up to which a phrase may stand anywhere in a heading."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DAY = (
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{{4}}[-/.]\d\d[-/.]\d\d|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?:,? \d{{4}})?"
)
_WHEN = rf"\W*(?:{DAY})?[\s,-]*(?:at |ca\.? )?(?:\d{{1,2}}[:.]\d\d\b|\d{{1,2}}\s?[ap]m\b)|\W*{DAY}\W*(?:UTC|\(.*)?$"
_OPTION = re.compile(
    r"\W*(?:option|alternative|approach|solution|variant|scenario|proposal|possibility)s? ?#?(?:\d|[a-z]\b)"
    r"|\W*[A-Z]\d\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"\W*how (?:to|can i)\b|\W*step \d", re.IGNORECASE)
_NOISE = re.compile(r"^(?::[a-z0-9_+-]+:|[\W\d_])+|[\W_]+$")
_PROPOSAL = re.compile(r"\b(?:RFC|ADR|TEP|KEP|SEP|AIP|MIP|EIP|SE)\b|(?i:request for comments|proposal)|^\d{1,4}[.:] ")
_LONGEST = max(len(phrase.split()) for phrases in FAMILIES.values() for phrase in phrases.split("/"))
_PHRASES = {" ".join(phrase.split()): family for family, phrases in FAMILIES.items() for phrase in phrases.split("/")}


@lru_cache(maxsize=2048)
def family(title: str) -> str:
    """Return the family of a heading, "" if it has none. A heading that is a day or a time of day is a timeline's."""
    title = title[:200].strip()
    if any(map(str.isdigit, title)) and _when().match(title):
        return "timeline"
    named = _named(_NOISE.sub("", _plain(title)).split())
    if named:
        return named
    if _OPTION.match(title):
        return "options"
    return "steps" if _STEP.match(title) else ""


@cache
def _when() -> re.Pattern[str]:
    return re.compile(_WHEN, re.IGNORECASE)


def _plain(title: str) -> str:
    return title.lower().replace("\u2019", "'").replace("(", " ").replace(")", " ").replace("&", "and")


def _named(words: list[str]) -> str:
    """Return the family of the longest phrase in a heading's words, of the first one among equals."""
    for length in range(min(len(words), _LONGEST), 0, -1):
        if length == 1 and len(words) > SHORT + 1:
            break
        anywhere = len(words) <= SHORT and (length > 1 or len(words) == 2)
        for start in range(len(words) - length + 1 if anywhere else 1):
            found = _PHRASES.get(" ".join(words[start : start + length]).strip(".,:;?!"))
            if found:
                return found
    return ""


def names_a_part(title: str) -> bool:
    """Tell whether a heading is one that parts of many records have, word for word: `Summary`, `2. Motivation`."""
    return _NOISE.sub("", _plain(title[:200])).strip(" .,:;?!") in _PHRASES


def nearest(titles: tuple[str, ...]) -> str:
    """Return the family of the innermost heading that has a family."""
    return next((name for name in map(family, titles) if name), "")


def group(titles: tuple[str, ...]) -> str:
    """Return the group of the nearest family; a summary below the title of a proposal tells no events."""
    name = nearest(titles)
    if name == "summary" and any(_PROPOSAL.search(title[:200]) for title in titles):
        return "proposal summary"
    return GROUPS.get(name, name)
