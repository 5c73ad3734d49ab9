"""The one error of this package: an export or a log that cannot be used. Its text is one sentence for the user."""

from __future__ import annotations

from citefirst.errors import UsageError


class AiLogError(UsageError):
    """An export or a stored log is damaged, unknown or too large, or the choice in it is unclear."""
