"""Records that are mended in memory, under the small workflow of the rules' own examples."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from citefirst.check.pipeline import Checked, Checker, File
from citefirst.check.rulebook import Rulebook
from citefirst.mending.engine import Mended, mend
from citefirst.policy.policy import Policy
from citefirst.rules.examples import DAY, FRONT, SCHEMA
from citefirst.workflow.catalogue import SchemaFile

RULEBOOK = Rulebook(Policy(), {"example": SchemaFile("example", "example.schema.json", json.dumps(SCHEMA))})
CHECKER = Checker(RULEBOOK.catalogue, lambda path: path.endswith(".log"), day=DAY)
HEAD = "---\n" + "\n".join(FRONT.values()) + "\n---\n"


def look(data: bytes) -> Checked:
    """Check a content as the file `record.md`."""
    return CHECKER.check(File("record.md", "record.md", None, data))


def codes(data: bytes, look: Callable[[bytes], Checked] = look) -> Counter[str]:
    """How often each code is found."""
    return Counter(finding.code for finding in look(data).report.findings)


def record(body: str, front: str = "") -> bytes:
    """A record with a body, and more lines of front matter."""
    return f"{HEAD.removesuffix('---' + chr(10))}{front}---\n{body}".encode()


def mended(data: bytes, *, unsafe: bool = False, tidied: bool = True) -> Mended:
    return mend(look, data, lambda finding: True, unsafe=unsafe, tidied=tidied)
