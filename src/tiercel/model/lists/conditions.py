"""Filters of list queries as conditions on columns: the form that every store interprets.

A filter names a field of the API; `conditions` turns it into one of a few conditions on columns,
so that SQL and memory only need to know those. Source: spec/api/flows.md §0.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import ALL_OF, ANY_OF, Filter, Operation
from tiercel.model.lists.words import words
from tiercel.model.log import Level
from tiercel.model.regexes import filter_regex
from tiercel.model.stored.limits import (
    STORE_CONDITIONS_MAX,
    STORE_LABELS_SOUGHT_MAX,
    STORE_NARROWED_MAX,
    STORE_SEARCH_CHARS_MAX,
    STORE_SEARCH_WORDS_MAX,
)
from tiercel.model.text import storable

SYSTEM_NAMESPACE = "system"
_NAMESPACE = "namespace"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Compare(msgspec.Struct, frozen=True):
    """`column sign value`; sign is one of `<`, `<=`, `>`, `>=`; an absent value never matches."""

    column: str
    sign: str
    value: int | float | str


class OneOf(msgspec.Struct, frozen=True):
    """The column is one of the values. Negated: it is none of them, or absent."""

    column: str
    values: tuple[int | float | str, ...]
    is_negated: bool = False


class Text(msgspec.Struct, frozen=True, cache_hash=True):
    """The text of the column matches; `how` is a text operation."""

    column: str
    how: Operation
    value: str


class Present(msgspec.Struct, frozen=True):
    """One of the columns has a value (negated: none has)."""

    columns: tuple[str, ...]
    is_negated: bool = False


class HasLabels(msgspec.Struct, frozen=True):
    """Labels are there: all the pairs, or any of them with `is_any`."""

    pairs: tuple[tuple[str, str], ...]
    is_any: bool = False
    is_negated: bool = False


class LabelText(msgspec.Struct, frozen=True):
    """A key or value of a label contains the text, whatever its case."""

    text: str


class Search(msgspec.Struct, frozen=True):
    """Every token occurs in one of the columns, whatever its case; no token matches nothing."""

    columns: tuple[str, ...]
    tokens: tuple[str, ...]
    is_negated: bool = False


class HasInput(msgspec.Struct, frozen=True):
    """The input of the execution at the path is one of the values, which are JSON texts."""

    path: tuple[str, ...]
    texts: tuple[str, ...]
    is_negated: bool = False


class HasFailed(msgspec.Struct, frozen=True):
    """A run of the task of the execution is FAILED now. Negated: none is."""

    task_id: str
    is_negated: bool = False


class Constant(msgspec.Struct, frozen=True):
    """A condition that every row meets, or none: what remains of one that needs no look at rows."""

    holds: bool


class AnyOf(msgspec.Struct, frozen=True, cache_hash=True):
    """One of the conditions holds. Its hash is worked out once, as that of a filter."""

    conditions: tuple[Condition, ...]


class AllOf(msgspec.Struct, frozen=True):
    """All of the conditions hold."""

    conditions: tuple[Condition, ...]


Condition = (
    Compare
    | OneOf
    | Text
    | Present
    | HasLabels
    | LabelText
    | Search
    | HasInput
    | HasFailed
    | Constant
    | AnyOf
    | AllOf
)

_SIGNS = {
    Operation.GREATER_THAN: ">",
    Operation.GREATER_THAN_OR_EQUAL_TO: ">=",
    Operation.LESS_THAN: "<",
    Operation.LESS_THAN_OR_EQUAL_TO: "<=",
}
_EQUALITY = {
    Operation.EQUALS: False,
    Operation.IN: False,
    Operation.NOT_EQUALS: True,
    Operation.NOT_IN: True,
}
_TEXT = frozenset(
    {
        Operation.STARTS_WITH,
        Operation.ENDS_WITH,
        Operation.CONTAINS,
        Operation.REGEX,
        Operation.PREFIX,
    }
)

# What the id of an input can be, parts with a dot between them.
_INPUT = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*(\.[a-zA-Z0-9_-]+)*")
# Longer than anything lasts, and a number that every database can compare.
_LONGEST = timedelta(days=36_500)

# Reads one field of a resource: the filter in, a condition out.
Reader = Callable[[Filter], Condition]


def conditions(filters: Iterable[Filter], readers: Mapping[str, Reader]) -> list[Condition]:
    """One condition per filter.

    Raises: IllegalArgument when a field is not known or can't be used with the operation, and for
    more conditions than a statement can have.
    """
    found: list[Condition] = []
    for item in filters:
        if item.field in (ANY_OF, ALL_OF):
            is_below = item.operation is Operation.PREFIX and _NAMESPACE in readers
            found.append(_below(item, readers[_NAMESPACE]) if is_below else _group(item, readers))
            continue
        reader = readers.get(item.field)
        if reader is None:
            raise IllegalArgument(f"Field '{item.field}' can't be used to filter here")
        found.append(reader(item))
    _check_count(found)
    return found


def _group(item: Filter, readers: Mapping[str, Reader]) -> Condition:
    return _together(item.field, tuple(conditions(item.value, readers)))


@lru_cache(maxsize=STORE_NARROWED_MAX)
def _below(item: Filter, read: Reader) -> Condition:
    """The namespaces that somebody sees, which are read once for all their lists."""
    return _together(item.field, tuple(map(read, item.value)))


def _together(field: str, members: tuple[Condition, ...]) -> Condition:
    if len(members) == 1:
        # An index is entered for a plain condition, not for a group of one.
        return members[0]
    return AnyOf(members) if field == ANY_OF else AllOf(members)


def _check_count(found: Sequence[Condition]) -> None:
    count = joined = 0
    for condition in _alone(found):
        match condition:
            case AnyOf(conditions=texts) | AllOf(conditions=texts):
                count += len(texts)
            case HasLabels(pairs=pairs, is_any=is_any):
                count += len(pairs)
                joined += 1 if is_any else len(pairs)
            case LabelText():
                count += 1
                joined += 1
            case Search(tokens=tokens):
                count += len(tokens)
            case _:
                count += 1
    if joined > STORE_LABELS_SOUGHT_MAX:
        raise IllegalArgument(
            f"A list can be filtered by {STORE_LABELS_SOUGHT_MAX} labels at most, those of IN and"
            " NOT_IN being one"
        )
    if count > STORE_CONDITIONS_MAX:
        raise IllegalArgument(
            f"A list can be filtered by {STORE_CONDITIONS_MAX} conditions at most, each label and"
            " word being one"
        )


def _alone(found: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions, those in groups too; a group of nothing but texts is not looked into."""
    for condition in found:
        if isinstance(condition, AnyOf | AllOf) and set(map(type, condition.conditions)) != {Text}:
            yield from _alone(condition.conditions)
        else:
            yield condition


