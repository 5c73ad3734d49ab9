"""A record that would leave the gate in silence: front matter that is nearly right, and globs that take nothing out."""

from __future__ import annotations

from support.scenario import BASE, GOOD, POLICY, UNCITED

from attacks import Attack

FREE = {**BASE, ".citefirst.yml": "records: {}\n"}
"""A repository in which a file is a record by its own word alone."""
ABOVE = {
    "an empty line": "\n",
    "a lone CR": "\r",
    "a tab and CRLF": "\t\r\n",
    "a second byte order mark": "\ufeff\ufeff",
    "a title": "# Checkout\n\n",
    "a comment": "<!-- draft -->\n",
}
OTHERWISE = {
    "a comment behind the fence": ("---\nworkflow", "--- # note\nworkflow"),
    "four dashes": ("---\n", "----\n"),
    "an em dash": ("---\n", "\u2014\n"),
    "a capital": ("workflow:", "Workflow:"),
    "an invisible letter": ("workflow:", "work\u200bflow:"),
}
READ = {
    "an escaped key": ("workflow:", '"work\\x66low":'),
    "an explicit key": ("workflow: note", "? workflow\n: note"),
}
UNNAMED = UNCITED.replace("workflow: note\n", "")
OUT = {**BASE, ".citefirst.yml": f"{POLICY}  '!docs/README.md': none\n"}

ATTACKS = [
    *(
        Attack(
            name=f"gate: {what} above the front matter",
            base=FREE,
            head={"docs/a.md": above + UNCITED},
            codes=("CF008", "CF201"),
            alone=("CF008", "CF201"),
            says="is not read",
        )
        for what, above in ABOVE.items()
    ),
    *(
        Attack(
            name=f"gate: {what} in the front matter",
            base=FREE,
            head={"docs/a.md": UNCITED.replace(*change)},
            codes=("CF008", "CF201"),
            alone=("CF008", "CF201"),
        )
        for what, change in OTHERWISE.items()
    ),
    *(
        Attack(
            name=f"gate: {what} names the workflow",
            base=FREE,
            head={"docs/a.md": UNCITED.replace(*change)},
            codes=("CF201",),
            alone=("CF201",),
        )
        for what, change in READ.items()
    ),
    Attack(
        name="gate: a record leaves it by an empty line",
        base={**FREE, "docs/a.md": GOOD},
        head={"docs/a.md": "\n" + UNCITED},
        codes=("CF008", "CF201"),
        alone=("CF008", "CF201"),
    ),
    Attack(
        name="gate: the head takes its record out of the globs",
        head={
            "docs/a.md": UNCITED.replace("workflow: note\n", ""),
            ".citefirst.yml": f"{POLICY}  '!docs/a.md': none\n",
        },
        codes=("CF201",),
        alone=(),
    ),
    Attack(
        name="control: the base takes a page beside the records out",
        base=OUT,
        head={"docs/README.md": "# Records\n\nWe lost 4 TB on 3 May.\n"},
        exit=0,
        alone=(),
    ),
]
