"""OpenTelemetry: spans and events of GenAI's semantic conventions, as OTLP writes them in JSON, or their attributes.

Described at github.com/open-telemetry/semantic-conventions (docs/gen-ai/gen-ai-spans.md, gen-ai-events.md and the JSON
Schemas gen-ai-input-messages, -output-messages and -system-instructions beside them; since 2026 in
semantic-conventions-genai): `gen_ai.input.messages`, `gen_ai.output.messages` and `gen_ai.system_instructions`, with
parts `text`, `tool_call` and `tool_call_response`; the conversation is `gen_ai.conversation.id`, else the trace. They
are values or, in spans, texts of JSON. Each request repeats what was said before; that is read once. OTLP's form is
opentelemetry-proto's JSON: `resourceSpans` or `resourceLogs`, attributes as `key` and a typed `value`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, role, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Passed, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_NANOSECOND = 1e-9
_IN, _OUT, _SYSTEM = "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions"
_SIGNALS = (("resourceSpans", "scopeSpans", "spans"), ("resourceLogs", "scopeLogs", "logRecords"))
_MOST_NESTED = 20


def _recognise(value: Any) -> bool:
    return any(
        "resourceSpans" in item or "resourceLogs" in item or _IN in _attributes_of(item) or _OUT in _attributes_of(item)
        for item in samples(value)
    )


def _attributes_of(item: dict[str, Any]) -> dict[str, Any]:
    return item["attributes"] if isinstance(item.get("attributes"), dict) else item


class _Reader:
    def __init__(self, place: Place) -> None:
        self.name = place.name or "session"
        self.known: dict[str, dict[str, int]] = {}
        """Of each conversation, what was said in it, and how often."""

    def __call__(self, record: Node) -> Iterator[Event]:
        found = False
        for group, scope, items in _SIGNALS:
            for outer in record[group]:
                found = True
                for inner in outer[scope]:
                    for item in inner[items]:
                        yield from self._operation(item, _attributes(item["attributes"]))
                        for event in item["events"]:
                            yield from self._operation(event, _attributes(event["attributes"]), item)
        if not found:
            given = record["attributes"] if isinstance(record["attributes"].value, dict) else record
            yield from self._operation(record, given.value)

    def _operation(self, item: Node, given: dict[str, Any], span: Node | None = None) -> Iterator[Event]:
        if not any(key in given for key in (_IN, _OUT, _SYSTEM)):
            if any(key.startswith("gen_ai.") for key in given):
                yield Passed("operations without messages")
            return
        node = Node(given, item.path)
        trace = (item["traceId"] or (span or item)["traceId"]).label()
        session = node["gen_ai.conversation.id"].label() or trace or self.name
        model = node.first("gen_ai.response.model", "gen_ai.request.model").label()
        started = _at(item, "startTimeUnixNano", "timeUnixNano")
        yield About(session, model=model, at=started)
        counts: dict[str, int] = {}
        known = self.known.setdefault(session, {})
        for key in (_SYSTEM, _IN, _OUT):
            at = _at(item, "endTimeUnixNano", "timeUnixNano") if key == _OUT else started
            for message in _messages(node[key], key):
                same = json.dumps([message["role"].value, message["parts"].value], sort_keys=True)
                counts[same] = counts.get(same, 0) + 1
                if key == _OUT or counts[same] > known.get(same, 0):
                    known[same] = max(known.get(same, 0), counts[same])
                    yield from _said(session, message, at, model)


def _messages(value: Node, key: str) -> Iterable[Node]:
    """Return messages; instructions are parts alone."""
    if isinstance(value.value, str):
        try:
            value = Node(json.loads(value.value), value.path)
        except (ValueError, RecursionError) as error:
            raise value.damage("JSON") from error
    if key == _SYSTEM and value:
        return (Node({"role": "system", "parts": value.value}, value.path),)
    return iter(value)


def _said(session: str, message: Node, at: str, model: str) -> Iterator[Event]:
    who: Role = role(message["role"])
    for part in message["parts"]:
        kind = part["type"].text()
        if kind == "text":
            yield Said(session, Message(who, part["content"].text().strip(), at, model if who == "assistant" else ""))
        elif kind in ("tool_call", "server_tool_call"):
            yield from called(session, part["name"].label(), part.first("arguments", "server_tool_call"), at, model)
        elif kind in ("tool_call_response", "server_tool_call_response"):
            given = part.first("response", "result", "server_tool_call_response")
            yield result(session, part["name"].label(), given, at)
        elif kind in ("blob", "file", "uri", "file_data"):
            yield Said(session, Message(who, f"[{part['modality'].label() or 'file'}]", at))
        elif kind != "reasoning":
            yield passed(part, kind)


def _at(item: Node, *keys: str) -> str:
    """Return a time in nanoseconds since 1970, which OTLP writes as a text of digits."""
    found = item.first(*keys)
    if isinstance(found.value, str) and found.value.isascii() and found.value.isdecimal():
        return Node(int(found.value[:19]), found.path).moment(_NANOSECOND)
    return found.zoned(_NANOSECOND) if found.value not in (0, "0") else ""


def _attributes(pairs: Node) -> dict[str, Any]:
    if isinstance(pairs.value, dict):
        return pairs.value
    return {pair["key"].label(): _value(pair["value"].value) for pair in pairs}


def _value(value: Any, depth: int = 0) -> Any:
    """Return what a typed value of OTLP holds."""
    if not isinstance(value, dict) or depth > _MOST_NESTED:
        return None
    if isinstance(inner := value.get("arrayValue"), dict):
        values = inner.get("values")
        return [_value(item, depth + 1) for item in values] if isinstance(values, list) else []
    if isinstance(inner := value.get("kvlistValue"), dict):
        pairs = inner.get("values")
        return {
            str(pair.get("key")): _value(pair.get("value"), depth + 1)
            for pair in (pairs if isinstance(pairs, list) else [])
            if isinstance(pair, dict)
        }
    return next((value[key] for key in ("stringValue", "intValue", "doubleValue", "boolValue") if key in value), None)


FORMAT = SessionFormat(
    name="otel",
    label="OpenTelemetry GenAI messages",
    vendor="",
    assistant="any, by OpenTelemetry",
    export="spans or events with GenAI's messages: OTLP as JSON, one object or one a line, or the attributes alone",
    source="OpenTelemetry's semantic conventions",
    unread="reasoning, pictures, operations without messages",
    recognise=_recognise,
    reader=_Reader,
    records=each,
)
