"""Issues of Jira and tickets of Zendesk, as their REST APIs list them or show one. An API's own address becomes that of
the page.

Jira: `issues`, or one issue, with `fields.summary` and `fields.created`, whose offset has no colon
(https://developer.atlassian.com/cloud/jira/platform/rest/v3/, Issue search: only fields that were asked for come;
https://developer.atlassian.com/server/jira/platform/rest/). Asked by OAuth an issue is of `api.atlassian.com`, where
no pages are: it takes `--base`.
Zendesk: `tickets` or `ticket` with `subject`, `created_at` and the API's `url`
(https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/, List tickets, Show ticket).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from citefirst.gather.row import Entries, Known, Reader, Row, address, each, known_by, listed, moment, title, under

_NO_PAGES = "https://api.atlassian.com/"


def _page(api: Any, known: Known, marker: str, path: str) -> str:
    """Return the address of a page, given the one that the API has for the same thing, or of the named tool."""
    host, found, _ = api.partition(marker) if isinstance(api, str) else ("", "", "")
    return address(f"{host}/{path}" if found and not host.startswith(_NO_PAGES) else under(known, path))


def _issues(value: Any) -> Any:
    one = isinstance(value, dict) and {"key", "fields"} <= value.keys()
    return [value] if one else listed(value, "issues")


def _jira(value: Any, known: Known) -> Entries:
    for place, item in each(_issues(value), "issues"):
        yield place, partial(_issue, item, known)


def _issue(item: Mapping[str, Any], known: Known) -> Row:
    told, key = item.get("fields"), str(item.get("key", ""))
    fields = told if isinstance(told, dict) else {}
    link = _page(item.get("self"), known, "/rest/api/", f"browse/{quote(key, safe='')}")
    return Row(moment(fields.get("created"), known), title(fields.get("summary")), link, "ticket", "Jira", key)


def _tickets(value: Any) -> Any:
    return listed(value, "tickets", "ticket")


def _zendesk(value: Any, known: Known) -> Entries:
    for place, item in each(_tickets(value), "tickets"):
        yield place, partial(_ticket, item, known)


def _ticket(item: Mapping[str, Any], known: Known) -> Row:
    id = str(item.get("id", ""))
    link = _page(item.get("url"), known, "/api/v2/", f"agent/tickets/{quote(id, safe='')}")
    return Row(moment(item.get("created_at"), known), title(item.get("subject")), link, "ticket", "Zendesk", id)


JIRA = Reader("jira", lambda value: known_by(_issues(value), "key", "fields"), _jira)
ZENDESK = Reader("zendesk", lambda value: known_by(_tickets(value), "id", "subject"), _zendesk)
