"""`citefirst completions`: what a shell needs to complete commands, options, rules and workflows."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completions")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what makes SHELL complete commands, options, rule codes and workflows. Read it in when the shell starts:

    \b
    bash: eval "$(citefirst completions bash)"
    zsh:  eval "$(citefirst completions zsh)"
    fish: citefirst completions fish | source
    """
    made = get_completion_class(shell)
    assert made is not None  # SHELLS are those that click knows
    click.echo(made(context.find_root().command, {}, "citefirst", "_CITEFIRST_COMPLETE").source())


def rules(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the code of a rule in either case, or its name."""
    from citefirst.rules import RULES

    found = [CompletionItem(rule.code, help=rule.name) for rule in RULES]
    named = [CompletionItem(rule.name) for rule in RULES if incomplete]
    return [item for item in (*found, *named) if item.value.lower().startswith(incomplete.lower())]


def workflows(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a workflow that records here can name, none where their policy is wrong."""
    from citefirst.errors import CitefirstError
    from citefirst.tasks.checkout import CheckRequest, Run

    try:
        names = Run.start(CheckRequest()).rulebook.catalogue.names()
    except CitefirstError:
        names = ()
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
