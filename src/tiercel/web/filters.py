"""Filters of list queries: `filters[field][OP]` or the older plain parameters (flows.md §0.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.paging import ALL_OF, ANY_OF, Filter, Operation, Query
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.resources import (
    DASHBOARD,
    EXECUTION,
    FIELDS,
    FLOW,
    KV,
    LOG,
    METRIC,
    NAMESPACE,
    SECRET,
    TEMPLATE,
    TRIGGER,
    Resource,
)

__all__ = [
    "DASHBOARD",
    "EXECUTION",
    "FLOW",
    "KV",
    "LOG",
    "METRIC",
    "NAMESPACE",
    "SECRET",
    "TEMPLATE",
    "TRIGGER",
    "Resource",
    "filter_of",
    "filters_of",
    "query_of",
]

_KEY = re.compile(r"\[(.*?)]\[(.*?)](?:\[(.+)])?")
# `[or][0]` and what follows: a member of a group; groups are nested once at most.
_MEMBER = re.compile(r"\[(and|or)]\[(\d{1,4})](\[.+)")
GROUP_DEPTH_MAX = 2
_DATE_FIELDS = frozenset(
    {
        "startDate",
        "endDate",
        "updated",
        "created",
        "lastTriggeredDate",
        "nextExecutionDate",
        "expirationDate",
    }
)
_NUMBER_FIELDS = ("flowRevision", "attemptNumber")
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

_BY_SPELLING = {
    **{name.lower(): name for name in FIELDS},
    **{enum.lower(): name for name, (enum, _) in FIELDS.items()},
    "level": "level",
    "minlevel": "level",
}


class Scope(StrEnum):
    """Whose flows: those of users, or those of the server itself."""

    USER = "USER"
    SYSTEM = "SYSTEM"


class Generation(StrEnum):
    """Executions that another one started, or those that none did."""

    CHILD = "CHILD"
    MAIN = "MAIN"


def query_of(call: Call, resource: Resource, now: datetime) -> Query:
    """Filters, sorts and page of a list request."""
    page, size = params.paging(call)
    found = filters_of(call, resource, now)
    if resource.dates and call.text("dateFilter"):
        found = _by_date(found, params.word(call, "dateFilter", resource.dates))
    return Query(
        filters=found,
        sorts=params.sorts(call, resource.columns),
        page=page,
        size=size,
    )


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
    """Time ranges as dates, in groups too."""
    if item.field in (ANY_OF, ALL_OF):
        members = tuple(settled(member, now) for member in item.value)
        return msgspec.structs.replace(item, value=members)
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
        if match.group(3) is not None and field == "labels":
            maps.setdefault((field, operation), {})[unquote(match.group(3))] = values[-1]
        else:
            found.append(Filter(field, operation, _value(field, operation, values)))
    found.extend(Filter(field, operation, pairs) for (field, operation), pairs in maps.items())
    return found


def filter_of(name: str, operation_name: str, value: Json, resource: Resource) -> Filter:
    """A filter of a request body, checked as one of a query string."""
    field, operation = _checked(name, operation_name, resource)
    if isinstance(value, dict) and field == "labels":
        return Filter(field, operation, {str(key): str(one) for key, one in value.items()})
    if isinstance(value, dict):
        value = list(value.values())
    texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if not texts:
        raise Refused("invalid-filters", f"Field {FIELDS[field][0]} needs a value")
    return Filter(field, operation, _value(field, operation, texts))


def _checked(name: str, operation_name: str, resource: Resource) -> tuple[str, Operation]:
    field = _BY_SPELLING.get(name.lower())
    enum = FIELDS[field][0] if field else name
    if field is None or field not in resource.fields:
        known = ", ".join(FIELDS[one][0] for one in resource.fields)
        raise Refused(
            "invalid-filters",
            f"Field {enum} is not supported for resource {resource.name}. "
            f"Supported fields are {known}",
        )
    wanted = _ALIASES.get(operation_name, operation_name.upper())
    allowed = resource.operations(field)
    if wanted not in allowed:
        raise Refused(
            "invalid-filters",
            f"Operation {wanted} is not supported for field {enum}. "
            f"Supported operations are {', '.join(allowed)}",
        )
    return field, Operation(wanted)


def _value(field: str, operation: Operation, values: list[str]) -> Json:
    if field == "labels" and operation is not Operation.CONTAINS:
        return {label.key: label.value for label in params.labels_from(values)}
    if operation in (Operation.IN, Operation.NOT_IN):
        return [_typed(field, part) for value in values for part in _parts(value)]
    if field in ("state", "scope"):
        return [_typed(field, part) for value in values for part in _parts(value)]
    return _typed(field, values[-1])


def _parts(value: str) -> list[str]:
    return [part.strip() for part in unquote(value).strip("[]").split(",") if part.strip()]


def _typed(field: str, value: str) -> Json:
    if field in _DATE_FIELDS:
        return params.parse_date(field, value)
    if field == "timeRange":
        return params.parse_duration(field, value)
    if field == "state":
        return params.state(field, value)
    if field == "scope":
        return params.one_of(field, value.upper(), Scope).value
    if field == "level":
        return params.one_of(field, value.upper(), Level)
    if field == "childFilter":
        return params.one_of(field, value.upper(), Generation).value
    if field in _NUMBER_FIELDS and re.fullmatch(r"-?[0-9]{1,10}", value) is None:
        raise params.unreadable(field, value, f'For input string: "{value}"')
    return value


def _plain(call: Call, resource: Resource) -> list[Filter]:
    found: list[Filter] = []
    for name in resource.plain:
        if not any(call.query.get(name, ())):
            continue
        if name == "timeRange" and resource.start_wins and call.text("startDate"):
            continue
        found.append(_plain_filter(call, name))
    return found


def _plain_filter(call: Call, name: str) -> Filter:
    if name == "state":
        return Filter("state", Operation.IN, list(params.states(call, name)))
    if name == "labels":
        given = [text for text in call.query[name] if text]
        pairs = {label.key: label.value for label in params.labels_from(given)}
        return Filter("labels", Operation.EQUALS, pairs)
    if name == "scope":
        scopes = [_typed("scope", part) for part in params.listed(call, name)]
        return Filter("scope", Operation.EQUALS, scopes)
    value = call.query[name][0]
    if name == "namespace":
        return Filter("namespace", Operation.PREFIX, value)
    if name == "startDate":
        operation = Operation.GREATER_THAN_OR_EQUAL_TO
        return Filter(name, operation, params.parse_date(name, value))
    if name == "endDate":
        return Filter(name, Operation.LESS_THAN_OR_EQUAL_TO, params.parse_date(name, value))
    field = "level" if name == "minLevel" else name
    return Filter(field, Operation.EQUALS, _typed(field, value))


def _check_dates(found: list[Filter]) -> None:
    fields = {item.field for item in found}
    if {"startDate", "timeRange"} <= fields:
        raise IllegalArgument("Parameters 'startDate' and 'timeRange' are mutually exclusive")
    starts = [item.value for item in found if item.field == "startDate"]
    ends = [item.value for item in found if item.field == "endDate"]
    if starts and ends and starts[0] > ends[0]:
        raise IllegalArgument("Start date must be before End Date")


def _within(item: Filter, now: datetime) -> Filter:
    """A time range as a bound on the start date."""
    is_outside = item.operation is Operation.NOT_EQUALS
    operation = (
        Operation.LESS_THAN_OR_EQUAL_TO if is_outside else (Operation.GREATER_THAN_OR_EQUAL_TO)
    )
    return Filter("startDate", operation, now - item.value)
