"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Policy to use instead of .citefirst.yml.",
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write; an existing one is never overwritten.",
)
WORKFLOW = click.option("--workflow", metavar="NAME", help="Judge the named files under this workflow.")
