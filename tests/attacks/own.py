"""Evidence that is none, citations that only look like one, and links that say another thing than they lead to."""

from __future__ import annotations

from support.scenario import BASE, GOOD

from attacks import Attack

FACT = "Retries of the checkout service tripled for 12 minutes after the deploy"


def record(line: str) -> str:
    return GOOD.replace("\n[S1]: ", f"\n{line}\n\n[S1]: ")


def attack(name: str, line: str, *codes: str, **files: str) -> Attack:
    return Attack(name=name, head={"docs/a.md": record(line), **files}, codes=codes, alone=codes)


def holds(name: str, line: str, **files: str) -> Attack:
    return Attack(name=f"control: {name}", head={"docs/a.md": record(line), **files}, exit=0, alone=())


HIDDEN = """{fact}.[^1]

[^1]: Nobody knows.

    {fact} again."""
GONE = record(f"{FACT} by `bin/pins.py`.")

ATTACKS = [
    attack("own: the front page of a site", f"{FACT}. [x](https://github.com)", "CF301"),
    attack("own: the front page of a dashboard", f"{FACT}. [x](https://grafana.example.com/?utm_source=a)", "CF301"),
    attack("own: a licence", f"{FACT}. [x](../LICENSE)", "CF301", LICENSE="MIT\n"),
    attack("own: a licence in code", f"{FACT} (`LICENSE`).", "CF301", LICENSE="MIT\n"),
    attack("own: the directory of the record", f"{FACT}. [x](.)", "CF304"),
    attack("own: a path that is not there", f"{FACT} by `bin/pins.py`.", "CF201"),
    attack("own: a path that plainly claims to be there", f"{FACT}, see `bin/pins.py`.", "CF302"),
    attack("own: a line that the file has not", f"{FACT} (`bin/pins.py:9`).", "CF302", **{"bin/pins.py": "a\n"}),
    attack("own: a symbol that the file has not", f"{FACT} (`bin/pins.py::b`).", "CF302", **{"bin/pins.py": "a\n"}),
    attack("own: a path out of the repository", f"{FACT}, see `../../../etc/pins.py`.", "CF302"),
    attack("own: a directory in code", f"{FACT} by `bin/pins/`.", "CF201", **{"bin/pins/a.py": "a\n"}),
    attack("own: the record by its path in code", f"{FACT} (`docs/a.md`).", "CF304"),
    attack("own: a fact in a footnote without a source", HIDDEN.format(fact=FACT), "CF201", "CF201", "CF201"),
    attack(
        "own: footnotes that lead to one another",
        f"{FACT}.[^1]\n\n[^1]: As before.[^2]\n\n[^2]: As after.[^1]",
        "CF201",
        "CF201",
        "CF201",
    ),
    attack("own: a number that nothing defines", f"{FACT} [0, 0].", "CF201"),
    attack("own: another pull request", f"{FACT}. [PR #12](https://github.com/acme/shop/pull/13)", "CF306"),
    attack("own: another ticket", f"{FACT}. [SHOP-1](https://acme.atlassian.net/browse/SHOP-2)", "CF306"),
    attack("own: another host", f"{FACT}. [https://grafana.acme.io/d/a](https://evil.example/d/a)", "CF306"),
    Attack(
        name="own: two records name only each other",
        head={
            "docs/adr/0001-a.md": GOOD[: GOOD.index("Checkout p99")] + f"{FACT} by ADR-2.\n",
            "docs/adr/0002-b.md": GOOD[: GOOD.index("Checkout p99")] + f"{FACT} by ADR-1.\n",
        },
        codes=("CF304", "CF304"),
        alone=("CF304", "CF304"),
    ),
    Attack(
        name="own: a file that a record names in code is deleted",
        base={**BASE, "docs/a.md": GONE, "bin/pins.py": "a\n"},
        head={"bin/pins.py": None},
        codes=("CF201",),
        says="`docs/a.md` is judged because `bin/pins.py` changed",
    ),
    holds("a path in code that is there", f"{FACT} by `bin/pins.py:1`.", **{"bin/pins.py": "a\n"}),
    holds("a source with a footnote behind it", f"{FACT}. [S1][^1]\n\n[^1]: https://a.example/x"),
    holds(
        "a list of references as people write it", f"{FACT}. [1]\n\n## References\n\n[1] Retries: <https://a.example/x>"
    ),
    holds("a link that says what it leads to", f"{FACT}. [PR #12](https://github.com/acme/shop/pull/12)"),
]
