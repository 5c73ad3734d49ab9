"""What the step prints: plain text in which no record can give a command, and annotations, which do.

The runner obeys `::command::` at the start of a line and `##[command]` anywhere in it. Between `stop-commands` and its
token it ignores all commands (workflow-commands.md of GitHub's documentation), so plain text is printed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from citefirst.structs import mutable


@mutable
class StepLog:
    """`write` prints a line; `token` is new for each run, so that no record can know it."""

    write: Callable[[str], None]
    token: str
    _stopped: bool = False

    def plain(self, text: str) -> None:
        """Write lines that the runner does not obey."""
        if not self._stopped:
            self.write(f"::stop-commands::{self.token}")
            self._stopped = True
        for line in text.splitlines():
            self.write(line)

    def command(self, lines: Iterable[str]) -> None:
        """Write workflow commands, made by `report.formats.github.command`."""
        for line in lines:
            self.resume()
            self.write(line)

    def resume(self) -> None:
        """Let the runner obey again, as it must when the step ends."""
        if self._stopped:
            self.write(f"::{self.token}::")
            self._stopped = False
