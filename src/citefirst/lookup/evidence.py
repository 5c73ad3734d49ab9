"""What records cite, looked up: all that is known beforehand is asked for at once, and each record gets its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from citefirst.evidence.answers import Answer, Target, target_of
from citefirst.evidence.readable import Readable
from citefirst.lookup.inquiry import Inquiry
from citefirst.record.build import Record
from citefirst.structs import field, frozen


@frozen
class Lookups:
    """Looks up what records cite."""

    inquiry: Inquiry
    _wanted: dict[Target, None] = field(default_factory=dict)

    def prefetch(self, records: Iterable[Record]) -> None:
        """Take note of what records cite. It is asked for, all at once, with the first record that needs an answer."""
        self._wanted.update((target_of(source), None) for record in records for source in record.sources)

    def answers(self, record: Record) -> Mapping[Target, Answer]:
        """Return answers for what a record cites, as far as somebody can be asked."""
        own = [target_of(source) for source in record.sources]
        if self._wanted:
            self.inquiry.answers([*self._wanted, *own])
            self._wanted.clear()
        return self.inquiry.answers(own)

    def pages(self, record: Record) -> Mapping[str, Readable]:
        """Return the texts under the addresses of quoted sources."""
        from citefirst.lookup.pages import wanted

        targets = list(wanted(record))
        return self.inquiry.pages(targets) if targets else {}

    def recall(self, record: Record) -> Mapping[Target, Answer]:
        """Return the answers that are known already, asking nobody."""
        return self.inquiry.known(map(target_of, record.sources))
