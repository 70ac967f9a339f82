"""Operations on the preferences of whoever asks."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN, TENANT, Actor
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.personal.preferences import Preferences
from tiercel.service.services import Services


class GetPreferences(Request[Preferences], frozen=True, kw_only=True):
    """How the actor likes the pages."""


class ChangePreferences(Request[Preferences], frozen=True, kw_only=True):
    """Members of `Preferences` to set, by their names in the API; the others stay."""

    changes: dict[str, Json]


class ResetPreferences(Request[None], frozen=True, kw_only=True):
    """Forget the preferences of the actor."""


@operation("preference.get", allows=SIGNED_IN, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetPreferences) -> Preferences:
    """Empty for somebody who has set none."""
    return await deps.preferences.get(actor.owner)


@operation("preference.change", allows=SIGNED_IN, scope=TENANT, audits=False)
async def change(deps: Services, actor: Actor, ask: ChangePreferences) -> Preferences:
    """All of them, the changed ones among them. Raises: Invalid."""
    return await deps.preferences.change(actor.owner, ask.changes)


@operation("preference.reset", allows=SIGNED_IN, scope=TENANT, audits=False)
async def reset(deps: Services, actor: Actor, ask: ResetPreferences) -> None:
    """The pages are as they are by themselves, without bookmarks; saved views stay."""
    await deps.preferences.reset(actor.owner)
