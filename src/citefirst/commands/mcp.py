"""`citefirst mcp`: an assistant that can ask before it writes."""

from __future__ import annotations

import os
from pathlib import Path

import click

from citefirst.extras import demand


@click.command("mcp")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("--online", is_flag=True, help="Let it look up cited addresses and ask GitHub; else no network is used.")
def command(directory: Path, online: bool) -> None:
    """Serve an assistant by the Model Context Protocol, on standard input and output (docs/mcp.md). It answers about
    the repository around DIRECTORY and writes nothing.
    """
    demand("mcp")
    from citefirst.mcp.desk import Desk
    from citefirst.mcp.server import make
    from citefirst.repository.working import find_root
    from citefirst.tasks.clock import clock_day

    if online:
        demand("github")
    root = find_root(directory.resolve())
    os.chdir(root)
    make(Desk(root, clock_day, online, os.environ)).run("stdio")
