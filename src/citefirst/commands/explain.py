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
    from citefirst.report.views.rules import CODE, index, page
    from citefirst.rules import RULES
    from citefirst.terminal import laid_out

    if code is None:
        click.echo(laid_out(index(RULES)), nl=False)
        return
    for rule in RULES:
        if code.lower() in (rule.code.lower(), rule.name):
            click.echo(laid_out(page(rule), deepest=CODE - 1), nl=False)
            return
    raise click.UsageError(f"there is no rule {printable(code)}: `citefirst explain` lists them")
