"""`citefirst explain`: the rules for people."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a rule by its CODE or name; list all rules when none is named."""
    from citefirst.cli import printable
    from citefirst.report.views.rules import index, page
    from citefirst.rules import RESERVED, RULES

    if code is None:
        click.echo(index(RULES), nl=False)
        return
    for rule in RULES:
        if code.lower() in (rule.code.lower(), rule.name):
            click.echo(page(rule), nl=False)
            return
    if code.upper() in RESERVED:
        raise click.UsageError(f"{code.upper()} ({RESERVED[code.upper()]}) is reserved and not checked yet")
    raise click.UsageError(f"there is no rule {printable(code)}: `citefirst explain` lists them")
