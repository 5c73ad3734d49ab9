"""The pages of a report in a browser: axe finds nothing, nothing is fetched, nothing scrolls sideways, keys suffice."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.paths import ROOT
from support.scenario import Repository

from citefirst.cli import main
from citefirst.rules.examples import DAY
from citefirst.site.entry import page_name

pytestmark = pytest.mark.oracle
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SHOWN = (
    "examples/incident-postmortem/bad/uncited-line-in-the-timeline.md",
    "examples/architecture-decision/good/hostile.md",
)
HOSTILE = """---
workflow: architecture-decision
id: "<b>1</b>"
owner:
  decider: "@alice"
---
# A record with `code`, **strong** words and <script>alert(1)</script>

# Another first heading

#### A heading that skips levels

| | Empty head | [link](https://a.example) |
|---|:-:|--:|
| We lost 4 TB on 3 May | x | averyveryveryveryveryveryveryverylongwordthatdoesnotbreakanywhere |

- [ ] open
- [x] done, see ![an image](https://evil.example/p.png) and [![x](y.png)](https://a.example)

UNKNOWN(@bob, 2026-01-02): whether it is so. We lost 5 TB on 4 May.[^1] <div hidden>x</div>

The gateway had no room left at 14:02 on 3 May. [S1]

[S1]: ../../../said.txt "log: quote: 'a disk is full'"

[](https://a.example/empty) <!-- a comment --> averyveryveryveryveryveryveryveryveryverylongwordthatdoesnotbreak

[^1]: <https://a.example/1>

<!-- a comment
of two lines -->

```text
2026-05-03 14:02:00 ERROR a line of a log that is so long that it has to scroll in its own box and not in the page 1234
```
"""


@pytest.fixture(scope="module")
def seen(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a browser and axe say of the front page, the register and some records."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        pytest.skip(f"no browser is here: install one of {', '.join(BROWSERS)}")
    root = tmp_path_factory.mktemp("site")
    repository = Repository.new(root / "repository")
    shutil.copytree(ROOT / "examples", repository.root / "examples")
    repository.commit({SHOWN[1]: HOSTILE, "said.txt": "14:02 a disk is full\n"}, "Write")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(repository.root)
        done = CliRunner().invoke(main, ["report", str(root / "out"), "--today", DAY])
    assert done.exit_code == 0, done.stderr
    pages = [root / "out" / name for name in ("index.html", "register.html", *map(page_name, SHOWN))]
    assert 'class="sign held"' in pages[-1].read_text("utf-8")
    script = Path(__file__).parent / "pages.mjs"
    run = subprocess.run(["node", script, node_modules, browser, *pages], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    assert len(found) == 4 * len(pages)
    return found


@pytest.mark.parametrize("what", ["violations", "asked", "said"])
def test_a_browser_has_nothing_to_say(seen: list[dict[str, Any]], what: str) -> None:
    assert all(each["passed"] > 15 for each in seen)
    assert [(each["page"], each["colorScheme"], each["width"], each[what]) for each in seen if each[what]] == []


def test_no_page_scrolls_sideways(seen: list[dict[str, Any]]) -> None:
    assert [(each["page"], each["width"], each["wide"]) for each in seen if each["wide"] > 0] == []


def test_the_register_is_used_by_keys(seen: list[dict[str, Any]]) -> None:
    for each in seen:
        if keys := each["keys"]:
            assert keys["all"] == keys["again"] > keys["none"] == 0
            assert (keys["up"], keys["down"]) == ("ascending", "descending")
            assert keys["sorted"][0].casefold() > keys["sorted"][-1].casefold()
            assert keys["told"] == f"0 of {keys['all']} records"
