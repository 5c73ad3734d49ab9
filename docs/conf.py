"""The site: Sphinx reads the same Markdown files that GitHub shows, and every link in them must lead somewhere.

Built by `make site`; a warning is an error. Nothing on a page is loaded from another host.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.highlighting import lexer_classes
from sphinx.util import logging

REPOSITORY = "https://github.com/citefirst/citefirst/"

project = "citefirst"
author = "the citefirst maintainers"
html_title = "citefirst"
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_theme_options = {
    "source_repository": REPOSITORY,
    "source_branch": "main",
    "source_directory": "docs/",
    "top_of_page_buttons": ["view"],  # not edit: some pages are generated
}
templates_path = ["_templates"]
html_copy_source = False
html_use_index = False
html_show_sphinx = False
html_show_copyright = False
highlight_language = "text"
smartquotes = False  # `--since` in a sentence keeps both hyphens, and what is quoted can be copied

DOCS = Path(__file__).parent
ROOT = DOCS.parent
BLOB = f"{REPOSITORY}blob/main/"
LINK = re.compile(r"(\]\(|^\[[^\]\n]+\]: )(?!https?:|#|mailto:)([^)\s#]+)", re.MULTILINE)
ANCHOR = re.compile(r'^<a id="([a-z0-9-]+)"></a>$', re.MULTILINE)
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*[ \t]*$|(?<!`)(`+)[^`\n]+\2(?!`)", re.MULTILINE | re.DOTALL)


def read(app: Sphinx, name: str, source: list[str]) -> None:
    """Make links out of docs/ lead to the repository, and anchors that GitHub knows known to MyST."""
    place = Path(app.env.doc2path(name)).parent
    outside = [match.span() for match in CODE.finditer(source[0])]

    def link(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in outside):
            return match[0]
        target = (place / match[2]).resolve()
        if not target.is_relative_to(ROOT) or not target.exists():
            logging.getLogger("citefirst").warning("the link to %s leads nowhere", match[2], location=name)
            return match[0]
        if target.is_relative_to(DOCS) and target.suffix in (".md", ".svg", ".png"):
            return match[0]
        return match[1] + BLOB + target.relative_to(ROOT).as_posix()

    source[0] = ANCHOR.sub(r"(\1)=", LINK.sub(link, source[0]))


def setup(app: Sphinx) -> None:
    app.connect("source-read", read)
    lexer_classes["markdown"] = lexer_classes["none"]  # Pygments' own takes front matter for a heading
