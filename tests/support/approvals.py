"""A record that hana approves, in a repository whose policy says who she is and which keys are whose."""

from __future__ import annotations

from attacks.signatures import signed
from support.keys import allowed
from support.scenario import BASE, GOOD, POLICY, Files

RECORD = GOOD.replace("@alice", "@hana")
APPROVED = signed(RECORD, "@hana")
PEOPLE = "people:\n  '@hana': ['hana@example.com']\n  '@alice': ['alice@example.com']\n"
SIGNERS = "signers:\n  ssh: keys/allowed_signers\n"


def policy(mode: str, signers: str = SIGNERS) -> str:
    return f"{POLICY}{PEOPLE}approvals: {mode}\n{signers}"


def base(mode: str, signers: str = SIGNERS) -> Files:
    """A repository whose policy knows hana and alice, and the keys of both."""
    keys = {"keys/allowed_signers": allowed(hana="hana", alice="alice")}
    return {**BASE, ".citefirst.yml": policy(mode, signers), **keys}
