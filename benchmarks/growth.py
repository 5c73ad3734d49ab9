"""How the time of a check grows with the size of a record that repeats one fragment.

usage: python benchmarks/growth.py [--sizes 8,16,32,64,128,256] [--most 1.1] [NAME ...]

Prints one row a fragment: how many times longer each size takes than the smallest, and the slope of the line through
the logarithms of size and time. 1 is linear, 2 quadratic. Exits with 1 where a slope is above `--most`. Each fragment
is one that made something quadratic or that could: whoever writes a record chooses it.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from collections.abc import Callable, Sequence

from citefirst.check.pipeline import Checker, File
from citefirst.model import Report
from citefirst.report.formats import json, text
from citefirst.repository import schemas
from citefirst.workflow.catalogue import Catalogue

FRONT = "---\nworkflow: incident-postmortem\nowner:\n  incident-commander: '@alice'\nai: none\n{}---\n# Title\n\n"

Fill = Callable[[int], str]
"""A text of about so many characters."""


def repeated(fragment: str, before: str = "", after: str = "") -> Fill:
    """A fragment again and again; `{n}` in it is the number of the repetition."""

    def fill(size: int) -> str:
        if "{n}" not in fragment:
            return before + fragment * (size // len(fragment.encode())) + after
        parts, length, number = [], 0, 0
        while length < size:
            parts.append(fragment.replace("{n}", str(number)))
            length += len(parts[-1])
            number += 1
        return before + "".join(parts) + after

    return fill


def paragraphs(fragment: str, count: int = 8) -> Fill:
    """The same in so many paragraphs, whatever the size, so that each grows: longer ones than 40 KiB are refused."""
    return lambda size: (repeated(fragment)(size // count - 2) + "\n\n") * count


def blocks(fragment: str) -> Fill:
    """The same in paragraphs that begin with HTML, of which 16 KiB are read."""
    return paragraphs(fragment, 16)


TABLE = "## Timeline\n\n| Time (UTC) | Event | Source |\n| --- | --- | --- |\n"
LISTED = "## Sources\n\n"
FRAGMENTS: dict[str, Fill] = {
    "headings, the same": repeated("## A\n\n"),
    "headings, each its own": repeated("## A{n}\n\n"),
    "headings, nested": repeated("# a\n## b\n### c\n#### d\n##### e\n###### f\n\n"),
    "headings, going down and up": repeated("###### f\n##### e\n#### d\n### c\n## b\n# a\n\n"),
    "headings with a claim": repeated("## Timeline\n\n- 14:02 deploy 8123 failed\n\n"),
    "headings, setext": repeated("A\n===\n\nB\n---\n\n"),
    "headings of sources": repeated("## Sources\n\n- S{n}: https://example.com/{n}\n\n"),
    "table rows": repeated("| 14:02 | p99 crossed 2 s | [S1] |\n", TABLE),
    "table rows, each cited": repeated("| 14:02 | p99 crossed {n} s | https://example.com/{n} |\n", TABLE),
    "cells of one row": lambda size: "|" + "a|" * (size // 8) + "\n|" + "-|" * (size // 8) + "\n|" + "b|" * (size // 8),
    "table, as wide as long": lambda size: (
        "|" + "a|" * (size // 8) + "\n|" + "-|" * (size // 8) + "\n" + "|\n" * (size // 4)
    ),
    "tables": repeated("| a | b |\n| - | - |\n| c | d |\n\n"),
    "list items": repeated("- p99 was {n} s\n"),
    "list items, far apart": repeated("- p99 was {n} s\n\n"),
    "lists, nested": repeated("".join("  " * depth + "- a\n" for depth in range(20))),
    "lists, ordered": repeated("1. a\n2. b\n\n   c\n"),
    "quotes": repeated("> a\n> b\n\n"),
    "quotes, nested": repeated("> " * 20 + "a\n\n"),
    "quotes, one long": repeated("> a\n"),
    "definitions": repeated('[S{n}]: https://example.com/{n} "ticket: {n}"\n'),
    "definitions, the same": repeated("[S1]: https://example.com/1\n"),
    "definitions, cited": repeated('It failed. [S{n}]\n\n[S{n}]: https://example.com/{n} "ticket: {n}"\n\n'),
    "references, undefined": paragraphs("[a][b] "),
    "references, defined": repeated("It failed. [S1]\n\n", '[S1]: https://example.com/1 "ticket: x"\n\n'),
    "references, in one section": repeated("- S{n}: https://example.com/{n}\n", LISTED),
    "footnotes": repeated("It failed.[^{n}]\n\n[^{n}]: https://example.com/{n}\n\n"),
    "footnotes, undefined": paragraphs("a[^1] "),
    "stars": paragraphs("*"),
    "stars and letters": paragraphs("*a "),
    "stars, closed": paragraphs("*a* "),
    "stars, opening both ways": paragraphs("a**b"),
    "underscores": paragraphs("_a _"),
    "tildes": paragraphs("~~a "),
    "brackets": paragraphs("["),
    "brackets, closed": paragraphs("[]"),
    "brackets of links": paragraphs("[a]("),
    "brackets of images": paragraphs("![["),
    "parentheses": paragraphs("[a](("),
    "backticks": paragraphs("`"),
    "backticks, growing": lambda size: (
        8 * (" ".join("`" * length for length in range(1, math.isqrt(size // 4) - 1)) + "\n\n")
    ),
    "code": paragraphs("`a` "),
    "code blocks": repeated("```\na\n```\n\n"),
    "backslashes": paragraphs("\\"),
    "escapes": paragraphs("\\*"),
    "entities": paragraphs("&amp;"),
    "angles": blocks("<"),
    "angles, comments": blocks("<!--"),
    "angles, tags": blocks("<b>a</b> "),
    "angles, open tags": blocks("<a href="),
    "angles, declarations": blocks("<!A "),
    "angles, instructions": blocks("<?"),
    "html blocks": repeated("<p>a</p>\n\n"),
    "html blocks, nested": repeated("<div>\n\n"),
    "html comments": repeated("<!-- a -->\n\n"),
    "html comments, never closed": repeated("<!-- a\n\n"),
    "sentences": paragraphs("The deploy failed at 14:02. "),
    "sentences, one long": paragraphs("and the deploy failed "),
    "abbreviations": paragraphs("e.g. "),
    "full stops": paragraphs("."),
    "letters and stops": paragraphs("a.b."),
    "commas": paragraphs("a, "),
    "quotation marks": paragraphs('"a" '),
    "addresses": paragraphs("https://example.com/a "),
    "addresses, one long": paragraphs("https://a."),
    "addresses of mail": paragraphs("a@b."),
    "unknown": repeated("UNKNOWN(@bob, 2026-12-01): who.\n\n"),
    "unknown, in a list": repeated("- UNKNOWN: who.\n"),
    "placeholders": repeated("- TBD\n"),
    "figures": paragraphs("1,234.5 ms 12% $5m "),
    "figures, digits": paragraphs("1"),
    "figures of a message": repeated("The fee is {n} USD.\n\n", "## Final message\n\n"),
    "times": repeated("- 2026-11-03 14:02 UTC it failed [S1]\n", "## Timeline\n\n"),
    "times, out of order": repeated("- 14:05 a\n- 14:02 b\n", "## Timeline\n\n"),
    "times, many in a line": repeated("- " + "14:02 to 14:05 for 3 minutes " * 40 + "\n", "## Timeline\n\n"),
    "dates": paragraphs("3 November 2026, 2026-11-03, 3/11/26 "),
    "identifiers": paragraphs("INC-2041 #123 org/repo#123 `deadbeef` "),
    "blanks": paragraphs(" \t"),
    "empty lines": repeated("\n"),
    "blank lines in a list": repeated("\n", "- a\n"),
    "invisible characters": paragraphs("\u200b\u2800"),
    "combining marks": paragraphs("e\u0301\u0301"),
    "rules": repeated("---\n\n"),
    "indented": repeated("    a\n"),
    "letters of one word": paragraphs("a"),
    "German": paragraphs("Der Dienst war nicht erreichbar und die Ursache ist nicht bekannt. "),
}
"""What stands in the body, by name."""
FRONTS: dict[str, Fill] = {
    "keys": repeated("key{n}: a\n"),
    "key, a long list": repeated("- a\n", "tags:\n"),
    "key, a list of mappings": repeated("- {a: b, c: d}\n", "tags:\n"),
    "key, a list in one line": repeated("a, ", "tags: [", "a]\n"),
    "key, deep": lambda size: "tags:\n" + "- " + "[" * 20 + "]" * 20 + "\n" + "- [[[[a]]]]\n" * (size // 80),
    "key, a long value": repeated("a ", "tags: ", "\n"),
    "key, a quoted value": repeated("\\n", 'tags: "', '"\n'),
    "sources of the front matter": repeated("  S{n}: https://example.com/{n}\n", "sources:\n"),
    "approvals": repeated("- {role: incident-commander, by: '@alice', at: 2026-11-05}\n", "approvals:\n"),
    "logs": repeated("  - {tool: claude, account: managed, transcript: a.json}\n", "ai:\n  use: advise\n  log:\n"),
    "affected, all the same": repeated("- a\n", "affected:\n"),
}
"""What stands in the front matter, by name."""


def record(name: str, size: int) -> bytes:
    """A record of about so many bytes that repeats a fragment."""
    size -= 200
    if name not in FRONTS:
        return (FRONT.format("") + FRAGMENTS[name](size)).encode()[: size + 200]
    added = FRONTS[name](size)
    front = FRONT.replace("ai: none\n", "") if added.startswith("ai:") else FRONT
    return (front.format("\x00").replace("\x00", added) + "## Facts\n\nUNKNOWN: why.\n").encode()


def seconds(checker: Checker, data: bytes, enough: float = 0.05) -> float:
    """The least time of a check with its report as text and JSON, of as many as make the clock's steps small."""
    best, spent, rounds = math.inf, 0.0, 0
    while rounds < 2 or (spent < enough and rounds < 20):
        gc.collect()
        gc.disable()  # its rounds come when they come, and take from the one what others left
        begun = time.process_time()
        report = Report((checker.check(File("record.md", "record.md", None, data)).report,))
        text.render(report)
        json.render(report)
        took = time.process_time() - begun
        gc.enable()
        best, spent, rounds = min(best, took), spent + took, rounds + 1
        if took > 1:
            break
    return best


def slope(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The slope of the line of least squares through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(each, 1e-6)) for each in times]
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="8,16,32,64,128,256", help="KiB, separated by commas")
    parser.add_argument("--most", type=float, default=1.1, help="the highest slope that is no fault")
    parser.add_argument("names", nargs="*", metavar="NAME", help="fragments by name; all where there is none")
    given = parser.parse_args(arguments)
    sizes = [int(size) * 1024 for size in given.sizes.split(",")]
    checker = Checker(Catalogue(schemas.builtin()), lambda path: False)
    seconds(checker, record("headings, the same", 2_000))
    steep = []
    print(f"{'fragment':30}" + "".join(f"{size // 1024:>7} K" for size in sizes) + f"{'slope':>8}")
    for name in given.names or [*FRAGMENTS, *FRONTS]:
        times = [seconds(checker, record(name, size)) for size in sizes]
        found = slope(sizes, times)
        ratios = "".join(f"{each / times[0]:>9.1f}" for each in times)
        print(f"{name:30}{ratios}{found:>8.2f}{'  <-' if found > given.most else ''}", flush=True)
        steep += [name] if found > given.most else []
    print(f"{len(steep)} above {given.most}" + (f": {'; '.join(steep)}" if steep else ""))
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
