"""The description of a pull request or an issue as GitHub has it now, with the reviews, by one question.

The event's payload is not believed: a job that is run again has the text of its first run. Only GraphQL tells when a
text was last edited (`lastEditedAt`); `updated_at` of REST moves with every comment and review.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from citefirst.model import Described
from citefirst.signing.reviews import LastEdit, Review
from citefirst.structs import frozen

if TYPE_CHECKING:
    from citefirst.github.api import Api

Kind = Literal["pull-request", "issue"]

_FIELDS = "number url title body createdAt lastEditedAt closedAt author { login }"
_REVIEWS = """reviews(last: 100, states: [APPROVED, CHANGES_REQUESTED, DISMISSED]) {
      nodes { databaseId state submittedAt author { login } commit { oid } }
    }"""
"""Later ones count, so that the first of more than a hundred cannot be missed for a yes."""
QUERIES: Mapping[Kind, str] = {
    "pull-request": f"""query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    it: pullRequest(number: $number) {{
      {_FIELDS} mergedAt
      {_REVIEWS}
    }}
  }}
}}""",
    "issue": f"""query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    it: issue(number: $number) {{ {_FIELDS} }}
  }}
}}""",
}


@frozen(kw_only=True)
class Told:
    """A description and what GitHub tells of it. Times are in UTC, as GitHub writes them; "" for what did not happen.

    `ended` is when it was merged, or an issue closed. `reviews` are in the order of giving.
    """

    what: Described
    number: int
    repository: str
    title: str
    body: str
    author: str
    created: str
    edited: LastEdit
    ended: str = ""
    reviews: tuple[Review, ...] = ()

    @property
    def shown(self) -> str:
        """How reports name it: `pull request #7`."""
        return f"{self.what.kind.replace('-', ' ')} #{self.number}"


def ask(api: Api, kind: Kind, number: int) -> Told:
    """Ask for a description. Raises ApiError where GitHub does not tell it as a whole."""
    owner, _, name = api.repository.partition("/")
    values = {"owner": owner, "name": name, "number": number}
    noun = kind.replace("-", " ")
    return api.query(f"the description of {noun} {number}", QUERIES[kind], values, lambda data: _told(api, kind, data))


def _told(api: Api, kind: Kind, data: Any) -> Told:
    """Read an answer. Raises LookupError, TypeError or ValueError where it is not one."""
    found = data["repository"]["it"]
    reviews = found["reviews"]["nodes"] if kind == "pull-request" else ()
    return Told(
        what=Described(kind, _text(found["url"])),
        number=int(found["number"]),
        repository=api.repository,
        title=_text(found["title"]),
        body=_text(found["body"]),
        author=_login(found["author"]),
        created=_text(found["createdAt"]),
        edited=LastEdit(found["lastEditedAt"] or "" if "lastEditedAt" in found else None),
        ended=(found["mergedAt"] if kind == "pull-request" else found["closedAt"]) or "",
        reviews=tuple(_review(review) for review in reviews if review["author"]),
    )


def _review(found: Any) -> Review:
    commit = found["commit"]["oid"] if found["commit"] else ""
    return Review(
        _login(found["author"]),
        _text(found["state"]),
        commit,
        found["submittedAt"] or "",
        int(found["databaseId"] or 0),
    )


def _login(author: Any) -> str:
    return _text(author["login"]) if author else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def from_payload(data: Any, kind: Kind, repository: str) -> Told:
    """Read what an event's payload tells: the text at that time, without reviews and the time of the last edit.

    Raises LookupError, TypeError or ValueError where it is not the payload of such an event.
    """
    found = data[kind.replace("-", "_")]
    slug = (data.get("repository") or {}).get("full_name") or repository
    return Told(
        what=Described(kind, _text(found["html_url"])),
        number=int(found["number"]),
        repository=_text(slug),
        title=_text(found["title"]),
        body=_text(found["body"] or ""),
        author=_login(found.get("user")),
        created=_text(found["created_at"]),
        edited=LastEdit(None),
        ended=(found.get("merged_at") if kind == "pull-request" else found.get("closed_at")) or "",
    )
