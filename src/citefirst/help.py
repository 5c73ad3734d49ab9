"""The help of the command line: commands by what they are for, and a near name for one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

SECTIONS: Mapping[str, str] = {
    "Check": "check claims explain workflows audit verify",
    "Write": "init new gather prompt log approve keep",
    "Look back": "trace report list ledger retro shipped rollout",
    "Extend": "policy schema",
    "Connect": "lsp mcp completions",
}
"""Names of commands by the section of the help in which they stand."""


def write_commands(group: click.Group, context: click.Context, formatter: click.HelpFormatter) -> None:
    """Write each command with the whole first sentence of its help, which is wrapped and never cut off."""
    for title, names in SECTIONS.items():
        found = [(name, group.get_command(context, name)) for name in names.split()]
        rows = [(name, first_sentence(command.help or "")) for name, command in found if command]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def first_sentence(text: str) -> str:
    """Return the first sentence of a help text, on one line and without its full stop."""
    line = " ".join(text.partition("\n\n")[0].split())
    return line.partition(". ")[0].removesuffix(".")


def unknown(name: str, names: Iterable[str]) -> str:
    """Say that a command does not exist, and which one may be meant."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(names), n=1)
    meant = f" Did you mean `{near[0]}`?" if near else " `citefirst --help` lists those that there are."
    return f"there is no command `{name}`.{meant}"
