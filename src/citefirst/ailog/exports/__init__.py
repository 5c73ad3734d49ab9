"""Exports of assistants, each read by a module of its own: bytes of a file to the conversations in it.

Nothing of an archive is ever written to a disk; sizes are held before anything is unpacked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

from citefirst.ailog.exports import chatgpt, claude, gemini, markdown, messages, microsoft, vscode
from citefirst.ailog.exports.values import Conversation
from citefirst.ailog.model import LogError
from citefirst.ailog.reading import loads

MAX_EXPORT = 64 * 1024 * 1024
"""Bytes of an export, packed or not."""
MAX_LISTED = 10

FORMATS: dict[str, tuple[Callable[[Any], bool], Callable[[Any], Iterator[Conversation]]]] = {
    "chatgpt": (chatgpt.matches, chatgpt.conversations),
    "claude": (claude.matches, claude.conversations),
    "gemini": (gemini.matches, gemini.conversations),
    "microsoft-365-copilot": (microsoft.matches, microsoft.conversations),
    "vscode-copilot": (vscode.matches, vscode.conversations),
    "messages": (messages.matches, messages.conversations),
}
"""Format of a JSON export: is a value one, and the conversations in it. The first that fits reads it."""


def read(data: bytes) -> tuple[str, list[Conversation]]:
    """The format of an export and its conversations. Raises LogError for a file that is none."""
    if len(data) > MAX_EXPORT:
        raise LogError(f"the export is larger than {MAX_EXPORT // 1024 // 1024} MiB")
    if data.startswith(b"PK\x03\x04"):
        data = _unpacked(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return _markdown(data)
    value = loads(data.removeprefix(b"\xef\xbb\xbf"))
    for name, (matches, conversations) in FORMATS.items():
        if matches(value):
            found = [each for each in conversations(value) if each.messages]
            if not found:
                raise LogError(f"the {name} export holds no conversation with text")
            return name, found
    raise LogError(f"the export has no form that is known: {', '.join(FORMATS)}, or Markdown with Prompt and Output")


def _markdown(data: bytes) -> tuple[str, list[Conversation]]:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise LogError("the export is neither JSON nor UTF-8 text") from error
    if not markdown.matches(text):
        raise LogError("the text has no turns: put a heading such as `## Prompt` or `## Output` before each")
    return "markdown", [markdown.conversation(text)]


def _unpacked(data: bytes) -> bytes:
    """The one file of an archive that holds conversations."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            names = [info for info in archive.infolist() if info.filename.rsplit("/", 1)[-1] in _NAMES]
            if len(names) != 1:
                raise LogError(f"the archive holds {len(names) or 'no'} files of conversations: unpack it and name one")
            if names[0].file_size > MAX_EXPORT:
                raise LogError(f"the conversations are larger than {MAX_EXPORT // 1024 // 1024} MiB")
            with archive.open(names[0]) as stream:
                return stream.read(MAX_EXPORT + 1)[:MAX_EXPORT]
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise LogError("the archive is damaged, or locked by a password") from error


_NAMES = ("conversations.json", "MyActivity.json", "My Activity.json")


def choose(found: Iterable[Conversation], wanted: str) -> Conversation:
    """The conversation with an ID or a title, or the only one. Raises LogError where that is not clear."""
    every = list(found)
    exact = [each for each in every if wanted and wanted in (each.id, each.title)]
    inside = [each for each in every if wanted and wanted.casefold() in each.title.casefold()]
    fitting = every if not wanted else exact or inside
    if len(fitting) == 1:
        return fitting[0]
    titles = ", ".join(f"`{each.title[:60] or each.id}`" for each in (fitting or every)[:MAX_LISTED])
    more = " and more" if len(fitting or every) > MAX_LISTED else ""
    if not fitting:
        raise LogError(f"no conversation has the ID or title `{wanted}`: there are {titles}{more}")
    raise LogError(f"the export holds {len(fitting)} conversations, say which one: {titles}{more}")
