"""The description that an event is about, judged by the rules for files, and by the reviews of its own text.

Owners sign by an approving review that is younger than the last edit of the text. It need not be of the newest commit:
what was approved is the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from citefirst.check.described import description, template_lines
from citefirst.check.pipeline import NOTHING, Checker, File, OutsideFacts
from citefirst.github.api import Api, ApiError
from citefirst.github.descriptions import Kind, Told, ask
from citefirst.model import RecordReport
from citefirst.policy.policy import Policy
from citefirst.record.build import Record
from citefirst.repository.tree import Tree
from citefirst.signing.reviews import Reviews
from citefirst.structs import frozen, replace
from citefirst.workflow.catalogue import Catalogue

UNMARKED = (
    "A description has no annotations on its lines: its findings name line and text as they stand when it is edited. "
    "It has no front matter: its fields are lines at its top, such as `Status: draft`."
)


def told(api: Api, kind: Kind, number: int) -> Told:
    """Ask GitHub for a description. Raises ApiError with what to do where the token may not read it."""
    try:
        return ask(api, kind, number)
    except ApiError as error:
        scope = "pull-requests: read" if kind == "pull-request" else "issues: read"
        hint = f": it is not there, or the job lacks the permission `{scope}`" if error.forbidden else ""
        raise ApiError(f"{error}{hint}", error.status) from error


def said(given: Told) -> Mapping[str, Any]:
    """Return what GitHub says of a description under the keys of front matter."""
    short = "PR" if given.what.kind == "pull-request" else "ISSUE"
    found = {"id": f"{short}-{given.number}", "date": given.created[:10]}
    return {**found, "change": f"{given.repository}#{given.number}"} if short == "PR" else found


def file_of(given: Told, workflow: str, catalogue: Catalogue, tree: Tree) -> File:
    """Return a description as the pipeline takes it. `tree` has the templates."""
    kind = given.what.kind
    described = description(workflow, catalogue, given.what, given.title, said(given), template_lines(tree, kind))
    return File(kind, given.shown, workflow, given.body.encode("utf-8", "replace"), described=described)


def signed(file: File, record: Record, reviews: Reviews) -> File:
    """Return the file with those approvals that reviews give, in the place of entries in front matter."""
    given = tuple(entries(record, reviews))
    if file.described is None or not given:
        return file
    return file._replace(described=replace(file.described, approvals=given))


def entries(record: Record, reviews: Reviews) -> list[dict[str, str]]:
    """Return an entry for each owner whose review approves the text as it is."""
    found = []
    for owner in record.header.owners:
        last = reviews.of(owner.text)
        if last and reviews.fault(record.document, owner.text) is None:
            found.append({"role": owner.role, "by": owner.text, "at": last.at, "review": str(last.id)})
    return found


def reviews_of(given: Told, policy: Policy) -> Reviews | None:
    """Return the reviews by which owners sign, None for an issue, which has none."""
    if not given.what.is_reviewed:
        return None
    return Reviews(given.reviews, given.author, "", lambda document, commit: None, policy.identity, given.edited)


@frozen
class DescriptionCheck:
    """A description and the checker by whose policy it is judged; `known` tells what is known from outside."""

    given: Told
    checker: Checker
    known: Callable[[Record], OutsideFacts]
    templates: Tree

    def report(self, workflow: str) -> RecordReport:
        """Judge the description under a workflow."""
        policy = self.checker.policy
        reviews = reviews_of(self.given, policy)
        checker = self.checker
        if reviews:
            checker = replace(checker, policy=replace(policy, keys=policy.keys._replace(approvals="review")))
        file = file_of(self.given, workflow, checker.catalogue, self.templates)
        read = checker.read(file)
        if read.record and reviews:
            read = checker.read(signed(file, read.record, reviews))
        outside = self.known(read.record) if read.record else NOTHING
        return checker.judge(read, outside._replace(reviews=reviews, added=None)).report
