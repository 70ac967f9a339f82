"""Saved views of lists as the API shows them."""

from __future__ import annotations

import msgspec

from tiercel.model.access import EVERYBODY
from tiercel.service.personal.saved_views import SavedView
from tiercel.web.views.view import Date, View


class SavedViewView(View, frozen=True):
    """A view; `owner` is the name of a user, null where nobody signs in."""

    id: str
    list_name: str = msgspec.field(name="list")
    name: str
    query: dict[str, list[str]]
    shared: bool
    own: bool
    owner: str | None
    updated: Date


def saved_view_view(view: SavedView, reader: str) -> SavedViewView:
    """A view as the reader sees it."""
    return SavedViewView(
        view.id,
        view.list_name,
        view.name,
        {name: list(values) for name, values in view.query.items()},
        view.is_shared,
        view.owner == reader,
        None if view.owner == EVERYBODY else view.owner,
        view.updated,
    )
