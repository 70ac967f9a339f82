"""Filters, sorts and pages of list queries."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from tiercel.model.json_types import Json

T = TypeVar("T")


class Operation(StrEnum):
    """What a filter does with its field."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT_EQUALS"
    GREATER_THAN = "GREATER_THAN"
    LESS_THAN = "LESS_THAN"
    GREATER_THAN_OR_EQUAL_TO = "GREATER_THAN_OR_EQUAL_TO"
    LESS_THAN_OR_EQUAL_TO = "LESS_THAN_OR_EQUAL_TO"
    IN = "IN"
    NOT_IN = "NOT_IN"
    STARTS_WITH = "STARTS_WITH"
    ENDS_WITH = "ENDS_WITH"
    CONTAINS = "CONTAINS"
    REGEX = "REGEX"
    PREFIX = "PREFIX"


# Fields of a filter that is a group: its value is a tuple of filters. The operation of a group is
# IN, or PREFIX where all of them are such filters of namespaces: those that somebody sees.
ANY_OF = "or"
ALL_OF = "and"


class Filter(msgspec.Struct, frozen=True, cache_hash=True):
    """One condition; all conditions of a query must hold. `value` fits the field and operation.

    What a group of hundreds means is known by its hash, which is worked out once.
    """

    field: str
    operation: Operation
    value: Json


class Sort(msgspec.Struct, frozen=True):
    """One sort key, ascending unless said."""

    field: str
    is_descending: bool = False


class Query(msgspec.Struct, frozen=True):
    """What a list query asks for: page from 1, size from 1."""

    filters: tuple[Filter, ...] = ()
    sorts: tuple[Sort, ...] = ()
    page: int = 1
    size: int = 10


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of results, and how many there are in all."""

    results: tuple[T, ...]
    total: int
