"""Which code this is: a result holds for the code that found it, its dependencies and its Python included.

Files are told by size and time: reading 200 of them would cost more than a check, and nobody who only writes records
can change them.
"""

from __future__ import annotations

import os
import sys

from citefirst import __version__
from citefirst.cache.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_BESIDE = os.path.join(_PACKAGE, os.pardir, os.pardir, "schemas")
"""Schemas in a checkout of citefirst; in an installation they are inside the package."""
_INSTALLED = ("site-packages", "dist-packages")
"""Directories whose time changes when a dependency does."""


def identity() -> str:
    """Return the digest of what is installed."""
    own = sorted(stamp for place in (_PACKAGE, _BESIDE) for stamp in _stamps(place))
    others = sorted({(path, _time(path)) for path in sys.path if os.path.basename(path) in _INSTALLED})
    return digest((__version__, sys.version, sys.flags.optimize, own, others))


def _stamps(directory: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, size and time of each file below a directory, none where there is no such directory."""
    try:
        with os.scandir(directory) as found:
            for entry in found:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        yield from _stamps(entry.path)
                else:
                    known = entry.stat()
                    yield entry.path, known.st_size, known.st_mtime_ns
    except OSError:
        return


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0
