"""Issues of Jira and tickets of Zendesk, as their REST APIs list them. An API's own address becomes that of the page.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/ (Issue search: `fields.created` has an offset without
colon), https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ (List tickets).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from citefirst.gather.row import Entries, Known, Reader, Row, address, each, lists, moment, title, under


def _page(api: Any, known: Known, marker: str, path: str) -> str:
    """Return the address of a page, given the one that the API has for the same thing, or of the named tool."""
    host, found, _ = api.partition(marker) if isinstance(api, str) else ("", "", "")
    return address(f"{host}/{path}" if found else under(known, path))


def _jira(value: Any, known: Known) -> Entries:
    for place, item in each(value["issues"], "issues"):

        def row(item: Any = item) -> Row:
            fields = item.get("fields") if isinstance(item.get("fields"), dict) else {}
            key = str(item.get("key", ""))
            link = _page(item.get("self"), known, "/rest/api/", f"browse/{quote(key, safe='')}")
            return Row(moment(fields.get("created"), known), title(fields.get("summary")), link, "ticket", "Jira", key)

        yield place, row


def _zendesk(value: Any, known: Known) -> Entries:
    for place, item in each(value["tickets"], "tickets"):

        def row(item: Any = item) -> Row:
            id = str(item.get("id", ""))
            link = _page(item.get("url"), known, "/api/v2/", f"agent/tickets/{quote(id, safe='')}")
            return Row(moment(item.get("created_at"), known), title(item.get("subject")), link, "ticket", "Zendesk", id)

        yield place, row


JIRA = Reader("jira", lambda value: lists(value, "issues", "key", "fields"), _jira)
ZENDESK = Reader("zendesk", lambda value: lists(value, "tickets", "id", "subject"), _zendesk)
