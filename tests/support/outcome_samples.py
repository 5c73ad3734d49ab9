"""Outcomes of runs on GitHub, and their Markdown pages.

`PYTHONPATH=src:tests python tests/outcome_samples.py` writes their files in `golden/` anew.
"""

from __future__ import annotations

from support.report_samples import CITE, EMPTY, GOLDEN, HELD, HOSTILE, MANY, REALISTIC, UNCITED, WARNED, finding, report

from citefirst.report.outcome import Base, Outcome, Proposal, RunPlace
from citefirst.report.pages import comment, step_summary

HEAD = "3f9c2a7d5b1e48c6a0d9f7e2b4c81a6530de9f12"
BASE = "5c81d0aa7e2f4b6c9d3e1f0a8b7c6d5e4f3a2b1c"
PLACE = RunPlace("https://github.com", "acme/shop", HEAD, run=123456)
ONE = report(finding("CF201", (31, 1, 31, 43), UNCITED, "Checkout p99 rose to 4.2 s for 38 minutes.", hint=CITE))
RELEASED = tuple(f"docs/old/{letter}.md" for letter in "abcdefg")
FAULT = "`.citefirst.yml`, line 3: `workflwo` is no key of a policy"
NOTES = ("The policy is that of the base branch `main`.", "1. `docs/x.md` was renamed from `docs/y.md`.")

OUTCOMES = {
    "clean": Outcome(HELD, PLACE),
    "one": Outcome(ONE, PLACE, base=Base("main", BASE)),
    "several": Outcome(REALISTIC, PLACE, notes=NOTES, base=Base("", BASE)),
    "many": Outcome(MANY, PLACE),
    "warned": Outcome(WARNED, PLACE),
    "warnings-fail": Outcome(WARNED, PLACE, fail_on="warning"),
    "observe": Outcome(ONE, PLACE, mode="observe"),
    "nothing": Outcome(EMPTY, PLACE),
    "whole": Outcome(REALISTIC, PLACE, whole=True),
    "proposal": Outcome(ONE, PLACE, proposal=Proposal(REALISTIC, released=RELEASED)),
    "fault": Outcome(HELD, PLACE, proposal=Proposal(None, FAULT)),
    "hostile": Outcome(HOSTILE, PLACE, base=Base("`a`|<b>@alice #1\x1b[31m", BASE)),
}
CUT = 6000
"""A limit that leaves out findings of `many`."""


def rendered() -> dict[str, str]:
    """File in `golden/` to what it must hold."""
    files = {"cut-comment.md": comment.render(OUTCOMES["many"], CUT)}
    files["cut-summary.md"] = step_summary.render(OUTCOMES["many"], "citefirst.json", CUT)
    for name, outcome in OUTCOMES.items():
        files[f"{name}-comment.md"] = comment.render(outcome)
        files[f"{name}-summary.md"] = step_summary.render(outcome, "citefirst.json")
    return files


if __name__ == "__main__":
    for name, content in rendered().items():
        (GOLDEN / name).write_text(content, "utf-8", newline="\n")
