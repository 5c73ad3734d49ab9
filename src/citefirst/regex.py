"""Regular expressions that are compiled at their first use: a record needs few of those that there are."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Lazy:
    """Stands in for a pattern. Each method that is asked for is kept, so that it is found at once from then on."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._made: Any = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._made), name)
        setattr(self, name, found)
        return found


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, as far as its methods and fields are used. A wrong pattern is told at first
    use, so this is for those of the code and not for those of users."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
