"""The commands for readers, made of the commands themselves: usage, what each does, its arguments and options."""

from __future__ import annotations

from collections.abc import Iterator

import click


def document(program: str, group: click.Group) -> str:
    """A Markdown page of all commands below a group that are not hidden."""
    made = "Generated from `src/citefirst/commands/` by `make generate`; `citefirst COMMAND --help` says the same."
    return "\n\n".join(("# All commands", made, *_below(click.Context(group, info_name=program)))) + "\n"


def _below(context: click.Context) -> Iterator[str]:
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command and not command.hidden:
            inner = click.Context(command, info_name=name, parent=context)
            yield from _command(inner)
            yield from _below(inner)


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


def _prose(text: str) -> str:
    """Paragraphs on one line each."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
