"""Members of the teams that own a changed record by CODEOWNERS and that the policy does not list: GitHub knows them.

They count as if the policy listed them. A team that the token may not read stays as it is, and what cannot be told is
no yes (`policy.ownership`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from citefirst.github.api import Api, ApiError
from citefirst.policy import codeowners
from citefirst.policy.policy import Policy
from citefirst.structs import replace

MAX_TEAMS = 20
"""Teams that are asked about in a run, one request each for every hundred members."""
Teams = Mapping[str, tuple[str, ...]]
"""Members by team, `@login` by `@org/team`."""


def asked(policy: Policy, base: codeowners.Base, paths: Iterable[str], api: Api) -> Teams:
    """Return the members of the teams that own paths and that the policy does not list, as far as GitHub tells.

    Raises ApiError where GitHub could not be asked; a team that is hidden or that is none is no error.
    """
    if not policy.owned_roles or (found := codeowners.find(base)) is None:
        return {}
    file = codeowners.parse(found[1])
    known, own = {team.casefold() for team in policy.keys.teams}, f"@{api.repository.partition('/')[0]}/".casefold()
    owners = (owner for path in paths if (line := file.of(path)) for owner in line.owners)
    named = dict.fromkeys(owners)  # GitHub knows no team of another organisation as an owner
    wanted = [each for each in named if each.casefold().startswith(own) and each.casefold() not in known]
    members = ((team, _members(team, api)) for team in wanted[:MAX_TEAMS])
    return {team: logins for team, logins in members if logins}


def _members(team: str, api: Api) -> tuple[str, ...]:
    try:
        return tuple(f"@{login}" for login in api.team(team))
    except ApiError as error:
        if error.status not in (403, 404):
            raise
        return ()


def with_members(policy: Policy, teams: Teams) -> Policy:
    """Return a policy that lists teams as well. Its own word on a team counts before GitHub's."""
    return replace(policy, keys=policy.keys._replace(teams={**teams, **policy.keys.teams})) if teams else policy
