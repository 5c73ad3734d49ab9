"""A section that the workflow demands, put where its outline has it, with its guidance and UNKNOWN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citefirst.document.definitions import SECTIONS
from citefirst.document.splice import Edit
from citefirst.mending.fixes import Proposal, Subject
from citefirst.mending.lines import start_of
from citefirst.model import Finding, Section
from citefirst.places import Span
from citefirst.workflow.guidance import section
from citefirst.workflow.outline import outline

_BLANK = re.compile(r"\s*")


def insert(subject: Subject, finding: Finding, place: Span) -> Iterator[Proposal]:
    """Insert a missing section before the one that comes next in the outline, else before the sources."""
    record, context = subject.record, subject.checked.context
    wanted = (each for each in context.demands or () if (each.code, each.message) == ("CF102", finding.message))
    slug = next((each.key for each in wanted if each.span == place), "")
    if record.workflow is None or context.catalogue is None or slug not in record.workflow.sections:
        return
    parts = outline(record.workflow.name, context.catalogue).parts
    order = [part.slug for part in parts]
    there = [each for each in record.document.sections if record.sections[each.index] in order and each.level]
    level = min((each.level for each in there), default=2)
    later = set(order[order.index(slug) + 1 :])
    after = (each for each in there if record.sections[each.index] in later and each.level == level)
    next_ = next(after, None) or next((each for each in record.document.sections if _holds_sources(each)), None)
    written = "\n\n".join(section(parts[order.index(slug)], level))
    title = parts[order.index(slug)].title
    if next_ is not None:
        at = start_of(subject.text, next_.span.start)
        yield Proposal((Edit(Span(at, at), f"{written}\n\n"),), f"Insert the section {title}")
    else:
        at = _end_of_body(subject)
        yield Proposal((Edit(Span(at, at), f"\n\n{written}"),), f"Insert the section {title}")


def _holds_sources(section: Section) -> bool:
    return section.level > 0 and not SECTIONS.isdisjoint(section.names)


def _end_of_body(subject: Subject) -> int:
    """Return where the text ends, before the definitions with which a file closes."""
    text, end = subject.text, len(subject.text)
    for definition in sorted(subject.record.document.definitions, key=lambda each: each.span, reverse=True):
        if definition.origin != "reference" or not _BLANK.fullmatch(text, definition.span.end, end):
            break
        end = start_of(text, definition.span.start)
    return len(text[:end].rstrip())
