"""What GitHub shows is what is judged, a citation is one that a reader sees, a source is not the thing itself."""

from __future__ import annotations

import json
from hashlib import sha256

from support.scenario import GOOD

from attacks import Attack

SAID = "Retries of the checkout service tripled for 12 minutes after the deploy"
FACT = f"{SAID}."


def record(line: str, front: str = "ai: none") -> str:
    return GOOD.replace("\n[S1]: ", f"\n{line}\n\n[S1]: ").replace("ai: none", front)


def only(line: str) -> str:
    """A record of one line and no other source."""
    return GOOD[: GOOD.index("Checkout p99")] + line + "\n"


def uncited(name: str, line: str, *codes: str) -> Attack:
    found = codes or ("CF201",)
    return Attack(name=name, head={"docs/a.md": record(line)}, codes=found, alone=found)


def itself(name: str, line: str, alone: tuple[str, ...] = ()) -> Attack:
    return Attack(name=name, head={"docs/a.md": record(f"{FACT} {line}")}, codes=("CF304",), alone=alone)


LOG = json.dumps(
    {
        "version": 1,
        "tool": "claude-enterprise",
        "account": "managed",
        "messages": [{"role": "user", "text": "What happened?"}, {"role": "assistant", "text": FACT}],
    }
)
USED = f"""ai:
  use: advise
  log:
    - tool: claude-enterprise
      account: managed
      transcript: ../logs/a.ailog.json
      sha256: {sha256(LOG.encode()).hexdigest()}"""

ATTACKS = [
    uncited("sight: a comment that ends at once", f"<!-->{FACT}<!-- -->"),
    uncited("sight: a comment that ends with a bang", f"<!-- x --!>{FACT} <!-- -->"),
    uncited("sight: a section of characters that is none", f"<![CDATA[>{FACT}]]>"),
    uncited("sight: a tag that GitHub escapes", f"<script {FACT}></script>"),
    uncited("sight: a second comment is left open", f"<!-- a --> <!--\n\n{FACT} [S1]", "CF001"),
    uncited("sight: a block that no parser likes", f"<p>{FACT}<![x[ y", "CF201", "CF001"),
    uncited("sight: the address stands in another attribute", f"{SAID} <a title='href=https://a.example/x'>p99</a>."),
    uncited("sight: the text of a link is blank", f"{SAID} [\u2800](https://a.example/x)."),
    uncited("sight: a picture of one pixel", f'<p>{SAID} <img alt="p99" src="https://a.example/x.png" width="0">.</p>'),
    uncited("sight: brackets that are text", f"{SAID} \\[S1] &#91;S1&#93;."),
    uncited("sight: a link in a template", f"{SAID} <template>[p99](https://a.example/x)</template>."),
    uncited("sight: a label in a template", f"<template>UNKNOWN:</template> {FACT}"),
    uncited("shown: prose in a fence", "```\nWe lost 4 TB on 3 May.\n```"),
    uncited("shown: a log without a source", "```\n2026-05-03T14:02:00Z ERROR lost\n```"),
    uncited("shown: the head of a table", "| On 3 May we lost 4 TB |\n|---|"),
    uncited("shown: a heading", "### On 3 May 2026 we lost 4 TB of customer data"),
    uncited("shown: a label in a diagram", "```mermaid\ngraph TD\n  a[On 3 May we lost 4 TB] --> b\n```"),
    uncited("shown: the caption of a shortcode", '{{< figure src="x" caption="On 3 May we lost 4 TB" >}}'),
    uncited("form: a remark that asks", "The database was deleted. (?)"),
    uncited("form: a question that tells", "Did you know that we lost 4 TB on 3 May?"),
    uncited("form: a lead-in that tells", "On 3 May we lost 4 TB, as follows:\n\n- it was slow [S1]"),
    uncited("form: UNKNOWN before an assertion", "UNKNOWN but certainly the gateway lost 4 TB on 3 May."),
    uncited("form: UNKNOWN before another sentence", "- UNKNOWN. We lost 4 TB on 3 May."),
    uncited("form: the label in another language", "INCONNU: how many carts.", "CF203"),
    uncited("line: an event rides on the one above", "**14:02** deploy [S1]\n**14:05** p99 went over 2 s"),
    itself("source: the pull request by its number", "#7"),
    itself("source: the pull request by its address", "[diff](https://github.com/Octo/Demo/pull/7/files)"),
    itself("source: the record by its address", "[note](https://github.com/octo/demo/blame/some/branch/docs/a.md#L9)"),
    itself("source: the record by its raw address", "[x](https://raw.githubusercontent.com/octo/demo/main/docs/a.md)"),
    itself("source: the record by its path", "[note](../docs/./%61.md#facts)", ("CF304",)),
    Attack(
        name="source: the assistant's own log",
        head={"docs/a.md": record(f"{FACT} [log](../logs/a.ailog.json)", USED), "logs/a.ailog.json": LOG},
        codes=("CF304",),
        alone=("CF304",),
    ),
    Attack(
        name="source: two records cite only each other",
        head={"docs/a.md": only(f"{FACT} [b](b.md)"), "docs/b.md": only(f"{FACT} [a](a.md)")},
        codes=("CF304", "CF304"),
        alone=("CF304", "CF304"),
    ),
    Attack(
        name="control: two records, one of which rests on something else",
        head={"docs/a.md": only(f"{FACT} [b](b.md)"), "docs/b.md": record(f"{FACT} [a](a.md)")},
        exit=0,
        alone=(),
    ),
    Attack(
        name="control: comments, folds and pictures that show what they should",
        head={
            "docs/a.md": record(
                f"<!-- a -->\n<details>\n\n{FACT} [S1]\n\n</details>\n\n"
                '<p>It rose. <a href="https://grafana.example.com/d/abc/checkout">p99</a></p>\n\n'
                "It fell. ![p99 of checkout](https://grafana.example.com/p99.png)"
            )
        },
        exit=0,
        alone=(),
    ),
]
