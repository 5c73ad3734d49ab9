"""CF305 and CF306: sources that say nothing of the claim, links that lead to another thing than they say."""

from __future__ import annotations

from collections.abc import Iterator

from citefirst.model import Citation, Definition, Problem
from citefirst.places import Span
from citefirst.record.build import Record
from citefirst.record.idle import idle
from citefirst.regex import lazy
from citefirst.rules.rule import Example, Rule

_FACT = "# Checkout latency\n\n## Facts\n\nCheckout p99 rose to 4.2 s for 38 minutes. [S1]\n"
_DASHBOARD = '\n[S1]: https://grafana.example.com/d/abc/checkout "dashboard: checkout p99"\n'


def general_source(record: Record) -> Iterator[Problem]:
    for claim in record.claims:
        if claim.factual and claim.verdict == "cited" and (found := idle(claim.unit, claim.sources)):
            source, why = found
            span = (*claim.unit.citations, *claim.unit.mentions)[0].span
            message = f"`{source.target}` is {why.reason} and says nothing of this claim"
            yield Problem(span, message, "cite the file, page or change that shows it")


def misleading_link(record: Record) -> Iterator[Problem]:
    for text, target, span in _links(record):
        if not (target and _NAME.search(text)):
            continue
        from citefirst.evidence.naming import other  # most links are put in words

        if instead := other(text, target):
            shown = " ".join(text.split())
            yield Problem(
                span, f"`{shown}` leads to `{instead}`", "let text and target of the link name the same thing"
            )


def _links(record: Record) -> Iterator[tuple[str, str, Span]]:
    """Yield text, target and place of all links: those of the lines, of lists of sources, and definitions by ID."""
    document = record.document
    targets = {source.id.casefold(): source.target for source in record.sources if source.id}
    for citation in (*(each for unit in document.units for each in unit.citations), *document.links):
        if citation.form == "link":
            yield citation.label, citation.target or "", citation.span
        elif shown := _shown(document.text, citation):
            yield shown, targets.get(citation.label.casefold(), ""), citation.span
    for definition in document.definitions:
        if definition.target and _names(definition):
            yield definition.id or "", definition.target, definition.span


def _shown(text: str, citation: Citation) -> str:
    """Return the text of a link whose target stands elsewhere: `[PR #12][diff]`."""
    match = _REFERENCE.fullmatch(text, citation.span.start, citation.span.end) if citation.form == "reference" else None
    return match[1] if match else ""


_NAME = lazy(r"\d|\w\.\w")
"""What the text of a link holds that may be a name: a digit, or a dot between letters."""
_REFERENCE = lazy(r"\[([^\[\]]{1,200})\]\[[^\[\]]{1,200}\]")


def _names(definition: Definition) -> bool:
    """Tell whether the ID of a definition is the name of something: `SHOP-12`, `#12`, and not `1` or `S1`."""
    name = definition.id or ""
    return not name.startswith("^") and ("-" in name or "#" in name)


RULES = (
    Rule(
        code="CF305",
        name="general-source",
        summary="The only source of a claim is a README, a directory or the front page of a repository.",
        why="What is there and says nothing of the claim backs nothing: a reader would have to look for the fact in all"
        " of it, and it says something else tomorrow. A claim that speaks of the thing itself (`the README says …`) may"
        " cite it. The front page of a site, a licence or a template is no source at all (CF301).",
        checks=(general_source,),
        severity="warning",
        good=Example(),
        bad=Example(body=f"{_FACT}The cache was cold. [code](https://github.com/acme/shop)\n{_DASHBOARD}"),
    ),
    Rule(
        code="CF306",
        name="misleading-link",
        summary="A link says one thing and leads to another: `[PR #12](…/pull/13)`.",
        why="A reader believes the text of a link and seldom follows it. Compared are numbers of pull requests and"
        " issues, keys of tickets, records, commits, versions of releases, names of files and hosts, and only where"
        " text and target name things of one kind.",
        checks=(misleading_link,),
        good=Example(body=f"{_FACT}It was [PR #12](https://github.com/acme/shop/pull/12).\n{_DASHBOARD}"),
        bad=Example(body=f"{_FACT}It was [PR #12](https://github.com/acme/shop/pull/13).\n{_DASHBOARD}"),
    ),
)
