"""Members of request bodies that several groups take: texts, labels, ids of flows, filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.limits import LABELS_MAX
from tiercel.model.lists.paging import ALL_OF, ANY_OF, Filter, Operation
from tiercel.model.lists.resource import Resource
from tiercel.model.stored.codec import encode_json
from tiercel.service.off_loop import by_rows
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.errors import Refused
from tiercel.web.filters import GROUP_DEPTH_MAX, filter_of, filters_of, settled
from tiercel.web.labels import refuse_label
from tiercel.web.payloads import FiltersInput

T = TypeVar("T")

MAYBE_TEXT: dict[str, Json] = {"type": ["string", "null"]}
MAYBE_FLAG: dict[str, Json] = {"type": ["boolean", "null"]}
# What narrows besides the query string.
SENT_FILTERS = Body(FiltersInput | None, required=False)


def text_in(body: dict[str, Json], name: str) -> str | None:
    """A text of a body; None when it is missing or null. Raises: Refused."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused("invalid-mapping", f"[{name}] must be a text")
    return value


def flag_in(body: dict[str, Json], name: str) -> bool:
    """A switch of a body; off when it is missing or null. Raises: Refused."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise Refused("invalid-mapping", f"[{name}] must be true or false")
    return value is True


def texts_in(body: dict[str, Json], name: str) -> list[str]:
    """A list of texts of a body; empty when it is missing or null. Raises: Refused."""
    value = [] if body.get(name) is None else body[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Refused("invalid-mapping", f"[{name}] must be a list of texts")
    return value


def objects_in(body: dict[str, Json], name: str) -> list[dict[str, Json]]:
    """A list of objects of a body; empty when it is missing or null. Raises: Refused."""
    value = [] if body.get(name) is None else body[name]
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Refused("invalid-mapping", f"[{name}] must be a list of objects")
    return value


async def each_of(entries: Sequence[Json], read: Callable[[Json], T]) -> tuple[T, ...]:
    """What `read` makes of each entry of a body; of many in a thread."""
    return await by_rows(len(entries), lambda: tuple(map(read, entries)))


def labels_of(value: Json) -> list[Label]:
    """Labels of a body, as a list, one alone, or a map.

    Entries without key and value are dropped. Raises: Invalid.
    """
    found = []
    for index, entry in enumerate(_label_entries(value)):
        if not isinstance(entry, dict):
            raise Refused("invalid-mapping", "[labels] must hold objects")
        if entry.get("key") == "" and entry.get("value") == "":
            continue
        for member in ("key", "value"):
            if entry.get(member) is None:
                path = f"setLabels.labels[{index}].{member}"
                raise Invalid([Violation(path, "must not be null")])
            if isinstance(entry[member], dict | list):
                raise Refused("invalid-mapping", f"[labels] must hold texts as {member}")
        key, text = simple_text(entry["key"]), simple_text(entry["value"])
        refuse_label(key, text, f"setLabels.labels[{index}]")
        found.append(Label(key, text))
    return found


def _label_entries(value: Json) -> list[Json]:
    if isinstance(value, dict | list) and len(value) > LABELS_MAX:
        raise Invalid([Violation("setLabels.labels", f"size must be {LABELS_MAX} at most")])
    entries = value
    if isinstance(value, dict) and value.keys() == {"key", "value"}:
        entries = [value]
    elif isinstance(value, dict):
        entries = [{"key": key, "value": text} for key, text in value.items()]
    if not isinstance(entries, list):
        raise Refused("invalid-mapping", "[labels] must be a list")
    return entries


def simple_text(value: Json) -> str:
    """A simple value as JSON writes it, texts without quotes."""
    return value if isinstance(value, str) else encode_json(value).decode()


def flow_id_of(entry: Json) -> tuple[str, str]:
    """Namespace and id of a flow in a body."""
    if not isinstance(entry, dict):
        raise Refused("invalid-mapping", "A flow must be an object with namespace and id")
    namespace = entry.get("namespace")
    flow_id = entry.get("id", entry.get("flowId"))
    if not isinstance(namespace, str) or not isinstance(flow_id, str):
        raise Refused("invalid-mapping", "A flow needs namespace and id")
    return namespace, flow_id


async def filters_of_call(call: Call, resource: Resource, now: datetime) -> list[Filter]:
    """Filters of the query string, and those of a JSON body (clients of 0.24 send them there).

    Raises: Refused for another body: what was sent to narrow must not be passed over.
    """
    found = list(filters_of(call, resource, now))
    body = await sent_filters(call)
    if body is None:
        return found
    if not isinstance(body, dict):
        raise Refused("invalid-mapping", "[filters] must be an object")
    if body.get("filters") is not None:
        found.extend(await settled_filters(body, resource, now))
    return found


async def settled_filters(value: Json, resource: Resource, now: datetime) -> list[Filter]:
    """The filters of a body as they are at that moment; many are read in a thread."""
    entries = value.get("filters") if isinstance(value, dict) else value
    return await by_rows(
        len(entries) if isinstance(entries, list) else 0,
        lambda: [settled(item, now) for item in filters_from_json(entries, resource)],
    )


async def sent_filters(call: Call) -> Json:
    """The JSON body of a request that needs none; None without one."""
    return None if await call.is_empty() else await call.json("filters")


def filters_from_json(value: Json, resource: Resource) -> list[Filter]:
    """Filters of a body: a list of field, operation and value, bare or under `filters`."""
    entries = value.get("filters") if isinstance(value, dict) else value
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise Refused("invalid-mapping", "[filters] must be a list")
    return [_filter_from_json(entry, resource, GROUP_DEPTH_MAX) for entry in entries]


def _filter_from_json(entry: Json, resource: Resource, depth: int) -> Filter:
    """One filter, or a group of them: `logical` and `children` (dialect 2.0)."""
    if not isinstance(entry, dict):
        raise Refused("invalid-mapping", "[filters] must hold objects")
    children = entry.get("children")
    if isinstance(children, list) and children:
        if depth == 0:
            raise Refused("invalid-filters", "Groups of filters are nested once at most")
        kind = ANY_OF if str(entry.get("logical", ALL_OF)).lower() == ANY_OF else ALL_OF
        members = [_filter_from_json(child, resource, depth - 1) for child in children]
        return Filter(kind, Operation.IN, tuple(members))
    field = entry.get("field")
    if not isinstance(field, str):
        raise Refused("invalid-mapping", "[filters] must hold objects with a field")
    operation = str(entry.get("operation", "EQUALS"))
    return filter_of(field, operation, entry.get("value"), resource)
