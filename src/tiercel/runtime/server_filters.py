"""Filters of queries from the arguments of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.paging import Filter, Operation
from tiercel.plugin.globs import glob_pattern


def place_filters(arguments: Mapping[str, Json]) -> list[Filter]:
    """`namespace` (with those below it unless `flowId` is given) and `flowId`."""
    namespace, flow_id = arguments.get("namespace"), arguments.get("flowId")
    filters = []
    if namespace:
        operation = Operation.EQUALS if flow_id else Operation.PREFIX
        filters.append(Filter("namespace", operation, namespace))
    if flow_id:
        filters.append(Filter("flowId", Operation.EQUALS, flow_id))
    return filters


def date_filters(arguments: Mapping[str, Json]) -> list[Filter]:
    """`startDate` and `endDate`, both included."""
    filters = []
    for name, operation in (
        ("startDate", Operation.GREATER_THAN_OR_EQUAL_TO),
        ("endDate", Operation.LESS_THAN_OR_EQUAL_TO),
    ):
        if arguments.get(name):
            filters.append(Filter(name, operation, date_of(arguments[name])))
    return filters


def date_of(value: Json) -> datetime:
    """An aware date-time of ISO text; without offset it is UTC. Raises: IllegalArgument."""
    try:
        date = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise IllegalArgument(f"Text '{value}' could not be parsed as a date") from None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)


def chosen_namespaces(arguments: Mapping[str, Json], known: Iterable[str]) -> list[str]:
    """Namespaces that a task names or describes by a glob, perhaps with those below them."""
    named = list(arguments.get("namespaces") or ())
    pattern = arguments.get("namespacePattern")
    names = sorted(known)
    if pattern:
        glob = glob_pattern(pattern)
        return [name for name in names if glob.fullmatch(name)]
    if not named:
        return names
    if arguments.get("includeChildNamespaces") is False:
        return [name for name in names if name in named]
    return [
        name for name in names if any(name == each or name.startswith(each + ".") for each in named)
    ]
