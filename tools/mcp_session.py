"""A session of `citefirst mcp`, played by a script in the place of an assistant: it drafts until the check holds.

The script answers each kind of finding in one way, and asks a person for what only a person knows. What both sides said
stands in docs/mcp.md.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mcp import Client

from citefirst.mcp.desk import Desk
from citefirst.mcp.server import make
from citefirst.rules.examples import DAY

PAGES = {
    "incidents": [
        {
            "id": "P7",
            "incident_number": 2041,
            "title": "Checkout p99 above 4 s",
            "created_at": "2026-11-03T14:02:00Z",
            "html_url": "https://acme.pagerduty.com/incidents/P7",
        }
    ]
}
MERGED = """\
time,link,title
2026-11-03T13:58:00Z,https://github.com/acme/cart/pull/482,Retry the payment call without a limit
2026-11-03T14:31:00Z,https://github.com/acme/cart/pull/483,Revert: retry the payment call without a limit
"""
FILES = {"exports/pages.json": json.dumps(PAGES), "exports/merged.csv": MERGED}
PLACE = "docs/postmortems/checkout.md"
HASTY = "Checkout took more than 4 s for 29 minutes, because retries flooded the payment service."
PERSON = {
    "id": "INC-2041",
    "severity": "SEV2",
    "incident-commander": '"@grace"',
    "a dashboard": '[D1]: https://grafana.example.com/d/cart/checkout "dashboard: checkout p99"',
    "a trace or a log query": '[L1]: https://kibana.example.com/app/discover#/cart "log-query: cart timeouts"',
    "what D1 shows": "Checkout p99 was above 4 s from 14:02 to 14:31 UTC on 2026-11-03.",
    "what L1 shows": "4,210 checkouts ended in a timeout of the payment call.",
}
"""What a person answers: values of the front matter, where the evidence is, and what was seen there."""
_DEFINED = re.compile(r"\[(\w+)\]: ")
MOST = 6
"""Rounds after which the script gives up."""

Draft = list[str]
Finding = Mapping[str, Any]


class Session:
    """One client at work. `said` are the lines of the transcript."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.said: list[str] = []
        self.held = False

    async def ask(self, tool: str, shown: str = "", **arguments: Any) -> dict[str, Any]:
        """Call a tool and return its answer as a value."""
        self.said.append(f"> {tool} {shown or json.dumps(arguments)}")
        result: Any = await self.client.call_tool(tool, arguments)
        assert not result.is_error, result.content[0].text
        answer: dict[str, Any] = json.loads(result.content[0].text)
        return answer

    def person(self, question: str) -> str:
        """Ask a person what the script may not decide."""
        self.said.append(f"    asks a person for: {question}")
        return PERSON[question]

    async def play(self) -> None:
        rules = await self.ask("rules_of", workflow="incident-postmortem")
        names = ", ".join(part["title"] for part in rules["sections"] if part["must_be_cited"] == "every line")
        self.said.append(f"< {len(rules['sections'])} sections, every line cited in: {names}; and a template")
        pages = await self.rows("exports/pages.json")
        draft = _begun(rules["template"].splitlines(), pages)
        for number in range(1, MOST + 1):
            text = "\n".join(draft) + "\n"
            told = await self.ask("check", f'{{"path": "{PLACE}", "text": draft {number}}}', text=text, path=PLACE)
            findings = told["report"]["findings"]
            self.said.append(f"< holds: {json.dumps(told['holds'])}, {_counts(told['report']['summary'])}")
            self.said += [f"    line {each['line']}: {each['code']} {each['message']}" for each in findings]
            if told["holds"] and not findings:
                self.held = True
                return
            draft = await self.mended(draft, findings)

    async def rows(self, export: str) -> list[dict[str, Any]]:
        found = await self.ask("gather", exports=[export])
        self.said += [f"< {row['timeline']}" for row in found["rows"]]
        rows: list[dict[str, Any]] = found["rows"]
        return rows

    async def mended(self, draft: Draft, findings: list[Finding]) -> Draft:
        """Answer each finding, the last line first, so that the lines of the others stay where they are."""
        lines = [draft[each["line"] - 1] for each in findings if each["code"] == "CF204"]
        unused = [match[1] for line in lines if (match := _DEFINED.match(line))]
        for finding in sorted(findings, key=lambda each: -each["line"]):
            at, words = finding["line"] - 1, finding["message"]
            if finding["code"] == "CF201":
                draft[at] = f"UNKNOWN: {_question(draft[at])}"
            elif finding["code"] == "CF501":
                draft[at] = "ai: none"
            elif "change in the timeline" in words:
                draft = _with_rows(draft, await self.rows("exports/merged.csv"), "pull-request")
            elif finding["code"] == "CF103":
                draft.append(self.person("a dashboard" if "dashboard" in words else "a trace or a log query"))
            elif finding["code"] in ("CF101", "CF401"):
                key = draft[at].split(":")[0].strip()
                draft[at] = f"{draft[at].split(':')[0]}: {self.person(key)}"
        for source in unused:
            draft = _cited(draft, self.person(f"what {source} shows"), source)
        return draft


def _counts(summary: Mapping[str, Any]) -> str:
    claims = summary["claims"]
    return (
        f"{claims['total']} claims, {claims['cited']} cited, {claims['unknown']} UNKNOWN, {claims['uncited']} uncited"
    )


def _begun(template: Draft, rows: list[dict[str, Any]]) -> Draft:
    """The template without its hints, with a hasty sentence and the first rows of the timeline."""
    draft = [line for line in template if not line.startswith("<!--")]
    place = next(number for number, line in enumerate(draft) if line.startswith("UNKNOWN: the incident"))
    draft[place] = HASTY
    place = draft.index("## Timeline") + 2
    return _with_rows([*draft[:place], *draft[place + 1 :]], rows, "incident")


def _with_rows(draft: Draft, rows: list[dict[str, Any]], kind: str) -> Draft:
    """Add rows to the timeline in order of time, each with a definition of its own."""
    place = draft.index("## Timeline") + 2
    end = next((n for n in range(place, len(draft)) if not draft[n].startswith("- ")), len(draft))
    first = sum(line.startswith("[S") for line in draft) + 1
    added = [f"- {row['timeline']} [S{first + n}]" for n, row in enumerate(rows)]
    defined = [f'[S{first + n}]: {row["link"]} "{kind}: {row["reader"]}"' for n, row in enumerate(rows)]
    return [*draft[:place], *sorted([*draft[place:end], *added]), *draft[end:], *defined]


def _question(line: str) -> str:
    return f"which artifact shows that {line[0].lower()}{line[1:]}"


def _cited(draft: Draft, sentence: str, source: str) -> Draft:
    """Add a sentence and its source where the impact begins."""
    place = draft.index("## Impact") + 2
    return [*draft[:place], f"{sentence} [{source}]", "", *draft[place:]]


def play() -> Session:
    """Play the session in a repository of its own, in this process."""

    async def whole(root: Path) -> Session:
        async with Client(make(Desk(root, lambda: DAY))) as client:
            session = Session(client)
            await session.play()
            return session

    with TemporaryDirectory() as name, chdir(name):
        root = Path.cwd()
        for path, text in {".citefirst.yml": "", **FILES}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        return asyncio.run(whole(root))


def transcript() -> str:
    """The session as text, for docs/mcp.md."""
    return "\n\n```text\n" + "\n".join(play().said) + "\n```\n\n"


if __name__ == "__main__":
    print(transcript())
