"""What pages say of formats and exports, made of the values that the program itself uses.

A page keeps such a part between `<!-- NAME -->` and `<!-- end of NAME -->`; everything else of it is written by hand.
"""

from __future__ import annotations

from citefirst.ailog import assistants
from citefirst.ailog.exports import FORMATS as EXPORTS
from citefirst.dataset.questions import questions
from citefirst.report.formats import FORMATS
from citefirst.rules import RULES
from citefirst.rules.rule import Safety


def filled(page: str, name: str, text: str) -> str:
    """A page with a text between the marks of a part. Raises ValueError where a mark is missing or stands twice."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, *rest = page.split(start)
    if len(rest) != 1 or rest[0].count(end) != 1:
        raise ValueError(f"the page must hold `{start}` and `{end}` once each")
    return f"{before}{start}{text}{end}{rest[0].partition(end)[2]}"


def _table(*rows: tuple[str, ...]) -> str:
    head, *others = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join(("", "", head, "| --- " * len(rows[0]) + "|", *others, "", ""))


def formats_table() -> str:
    """The formats of a report, for docs/cli.md."""
    rows = ((f"`{name}`", form.audience, form.says) for name, form in FORMATS.items())
    return _table(("`--format`", "for", "says"), *rows)


def formats_named() -> str:
    """The names of the formats, for README.md."""
    *names, last = (f"`{name}`" for name in FORMATS)
    return f"{', '.join(names)} or {last}"


def exports_table() -> str:
    """The formats of export, for docs/assistants.md."""
    rows = ((form.assistant, form.export, _tool(name), form.source, form.unread) for name, form in EXPORTS.items())
    return _table(("assistant", "export", "`--tool`", "shape by", "not read"), *rows)


_REACHES: dict[Safety, str] = {
    "safe": "`--fix`, editors, SARIF, rdjson",
    "unsafe": "`--fix --unsafe-fixes`, editors, SARIF, rdjson",
    "choice": "editors",
}
"""Where a mend is made or shown."""


def mends_table() -> str:
    """The mends of the rules, for docs/fixing.md."""
    rows = (
        (
            f"[{rule.code}](rules.md#{rule.code.lower()}) {rule.name}",
            mend.title,
            mend.safety,
            _REACHES[mend.safety],
            mend.leaves.replace(" ", ", "),
        )
        for rule in RULES
        for mend in rule.mends
    )
    return _table(("finding", "mend", "is", "made or shown by", "may leave"), *rows)


def questions_table() -> str:
    """The questions that a ledger is asked by name, for docs/ledger.md."""
    rows = ((f"`{each.usage}`", each.says) for each in sorted(questions().values()))
    return _table(("question", "answers"), *rows)


def _tool(export: str) -> str:
    managed = (one for one in assistants.known() if export in one.exports and one.account == "managed")
    return next((f"`{one.slug}`" for one in managed), "its name")
