"""The logs of a record as files of the repository: what an assistant said is no evidence of what it said."""

from __future__ import annotations

from collections.abc import Sequence

from citefirst.ailog.entries import NamedLog
from citefirst.document.header import Header
from citefirst.model import Source
from citefirst.record.citing import file_of
from citefirst.record.conversations import log_path
from citefirst.record.origin import Origin
from citefirst.record.paths import Exists, Load
from citefirst.structs import frozen


@frozen
class OwnLogs:
    """The logs that a record names, as files of the repository: what they hold shows nothing of what was copied."""

    header: Header
    logs: Sequence[NamedLog]
    load: Load
    exists: Exists
    origin: Origin

    def are_all(self, sources: Sequence[Source]) -> bool:
        """Tell whether each source is one of the logs."""
        return bool(sources) and all(self.holds(source.target) for source in sources)

    def holds(self, target: str) -> bool:
        """Tell whether a target is one of the logs, by its address, by a link or as a copy."""
        record = self.header.document.path
        path = file_of(record, target, self.exists, self.origin)
        if path is None:
            return False
        named = (log_path(record, entry) for entry in self.header.log)
        if path in {self.origin.real(each) for each in named if each}:
            return True
        from hashlib import sha256

        from citefirst.ailog.stored import MAX_BYTES

        data = self.load(path, MAX_BYTES)
        return data is not None and sha256(data).hexdigest() in {entry.sha256 for entry in self.logs}
