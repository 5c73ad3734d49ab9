"""Claude Code: a session of `~/.claude/projects/*/*.jsonl`, and its sub-agents beside it.

Anthropic publishes no schema. The shape is that of sessions in public repositories and of programs that read them
(github.com/git-ai-project/git-ai, src/streams/agents/claude.rs and tests/fixtures; github.com/Sinity/polylogue,
docs/providers/claude-code.md and its schema of two million records). A line has `type`, `sessionId`, `uuid`,
`parentUuid`, `timestamp`, `cwd` and `message` as in the API; results of tools are blocks of `user` messages. What the
program itself puts into the conversation has `isMeta`, `isCompactSummary` or `isVisibleInTranscriptOnly`, errors
`isApiErrorMessage`. A sub-agent's lines have `isSidechain`, and `agentId` where they are a file of their own
(`<session>/subagents/agent-<id>.jsonl`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citefirst.ailog.exports.base import SessionFormat, each, samples
from citefirst.ailog.exports.calls import called, result
from citefirst.ailog.exports.events import About, Event, Place, Said, passed
from citefirst.ailog.exports.node import Node
from citefirst.ailog.model import Message, Role

_SAID = ("user", "assistant")
_WORDLESS = frozenset(
    """
    agent-color agent-name agent-setting bridge-session cost file-history-snapshot last-prompt mode permission-mode
    pr-link progress queue-operation result started tag worktree-state
    """.split()
)
"""Records of what the program did, in which nobody says anything that is not said elsewhere."""
_TITLES = {"summary": "summary", "custom-title": "customTitle", "ai-title": "aiTitle"}
_BY_PROGRAM = ("isMeta", "isCompactSummary", "isVisibleInTranscriptOnly", "isApiErrorMessage")
_TAGS = ("<system-reminder>", "<local-command-", "<task-notification>")
"""What a text begins with that the program put in; a command that a person gave is a prompt."""
_NOBODY = "<synthetic>"
"""The model of what no model wrote."""


def _recognise(value: Any) -> bool:
    return any(
        isinstance(item.get("sessionId"), str)
        and ("parentUuid" in item or (item.get("type") in _SAID and isinstance(item.get("message"), dict)))
        for item in samples(value)
    )


class _Reader:
    def __init__(self, place: Place) -> None:
        self.session = place.name
        self.agents: dict[str, str] = {}
        """Of each line of a sub-agent in its parent's file, the first line of that sub-agent."""
        self.tools: dict[str, str] = {}
        """Names of tools by the ID of a call."""

    def __call__(self, record: Node) -> Iterator[Event]:
        kind = record["type"].text()
        agent, parent = self._agent(record)
        self.session = record["sessionId"].label() or self.session
        session = agent if parent else self.session
        if kind in _TITLES:
            yield About(session, title=record[_TITLES[kind]].label())
        elif kind in _SAID or kind == "system":
            at = record["timestamp"].zoned()
            yield About(session, parent=parent, directory=record["cwd"].label(), at=at)
            yield from self._message(record, session, "" if parent else agent, at)
        elif kind not in _WORDLESS:
            yield passed(record, kind)

    def _agent(self, record: Node) -> tuple[str, str]:
        """Return the sub-agent of a line, and its parent where it has a file of its own."""
        if not record["isSidechain"].flag():
            return "", ""
        if name := record["agentId"].label():
            return f"agent-{name}", record["sessionId"].label()
        uuid, before = record["uuid"].label(), record["parentUuid"].label()
        self.agents[uuid] = self.agents.get(before, uuid)
        return self.agents[uuid], ""

    def _message(self, record: Node, session: str, agent: str, at: str) -> Iterator[Event]:
        kind = record["type"].text()
        message = record["message"]
        content = record["content"] if kind == "system" else message["content"]
        model = message["model"].label() if kind == "assistant" else ""
        by_program = kind == "system" or model == _NOBODY or any(record[key].flag() for key in _BY_PROGRAM)
        for block in _blocks(content):
            what = block["type"].text()
            if what == "text":
                text = block["text"].text()
                role: Role = "system" if by_program or _is_added(text) else "user" if kind == "user" else "assistant"
                said = Message(role, text.strip(), at, "" if role != "assistant" else model, agent=agent)
                yield Said(session, said, record["uuid"].label())
            elif what in ("tool_use", "server_tool_use"):
                self.tools[block["id"].label()] = name = block["name"].label()
                yield from called(session, name, block["input"], at, model, agent)
            elif what.endswith("tool_result"):
                tool = self.tools.get(block["tool_use_id"].label(), "")
                yield result(session, tool, block["content"], at, agent)
            elif what in ("image", "document"):
                yield Said(session, Message("user" if kind == "user" else "assistant", f"[{what}]", at, agent=agent))
            elif what not in ("thinking", "redacted_thinking"):
                yield passed(block, kind, what)


def _blocks(content: Node) -> Iterator[Node]:
    if isinstance(content.value, str):
        yield Node({"type": "text", "text": content.value}, content.path)
    else:
        yield from content


def _is_added(text: str) -> bool:
    return text.lstrip().startswith(_TAGS)


FORMAT = SessionFormat(
    name="claude-code",
    label="Claude Code session",
    vendor="Anthropic",
    assistant="Claude Code",
    export="a session, or the directory of a project, of `~/.claude/projects`; sub-agents are sessions with a parent",
    source="sessions and readers in public repositories",
    unread="reasoning, pictures, attachments that the program adds",
    recognise=_recognise,
    reader=_Reader,
    records=each,
)
