"""Exports to rows, and rows into a record: nothing guessed, nothing lost, and a hostile title is only text."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from citefirst.cli import main
from citefirst.errors import CitefirstError
from citefirst.gather.readers import read
from citefirst.gather.row import ExportError, Known

AT = "2026-11-03T14:02:00Z"
BASE = "https://acme.example.com"
HOSTILE = "UNKNOWN | [S9] [a](https://evil.example.com) <img src=x> `x` \\| ``` <!-- expect"


def _zip(**files: Any) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, value in files.items():
            archive.writestr(name.replace("__", "/"), json.dumps(value))
    return made.getvalue()


def _pagerduty(title: str = "Checkout is slow", at: str = AT) -> bytes:
    link = "https://acme.pagerduty.com/incidents/P1"
    item = {"id": "P1", "incident_number": 1, "title": title, "created_at": at, "html_url": link}
    return json.dumps({"incidents": [item]}).encode()


EXPORTS: dict[str, tuple[bytes, str]] = {
    "PagerDuty": (_pagerduty(), "https://acme.pagerduty.com/incidents/P1"),
    "Opsgenie": (
        json.dumps(
            {"data": [{"id": "o", "tinyId": "1", "message": "m", "createdAt": AT, "links": {"web": f"{BASE}/i/o"}}]}
        ).encode(),
        f"{BASE}/i/o",
    ),
    "incident.io": (
        json.dumps(
            {"incidents": [{"reference": "INC-1", "name": "n", "permalink": f"{BASE}/1", "created_at": AT}]}
        ).encode(),
        f"{BASE}/1",
    ),
    "Jira": (
        json.dumps(
            {
                "issues": [
                    {
                        "key": "SHOP-1",
                        "self": f"{BASE}/rest/api/3/issue/1",
                        "fields": {"summary": "s", "created": "2026-11-03T15:02:00.000+0100"},
                    }
                ]
            }
        ).encode(),
        f"{BASE}/browse/SHOP-1",
    ),
    "Zendesk": (
        json.dumps(
            {"tickets": [{"id": 7, "url": f"{BASE}/api/v2/tickets/7.json", "subject": "s", "created_at": AT}]}
        ).encode(),
        f"{BASE}/agent/tickets/7",
    ),
    "Grafana": (
        json.dumps([{"id": 1, "time": 1793714520000, "text": "deploy", "dashboardUID": "abc"}]).encode(),
        f"{BASE}/d/abc?from=1793714520000&to=1793714520000",
    ),
    "Slack": (
        _zip(
            **{
                "channels.json": [{"id": "C1", "name": "ops"}],
                "ops__2026-11-03.json": [{"type": "message", "ts": "1793714520.000100", "text": "I look"}],
            }
        ),
        f"{BASE}/archives/C1/p1793714520000100",
    ),
    "CSV": (f"when,time,url,event\nx,{AT},{BASE}/c,started\n".encode(), f"{BASE}/c"),
}


@pytest.mark.parametrize("reader", EXPORTS)
def test_an_export_is_read_by_its_reader_alone(reader: str) -> None:
    data, link = EXPORTS[reader]
    (row,), refused = read(data, Known(base=BASE))
    assert (row.reader, row.link, refused) == (reader, link, ())
    assert row.at.isoformat().startswith("2026-11-03T14:02:00")


@pytest.mark.parametrize("reader", EXPORTS)
def test_a_cut_export_is_refused_in_one_sentence(reader: str) -> None:
    data = EXPORTS[reader][0]
    with pytest.raises(ExportError):
        read(data[: len(data) * 2 // 3] if reader != "CSV" else data[:8], Known(base=BASE))


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        ("2026-11-03T14:02:00", None, "no zone"),
        ("2026-10-25T02:30:00", "Europe/Berlin", "twice or never"),
        ("2026-03-29T02:30:00", "Europe/Berlin", "twice or never"),
        ("soon", "UTC", "no time"),
    ],
)
def test_a_time_is_never_guessed(at: str, zone: str | None, said: str) -> None:
    found = read(_pagerduty(at=at), Known(ZoneInfo(zone) if zone else None))
    assert not found.rows
    assert said in found.refused[0]
    assert found.refused[0].startswith("incidents[0]: ")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"incidents": [1]}', b"a,b\n1,2\n"]
)
def test_what_is_no_export_is_said(data: bytes) -> None:
    with pytest.raises(CitefirstError):
        read(data, Known())


TABLE = "| Time (UTC) | Event | Source |\n| --- | --- | --- |\n| 13:58 | Deploy 1 | [S1] |\n| 14:30 | Over | [S1] |\n"
WIDE = "| Time | Who | Event |\n| --- | --- | --- |\n| 13:58 | Dora | Deploy 1 [S1] |\n| 14:30 | Dora | Over [S1] |\n"
LIST = "- 13:58 UTC deploy 1 [S1]\n- 14:30 UTC it was over [S1]\n"


@pytest.mark.parametrize("title", ["Checkout is slow", HOSTILE, "`", "|", "\\", "[S9]", "-->", "TBD", "a\u202eb"])
@pytest.mark.parametrize("timeline", [TABLE, WIDE, LIST, "UNKNOWN: what happened when\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_goes_into_the_timeline_once_and_brings_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, timeline: str, title: str, end: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f"---\nworkflow: incident-postmortem\ndate: 2026-11-03\n---\n# A\n\n## Timeline\n\n{timeline}\n## Cause\n\n"
    text += 'UNKNOWN: why\n\n[S1]: https://ci.example.com/deploys/1 "deploy: 1"\n'
    before, record = text.replace("\n", end).encode(), tmp_path / "a.md"
    record.write_bytes(before)
    (tmp_path / "p.json").write_bytes(_pagerduty(title))

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, list(arguments))

    def codes() -> list[str]:
        report = json.loads(run("check", "a.md", "--format", "json").stdout)
        return [finding["code"] for finding in report["findings"]]

    found = codes()
    once = run("gather", "p.json", "--into", "a.md")
    assert once.output == "a.md: 1 event added, 0 there already\n", once.output
    after = record.read_bytes()
    assert not Counter(codes()) - Counter(found)
    lines, added = after.decode().split(end), before.decode().split(end)
    fresh = [line for line in lines if "[S2]" in line]
    assert [line for line in lines if line not in fresh and line] == [line for line in added if line]
    assert len(fresh) == 2
    if "13:58" in timeline:
        assert "13:58" in lines[lines.index(fresh[0]) - 1]
        assert "14:30" in lines[lines.index(fresh[0]) + 1]
    assert run("gather", "p.json", "--into", "a.md").output == "a.md: 0 events added, 1 there already\n"
    assert record.read_bytes() == after


def test_a_window_in_which_nothing_happened_says_so(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(_pagerduty())
    result = CliRunner().invoke(main, ["gather", str(tmp_path / "p.json"), "--since", "2026-11-04"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing" in result.stderr
