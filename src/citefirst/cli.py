"""The command line: which commands there are, each loaded when it is called, and how a failure ends."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from citefirst import __version__
from citefirst.errors import ended

COMMANDS: Mapping[str, str] = {
    "check": "checking",
    "claims": "claims",
    "workflows": "workflows",
    "explain": "explain",
    "init": "init",
    "new": "new",
    "prompt": "prompt",
    "gather": "gather",
    "policy": "policy",
    "schema": "schema",
    "approve": "approve",
    "log": "log",
    "keep": "keep",
    "trace": "trace",
    "audit": "audit",
    "verify": "verify",
    "report": "report",
    "list": "listing",
    "retro": "retro",
    "shipped": "shipped",
    "rollout": "rollout",
    "ledger": "ledger",
    "lsp": "lsp",
    "mcp": "mcp",
    "completions": "completions",
    "action": "action",
}
"""Name of a command and the module of `commands` that holds it under the name `command`."""


class Commands(click.Group):
    """Loads the command that is called and no other, shows each failure as one sentence and ends with its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"citefirst.commands.{COMMANDS[cmd_name]}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from citefirst.help import write_commands

        write_commands(self, ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from citefirst.help import unknown

            ctx.fail(unknown(printable(args[0]), [name for name in COMMANDS if name != "action"]))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            said, code = ended(error)
            from citefirst.terminal import say

            say(f"citefirst: {said}", err=True)
            ctx.exit(code)


def printable(text: str) -> str:
    """Make a text of somebody else's fit for a terminal."""
    from citefirst.report.escape import visible

    return visible(text)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="citefirst")
def main() -> None:
    """Check that every factual line of a record has a source or says UNKNOWN, and that a human signs."""
