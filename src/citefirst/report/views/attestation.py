"""What held as a statement that others can sign: in-toto's Statement v1 with a Simple Verification Result.

The forms are those of github.com/in-toto/attestation, `spec/v1/statement.md` and `spec/predicates/svr.md` (0.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from citefirst import __version__
from citefirst.model import Report
from citefirst.report.formats.json import dumps

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/svr/v0.2"
VERIFIER = "https://github.com/citefirst/citefirst"


def render(report: Report, subjects: Mapping[str, str], time: str, online: bool = False) -> str:
    """Render a statement on a report in which nothing failed. `subjects` are SHA-256 digests of records by their paths
    from the root, `time` is RFC 3339 in UTC."""
    of = report.of
    about = {"repository": of.repository, "commit": of.commit, "modified": of.modified} if of else {}
    policies = [{"name": each.path, "digest": {"sha256": each.sha256}} for each in of.policies] if of else []
    statement = {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(subjects.items())],
        "predicateType": PREDICATE,
        "predicate": {
            "verifier": {
                "id": f"{VERIFIER}/releases/tag/v{__version__}",
                "version": {"citefirst": __version__},
                "policies": policies,
            },
            "timeCreated": time,
            "properties": list(properties(report, online)),
            "judged": {"day": report.day, **about},
        },
    }
    return dumps(statement)


def properties(report: Report, online: bool) -> Iterator[str]:
    """Yield what held of all records of a report."""
    claims, (_, untold) = report.claims, report.looked_up
    states = report.approvals
    held = (
        ("HELD", True),
        ("NO_WARNINGS", not report.count("warning")),
        ("NOTHING_EXCUSED", not (report.excepted or report.baselined)),
        ("CLAIMS_BACKED", not claims.uncited),
        ("CLAIMS_CITED", not (claims.uncited or claims.unknown)),
        ("CLAIMS_QUOTED", bool(claims.cited) and claims.quoted == claims.factual),
        ("SOURCES_LOOKED_UP", online and not untold),
        ("APPROVALS_SIGNED", bool(states["signed"]) and not report.declared and set(states) == {"signed"}),
    )
    yield from (f"CITEFIRST_{name}" for name, holds in held if holds)
