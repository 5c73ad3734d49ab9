"""Instructions of a template that were left in place of an answer."""

from __future__ import annotations

import re
from functools import cache

_OPENINGS = ("Describe", "List", "Report", "Explain", "Summari", "Outline", "Briefly", "Note", "Run", "<")
_PROMPT = (
    r"[\W_]{0,3}(?:(?:Describe|List|Report|Explain|Summari[sz]e|Outline|Briefly (?:describe|explain))"
    r"\b.{0,80}\b(?:how|what|when|who|why|which|any|all|the (?:\w{1,20} )?(?:root cause|cause"
    r"|incident|impact|timeline|events|alternatives|decision|consequences|options|problem|issue|pros))\b"
    r"|Note the (?:final|main) (?:root )?cause\b|Run an? \S{1,30} analysis to\b)"
    r"|\W{0,3}<(?:add|insert|enter|describe|your|link to)\b[^<>]{0,80}>\W*$"
)


def is_prompt(text: str) -> bool:
    return text.lstrip("_*([ ").startswith(_OPENINGS) and _pattern().match(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PROMPT)
