"""Views of lists that people have saved: filters and sort under a name, for oneself or for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    SAVED_VIEW_LIST_CHARS_MAX,
    SAVED_VIEW_NAME_CHARS_MAX,
    SAVED_VIEW_VALUE_CHARS_MAX,
    SAVED_VIEW_VALUES_MAX,
    SAVED_VIEWS_MAX,
)
from tiercel.model.lists.paging import ANY_OF, Filter, Operation
from tiercel.model.stored.records import SAVED_VIEWS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.unit import in_transaction

Document = dict[str, Json]


class SavedViewDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody saves.

    Shapes: `list_name` is what the pages call the list, such as `executions`; `query` has values of
    the address by their names, such as `filters[state][EQUALS]` and `sort`. A preset of the inputs
    of a flow is a view of `inputs company.team/hello`, whose `query` has values by inputs.
    """

    list_name: str
    name: str
    query: Mapping[str, tuple[str, ...]]
    is_shared: bool = False


class SavedView(SavedViewDraft, frozen=True, kw_only=True):
    """A view with its id, whose it is, and when it was last changed."""

    id: str
    owner: str
    updated: datetime


class SavedViewService:
    """Use cases over the views, of which each owner has SAVED_VIEWS_MAX at most."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids

    async def seen_by(self, owner: str, list_name: str | None = None) -> list[SavedView]:
        """The owner's views and those that others share, by name; without a list of all lists."""
        mine_or_shared = (
            Filter("owner", Operation.EQUALS, owner),
            Filter("shared", Operation.EQUALS, "true"),
        )
        filters = [Filter(ANY_OF, Operation.IN, mine_or_shared)]
        if list_name is not None:
            filters.append(Filter("list", Operation.EQUALS, list_name))
        async with self._store.transaction() as tx:
            found = (await tx.records(SAVED_VIEWS).all(*filters)).values()
        return sorted(map(_view, found), key=lambda view: (view.name.casefold(), view.id))

    async def get(self, owner: str, view_id: str) -> SavedView:
        """A view that the owner may see. Raises: NotFound."""
        async with self._store.transaction() as tx:
            document = await tx.records(SAVED_VIEWS).get(view_id)
        if document is None or not (document["owner"] == owner or document["isShared"]):
            raise NotFound(f"View not found: {view_id}")
        return _view(document)

    async def create(self, owner: str, draft: SavedViewDraft) -> SavedView:
        """A new view. Raises: Invalid, Conflict when there are too many or one has the name."""
        document = self._document(draft, self._ids.new_id(), owner)

        async def write(tx: Tx) -> SavedView:
            others = await _views_of(tx, owner)
            if len(others) >= SAVED_VIEWS_MAX:
                raise Conflict(f"You already have {SAVED_VIEWS_MAX} views")
            return _put(tx, document, others)

        return await in_transaction(self._store, write)

    async def update(self, owner: str, view_id: str, draft: SavedViewDraft) -> SavedView:
        """Replace all of an own view but its id.

        Raises: Invalid, NotFound also for a view of somebody else, Conflict when another has the
        name.
        """
        document = self._document(draft, view_id, owner)

        async def write(tx: Tx) -> SavedView:
            views = await _views_of(tx, owner)
            _known(views, view_id)
            return _put(tx, document, views)

        return await in_transaction(self._store, write)

    async def delete(self, owner: str, view_id: str) -> None:
        """Remove an own view. Raises: NotFound, also for a view of somebody else."""

        async def write(tx: Tx) -> None:
            _known(await _views_of(tx, owner), view_id)
            tx.records(SAVED_VIEWS).delete(view_id)

        await in_transaction(self._store, write)

    def _document(self, draft: SavedViewDraft, view_id: str, owner: str) -> Document:
        violations = list(_violations(draft))
        if violations:
            raise Invalid(violations)
        return {
            "id": view_id,
            "owner": owner,
            "list": draft.list_name,
            "name": draft.name.strip(),
            "query": {name: list(values) for name, values in draft.query.items()},
            "isShared": draft.is_shared,
            "updated": self._clock.now().isoformat(),
        }


def _violations(draft: SavedViewDraft) -> Iterator[Violation]:
    for name, text, chars_max in (
        ("list", draft.list_name, SAVED_VIEW_LIST_CHARS_MAX),
        ("name", draft.name, SAVED_VIEW_NAME_CHARS_MAX),
    ):
        if not text.strip() or len(text) > chars_max:
            yield Violation(name, f"size must be between 1 and {chars_max}")
    if len(draft.query) > SAVED_VIEW_VALUES_MAX:
        yield Violation("query", f"must have at most {SAVED_VIEW_VALUES_MAX} members")
        return
    for name, values in draft.query.items():
        if not name or len(name) > SAVED_VIEW_VALUE_CHARS_MAX:
            message = f"names must have 1 to {SAVED_VIEW_VALUE_CHARS_MAX} characters"
            yield Violation("query", message)
        elif len(values) > SAVED_VIEW_VALUES_MAX:
            yield Violation(f"query.{name}", f"must have at most {SAVED_VIEW_VALUES_MAX} values")
        elif any(len(value) > SAVED_VIEW_VALUE_CHARS_MAX for value in values):
            message = f"values must have at most {SAVED_VIEW_VALUE_CHARS_MAX} characters"
            yield Violation(f"query.{name}", message)


async def _views_of(tx: Tx, owner: str) -> list[Document]:
    mine = Filter("owner", Operation.EQUALS, owner)
    return list((await tx.records(SAVED_VIEWS).all(mine)).values())


def _known(views: list[Document], view_id: str) -> None:
    if not any(view["id"] == view_id for view in views):
        raise NotFound(f"You have no view {view_id}")


def _put(tx: Tx, document: Document, others: list[Document]) -> SavedView:
    """Write a view beside others of its owner. Raises: Conflict when another has its name."""
    for other in others:
        if other["id"] != document["id"] and _named(other) == _named(document):
            raise Conflict(f"You already have a view {document['name']!r} of {document['list']}")
    tx.records(SAVED_VIEWS).put((document["id"],), document)
    return _view(document)


def _named(document: Document) -> tuple[Json, Json]:
    return document["list"], document["name"]


def _view(document: Document) -> SavedView:
    return SavedView(
        id=document["id"],
        owner=document["owner"],
        list_name=document["list"],
        name=document["name"],
        query={name: tuple(values) for name, values in document["query"].items()},
        is_shared=document["isShared"],
        updated=datetime.fromisoformat(document["updated"]),
    )
