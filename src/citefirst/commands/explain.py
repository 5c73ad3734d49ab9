"""`citefirst explain`: the rules for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _rules(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from citefirst.commands.completions import rules

    return rules(context, parameter, incomplete)


@click.command("explain")
@click.argument("code", required=False, shell_complete=_rules)
def command(code: str | None) -> None:
    """Explain a rule by its CODE or name; list all rules when none is named."""
    from citefirst.cli import printable
    from citefirst.report.views.rules import index, page
    from citefirst.rules import RULES

    if code is None:
        click.echo(index(RULES), nl=False)
        return
    for rule in RULES:
        if code.lower() in (rule.code.lower(), rule.name):
            click.echo(page(rule), nl=False)
            return
    raise click.UsageError(f"there is no rule {printable(code)}: `citefirst explain` lists them")
