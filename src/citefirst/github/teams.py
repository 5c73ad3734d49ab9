"""Members of the teams that own a changed record by CODEOWNERS and that the policy does not list: GitHub knows them.

They count as if the policy listed them. A team that the token may not read stays as it is, and what cannot be told is
no yes (`policy.ownership`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citefirst.github.api import Api, ApiError
from citefirst.policy import codeowners
from citefirst.policy.policy import Policy
from citefirst.structs import replace

MAX_TEAMS = 20
"""Teams that are asked about in a run, one request each for every hundred members."""


def with_members(policy: Policy, base: codeowners.Base, paths: Iterable[str], api: Api) -> Policy:
    """Return a policy that lists the members of the teams that own paths, as far as GitHub tells.

    Raises ApiError where GitHub could not be asked; a team that is hidden or that is none is no error.
    """
    if not policy.owned_roles or (found := codeowners.find(base)) is None:
        return policy
    file = codeowners.parse(found[1])
    known, own = {team.casefold() for team in policy.keys.teams}, f"@{api.repository.partition('/')[0]}/".casefold()
    owners = (owner for path in paths if (line := file.of(path)) for owner in line.owners)
    named = dict.fromkeys(owners)  # GitHub knows no team of another organisation as an owner
    wanted = [each for each in named if each.casefold().startswith(own) and each.casefold() not in known]
    told = dict(_members(wanted[:MAX_TEAMS], api))
    return replace(policy, keys=policy.keys._replace(teams={**policy.keys.teams, **told})) if told else policy


def _members(teams: Iterable[str], api: Api) -> Iterator[tuple[str, tuple[str, ...]]]:
    for team in teams:
        try:
            yield team, tuple(f"@{login}" for login in api.team(team))
        except ApiError as error:
            if error.status not in (403, 404):
                raise
