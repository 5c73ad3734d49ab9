"""Text that GitHub shows is a unit at its own place, whatever holds it; syntax that asserts nothing is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citefirst.document import generators
from citefirst.document.parse import parse
from citefirst.document.sentences import split
from citefirst.document.text import decode
from citefirst.evidence.ids import find
from citefirst.model import Document

LOST = "On 3 May we lost 4 TB"
LOG = "2026-05-03T14:02:00Z ERROR lost 4 TB"


def read(text: str) -> Document:
    return parse("record.md", decode(text.encode()), find)


SHOWN = [
    ("fence", f"```\n{LOST}\n```", ("code", LOST, 2, 1)),
    ("fence of a language", f"```python\n# {LOST}\n```", ("code", LOST, 2, 3)),
    ("tilde fence in a quote", f"> ~~~\n> {LOST}\n> ~~~", ("code", LOST, 2, 3)),
    ("fence in an item", f"- a\n\n  ```\n  {LOST}\n  ```", ("code", LOST, 4, 3)),
    ("fence that is left open", f"```\n{LOST}", ("code", LOST, 2, 1)),
    ("prose that wraps", "```\nOn 3 May we lost\n4 TB\n```", ("code", LOST, 2, 1)),
    ("indented block", f"    {LOST}", ("code", LOST, 1, 5)),
    ("tab before a block", f"\t{LOST}", ("code", LOST, 1, 2)),
    ("log", f"```\n{LOG}\n```", ("code", LOG, 2, 1)),
    ("mermaid", f"```mermaid\ngraph TD\n  a[{LOST}] --> b\n```", ("code", LOST, 3, 5)),
    ("formula", f"```math\n\\text{{{LOST}}}\n```", ("code", LOST, 2, 7)),
    ("note of MyST", f"```{{note}}\n{LOST}\n```", ("code", LOST, 2, 1)),
    ("heading", f"### {LOST} ###", ("heading", LOST, 1, 5)),
    ("heading in a quote", f"> # {LOST}", ("heading", LOST, 1, 5)),
    ("setext heading", f"{LOST}\n---", ("heading", LOST, 1, 1)),
    ("head without rows", f"| {LOST} |\n|---|", ("table-head", LOST, 1, 1)),
    ("head with rows", f"| {LOST} |\n|---|\n| a |", ("table-head", LOST, 1, 1)),
    ("image", f"It was slow. ![{LOST}](x.png)", ("image", LOST, 1, 14)),
    ("image in an item", f"- ![{LOST}](x.png)", ("image", LOST, 1, 3)),
    ("image in a cell", f"| a |\n|---|\n| ![{LOST}](x.png) |", ("image", LOST, 3, 3)),
    ("image in HTML", f'<p><img src="x.png" alt="{LOST}"></p>', ("image", LOST, 1, 4)),
    ("image without a file", f"![{LOST}]()", ("sentence", LOST, 1, 1)),
    ("shortcode", f'{{{{< figure src="x" caption="{LOST}" >}}}}', ("attribute", LOST, 1, 29)),
    ("include", f'{{% include note.html content="{LOST}" %}}', ("attribute", LOST, 1, 31)),
    ("words of a shortcode without quotes", f"{{{{ {LOST} }}}}", ("attribute", LOST, 1, 4)),
    ("title of an admonition", f":::note {LOST}\nIt was.\n:::", ("attribute", LOST, 1, 9)),
    ("label of a tab", f'<TabItem label="{LOST}">\n\nIt was.\n\n</TabItem>', ("attribute", LOST, 1, 17)),
    ("front matter", f"---\nsummary: {LOST}\n---\n", ("front-matter", LOST, 2, 10)),
    ("quoted in front matter", f'---\nsummary: "{LOST}"\n---\n', ("front-matter", LOST, 2, 11)),
    ("in a list of front matter", f"---\nnotes:\n  - {LOST}\n---\n", ("front-matter", LOST, 3, 5)),
    ("folded in front matter", f"---\nnotes: >\n  {LOST}\n---\n", ("front-matter", LOST, 3, 3)),
]  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_what_is_shown_is_a_unit_at_its_place(text: str, expected: tuple[str, str, int, int], ending: str) -> None:
    document = read(text.replace("\n", ending))
    found = [(unit.kind, unit.text, *document.lines.place(unit.span.start)) for unit in document.units]
    assert expected in found, found


NOT_PROSE = [
    "```yaml\nreplicas: 4\ntimeout: 3s\n```",
    "```sh\nkubectl rollout undo deployment/cart\n```",
    "```\nSELECT count(*) FROM carts WHERE lost = true;\n```",
    "```go\nfunc lost(carts int) (int, error) {\n\treturn 4, nil\n}\n```",
    "```json\n{\"lost\": 4, \"unit\": \"TB\"}\n```",
    "```mermaid\ngraph TD\n  a[cart] --> b[gateway]\n```",
    "```\ncart -> gateway -> orders\n```",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_PROSE)
def test_code_and_configuration_say_nothing(text: str) -> None:
    assert read(text).units == ()


CITED_CODE = [
    (f"The log says [S1]:\n\n```\n{LOG}\n```", True),
    (f"```log\n{LOG}\n```\n\nSource: [S1]", True),
    (f"```log\n{LOG}\n```\n\n[S1]", True),
    (f"- It failed. [S1]\n\n  ```\n  {LOG}\n  ```", True),
    (f"It failed. [S1]\n\n```\n{LOG}\n```", False),
    (f"```\n{LOG}\n```\n\nThe gateway failed at 14:02. [S1]", False),
    (f"The log says [S1]:\n\n## Next\n\n```\n{LOG}\n```", False),
    (f"- It failed. [S1]\n\n```\n{LOG}\n```", False),
    (f"```\n{LOG} [S1]\n```", False),
]


@pytest.mark.parametrize(("text", "cited"), CITED_CODE)
def test_code_is_cited_in_its_lead_in_its_item_or_its_caption(text: str, cited: bool) -> None:
    document = read(f"{text}\n\n[S1]: https://a.example/log\n")
    assert [bool(unit.citations) for unit in document.units if unit.kind == "code"] == [cited]


LINES = [
    ("**14:02** deploy of cart [D1]\n**14:05** p99 rose", ["14:02 deploy of cart [D1]", "14:05 p99 rose"]),
    ("14:02 deploy of cart\n14:05 p99 rose", ["14:02 deploy of cart", "14:05 p99 rose"]),
    ("14:02 - deploy of cart\n14:05 - p99 rose", ["14:02 - deploy of cart", "14:05 - p99 rose"]),
    ("14:02 deploy  \n14:05 p99 rose", ["14:02 deploy", "14:05 p99 rose"]),
    ("14:02 deploy<br>14:05 p99 rose", ["14:02 deploy", "14:05 p99 rose"]),
    ("2026-05-03 14:02 deploy\n2026-05-03 14:05 p99", ["2026-05-03 14:02 deploy", "2026-05-03 14:05 p99"]),
    ("- 14:02 deploy [D1]\n  14:05 p99 rose", ["14:02 deploy [D1]", "14:05 p99 rose"]),
    ("> 14:02 deploy [D1]\n> 14:05 p99 rose", ["14:02 deploy [D1]", "14:05 p99 rose"]),
    ("Events:\n14:02 deploy\n14:05 p99 rose", ["Events:", "14:02 deploy", "14:05 p99 rose"]),
    ("\u2022 deploy [D1]\n\u2022 p99 rose", ["\u2022 deploy [D1]", "\u2022 p99 rose"]),
    ("It broke [D1]\n\u2022 p99 rose", ["It broke [D1]", "\u2022 p99 rose"]),
    ("\u2705 deploy [D1]\n\u274c p99 rose", ["\u2705 deploy [D1]", "\u274c p99 rose"]),
    ("\u2192 deploy [D1]\n\u2192 p99 rose", ["\u2192 deploy [D1]", "\u2192 p99 rose"]),
    ("(1) deploy [D1]\n(2) p99 rose", ["(1) deploy [D1]", "(2) p99 rose"]),
    # a sentence that goes on
    ("The deploy of cart went out at\n14:02 and p99 rose", ["The deploy of cart went out at 14:02 and p99 rose"]),
    ("It was down (between\n14:02 - 14:40 UTC)", ["It was down (between 14:02 - 14:40 UTC)"]),
    ("p99 went from 2 s\n\u2192 4 s", ["p99 went from 2 s \u2192 4 s"]),
    ("The gateway\n\u2014 a new one \u2014 failed", ["The gateway \u2014 a new one \u2014 failed"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_a_line_that_is_marked_begins_a_claim(text: str, expected: list[str]) -> None:
    document = read(f"{text}\n\n[D1]: https://a.example/1\n")
    assert [unit.text for unit in document.units] == expected
    places = [document.lines.place(unit.span.start)[0] for unit in document.units]
    assert places == sorted(places)


GENERATORS = [
    "{{< note >}}", "{{% /note %}}", "{{ page.url }}", "{% raw %}", "{% endraw %}", ":::", ":::note", "::: {.tip}",
    "import Tabs from '@theme/Tabs';", "import {A, B as C} from \"x\"", "import * as X from 'x'", "import './x.css'",
    "</Tabs>", "<TabItem value=\"a\" label='b'>", "<Tabs values={[{label: 'a'}]}>", "!!! note", "=== \"Tab\"", "{:toc}",
    "{: .note}", "[[_TOC_]]", "[TOC]", "--8<-- \"x.md\"", "{{< a >}}{{< /a >}}",
]  # fmt: skip
TEXT = [
    "We lost 4 TB", "{{< a >}} We lost 4 TB {{< /a >}}", "import of data from 'x' failed",
    "<Tabs We lost 4 TB, on 3 May.>",
    "{We lost 4 TB}", "<p>", "[S1]", "!!! We lost 4 TB of data", "[TOC] was lost", "- {{ a }}", ":: We lost",
]  # fmt: skip


@pytest.mark.parametrize("line", GENERATORS)
def test_a_line_of_a_site_generator_asserts_and_unbinds_nothing(line: str) -> None:
    assert generators.is_line(line)
    document = read(f"{line}\nWe lost 4 TB. [S1]\n{line}\n\n[S1]: https://a.example/1\n")
    if not line.startswith("<"):  # a block of raw HTML goes on to the next blank line
        assert [(unit.text, len(unit.citations)) for unit in document.units] == [("We lost 4 TB. [S1]", 1)]


@pytest.mark.parametrize("line", TEXT)
def test_a_line_that_says_more_is_text(line: str) -> None:
    assert not generators.is_line(line)


ALERTS = [
    ("> [!WARNING]\n> UNKNOWN: how many carts.", [("UNKNOWN: how many carts.", 2, 3, True)]),
    ("> [!note]\n> UNKNOWN: how many carts.", [("UNKNOWN: how many carts.", 2, 3, True)]),
    ("> [!TIP]\n>\n> It was slow.", [("It was slow.", 3, 3, False)]),
    ("> [!CAUTION]\n> - It was slow.", [("It was slow.", 2, 5, False)]),
    ("> [!IMPORTANT] It was slow.", [("It was slow.", 1, 16, False)]),
    ("> [!NOTE]", []),
    ("- a\n\n  > [!NOTE]\n  > It was slow.", [("a", 1, 3, False), ("It was slow.", 4, 5, False)]),
    ("> [!x](y.md) was slow.", [("!x was slow.", 1, 3, False)]),
]


@pytest.mark.parametrize(("text", "expected"), ALERTS)
def test_the_marker_of_an_alert_is_no_text(text: str, expected: list[tuple[str, int, int, bool]]) -> None:
    document = read(text)
    found = [(unit.text, *document.lines.place(unit.span.start), unit.unknown is not None) for unit in document.units]
    assert found == expected


ABROAD = [
    "Der Dienst, z. B. Kunden, war weg.", "Das ist d. h. Unfug.", "Am 3. Mai fiel er aus.",
    "Am 17. Oktober fiel er aus.",
    "Es waren vgl. Abb. 3 genug.", "Hr. Müller sah es.", "El servicio, p. ej. El carrito, cayó.",
    "Es el n.º 5 de la lista.",
    "Le service, p. ex. Le panier, est tombé.", "Le service, c.-à-d. Le panier, est tombé.", "Sra. Gómez lo vio.",
    "Il servizio, ad es. Il carrello, è caduto.", "De dienst, bijv. De kar, viel uit.", "Usługa np. Koszyk padła.",
    "Usługa m.in. Koszyk padła.", "Это \u0442. \u0435. Сервис упал.", "Tjänsten, t. ex. Korgen, föll.",
    "Kaffee, Tee etc. waren weg.",
]  # fmt: skip


@pytest.mark.parametrize("text", ABROAD)
def test_no_sentence_ends_at_an_abbreviation_of_another_language(text: str) -> None:
    assert split(text) == [(0, len(text))]
    assert len(split(f"{text} Then it came back.")) == 2


PIECES = st.sampled_from(
    ["```", "~~~", "    ", "```mermaid", "# ", "> ", "> [!NOTE]", "- ", ":::", "{{< x >}}", "<Tabs>", "| a |", "|---|",
     "![On 3 May we lost 4 TB](x)", LOST, LOG, "14:02 ", "\u2022 ", "\t", "[S1]", "UNKNOWN. ", "<br>", "é🚀", ""]
)  # fmt: skip


@given(st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=12).map("\n".join), st.sampled_from(["\n", "\r\n"]))
def test_every_unit_lies_in_the_file_and_begins_with_something_to_see(text: str, ending: str) -> None:
    document = read(text.replace("\n", ending))
    for unit in document.units:
        assert 0 <= unit.span.start < unit.span.end <= len(document.text)
        shown = document.text[unit.span.start : unit.span.end]
        assert shown == shown.strip(), unit
