"""`citefirst gather`: what happened, from git and exports, as rows of a timeline with their sources."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeVar

import click

from citefirst.commands.options import CONFIG, WORKFLOW
from citefirst.errors import Exit, UsageError
from citefirst.tasks.window import moment, zone
from citefirst.terminal import say

T = TypeVar("T")


def _moment(ctx: click.Context, option: click.Parameter, value: str | None) -> datetime | None:
    return _parsed(lambda: moment(value, last=option.name == "until") if value is not None else None)


def _zone(ctx: click.Context, option: click.Parameter, value: str | None) -> tzinfo | None:
    return _parsed(lambda: zone(value) if value else None)


def _parsed(parse: Callable[[], T]) -> T:
    """Return what an option says, or let click say of which option something is wrong."""
    try:
        return parse()
    except UsageError as error:
        raise click.BadParameter(f"{error}.") from None


@click.command("gather")
@click.argument("exports", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--git", is_flag=True, help="Merged pull requests, commits and tags of this checkout as well.")
@click.option("--online", is_flag=True, help="Ask GitHub as well, with the token in GITHUB_TOKEN; needs --since.")
@click.option("--since", callback=_moment, metavar="TIME", help="A day in UTC, or a time with its zone.")
@click.option("--until", callback=_moment, metavar="TIME", help="The same for the end, which is included.")
@click.option("--id", "ids", multiple=True, metavar="ID", help="Only this artifact; may be given several times.")
@click.option("--zone", callback=_zone, metavar="ZONE", help="Zone of times that name none, like Europe/Berlin.")
@click.option("--base", default="", metavar="URL", help="Address of the tool, where its export has no links.")
@click.option(
    "--repository", default="", metavar="URL", help="Address of git's repository, where its origin is not on GitHub."
)
@click.option(
    "--into", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="RECORD", help="Add to this record."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json")),
    default="text",
    show_default=True,
    help="Format.",
)
@CONFIG
@WORKFLOW
def command(
    exports: tuple[Path, ...],
    git: bool,
    online: bool,
    since: datetime | None,
    until: datetime | None,
    ids: tuple[str, ...],
    zone: tzinfo | None,
    base: str,
    repository: str,
    into: Path | None,
    form: str,
    config: Path | None,
    workflow: str | None,
) -> None:
    """Compile what happened from EXPORTS, git and GitHub: each artifact's own title, its time and its link, in order.
    It concludes nothing, and asks nobody without --online.

    Exports: incidents of PagerDuty, Opsgenie and incident.io, issues of Jira and Zendesk and annotations of Grafana as
    JSON, the ZIP of a Slack export, CSV with a time, a link and a title.

    Exit code 0: all could be read; 1: entries were left out, each named with its place; 2: wrong usage, or no export;
    4: GitHub could not be asked.
    """
    from citefirst.report.views import gather as page
    from citefirst.tasks.checkout import CheckRequest
    from citefirst.tasks.gather import Wanted, add_to, gather
    from citefirst.terminal import has_color, table_width

    if not (exports or git or online):
        raise click.UsageError("name an export, --git for the history of this checkout, or --online for GitHub")
    found = gather(Wanted(exports, git, online, since, until, ids, zone, base, repository), Path.cwd(), os.environ)
    if into is not None:
        say(add_to(CheckRequest((into,), config=config, workflow=workflow), found.rows))
    elif form == "json":
        click.echo(page.as_json(found.rows, found.refused).encode("utf-8", "replace"), nl=False)
    elif form == "markdown":
        click.echo(page.as_markdown(found.rows).encode("utf-8", "replace") if found.rows else b"", nl=False)
    elif found.rows:
        text = page.as_text(found.rows, width=table_width(), color=has_color())
        click.echo(text.encode("utf-8", "replace"), nl=False)
    if not found.rows:
        say("nothing that was read lies in this window", err=True)
    for each in found.refused[:20]:
        say(f"left out: {each}", err=True)
    if len(found.refused) > 20:
        say(f"left out: {len(found.refused) - 20} more", err=True)
    raise SystemExit(Exit.FINDINGS if found.refused else Exit.HELD)
