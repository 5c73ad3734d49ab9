"""All that is known of git."""

from __future__ import annotations

from pathlib import Path


def files(root: Path, directory: Path) -> list[str] | None:
    """Files below a directory that git tracks or does not ignore, relative to the root; None where git cannot tell."""
    import subprocess

    command = [
        "git",
        "-C",
        str(root),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        str(directory),
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    names = {name.decode("utf-8", "surrogateescape") for name in done.stdout.split(b"\0") if name}
    return [name for name in names if (root / name).exists() or (root / name).is_symlink()]