def text_field(column: str) -> Reader:
    """A text column with all text operations."""

    def read(item: Filter) -> Condition:
        if item.operation in _TEXT:
            if item.operation is Operation.REGEX:
                filter_regex(str(item.value))
            return Text(column, item.operation, str(item.value))
        if item.operation in _SIGNS:
            return Compare(column, _SIGNS[item.operation], str(item.value))
        return OneOf(column, tuple(map(str, _values(item))), _negation(item))

    return read


def number_field(column: str) -> Reader:
    """Reads filters of a column of whole numbers: one that is compared, or one of several."""

    def read(item: Filter) -> Condition:
        if item.operation in _SIGNS:
            return Compare(column, _SIGNS[item.operation], _whole(item, item.value))
        values = tuple(_whole(item, value) for value in _values(item))
        return OneOf(column, values, _negation(item))

    return read


def date_field(column: str) -> Reader:
    """A date, in microseconds since 1970; values are datetimes or ISO text with an offset."""

    def read(item: Filter) -> Condition:
        if item.operation in _SIGNS:
            return Compare(column, _SIGNS[item.operation], _date(item, item.value))
        return OneOf(column, tuple(_date(item, v) for v in _values(item)), _negation(item))

    return read


def duration_field(column: str) -> Reader:
    """How long something took, in microseconds; values are time spans."""

    def read(item: Filter) -> Condition:
        length = min(item.value, _LONGEST) // timedelta(microseconds=1)
        return Compare(column, _SIGNS[item.operation], length)

    return read


def flag_field(column: str, *, true: str = "true") -> Reader:
    """A yes or no; `true` is the word for yes. Other words than yes and no set no condition."""
    false = {"true": "false", "disabled": "enabled"}[true]

    def read(item: Filter) -> Condition:
        word = str(item.value).lower()
        if word not in (true, false):
            return Constant(holds=True)
        return OneOf(column, (int((word == true) is not _negation(item)),))

    return read


def overdue_field(column: str) -> Reader:
    """Whether the date has come up to the value, a date; one that is absent has not."""

    def read(item: Filter) -> Condition:
        bound = _date(item, item.value)
        if not _negation(item):
            return Compare(column, "<=", bound)
        return AnyOf((Compare(column, ">", bound), Present((column,), is_negated=True)))

    return read


def presence_field(columns: tuple[str, ...], *, words: tuple[str, str]) -> Reader:
    """Whether one of the columns has a value: the first word says yes, the second no."""

    def read(item: Filter) -> Condition:
        word = str(item.value).upper()
        if word not in words:
            return Constant(holds=False)
        return Present(columns, is_negated=(word == words[1]) is not _negation(item))

    return read


def search_field(*columns: str) -> Reader:
    """Full text over columns."""

    def read(item: Filter) -> Condition:
        is_negated = _seeks_absence(item)
        if item.value is None or item.value == "*":
            return Constant(holds=not is_negated)
        return Search(columns, search_tokens(str(item.value)), is_negated)

    return read


def part_field(*columns: str) -> Reader:
    """A text that stands in one of the columns as it is, whatever its case."""

    def read(item: Filter) -> Condition:
        is_negated = _seeks_absence(item)
        return Search(columns, (_sought(str(item.value)).lower(),), is_negated)

    return read


