"""The register: all records in one table, which a small script in the page sorts and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from citefirst.report.summary import plural
from citefirst.site.entry import Entry
from citefirst.site.pages import environment, render
from citefirst.site.record_page import Around

HEAD = ("Record", "Verdict", "Workflow", "Status", "Owner", "With a source", "Without", "UNKNOWN", "Ends")
_CHOICES = 60
"""Values that a list to choose from has room for, the commonest."""


def page(entries: Sequence[Entry], around: Around, where: str, day: str) -> str:
    """Return the page. `where` names the repository and the commit, `day` is the one on which it was judged."""
    row = environment().get_template("row.html")
    verdicts = Counter("holds" if entry.verdict == "holds" else "does not hold" for entry in entries)
    filters = (
        ("verdict", "Verdict", verdicts),
        ("workflow", "Workflow", Counter(entry.workflow for entry in entries if entry.workflow)),
        ("status", "Status", Counter(entry.status for entry in entries if entry.status)),
        ("owner", "Owner", Counter(owner for entry in entries for owner in entry.owners)),
    )
    values = {
        "around": around,
        "where": where,
        "day": day,
        "count": len(entries),
        "head": HEAD,
        "rows": Markup("".join(row.render(entry=entry, plural=plural) for entry in entries)),
        "filters": [
            (name, label, sorted(found.most_common(_CHOICES))) for name, label, found in filters if len(found) > 1
        ],
    }
    return render("register.html", values, "register.js")
