"""The commands for readers, made of the commands themselves: usage, what each does, its arguments and options."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

_ABOUT = """\
Generated from `src/citefirst/commands/` by `make generate`; `citefirst COMMAND --help` says the same.
[cli.md](cli.md#exit-codes) lists the exit codes."""
_MARKUP = re.compile(r"(`[^`]*`)|([\\<*_])")
"""Code, which stays as it is, or what Markdown would take for markup: a help text has no other markup than code."""


def document(program: str, group: click.Group) -> str:
    """Render a Markdown page of a program and all commands below it, those that `--help` hides as well."""
    return "\n\n".join(("# All commands", _ABOUT, *_command(click.Context(group, info_name=program)))) + "\n"


def _command(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## {context.command_path}"
    yield f"```\n{' '.join((context.command_path, *command.collect_usage_pieces(context)))}\n```"
    if command.help:
        yield _prose(command.help)
    options = [
        f"- `{record[0]}`: {_prose(record[1])}"
        for option in command.params
        if isinstance(option, click.Option) and (record := option.get_help_record(context))
    ]
    if options:
        yield "\n".join(options)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from _command(click.Context(inner, info_name=name, parent=context))


def _prose(text: str) -> str:
    """Return paragraphs on one line each, to be read as they stand."""
    plain = _MARKUP.sub(lambda match: match[1] or f"\\{match[2]}", text)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in plain.strip().split("\n\n"))