def scope_field(column: str) -> Reader:
    """USER, SYSTEM or both, by namespace."""

    def read(item: Filter) -> Condition:
        scopes = {str(value).upper() for value in _values(item)}
        if len(scopes & {"USER", "SYSTEM"}) != 1:
            return Constant(holds=True)
        return OneOf(column, (SYSTEM_NAMESPACE,), ("USER" in scopes) is not _negation(item))

    return read


def level_field(column: str) -> Reader:
    """EQUALS is the least level and more severe ones, NOT_EQUALS the rest."""

    def read(item: Filter) -> Condition:
        ranks = [Level(str(value).upper()).rank for value in _levels(item)]
        if item.operation in (Operation.IN, Operation.NOT_IN):
            return OneOf(column, tuple(ranks), _negation(item))
        if item.operation in _SIGNS:
            return Compare(column, _SIGNS[item.operation], ranks[0])
        return Compare(column, "<" if _negation(item) else ">=", ranks[0])

    return read


def labels_field(item: Filter) -> Condition:
    """Labels: a map of pairs, or with CONTAINS a text."""
    if item.operation is Operation.CONTAINS:
        return LabelText(_sought(str(item.value)))
    is_negated = _negation(item)
    if not isinstance(item.value, Mapping):
        raise IllegalArgument(f"Field '{item.field}' needs keys and values")
    is_any = item.operation in (Operation.IN, Operation.NOT_IN)
    pairs = [
        (storable(str(key)), storable(str(part)))
        for key, value in item.value.items()
        for part in (_parts(value) if is_any else [value])
    ]
    # None of the pairs may be there: the negation of "any", also for NOT_EQUALS.
    return HasLabels(tuple(pairs), is_any or is_negated, is_negated)


def inputs_field(item: Filter) -> Condition:
    """Inputs of executions: a map of values, all of which they have, or none of them.

    Raises: IllegalArgument for what can't be the id of an input.
    """
    is_negated = _negation(item)
    if not isinstance(item.value, Mapping) or not item.value:
        raise IllegalArgument(f"Field '{item.field}' needs ids of inputs and values")
    found = []
    for key, value in item.value.items():
        if _INPUT.fullmatch(str(key)) is None:
            raise IllegalArgument(f"'{key}' can't be the id of an input")
        text = storable(str(value))
        # A number is written like the text of its digits, without the quotes.
        texts = (msgspec.json.encode(text).decode(), text)
        found.append(HasInput(tuple(str(key).split(".")), texts, is_negated))
    return found[0] if len(found) == 1 else AllOf(tuple(found))


def failed_task_field(item: Filter) -> Condition:
    """Executions with a failed run of the task, which have not succeeded then."""
    failed = HasFailed(storable(str(item.value)))
    return AllOf((OneOf("state", ("SUCCESS",), is_negated=True), failed))


def no_condition(_: Filter) -> Condition:
    """A field that is accepted and says nothing about stored rows."""
    return Constant(holds=True)


def search_tokens(query: str) -> tuple[str, ...]:
    """The words of a full text query in lower case: see `words`.

    Raises: IllegalArgument for more than a statement can look for.
    """
    tokens = words(_sought(query))
    if len(tokens) > STORE_SEARCH_WORDS_MAX:
        raise IllegalArgument(f"At most {STORE_SEARCH_WORDS_MAX} words can be looked for at once")
    return tokens


def _sought(text: str) -> str:
    if len(text) > STORE_SEARCH_CHARS_MAX:
        raise IllegalArgument(
            f"The text to look for can have {STORE_SEARCH_CHARS_MAX} characters, got {len(text)}"
        )
    return text


def micros(date: datetime) -> int:
    """Microseconds from 1970 in UTC to a date, negative before it; the form of dates in columns."""
    delta = date - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _negation(item: Filter) -> bool:
    try:
        return _EQUALITY[item.operation]
    except KeyError:
        raise IllegalArgument(
            f"Operation {item.operation} can't be used with field '{item.field}'"
        ) from None


def _seeks_absence(item: Filter) -> bool:
    """Of a text that is sought: CONTAINS, which newer clients send, means what EQUALS does."""
    return item.operation is not Operation.CONTAINS and _negation(item)


def _values(item: Filter) -> list[Json]:
    if isinstance(item.value, list | tuple | set | frozenset):
        return list(item.value)
    if item.operation in (Operation.IN, Operation.NOT_IN):
        return _parts(item.value)
    return [item.value]


def _parts(value: Json) -> list[Json]:
    if isinstance(value, list | tuple):
        return list(value)
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else [value]


def _levels(item: Filter) -> list[Json]:
    values = _values(item)
    for value in values:
        if str(value).upper() not in Level.__members__:
            raise IllegalArgument(f"'{value}' is no log level")
    return values


def _whole(item: Filter, value: Json) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise IllegalArgument(f"Field '{item.field}' needs a whole number") from None


def _date(item: Filter, value: Json) -> int:
    try:
        date = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return micros(date)
    except (TypeError, ValueError, OverflowError):
        raise IllegalArgument(f"Field '{item.field}' needs a date with an offset") from None
