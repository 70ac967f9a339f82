"""Operations on saved views of lists."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN, TENANT, Actor
from tiercel.model.request import Request
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.personal.saved_views import SavedView, SavedViewDraft
from tiercel.service.services import Services


class ListSavedViews(Request[list[SavedView]], frozen=True, kw_only=True):
    """The actor's own views and shared ones; without a list those of all lists."""

    list_name: str | None = None


class CreateSavedView(Request[SavedView], frozen=True, kw_only=True):
    """A new view of the actor."""

    draft: SavedViewDraft


class UpdateSavedView(Request[SavedView], frozen=True, kw_only=True):
    """Replace one of the actor's views."""

    view_id: str
    draft: SavedViewDraft


class DeleteSavedView(Request[None], frozen=True, kw_only=True):
    """Remove one of the actor's views."""

    view_id: str


async def _made(deps: Services, kept: list[str]) -> SavedView:
    owner, view_id = kept
    return await deps.saved_views.get(owner, view_id)


@operation("view.list", allows=SIGNED_IN, scope=TENANT)
async def list_(deps: Services, actor: Actor, ask: ListSavedViews) -> list[SavedView]:
    """In the order of their names."""
    return await deps.saved_views.seen_by(actor.owner, ask.list_name)


@makes(Made(lambda view: [view.owner, view.id], _made))
@operation("view.create", allows=SIGNED_IN, scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateSavedView) -> SavedView:
    """The view with its id. Raises: Invalid, Conflict for a name that the actor has given."""
    return await deps.saved_views.create(actor.owner, ask.draft)


@operation("view.update", allows=SIGNED_IN, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateSavedView) -> SavedView:
    """The view with its new contents. Raises: NotFound for others' views, Invalid, Conflict."""
    return await deps.saved_views.update(actor.owner, ask.view_id, ask.draft)


@operation("view.delete", allows=SIGNED_IN, scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteSavedView) -> None:
    """It is gone for everybody. Raises: NotFound, also for others' views."""
    await deps.saved_views.delete(actor.owner, ask.view_id)
