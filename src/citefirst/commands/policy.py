"""`citefirst policy`: what the policy and those above it say, and the pins of those in other repositories."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("policy")
def command() -> None:
    """Show the policy with all that it extends, and pin what comes from other repositories (docs/policy.md)."""


@command.command("show")
def show() -> None:
    """Print what holds, and which file says so.

    Exit code 0: printed; 2: the policy is wrong; 4: a policy that it extends cannot be read.
    """
    from citefirst.report.views.policy import render
    from citefirst.tasks.checkout import CheckRequest, Run

    run = Run.start(CheckRequest())
    click.echo(render(run.rulebook.place, run.rulebook.policy, run.routed(), whole=True), nl=False)


@command.command("update")
def update() -> None:
    """Pin what policies of other repositories say, in .citefirst-policies.lock.

    They are read from checkouts in the directory that CITEFIRST_POLICIES names: `DIRECTORY/owner/repository`.

    Exit code 0: pinned; 2: a policy is wrong; 4: one cannot be read, or the lock not be written.
    """
    from citefirst.tasks.policy import update_lock

    click.echo(update_lock(Path.cwd()))
