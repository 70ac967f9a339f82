"""The list of the audit log (access.md §15)."""

from __future__ import annotations

from tiercel.model.ids import by_time
from tiercel.model.lists.conditions import (
    AllOf,
    AnyOf,
    Condition,
    OneOf,
    Present,
    Reader,
    text_field,
)
from tiercel.model.lists.fields import DATE, FLAG, ID, KIND, NAME, PART, PERIOD, FieldType, field
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.resource import Order, Resource


def _object_field(object_id: str, execution_id: str, entry_id: str) -> Reader:
    """What an entry is about. Starts don't say it in its column: see `model.stored.records`."""
    read_object, read_execution = text_field(object_id), text_field(execution_id)

    def read(item: Filter) -> Condition:
        named = read_object(item)
        if not isinstance(named, OneOf):
            is_start = Present((object_id,), is_negated=True)
            return AnyOf((named, AllOf((is_start, read_execution(item)))))
        starts = OneOf(entry_id, tuple(by_time(str(each)) for each in named.values))
        if named.is_negated:
            return AllOf((named, OneOf(entry_id, starts.values, is_negated=True)))
        return AnyOf((named, starts))

    return read


_OBJECT = FieldType(_object_field, ID.operations)

AUDIT = Resource(
    name="AUDITLOG",
    fields=(
        field(
            "q",
            PART,
            "user_name object_id execution_id operation namespace",
            "A part of the user, the object, the operation or the namespace.",
        ),
        field("namespace", NAME, "namespace", "A namespace; those below it count too."),
        field("flowId", ID, "flow_id", "A flow."),
        field("executionId", ID, "execution_id", "An execution."),
        field("userId", ID, "user_id", "The id of who did it."),
        field("user", ID, "user_name", "The name of who did it."),
        field("id", ID, "id", "An entry."),
        field("resource", KIND, "resource", "What was changed, such as FLOW."),
        field("resourceId", _OBJECT, "object_id execution_id id", "The id of what was changed."),
        field("operation", ID, "operation", "The operation, such as `flow.update`."),
        field("type", KIND, "type", "What was done, such as CREATE."),
        field("denied", FLAG, "is_denied", "Whether it was refused."),
        field("startDate", DATE, "date", "Not before."),
        field("endDate", DATE, "date", "Not after."),
        field("timeRange", PERIOD, "", "Within this ISO duration."),
    ),
    sorts={
        "date": "date",
        "type": "type",
        "resource": "resource",
        "user": "user_name",
        "userId": "user_id",
        "namespace": "namespace",
        "operation": "operation",
    },
    default=(Order("date", is_descending=True),),
    ties=("id",),
)

AUDIT_SEALS = Resource(
    inner=(field("id", ID, "id"),), sorts={"id": "id"}, default=(Order("id"),), ties=("id",)
)
