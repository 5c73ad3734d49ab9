"""`citefirst verify`: is what was attested what is here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from citefirst.cli import printable
from citefirst.errors import Exit

if TYPE_CHECKING:
    from citefirst.tasks.verify_attestation import Verified


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--at", "revision", metavar="REV", default="", help="Hold it against a commit, branch or tag.")
def command(file: Path, revision: str) -> None:
    """Hold the attestation in FILE against the records and the policy that are here: a statement, or the bundle in
    which it was signed.

    The signature is not verified here. Exit code 0: all files are those that were attested; 1: some are not.
    """
    from citefirst.tasks.verify_attestation import verify

    found = verify(file, revision)
    for each in found:
        click.echo(printable_lines(each, file), nl=False)
    raise SystemExit(Exit.HELD if all(each.holds for each in found) else Exit.FINDINGS)


def printable_lines(verified: Verified, file: Path) -> str:
    """Return what is told of a statement, a line each, fit for a terminal."""
    files = verified.files
    lines = [f"{each.what} {each.path} {each.fault}" for each in files if each.fault]
    records = [each for each in files if each.what == "record"]
    same = sum(not each.fault for each in records)
    lines.append(f"{same} of {len(records)} records are those that were attested")
    policies = [each for each in files if each.what == "policy"]
    if policies and not any(each.fault for each in policies):
        lines.append("the policy is the one by which they were judged")
    lines.append(f"by {verified.verifier}, {verified.time}: {', '.join(verified.properties) or 'nothing held'}")
    lines += _signature(verified, file, records[0].path if records else "RECORD")
    return "".join(f"{printable(line)}\n" for line in lines)


def _signature(verified: Verified, file: Path, record: str) -> list[str]:
    from citefirst.report.views.attestation import PREDICATE

    if not verified.signed:
        return ["it is not signed: whoever can write the file can say this"]
    owner = verified.repository.partition("//")[2].partition("/")[2] or "OWNER/REPOSITORY"
    return [
        "its signature was not verified here: it is by",
        f"  gh attestation verify {record} --repo {owner} --bundle {file} --predicate-type {PREDICATE}",
        f"  cosign verify-blob-attestation --bundle {file} --new-bundle-format --type {PREDICATE} \\",
        f"    --certificate-identity-regexp '^https://github.com/{owner}/' \\",
        f"    --certificate-oidc-issuer https://token.actions.githubusercontent.com {record}",
    ]
