"""Reports as the check makes them, and as a hostile record would have them.

`PYTHONPATH=src:tests python -m support.report_samples` writes `golden/` anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from support.paths import TESTS

from citefirst import __version__
from citefirst.model import Approved, Counts, Finding, RecordReport, Report, Severity, Unverified
from citefirst.places import Region
from citefirst.report.formats import FORMATS, module_of, text

GOLDEN = TESTS / "golden"
URL = "https://github.com/citefirst/citefirst/blob/main/docs/rules.md#"
POSTMORTEM = "docs/incidents/inc-2041.md"


@dataclass(frozen=True)
class SampleRule:
    """What a report needs to know of a rule."""

    code: str
    name: str
    summary: str
    why: str
    severity: Severity = "error"

    @property
    def url(self) -> str:
        return f"{URL}{self.code.lower()}"


RULES = (
    SampleRule(
        "CF001",
        "unreadable-record",
        "A record cannot be read.",
        "What cannot be read cannot be checked, so it does not pass.",
    ),
    SampleRule(
        "CF201",
        "uncited-claim",
        "A factual line has neither a source nor the label UNKNOWN.",
        "A reader checks what a line rests on.",
    ),
    SampleRule(
        "CF202",
        "undefined-source",
        "A source is cited and never defined.",
        "A label that leads nowhere looks like evidence.",
    ),
    SampleRule(
        "CF204",
        "unused-source",
        "A source is defined and never cited.",
        "It may back a line that lost its citation.",
        "warning",
    ),
    SampleRule(
        "CF401", "missing-owner", "Nobody holds a role that must sign.", "A record that nobody signs is nobody's."
    ),
)
_RULES = {rule.code: rule for rule in RULES}


def finding(
    code: str,
    place: tuple[int, int, int, int],
    message: str,
    excerpt: str = "",
    *,
    hint: str | None = None,
    path: str = POSTMORTEM,
    workflow: str | None = "incident-postmortem",
) -> Finding:
    """A finding of a sample rule; `place` is line, column, end line, end column."""
    rule = _RULES[code]
    fingerprint = f"{code[2:]}{place[0]:05x}{place[1]:04x}c17e"
    return Finding(
        code=code,
        rule=rule.name,
        severity=rule.severity,
        workflow=workflow,
        path=path,
        region=Region(*place),
        message=message,
        hint=hint,
        url=rule.url,
        excerpt=excerpt,
        fingerprint=fingerprint,
    )


COUNTS = Counts(14, 12, 9, 1, 2)


def report(*findings: Finding, skipped: tuple[str, ...] = (), counts: Counts = COUNTS) -> Report:
    """A report with one record for each path; the first one has the counts."""
    by_path: dict[str, list[Finding]] = {}
    for each in findings:
        by_path.setdefault(each.path, []).append(each)
    records = [
        RecordReport(
            path=path, workflow=found[0].workflow, findings=tuple(found), claims=Counts() if number else counts
        )
        for number, (path, found) in enumerate(by_path.items())
    ]
    return Report(tuple(records), skipped)


CITE = "cite the artifact that shows it, such as [S1], or begin with UNKNOWN"
UNCITED = "this sentence states a fact without a source"
TITLES = 'https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"'

REALISTIC = report(
    finding("CF201", (31, 1, 31, 43), UNCITED, "Checkout p99 rose to 4.2 s for 38 minutes.", hint=CITE),
    finding(
        "CF401",
        (6, 3, 6, 21),
        "nobody signs as incident-commander",
        "  incident-commander:",
        hint='write `incident-commander: "@login"`',
    ),
    finding("CF204", (58, 1, 58, 5), "S2 is defined and never cited", f"[S2]: {TITLES}", hint="cite it or remove it"),
    finding(
        "CF202",
        (17, 58, 17, 62),
        "S9 is cited and never defined",
        "- The pool of `cart` was exhausted at 14:05, see the log [S9] and the dashboard of the team, 14:02 to 14:40.",
        hint='define it: [S9]: https://… "kind: what it shows"',
        path="docs/adr/0007-use-a-queue.md",
        workflow="architecture-decision",
    ),
    finding(
        "CF201",
        (21, 3, 23, 12),
        "this item states a fact without a source",
        "- Orders that failed were retried by the queue, which",
        hint=CITE,
        path="docs/adr/0007-use-a-queue.md",
        workflow="architecture-decision",
    ),
    finding(
        "CF001",
        (1, 1, 1, 1),
        "the file is not UTF-8: line 3 has the byte 0xff",
        hint="records are UTF-8 text files inside the repository",
        path="docs/incidents/inc-1990.md",
        workflow=None,
    ),
    skipped=("README.md",),
)
HELD = Report(
    tuple(
        RecordReport(path=f"docs/{name}.md", workflow="incident-postmortem", findings=(), claims=Counts(5, 4, 4))
        for name in "abc"
    )
)
UNTOLD = Unverified("https://wiki.example.com/\x1b[2Jx", "its server asks for a login (401)")
APPROVED = Report(
    (
        RecordReport(
            path="docs/a.md",
            workflow="incident-postmortem",
            claims=Counts(5, 4, 4),
            approvals=(
                Approved(
                    0, "lead", "@hana", "2026-11-05", "signed", "signed", "1" * 40, "H <h@example.com>", "h@example.com"
                ),
                Approved(1, "peer", "@bo", "2026-11-05", "signed", "pending", author="Bo <bo@example.com>"),
                Approved(2, "qa", "@di", "2026-11-05", "signed", "standing"),
                Approved(3, "ops", "\x1b[2J", "", "signed", "other", reason="::error::by \u202e somebody"),
            ),
        ),
        RecordReport(
            path="docs/b.md",
            workflow="incident-postmortem",
            claims=Counts(5, 4, 4),
            declared=1,
            approvals=(Approved(0, "lead", "@hana", "2026-11-05", "declared", entered_by="@alice"),),
        ),
    )
)
LOOKED_UP = Report(
    (
        RecordReport(
            path="docs/a.md",
            workflow="incident-postmortem",
            findings=(),
            claims=Counts(5, 4, 4),
            looked_up=3,
            untold=(UNTOLD,),
        ),
        RecordReport(
            path="docs/b.md", workflow="incident-postmortem", findings=(), claims=Counts(5, 4, 4), looked_up=1
        ),
    )
)
WARNED = report(
    finding("CF204", (9, 1, 9, 5), "S2 is defined and never cited", f"[S2]: {TITLES}"), counts=Counts(1, 1, 1)
)
EMPTY = Report(skipped=("README.md", "notes.md"))
LONG = "0123456789" * 300 + "The deploy of 14:02 caused it." + "abcdefghij" * 197

HOSTILE_TEXTS = (
    "a\nb\r\n::error file=x.md,line=1::forged",
    "::error::forged",
    "  ::warning::forged",
    "##[error]forged",
    "x ##[warning file=a;line=1]forged ###[error]again",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link\x9b2J",
    "admin\u202egnp.exe \u2066isolated\u2069 zero\u200bwidth \u2028line \U000e0041tag",
    "100%25 %0A::error::forged %3A %2C 50%",
    "a,b:c;d]e=f",
    "\ud800 lone \udcff",
    "[S1](https://evil.example) [a](1) {0} {{x}} \\[b\\]",
    "界面 \uff46\uff55\uff4c\uff4c 🚀 ⚠️ é e\u0301 👩\u200d💻",
    "\tone\ttwo",
    "",
)
HOSTILE = report(
    *(
        finding("CF201", (number, 1, number, len(words) + 1), f"`{words}` states a fact", words, hint=words or None)
        for number, words in enumerate(HOSTILE_TEXTS, 1)
    ),
    finding("CF201", (40, 3001, 40, 3031), UNCITED, LONG),
    finding("CF201", (41, 1, 41, 5001), UNCITED, LONG),
    finding("CF202", (42, 9, 42, 9), "nothing is cited here", "\t界: see  it"),
    finding("CF202", (43, 40, 43, 44), "a place behind the line's end", "short"),
    finding("CF204", (1, 1, 1, 2), "odd path", "x", path="::error file=a,b:c%0A\n##[error]\x1b[2J\u202e界.md"),
    finding("CF204", (1, 1, 1, 2), "colon first", "x", path="C:/a b/ü?#%.md"),
    skipped=("::error::x.md", "##[error]\n.md"),
)
MANY = report(
    *(
        finding("CF201", (line, 1, line, 8), UNCITED, "A fact.", hint=CITE, path=f"docs/{name}.md")
        for name in "ab"
        for line in range(1, 10)
    ),
    *(
        finding("CF204", (line, 1, line, 4), f"S{line} is never cited", f"[S{line}]: x", path="docs/c.md")
        for line in range(1, 13)
    ),
)
SAMPLES = {
    "realistic": REALISTIC,
    "held": HELD,
    "looked-up": LOOKED_UP,
    "warned": WARNED,
    "empty": EMPTY,
    "hostile": HOSTILE,
    "approved": APPROVED,
    "many": MANY,
}


EXTENSIONS = {"text": "txt"}
"""How a golden file's name ends, where it does not end with the format's name."""
EVERY_SAMPLE = ("text", "github")
"""Formats of which each sample has a golden file; of the others those of SOME have."""
SOME = ("realistic", "hostile", "empty")


def golden_names(form: str) -> list[str]:
    """Files in `golden/` that show a format."""
    return [f"{name}.{EXTENSIONS.get(form, form)}" for name in (SAMPLES if form in EVERY_SAMPLE else SOME)]


def rendered() -> dict[str, str]:
    """File in `golden/` to what it must hold, with 0.0.0 for the version."""
    files = {"realistic-color.txt": text.render(REALISTIC, color=True, width=80)}
    for form, described in FORMATS.items():
        options: dict[str, Any] = {"width": 80} if form == "text" else {}
        if described.has_rules:
            options["rules"] = RULES
        render = import_module(module_of(form)).render
        files |= {name: render(SAMPLES[name.rpartition(".")[0]], **options) for name in golden_names(form)}
    return {name: content.replace(json.dumps(__version__), '"0.0.0"') for name, content in files.items()}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, content in rendered().items():
        (GOLDEN / name).write_text(content, "utf-8", newline="\n")
