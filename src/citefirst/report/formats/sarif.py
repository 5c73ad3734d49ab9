"""The report as SARIF 2.1.0 for code scanning (OASIS, sarif-v2.1.0-errata01), within the limits of GitHub's upload."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol
from urllib.parse import quote

from citefirst import __version__
from citefirst.model import Finding, Report, Severity
from citefirst.places import Region
from citefirst.report.escape import visible
from citefirst.report.formats.json import dumps
from citefirst.report.order import worst_first
from citefirst.report.suggestion import Change, Suggested, Suggestion
from citefirst.report.summary import plural, unchecked

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://github.com/citefirst/citefirst"
ROOT = "%SRCROOT%"
MAX_RESULTS = 25_000
"""Results in a run that GitHub accepts; it keeps 5,000 (docs.github.com, "SARIF support for code scanning")."""
MAX_TEXT = 1024
"""Characters of a rule's descriptions that GitHub keeps."""


class RuleInfo(Protocol):
    """What a report says about a rule."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def url(self) -> str: ...


NO_SUGGESTIONS: Suggested = {}


def render(report: Report, rules: Sequence[RuleInfo], suggested: Suggested = NO_SUGGESTIONS) -> str:
    """Render a log with one run. Beyond `MAX_RESULTS` the less severe findings are left out, as a notification says."""
    findings = worst_first(report.findings)
    index = {rule.code: number for number, rule in enumerate(rules)}
    driver = {
        "name": "citefirst",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The directory that was checked from: the root of the repository."}}
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report)}],
        "results": [
            *(_result(finding, index, suggested) for finding in findings[:MAX_RESULTS]),
            *_suppressed(report, index),
        ],
        **_about(report),
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _suppressed(report: Report, index: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Yield findings that do not count, as far as there is room for them. The policy and the baseline say why, which
    are outside of the record."""
    for each in report.suppressed[: max(MAX_RESULTS - len(report.findings), 0)]:
        why = {"kind": "external", "status": "accepted", "justification": visible(each.reason)}
        yield {**_result(each.finding, index, NO_SUGGESTIONS), "suppressions": [why]}


def _about(report: Report) -> dict[str, Any]:
    """Return what a run is about: the repository and its commit, the day and the files by which it was judged."""
    of = report.of
    if of is None:
        return {}
    about: dict[str, Any] = {
        "properties": {"day": report.day, "policies": [each._asdict() for each in of.policies], "modified": of.modified}
    }
    if of.repository:
        revision = {"revisionId": of.commit} if of.commit and not of.modified else {}
        place = {"repositoryUri": of.repository, **revision, "mappedTo": {"uriBaseId": ROOT}}
        about["versionControlProvenance"] = [place]
    return about


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary[:MAX_TEXT]},
        "fullDescription": {"text": rule.why[:MAX_TEXT]},
        "help": {
            "text": f"{rule.why}\n\nSee {rule.url} for examples.",
            "markdown": f"{rule.why}\n\nSee [{rule.code}]({rule.url}) for examples.",
        },
        "helpUri": rule.url,
        "defaultConfiguration": {"level": rule.severity},
    }


def _notifications(report: Report) -> list[dict[str, Any]]:
    notes = [{"level": "note", "message": {"text": _message(line)}} for line in unchecked(report)]
    dropped = len(report.findings) - MAX_RESULTS
    if dropped > 0:
        left = f"{plural(dropped, 'finding')} {'is' if dropped == 1 else 'are'} left out"
        text = f"{left}: a run holds {MAX_RESULTS} results, the most severe come first."
        notes.insert(0, {"level": "warning", "message": {"text": text}})
    return notes


def _result(finding: Finding, index: dict[str, int], suggested: Suggested) -> dict[str, Any]:
    mends = suggested.get((finding.path, finding.fingerprint), ())
    text = finding.message if finding.hint is None else f"{finding.message}: {finding.hint}"
    return {
        "ruleId": finding.code,
        **({"ruleIndex": index[finding.code]} if finding.code in index else {}),
        "level": finding.severity,
        "message": {"text": _message(visible(text))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _file(finding.path),
                    "region": _region(finding.region),
                }
            }
        ],
        "partialFingerprints": {"citefirst/v1": finding.fingerprint},
        **({"fixes": [_fix(finding.path, mend) for mend in mends]} if mends else {}),
    }


def _fix(path: str, mend: Suggestion) -> dict[str, Any]:
    """Return a mend (section 3.55). Whether it is safe stands in its words: the format has no place for it."""
    text = mend.title if mend.is_safe else f"{mend.title} (look at it before you take it)"
    replacements = [_replacement(change) for change in mend.changes]
    return {
        "description": {"text": _message(visible(text))},
        "artifactChanges": [{"artifactLocation": _file(path), "replacements": replacements}],
    }


def _replacement(change: Change) -> dict[str, Any]:
    return {"deletedRegion": _region(change.region), "insertedContent": {"text": change.text}}


def _file(path: str) -> dict[str, str]:
    return {"uri": _uri(path), "uriBaseId": ROOT}


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _message(text: str) -> str:
    """Return a sentence in which `[text](target)` is not a link (section 3.11.6)."""
    text = re.sub(r"[\[\]\\]", r"\\\g<0>", text) if "](" in text else text
    return text if text.endswith(".") else f"{text}."


def _uri(path: str) -> str:
    """Return a relative reference; a colon is encoded, so that no first segment reads as a scheme."""
    return quote(path, errors="surrogatepass")
