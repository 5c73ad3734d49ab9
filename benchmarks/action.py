"""The Action in every scenario of its tests: verdict, exit code, what the author sees, API calls, seconds.

    python benchmarks/action.py [PICTURES]

PICTURES is a directory for the comments as Markdown. Seconds are those of the whole job under nektos/act. Below the
table: the step alone on a machine that has nothing, again with uv's cache, and where the runner has uv.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]

from oracles.act import Act, Acted, install_uv  # noqa: E402
from oracles.scenarios import SCENARIOS, Stage  # noqa: E402


def main() -> None:
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        uv = install_uv(directory / "uv")
        act = Act.new(directory / "act", uv)
        print("| scenario | verdict | exit | what the author sees | API calls | s |\n" + "| --- " * 6 + "|")
        for number, scenario in enumerate(SCENARIOS):
            stage, acted = scenario.play(act, directory / str(number))
            cells = (scenario.name, scenario.verdict, acted.exit, seen(acted, stage), len(stage.github.calls))
            print("|", " | ".join(map(str, cells)), f"| {acted.seconds:.1f} |", flush=True)
            if pictures and stage.comments:
                pictures.mkdir(parents=True, exist_ok=True)
                (pictures / f"{number:02}.md").write_text(stage.comments[-1], "utf-8")
        print("\n| machine | install s | step s |\n| --- | --- | --- |")
        fresh = Act.new(directory / "fresh")
        timed = next(scenario for scenario in SCENARIOS if scenario.name == "uncited line")
        for number, (machine, runner) in enumerate(
            (("nothing", fresh), ("uv's cache", fresh), ("uv and its cache", act))
        ):
            _, acted = timed.play(runner, directory / f"timed-{number}")
            install = re.search(r"citefirst's packages: .*, ([\d.]+) s", acted.log)
            print(f"| {machine} | {install[1] if install else '?'} | {acted.step:.1f} |", flush=True)


def seen(acted: Acted, stage: Stage) -> str:
    """The first words of the comment, else the first annotation, else the heading of the summary."""
    if stage.comments:
        return "comment: " + stage.comments[-1].split("\n")[1].lstrip("# ")
    if acted.annotations:
        return f"{acted.annotations[0].name}: {acted.annotations[0].message.splitlines()[0][:100]}"
    return "summary: " + (acted.summary.splitlines() or [""])[0].lstrip("# ")


if __name__ == "__main__":
    main()
