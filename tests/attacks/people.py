"""Who signs a record is one human: an assistant, a team or a mailbox that several read is named in the place of one."""

from __future__ import annotations

from support.scenario import BASE, GOOD, POLICY

from attacks import Attack


def owned(owner: str) -> dict[str, str]:
    """The files of a head whose record somebody else owns."""
    return {"docs/a.md": GOOD.replace('"@alice"', owner)}


NAMED = {**BASE, ".citefirst.yml": POLICY + "roles:\n  author: ['@devin']\n"}

ATTACKS = [
    Attack(
        name="people: an assistant as owner",
        head=owned('"@claude-code"'),
        codes=("CF403",),
        alone=("CF403",),
        says="is not a person and cannot sign as author",
    ),
    Attack(
        name="people: a team as owner",
        head=owned('"The On-Call Team <priya@example.com>"'),
        codes=("CF402",),
        alone=("CF402",),
    ),
    Attack(
        name="people: a person's name before the mailbox of several",
        head=owned('"Priya Raman <oncall@example.com>"'),
        codes=("CF402",),
        alone=("CF402",),
    ),
    Attack(
        name="people: the head's policy makes a person of an assistant",
        head={**owned('"@devin"'), ".citefirst.yml": POLICY + "roles:\n  author: ['@devin']\n"},
        codes=("CF403",),
        says="`@devin` is not a person",
    ),
    Attack(
        name="control: the base's policy names a person called as an assistant is",
        base=NAMED,
        head=owned('"@devin"'),
        exit=0,
        alone=(),
    ),
]
