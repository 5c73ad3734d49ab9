"""Take the picture of the front page, a pull request with a finding: docs/pull-request.png.

The words are real: README's own record and edit are judged, and the annotation and the comment are what the Action
writes of that. Only the frame around them is drawn here. Needs Chromium; run by hand where these words change.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from markdown_it import MarkdownIt

from citefirst.check.pipeline import Checker, File
from citefirst.model import Report
from citefirst.report.formats.github import annotate
from citefirst.report.outcome import Base, Outcome, RunPlace
from citefirst.report.pages import comment
from citefirst.repository.schemas import builtin
from citefirst.workflow.catalogue import Catalogue

ROOT = Path(__file__).parent.parent
RECORD = "docs/incidents/inc-2041.md"
PLACE = RunPlace("https://github.com", "acme/shop", "3f9c2a7d5b1e48c6a0d9f7e2b4c81a6530de9f12", run=123456)
BASE = Base("main", "5c81d0aa7e2f4b6c9d3e1f0a8b7c6d5e4f3a2b1c")
WIDTH, HEIGHT = 900, 640
AROUND = 3
"""Lines of the record that are shown above and below the edit."""

STYLE = """
body{margin:16px;width:868px;background:#fff;color:#1f2328;font:14px/1.5 'Noto Sans','DejaVu Sans',Arial,sans-serif}
.box{border:1px solid #d1d9e0;border-radius:6px;margin-bottom:16px;overflow:hidden}
.head{background:#f6f8fa;border-bottom:1px solid #d1d9e0;padding:8px 16px}
code,.line{font:12px/1.6 'DejaVu Sans Mono',monospace}
.line{white-space:pre;padding:0 8px;display:block}
.line i{color:#59636e;display:inline-block;width:40px;font-style:normal}
.old{background:#ffebe9}.new{background:#dafbe1}
.note{margin:8px 16px;padding:8px 16px;border:1px solid #d1d9e0;border-left:4px solid #cf222e;border-radius:6px}
.note b{color:#cf222e}.note p{margin:0}
.comment{padding:4px 16px 8px}.comment h2,.comment h3{font-size:17px;margin:10px 0 6px}.comment p{margin:6px 0}
a{color:#0969da;text-decoration:none}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #d1d9e0;padding:4px 10px;text-align:left;vertical-align:top}td p{margin:2px 0}
.comment code{background:#eff1f3;border-radius:4px;padding:1px 4px}.bot{border:1px solid #d1d9e0;border-radius:9px;
padding:0 6px;font-size:12px;color:#59636e}
"""


def page() -> str:
    """Return the HTML of the picture."""
    old, new = edited()
    text = (ROOT / "README.md").read_text("utf-8").split("```markdown\n", 1)[1].split("```", 1)[0].replace(old, new)
    checker = Checker(Catalogue(builtin()), lambda path: False)
    report = Report((checker.check(File(RECORD, RECORD, None, text.encode())).report,))
    said = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .render(comment.render(Outcome(report, PLACE, base=BASE)))
    )
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<div class="box"><div class="head"><code>{RECORD}</code></div>{hunk(text, old, new, report)}</div>'
        f'<div class="box"><div class="head"><b>github-actions</b> <span class="bot">bot</span> commented</div>'
        f'<div class="comment">{said}</div></div>'
    )


def edited() -> tuple[str, str]:
    """Return the line of README's record that its edit takes out, and the one that it puts there."""
    (found,) = re.findall(r"```diff\n-(.*)\n\+(.*)\n```", (ROOT / "README.md").read_text("utf-8"))
    return found[0], found[1]


def hunk(text: str, old: str, new: str, report: Report) -> str:
    """Return the lines around the edit, with the annotations below their lines."""
    lines = text.splitlines()
    at = lines.index(new)
    rows = []
    for number in range(at - AROUND, at + AROUND):
        if number == at:
            rows.append(f'<span class="line old"><i>{number + 1}</i>- {escape(old)}</span>')
        kind, sign = ("new", "+") if number == at else ("", " ")
        rows.append(f'<span class="line {kind}"><i>{number + 1}</i>{sign} {escape(lines[number])}</span>')
        rows += [note(each) for each in annotate(report) if f",line={number + 1}," in each]
    return "".join(rows)


def note(command: str) -> str:
    """Return an annotation as the page shows it: its title, and its lines."""
    properties, _, message = command.removeprefix("::").partition("::")
    (title,) = re.findall("title=([^,]+)", properties)
    lines = "".join(f"<p>{escape(line)}</p>" for line in message.replace("%0A", "\n").splitlines())
    return f'<div class="note"><b>Check failure: {escape(title)}</b>{lines}</div>'


def main() -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or sys.exit("picture: there is no Chromium")
    with TemporaryDirectory() as directory:
        source, picture = Path(directory, "page.html"), Path(directory, "page.png")
        source.write_text(page(), "utf-8")
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}",
             f"--screenshot={picture}", source.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip
        (ROOT / "docs" / "pull-request.png").write_bytes(picture.read_bytes())


if __name__ == "__main__":
    main()
