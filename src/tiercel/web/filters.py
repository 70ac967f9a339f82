"""Filters of list queries: `filters[field][OP]` or the older plain parameters (flows.md §0.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.lists.fields import Field, Form, Generation, Scope, word_of
from tiercel.model.lists.paging import ALL_OF, ANY_OF, Filter, Operation, Query, Sort
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import REQUESTED
from tiercel.model.log import Level
from tiercel.model.trigger import overdue_since
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.errors import Refused

_KEY = re.compile(r"\[(.*?)]\[(.*?)](?:\[(.+)])?")
# `[or][0]` and what follows: a member of a group; groups are nested once at most.
_MEMBER = re.compile(r"\[(and|or)]\[(\d{1,4})](\[.+)")
GROUP_DEPTH_MAX = 2
_ALIASES = {
    "$eq": "EQUALS",
    "$ne": "NOT_EQUALS",
    "$gt": "GREATER_THAN",
    "$lt": "LESS_THAN",
    "$gte": "GREATER_THAN_OR_EQUAL_TO",
    "$lte": "LESS_THAN_OR_EQUAL_TO",
    "$in": "IN",
    "$notIn": "NOT_IN",
    "$startsWith": "STARTS_WITH",
    "$endsWith": "ENDS_WITH",
    "$contains": "CONTAINS",
    "$regex": "REGEX",
    "$prefix": "PREFIX",
}

# What an older parameter does when it is more than a comparison.
_PLAIN_OPERATIONS = {
    "namespace": Operation.PREFIX,
    "startDate": Operation.GREATER_THAN_OR_EQUAL_TO,
    "endDate": Operation.LESS_THAN_OR_EQUAL_TO,
}
# Lists of these there are not; their names are known all the same.
_OTHERS = ("tags", "path", "parentPath", "version")
_NAMES = {*_OTHERS, *(each.name for one in REQUESTED for each in one.fields)}
_BY_SPELLING = {
    **{name.lower(): name for name in _NAMES},
    **{word_of(name).lower(): name for name in _NAMES},
    "minlevel": "level",
}


def query_of(call: Call, resource: Resource, now: datetime) -> Query:
    """Filters, sorts and page of a list request."""
    page, size = params.paging(call)
    found = filters_of(call, resource, now)
    if resource.dates and call.text("dateFilter"):
        found = _by_date(found, params.word(call, "dateFilter", resource.dates))
    return Query(
        filters=found,
        sorts=sorts_of(call, resource),
        page=page,
        size=size,
    )


def sorts_of(call: Call, resource: Resource) -> tuple[Sort, ...]:
    """The sort keys of a list request."""
    return params.sorts(call, {name: name for name in resource.sorts})


def filters_of(call: Call, resource: Resource, now: datetime) -> tuple[Filter, ...]:
    """The filters alone; plain parameters count only without any `filters[`."""
    start = "filters"
    entries = {
        name.removeprefix(start): values
        for name, values in call.query.items()
        if name.startswith(f"{start}[")
    }
    if entries:
        found = _bracketed(entries, resource, GROUP_DEPTH_MAX)
    else:
        found = _plain(call, resource)
    _check_dates(found)
    return tuple(settled(item, now) for item in found)


def _by_date(found: tuple[Filter, ...], field: str) -> tuple[Filter, ...]:
    """The filters with those by date turned to another field, in groups too."""
    turned = []
    for item in found:
        if item.field in (ANY_OF, ALL_OF):
            turned.append(msgspec.structs.replace(item, value=_by_date(item.value, field)))
        elif item.field in ("startDate", "endDate"):
            turned.append(msgspec.structs.replace(item, field=field))
        else:
            turned.append(item)
    return tuple(turned)


def settled(item: Filter, now: datetime) -> Filter:
    """Time ranges and what is overdue as dates, in groups too."""
    if item.field in (ANY_OF, ALL_OF):
        members = tuple(settled(member, now) for member in item.value)
        return msgspec.structs.replace(item, value=members)
    if item.field == "overdue":
        return _overdue(item, now)
    return _within(item, now) if item.field == "timeRange" else item


def _bracketed(entries: Mapping[str, list[str]], resource: Resource, depth: int) -> list[Filter]:
    """Filters by what follows `filters` in their names, groups (dialect 2.0) among them."""
    leaves: dict[str, list[str]] = {}
    groups: dict[str, dict[int, dict[str, list[str]]]] = {}
    for name, values in entries.items():
        member = _MEMBER.fullmatch(name) if depth else None
        if member is None:
            leaves[name] = values
        else:
            members = groups.setdefault(member.group(1), {})
            members.setdefault(int(member.group(2)), {})[member.group(3)] = values
    found = _leaves(leaves, resource)
    for kind, members in groups.items():
        inside = [
            _one(_bracketed(members[index], resource, depth - 1)) for index in sorted(members)
        ]
        found.extend(inside if kind == ALL_OF else [Filter(ANY_OF, Operation.IN, tuple(inside))])
    return found


def _one(found: list[Filter]) -> Filter:
    return found[0] if len(found) == 1 else Filter(ALL_OF, Operation.IN, tuple(found))


def _leaves(entries: Mapping[str, list[str]], resource: Resource) -> list[Filter]:
    found: list[Filter] = []
    maps: dict[tuple[str, Operation], dict[str, str]] = {}
    for name, values in entries.items():
        match = _KEY.fullmatch(name)
        if match is None:
            raise Refused("invalid-filters", f"'filters{name}' is no filter")
        field, operation = _checked(match.group(1), match.group(2), resource)
        # Compat: the types of the first clients know no other values than maps; labels are some.
        if match.group(3) is not None and field.type.form is Form.LABELS:
            maps.setdefault((field.name, operation), {})[unquote(match.group(3))] = values[-1]
        else:
            found.append(Filter(field.name, operation, _value(field, operation, values)))
    found.extend(Filter(name, operation, pairs) for (name, operation), pairs in maps.items())
    return found


def filter_of(name: str, operation_name: str, value: Json, resource: Resource) -> Filter:
    """A filter of a request body, checked as one of a query string."""
    field, operation = _checked(name, operation_name, resource)
    if isinstance(value, dict) and field.type.form is Form.LABELS:
        pairs = {str(key): str(one) for key, one in value.items()}
        return Filter(field.name, operation, pairs)
    if isinstance(value, dict):
        value = list(value.values())
    texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if not texts:
        raise Refused("invalid-filters", f"Field {field.word} needs a value")
    return Filter(field.name, operation, _value(field, operation, texts))


def _checked(spelling: str, operation_name: str, resource: Resource) -> tuple[Field, Operation]:
    name = _BY_SPELLING.get(spelling.lower())
    field = None if name is None else resource.field(name)
    if field is None:
        known = ", ".join(each.word for each in resource.fields)
        raise Refused(
            "invalid-filters",
            f"Field {word_of(name) if name else spelling} is not supported for resource"
            f" {resource.name}. Supported fields are {known}",
        )
    wanted = _ALIASES.get(operation_name, operation_name.upper())
    if wanted not in field.type.operations:
        raise Refused(
            "invalid-filters",
            f"Operation {wanted} is not supported for field {field.word}. "
            f"Supported operations are {', '.join(field.type.operations)}",
        )
    return field, Operation(wanted)


def _value(field: Field, operation: Operation, values: list[str]) -> Json:
    form = field.type.form
    if form is Form.LABELS and operation is not Operation.CONTAINS:
        return {label.key: label.value for label in params.labels_from(values)}
    is_list = operation in (Operation.IN, Operation.NOT_IN) or form in (Form.STATE, Form.SCOPE)
    if is_list:
        return [_typed(field, part) for value in values for part in _parts(value)]
    return _typed(field, values[-1])


def _parts(value: str) -> list[str]:
    return [part.strip() for part in unquote(value).strip("[]").split(",") if part.strip()]


def _typed(field: Field, value: str) -> Json:
    name = field.name
    match field.type.form:
        case Form.DATE:
            return params.parse_date(name, value)
        case Form.PERIOD | Form.DURATION:
            return params.parse_duration(name, value)
        case Form.STATE:
            return params.state(name, value)
        case Form.SCOPE:
            return params.one_of(name, value.upper(), Scope).value
        case Form.LEVEL:
            return params.one_of(name, value.upper(), Level)
        case Form.GENERATION:
            return params.one_of(name, value.upper(), Generation).value
        case Form.FLAG | Form.OVERDUE:
            return params.truth(name, value)
        case Form.NUMBER if re.fullmatch(r"-?[0-9]{1,10}", value) is None:
            reason = f'For input string: "{value}"'
            raise params.unreadable(name, value, reason, params.WHOLE_NUMBER)
        case _:
            return value


def _plain(call: Call, resource: Resource) -> list[Filter]:
    found: list[Filter] = []
    for field in resource.fields:
        if not field.about or not any(call.query.get(field.parameter, ())):
            continue
        is_period = field.type.form is Form.PERIOD
        if is_period and resource.start_wins and call.text("startDate"):
            continue
        found.append(_plain_filter(call, field))
    return found


def _plain_filter(call: Call, field: Field) -> Filter:
    name, value = field.name, call.query[field.parameter][0]
    match field.type.form:
        case Form.STATE:
            return Filter(name, Operation.IN, list(params.states(call, name)))
        case Form.LABELS:
            given = [text for text in call.query[name] if text]
            pairs = {label.key: label.value for label in params.labels_from(given)}
            return Filter(name, Operation.EQUALS, pairs)
        case Form.SCOPE:
            scopes = [_typed(field, part) for part in params.listed(call, name)]
            return Filter(name, Operation.EQUALS, scopes)
        case _:
            operation = _PLAIN_OPERATIONS.get(name, Operation.EQUALS)
            return Filter(name, operation, _typed(field, value))


def _check_dates(found: list[Filter]) -> None:
    fields = {item.field for item in found}
    if {"startDate", "timeRange"} <= fields:
        raise IllegalArgument("Parameters 'startDate' and 'timeRange' are mutually exclusive")
    starts = [item.value for item in found if item.field == "startDate"]
    ends = [item.value for item in found if item.field == "endDate"]
    if starts and ends and starts[0] > ends[0]:
        raise IllegalArgument("Start date must be before End Date")


def _overdue(item: Filter, now: datetime) -> Filter:
    """Whether something is overdue as the last date that is."""
    is_sought = item.value is (item.operation is Operation.EQUALS)
    operation = Operation.EQUALS if is_sought else Operation.NOT_EQUALS
    return Filter(item.field, operation, overdue_since(now))


def _within(item: Filter, now: datetime) -> Filter:
    """A time range as a bound on the start date."""
    is_outside = item.operation is Operation.NOT_EQUALS
    operation = (
        Operation.LESS_THAN_OR_EQUAL_TO if is_outside else (Operation.GREATER_THAN_OR_EQUAL_TO)
    )
    return Filter("startDate", operation, now - item.value)
