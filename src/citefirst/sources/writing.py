"""Files that citefirst writes: whole or not at all."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from citefirst.errors import CitefirstError, UsageError


def write(path: Path, content: str | bytes, *, new: bool = False) -> Path:
    """Write a whole file or nothing, a text as UTF-8. A link in its place is replaced and not followed.

    Raises CitefirstError where it cannot be written, UsageError where it must be `new` and something is there already.
    """
    scratch = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch.open("xb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"))
        if new:
            _claim(path)
        else:
            with suppress(OSError):
                scratch.chmod(path.stat().st_mode & 0o7777)
        scratch.replace(path)
    except OSError as error:
        raise CitefirstError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
    return path


def _claim(path: Path) -> None:
    """Take a name for a new file; a rename alone would replace what is there."""
    try:
        path.open("x").close()
    except FileExistsError as error:
        raise UsageError(f"{path} is there already and was not touched") from error
