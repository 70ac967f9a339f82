"""A list: what it can be filtered and sorted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.lists.conditions import Reader
from tiercel.model.lists.fields import Field
from tiercel.model.lists.paging import Sort


class Order(msgspec.Struct, frozen=True):
    """A column to sort by; absent values come first, or last when descending."""

    column: str
    is_descending: bool = False


class Resource(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A list.

    Shapes: `fields` are those of requests, in the order in which error texts name them, `inner`
    those that only services ask for, `charted` those that charts ask for, too. `sorts` are columns
    by the names that requests sort by. `ties` are the columns that make any order total. `dates`
    are the fields that the parameter `dateFilter` turns filters by date to, by its words. With
    `start_wins` an older `timeRange` beside a start date says nothing instead of being refused.
    `deep` are the fields for which rows are read as a whole.
    """

    name: str = ""
    fields: tuple[Field, ...] = ()
    inner: tuple[Field, ...] = ()
    charted: tuple[Field, ...] = ()
    sorts: Mapping[str, str] = {}
    default: tuple[Order, ...]
    ties: tuple[str, ...]
    dates: Mapping[str, str] = {}
    start_wins: bool = False
    readers: Mapping[str, Reader] = {}
    deep: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Reading filters is the same for every request, so it is prepared once."""
        every = (*self.fields, *self.inner, *self.charted)
        readers = {each.name: each.read for each in every}
        msgspec.structs.force_setattr(self, "readers", readers)
        deep = frozenset(each.name for each in every if each.type.is_deep)
        msgspec.structs.force_setattr(self, "deep", deep)

    def field(self, name: str) -> Field | None:
        """A field of requests."""
        return next((each for each in self.fields if each.name == name), None)

    def orders(self, sorts: Sequence[Sort]) -> tuple[Order, ...]:
        """The columns to sort by, ties included.

        Raises: IllegalArgument when a field can't be sorted by.
        """
        orders = list(self.default)
        if sorts:
            orders = [Order(self._column(sort), sort.is_descending) for sort in sorts]
        named = {order.column for order in orders}
        last = orders[-1].is_descending
        return (*orders, *(Order(tie, last) for tie in self.ties if tie not in named))

    def _column(self, sort: Sort) -> str:
        try:
            return self.sorts[sort.field]
        except KeyError:
            raise IllegalArgument(f"Can't sort by '{sort.field}' here") from None
