"""What the server answers to each request: one function each, from the text that is open to values of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from citefirst.check.pipeline import Checked
from citefirst.document.splice import Edit
from citefirst.lsp import names
from citefirst.lsp.actions import everything, offers
from citefirst.lsp.completion import Writing, complete
from citefirst.lsp.diagnostics import diagnostics
from citefirst.lsp.hover import hover
from citefirst.lsp.places import Places
from citefirst.lsp.structure import folds, links, symbols
from citefirst.model import Finding
from citefirst.places import Lines, Span
from citefirst.record.build import Record
from citefirst.report.markdown import prose

if TYPE_CHECKING:
    from citefirst.lsp.server import Server

FIX_ALL = "source.fixAll.citefirst"
_KINDS = {
    "source": types.CompletionItemKind.Reference,
    "section": types.CompletionItemKind.Struct,
    "key": types.CompletionItemKind.Property,
    "workflow": types.CompletionItemKind.Module,
    "role": types.CompletionItemKind.EnumMember,
    "person": types.CompletionItemKind.Constant,
    "value": types.CompletionItemKind.EnumMember,
}


class Open(NamedTuple):
    """A text that is open, with what its check found."""

    uri: str
    places: Places
    checked: Checked
    record: Record


def _open(server: Server, uri: str) -> Open | None:
    """Return an open text that is a record, None for any other."""
    checked = server.checked(uri)
    if checked is None or checked.record is None:
        return None
    return Open(uri, server.places(server.text(uri)), checked, checked.record)


def hovered(server: Server, params: types.HoverParams) -> types.Hover | None:
    text = _open(server, params.text_document.uri)
    said = hover(text.record, text.checked.report.findings, text.places.offset(params.position)) if text else ""
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said)) if said else None


def completed(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    uri, text = params.text_document.uri, server.text(params.text_document.uri)
    path = server.path(uri)
    if path is None:
        return None
    project, places, checked = server.project(path), server.places(text), server.checked(uri)
    routed = project.rulebook.route(project.tree.relative(path))
    rulebook, offset = project.rulebook, places.offset(params.position)
    record = checked.record if checked else None
    found = complete(Writing(text, offset, record, routed, rulebook.policy, rulebook.catalogue))
    items = [
        types.CompletionItem(
            item.label,
            kind=_KINDS[item.kind],
            detail=item.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, prose(item.about)) if item.about else None,
            sort_text=f"{index:04}",
            text_edit=types.TextEdit(places.of(item.span), item.text),
        )
        for index, item in enumerate(found)
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def defined(server: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    text = _open(server, params.text_document.uri)
    if text is None:
        return None
    found = names.places(text.record, text.places.offset(params.position))
    return [types.Location(text.uri, text.places.of(each.span)) for each in found if each.definition] or None


def referred(server: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    text = _open(server, params.text_document.uri)
    if text is None:
        return None
    found = names.places(text.record, text.places.offset(params.position))
    wanted = [each for each in found if params.context.include_declaration or not each.definition]
    return [types.Location(text.uri, text.places.of(each.span)) for each in wanted]


def prepared(server: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    text = _open(server, params.text_document.uri)
    here = names.at(text.record, text.places.offset(params.position)) if text else None
    if text is None or here is None:
        return None
    name = text.places.text[here.span.start : here.span.end]
    return types.PrepareRenamePlaceholder(text.places.of(here.span), name)


def renamed(server: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """Rename a source wherever it stands. What cannot be its name is refused with a sentence."""
    text = _open(server, params.text_document.uri)
    if text is None:
        return None
    offset = text.places.offset(params.position)
    if reason := names.refusal(text.record, offset, params.new_name):
        raise JsonRpcInvalidParams(reason)
    edits = [types.TextEdit(text.places.of(each.span), params.new_name) for each in names.places(text.record, offset)]
    return types.WorkspaceEdit(changes={text.uri: edits})


def outlined(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    text = _open(server, params.text_document.uri)
    return symbols(text.record, text.places) if text else None


def folded(server: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    text = _open(server, params.text_document.uri)
    return folds(text.record, text.places) if text else None


def linked(server: Server, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
    text, path = _open(server, params.text_document.uri), server.path(params.text_document.uri)
    if text is None or path is None:
        return None
    project = server.project(path)

    def uri(name: str) -> str | None:
        return (project.root / name).as_uri() if project.tree.exists(name) else None

    return links(text.record, text.places, uri)


def acted(server: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Offer what mends the findings in a range, and all that is safe in the whole text."""
    uri, path = params.text_document.uri, server.path(params.text_document.uri)
    text = _open(server, uri)
    if text is None or path is None:
        return None
    only = params.context.only
    data = text.places.text.encode("utf-8", "surrogatepass")
    look = server.project(path).look(path, server.day())
    found = list[types.CodeAction]()
    if _asked(only, types.CodeActionKind.QuickFix.value):
        shown = {each.fingerprint: diagnostics([each], text.places) for each in _within(text, params.range)}
        for finding, fix in offers(look, text.checked, data, _within(text, params.range)):
            found.append(
                types.CodeAction(
                    fix.title,
                    types.CodeActionKind.QuickFix,
                    shown[finding.fingerprint],
                    is_preferred=fix.safety == "safe",
                    edit=_edit(text, fix.edits),
                )
            )
    if only and _asked(only, FIX_ALL):
        mended = everything(look, data)
        if mended.data != data:
            whole = _difference(text.places.text, mended.data.decode("utf-8"))
            found.append(types.CodeAction("Mend all that is safe to mend", FIX_ALL, edit=_edit(text, [whole])))
    return found


def _difference(before: str, after: str) -> Edit:
    """Return the edit from one text to another, without what both have at their ends."""
    start, end, most = 0, 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return Edit(Span(start, len(before) - end), after[start : len(after) - end])


def _asked(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Tell whether a kind of action is asked for: all of them, itself, or one that it belongs to."""
    if only is None:
        return True
    wanted = [each.value if isinstance(each, types.CodeActionKind) else each for each in only]
    return any(not each or kind == each or kind.startswith(f"{each}.") for each in wanted)


def _within(text: Open, range_: types.Range) -> list[Finding]:
    start, end = text.places.offset(range_.start), text.places.offset(range_.end)
    lines = Lines(text.places.text)
    spans = ((finding, lines.span(finding.region)) for finding in text.checked.report.findings)
    return [finding for finding, span in spans if span.start <= end and start <= span.end]


def _edit(text: Open, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(
        changes={text.uri: [types.TextEdit(text.places.of(edit.span), edit.text) for edit in edits]}
    )


class Feature(NamedTuple):
    """A request that the server answers: the function, and what the server says of it."""

    answer: Callable[[Server, Any], Any]
    options: Any = None


FEATURES: Mapping[str, Feature] = {
    types.TEXT_DOCUMENT_HOVER: Feature(hovered),
    types.TEXT_DOCUMENT_COMPLETION: Feature(completed, types.CompletionOptions(trigger_characters=list("[#: @"))),
    types.TEXT_DOCUMENT_DEFINITION: Feature(defined),
    types.TEXT_DOCUMENT_REFERENCES: Feature(referred),
    types.TEXT_DOCUMENT_PREPARE_RENAME: Feature(prepared),
    types.TEXT_DOCUMENT_RENAME: Feature(renamed, types.RenameOptions(prepare_provider=True)),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: Feature(outlined),
    types.TEXT_DOCUMENT_FOLDING_RANGE: Feature(folded),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: Feature(linked),
    types.TEXT_DOCUMENT_CODE_ACTION: Feature(acted, types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL])),
}
"""Each request by its method."""
