"""A signature that can be dropped is none: edits of a signed record by somebody who did not sign it."""

from __future__ import annotations

from support.scenario import BASE, GOOD

from attacks import Attack
from citefirst.check.pipeline import File, read
from citefirst.signing.digest import digest


def bound(text: str) -> str:
    """The digest of a record."""
    document, fault = read(File("a.md", "a.md", None, text.encode()))
    assert document, fault
    return digest(document)


def signed(text: str, by: str = "@alice", at: str = "2026-11-05", of: str = "") -> str:
    """A record with an approval in the role `author`, of what it says or of another text."""
    entry = f'approvals:\n  - role: author\n    by: "{by}"\n    at: {at}\n    digest: {bound(of or text)}\n'
    return text.replace("ai: none\n", f"ai: none\n{entry}")


def amended(day: str, by: str = "@mallory") -> str:
    return EDITED.replace("ai: none\n", f'ai: none\namendments:\n  - date: {day}\n    by: "{by}"\n    what: Less.\n')


EDITED = GOOD.replace("38 minutes", "8 minutes")
OWNED = EDITED.replace("@alice", "@mallory")
SIGNED = {**BASE, "docs/a.md": signed(GOOD)}
SECOND = {
    **BASE,
    ".citefirst.yml": f"{BASE['.citefirst.yml']}second-signer: true\npeople:\n  '@bob': ['bob@example.org']\n",
}
OWN_COMMIT = {
    **SIGNED,
    ".citefirst.yml": f"{BASE['.citefirst.yml']}approvals: author\npeople:\n  '@alice': ['alice@example.org']\n",
}
"""The base asks for each approval to be the person's own commit."""
ENTERED = signed(GOOD).replace('by: "@alice"', 'by: "@alice"\n    entered-by: "@bob"')


def edit(name: str, text: str, *codes: str, alone: tuple[str, ...] = (), says: str = "") -> Attack:
    head = {"docs/a.md": text}
    return Attack(
        name=f"signature: {name}", base=SIGNED, head=head, author="mallory", codes=codes, alone=alone, says=says
    )


ATTACKS = [
    edit("the approvals are deleted", EDITED, "CF408", says="the approval of @alice as author was removed"),
    edit("the digest is deleted", signed(EDITED).replace(f"    digest: {bound(EDITED)}\n", ""), "CF408"),
    edit("the digest is computed anew", signed(EDITED), "CF410", says="@alice signs here as author but neither opened"),
    edit("somebody else signs in the place", signed(OWNED, "@mallory"), "CF408"),
    edit(
        "an amendment that nobody signs",
        signed(amended("2026-11-24"), of=GOOD),
        "CF406",
        alone=("CF406",),
        says="the amendment of 2026-11-24 needs a signature of its own",
    ),
    edit(
        "an amendment of the year 9999",
        signed(amended("9999-01-01"), of=GOOD),
        "CF406",
        "CF409",
        alone=("CF406", "CF409"),
    ),
    Attack(
        name="signature: the record moves, edited and not signed",
        base=SIGNED,
        head={
            "docs/a.md": None,
            "docs/b.md": OWNED.replace("# Checkout latency", "# Another title\n\n" + "Why? " * 200),
        },
        author="mallory",
        codes=("CF408",),
        alone=(),
        says="the record was deleted with the approval of @alice as author",
    ),
    Attack(
        name="signature: an approval in the name of alice, in somebody's commit",
        base=OWN_COMMIT,
        head={"docs/b.md": signed(GOOD)},
        author="alice",
        codes=("CF413",),
        alone=("CF413", "CF413"),
        says="was written by Dev <dev@example.com>, and the policy does not say who that is",
    ),
    Attack(
        name="signature: the head lets approvals be declared",
        base=OWN_COMMIT,
        head={"docs/b.md": signed(GOOD), ".citefirst.yml": BASE[".citefirst.yml"]},
        author="alice",
        codes=("CF413",),
        alone=(),
        says="By this change's own policy, which does not decide: all evidence in place",
    ),
    Attack(
        name="signature: the head makes an address alice's",
        base=OWN_COMMIT,
        head={
            "docs/b.md": signed(GOOD),
            ".citefirst.yml": OWN_COMMIT[".citefirst.yml"].replace("alice@example.org", "dev@example.com"),
        },
        author="alice",
        codes=("CF413",),
        alone=(),
    ),
    Attack(
        name="signature: who entered it for alice is taken out",
        base={**BASE, "docs/a.md": ENTERED},
        head={"docs/a.md": signed(GOOD)},
        author="mallory",
        codes=("CF410",),
        alone=(),
        says="@alice signs here as author but neither opened",
    ),
    Attack(
        name="signature: who entered it is taken out, and the record edited",
        base={**BASE, "docs/a.md": ENTERED},
        head={"docs/a.md": signed(EDITED, of=GOOD)},
        author="mallory",
        codes=("CF408", "CF410", "CF406"),
    ),
    Attack(
        name="second signer: the author under another spelling",
        base=SECOND,
        head={"docs/a.md": GOOD.replace('author: "@alice"', 'author: "@alice"\n  peer: "Alice <alice@example.com>"')},
        author="alice",
        codes=("CF405",),
        alone=(),
        says="the policy does not know Alice <alice@example.com>",
    ),
    Attack(
        name="second signer: somebody whom the policy knows",
        base=SECOND,
        head={"docs/a.md": GOOD.replace('author: "@alice"', 'author: "@alice"\n  peer: "Bo B <bob@example.org>"')},
        author="alice",
        exit=0,
        alone=(),
    ),
]
