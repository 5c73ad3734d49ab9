"""The one place that runs git: on a repository that is found here, and without what the files in it could add.

git takes any directory that looks like a repository for one, and obeys the `config` in it. Anybody can commit
such a directory as ordinary files, but nobody a `.git`, which git refuses in a tree. So a repository is where a `.git`
is, each call names it, and git never looks for one itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from citefirst.errors import CitefirstError
from citefirst.structs import frozen

SETTINGS = {
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "protocol.ext.allow": "never",
    "submodule.recurse": "false",
    "log.showSignature": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
}
"""Settings of every call: no programs that nothing here needs, and no other repositories."""
UPLOAD_PACK = "--upload-pack=git-upload-pack"
"""What each fetch names, so that no setting names another program."""
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_KEPT = frozenset(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"))
"""Which of git's variables reach it: where the user's own settings and certificates are."""


class GitError(CitefirstError):
    """A git command failed, or there is no git. The text is what git said, on one line."""


@frozen
class Checkout:
    """A repository (`git`) and the top of the files that are checked out of it, both without links."""

    git: Path
    top: Path

    def index(self) -> str:
        """Return the index that git names to a hook where it is not the usual one, as in `git commit -a`, or "".

        Raises GitError where it belongs to no commit of this repository: then nobody can say what would be committed.
        """
        named = os.environ.get("GIT_INDEX_FILE", "")
        if not named:
            return ""
        place = Path(os.path.realpath(self.top / named))
        if not place.is_relative_to(self.git):
            raise GitError(
                f"GIT_INDEX_FILE names {named}, which is not in {self.git}: unset it to check the index there"
            )
        return str(place)


def locate(start: Path, workspace: Path | None = None) -> Checkout:
    """Find the repository around a directory. Raises GitError where there is none, or git does not trust it.

    In a `workspace` of a runner it is not looked for above that, and may belong to another user, as in a container.
    """
    directory = Path(os.path.realpath(start))
    end = Path(os.path.realpath(workspace)) if workspace else None
    if end and not directory.is_relative_to(end):
        raise GitError(f"{start} is outside the workspace {workspace}")
    for top in (directory, *directory.parents):
        try:
            git = _git_directory(top / ".git")
            trusted = git is None or bool(workspace) or all(map(_is_own, (top, top / ".git", git)))
        except OSError as error:
            raise GitError(f"{top} cannot be searched for a repository: {error.strerror}") from error
        if git and not trusted:
            _run(("-C", str(top)), ("rev-parse", "--git-dir"))  # git alone knows whom else its user trusts
        if git:
            return Checkout(git, top)
        if top == end:
            break
    raise GitError(f"{start} is not a git repository, and nothing above it is")


def call(
    checkout: Checkout,
    root: Path,
    arguments: Sequence[str],
    settings: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """Run git in a directory of a checkout and return what it prints. Raises GitError where it fails.

    `settings` are keys and values of git-config(1), which reach it by its environment and never as arguments; `given`
    are lines for its standard input, `variables` others of its environment.
    """
    where = _where(checkout, root)
    try:
        index = checkout.index()
    except GitError:
        index = ""  # whoever needs the index asks for it before
    named = {"GIT_INDEX_FILE": index} if index else {}
    return _run(where, arguments, {**(variables or {}), **named, **_environ(settings or {})}, given)


@contextmanager
def conversation(checkout: Checkout, root: Path, arguments: Sequence[str]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Run git as long as somebody asks it: yield its standard input and output. Raises GitError where it cannot be
    run."""
    import subprocess

    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            _command(_where(checkout, root), arguments), stdin=pipe, stdout=pipe, stderr=quiet, env=_environment({})
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error}") from error
    with process:
        try:
            yield cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        finally:
            process.kill()


def _where(checkout: Checkout, root: Path) -> tuple[str, ...]:
    return "-C", os.path.realpath(root), f"--git-dir={checkout.git}", f"--work-tree={checkout.top}"


def _command(where: Sequence[str], arguments: Sequence[str]) -> list[str]:
    settings = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
    return [program("git"), *where, *settings, *arguments]


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return {**kept, **_QUIET, **variables}


def _run(
    where: Sequence[str],
    arguments: Sequence[str],
    variables: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
) -> bytes:
    """Run git. Every call that citefirst makes passes here."""
    import subprocess

    try:
        done = subprocess.run(
            _command(where, arguments),
            capture_output=True,
            check=True,
            env=_environment(variables or {}),
            input="".join(f"{line}\n" for line in given).encode(),
            timeout=600,
        )
    except subprocess.CalledProcessError as error:
        raise GitError(_reason(error.stderr)) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git cannot be run: {error}") from error
    return done.stdout


def feed(name: str, arguments: Sequence[str], data: bytes) -> bytes:
    """Run a program that git works with on data, and return what it prints, whether it failed or not.

    Raises GitError where it cannot be run.
    """
    import subprocess

    try:
        done = subprocess.run([program(name), *arguments], input=data, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"{name} cannot be run: {error}") from error
    return done.stdout


def program(name: str) -> str:
    """Find a program on the search path. Windows would first look in the current directory, which belongs to the tree.

    Raises FileNotFoundError where it is not there.
    """
    places = (Path(directory, name) for directory in os.get_exec_path())
    found = next(filter(None, (_runnable(place) for place in places if place.is_absolute())), None)
    if found is None:
        raise FileNotFoundError("no directory in PATH contains it")
    return found


def _runnable(place: Path) -> str | None:
    """Return a program at a place as the system would run it.

    `shutil` knows all systems, and loads four compressors, which a hook would wait for.
    """
    if os.name == "nt":
        from shutil import which

        return which(place)
    return str(place) if place.is_file() and os.access(place, os.X_OK) else None


def _git_directory(marker: Path) -> Path | None:
    """Return what a `.git` stands for: itself, or where it points to, as in a linked work tree or a submodule."""
    named = marker.is_file()
    if named:
        text = marker.read_bytes()
        if not text.startswith(b"gitdir: "):
            raise GitError(f"{marker} is a file and names no repository")
        marker = marker.parent / os.fsdecode(text[8:].rstrip(b"\r\n"))
    if os.path.lexists(marker / "HEAD") and ((marker / "objects").is_dir() or (marker / "commondir").is_file()):
        return Path(os.path.realpath(marker))
    if named:
        raise GitError(f"{marker} is not a git repository, although a file `.git` names it")
    return None


def _is_own(path: Path) -> bool:
    """Tell whether a path belongs to the user whom git runs for (git-config(1), safe.directory)."""
    if os.name == "nt":
        return False
    user, caller = os.geteuid(), os.environ.get("SUDO_UID", "")
    owners = {user, int(caller)} if user == 0 and caller.isascii() and caller.isdecimal() else {user}
    return path.lstat().st_uid in owners


def _environ(settings: Mapping[str, str]) -> dict[str, str]:
    """Return settings as the variables that git-config(1) names."""
    variables = {"GIT_CONFIG_COUNT": str(len(settings))} if settings else {}
    for number, (key, value) in enumerate(settings.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


def _reason(output: bytes) -> str:
    """Return the first fault that git reports; what follows is often advice over several lines."""
    lines = output.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
    return next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])
