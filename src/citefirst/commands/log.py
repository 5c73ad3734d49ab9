"""`citefirst log`: what assistants were asked and answered, stored with a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from citefirst.ailog.exports import FORMATS
from citefirst.terminal import say

_ADD = f"""Store a conversation beside RECORD and write its entry into the front matter.

Nothing else in the file changes.

Formats of export: {", ".join(form.label for form in FORMATS.values())}. Markdown needs a heading such as `## Prompt` or
`## Output` before each turn. A file of sessions, or a directory of them, may hold several: --session, --since and
--touching pick those that are stored, each as a log of its own.
"""


@click.group("log")
def command() -> None:
    """Store conversations with assistants beside a record."""


@command.command("add", help=_ADD)
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tool", required=True, metavar="NAME", help="The assistant, such as claude-enterprise.")
@click.option(
    "--from",
    "export",
    required=True,
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="Export of the assistant, a transcript as Markdown, a session, or a directory of sessions.",
)
@click.option("--conversation", default="", metavar="WHICH", help="ID or title, if the export contains several.")
@click.option("--session", "sessions", multiple=True, metavar="ID", help="Session by its ID or how that begins.")
@click.option("--since", default="", metavar="TIME", help="Sessions that went on at a time or after it.")
@click.option(
    "--touching", type=click.Path(path_type=Path), metavar="FILE", help="Sessions in which this file was written."
)
@click.option("--account", type=click.Choice(("managed", "personal")), help="Account, if the tool does not tell.")
@click.option("--use", type=click.Choice(("advise", "act")), default="advise", show_default=True, help="What it did.")
@click.option("--model", default="", metavar="NAME", help="Model and version, if the export does not tell.")
@click.option("--redact", is_flag=True, help="Remove credentials, and say so in the log.")
@click.option("--data-class", default="", metavar="CLASS", help="Highest class of the data that it was given.")
def add(
    record: Path,
    export: Path,
    use: str,
    conversation: str,
    sessions: tuple[str, ...],
    since: str,
    touching: Path | None,
    **given: Any,
) -> None:
    from citefirst.tasks.pick_sessions import Picking
    from citefirst.tasks.store_log import Given, store_conversations

    picking = Picking(conversation, sessions, since, touching)
    say(store_conversations(record, export, use, picking, Given(**given)))
