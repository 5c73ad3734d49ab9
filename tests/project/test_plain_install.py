"""A plain install is light: what asks GitHub and other servers is an extra, asked for in one sentence."""

from __future__ import annotations

import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.scenario import BASE, GOOD, Repository

from citefirst.cli import main
from citefirst.errors import UsageError
from citefirst.github.api import Api

HEAVY = frozenset(("certifi", "cryptography", "pygithub", "pyjwt", "pynacl"))


def closure(name: str, extra: str = "") -> frozenset[str]:
    """The packages that an installation brings, on this interpreter and system."""
    seen: set[tuple[str, str]] = set()
    open_ = [(name, extra)]
    while open_:
        package, wanted = open_.pop()
        if (package, wanted) in seen:
            continue
        seen.add((package, wanted))
        for text in requires(package) or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": wanted}):
                open_ += [(canonicalize_name(needed.name), each) for each in ("", *needed.extras)]
    return frozenset(package for package, _ in seen) - {name}


def test_a_plain_install_brings_nothing_of_what_only_github_needs() -> None:
    plain, whole = closure("citefirst"), closure("citefirst", "github")
    assert {"click", "jsonschema", "markdown-it-py"} <= plain
    assert plain & (HEAVY - {"certifi"}) == set()  # requests, which detect-secrets needs, brings certifi
    assert whole >= HEAVY


@pytest.mark.parametrize(
    ("missing", "package"), [("github", "PyGithub"), ("urllib3", "urllib3"), ("certifi", "certifi")]
)
def test_what_is_missing_is_asked_for_before_anything_is_looked_up(
    missing: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repository.new(tmp_path).commit({**BASE, "docs/a.md": GOOD})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, missing, None)
    done = CliRunner().invoke(main, ["check", "--online"])
    assert done.exit_code == 2
    assert f"needs {package}: install `citefirst[github]`" in done.output
    assert "hold" not in done.output
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    with pytest.raises(UsageError, match="citefirst\\[github\\]"):
        Api("https://api.github.com", "acme/shop", "").comments(1)
