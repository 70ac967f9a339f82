"""Every field that a list declares can be asked of every store, with all that it allows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.ports.values import NOW
from tiercel.model.json_types import Json
from tiercel.model.lists.fields import Form
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import EXECUTIONS, FLOWS, KV, LOGS, METRICS, REQUESTED, TRIGGERS
from tiercel.model.stored.records import DASHBOARDS, RECORDS, SECRETS, TEMPLATES
from tiercel.ports.store import Store, Tx

Find = Callable[[Tx, Query], Awaitable[Any]]
FINDS: list[tuple[Resource, Find]] = [
    (EXECUTIONS, lambda tx, query: tx.executions.find(query)),
    (LOGS, lambda tx, query: tx.logs.find(query)),
    (FLOWS, lambda tx, query: tx.flows.find(query)),
    (TRIGGERS, lambda tx, query: tx.triggers.find(query)),
    (METRICS, lambda tx, query: tx.metrics.find(query)),
    (KV, lambda tx, query: tx.kv.find(query)),
    (DASHBOARDS.resource, lambda tx, query: tx.records(DASHBOARDS).find(query)),
    (TEMPLATES.resource, lambda tx, query: tx.records(TEMPLATES).find(query)),
    (SECRETS.resource, lambda tx, query: tx.records(SECRETS).find(query)),
]
VALUES: dict[Form, Json] = {
    Form.DATE: NOW,
    Form.DURATION: timedelta(seconds=1),
    Form.NUMBER: 1,
    Form.STATE: "RUNNING",
    Form.SCOPE: "USER",
    Form.LEVEL: "WARN",
    Form.GENERATION: "CHILD",
    Form.LABELS: {"a": "b"},
    Form.FLAG: True,
    Form.OVERDUE: NOW,
}
LISTED = (Operation.IN, Operation.NOT_IN)


def queries(resource: Resource) -> list[Query]:
    """One a sort, and one an operation of each field."""
    found = [Query(sorts=(Sort(name, True),)) for name in resource.sorts]
    for each in (*resource.fields, *resource.inner, *resource.charted):
        for operation in each.type.operations:
            value = VALUES.get(each.type.form, "text")
            if operation is Operation.CONTAINS and each.type.form is Form.LABELS:
                value = "text"
            elif operation in LISTED and each.type.form is not Form.LABELS:
                value = [value, value]
            found.append(Query((Filter(each.name, operation, value),)))
    return found


@pytest.mark.parametrize(("resource", "find"), FINDS, ids=[each.name for each, _ in FINDS])
async def test_whatever_is_declared_can_be_asked(
    store: Store, resource: Resource, find: Find
) -> None:
    asked = queries(resource)
    assert asked
    async with store.transaction() as tx:
        for query in asked:
            assert (await find(tx, query)).total == 0


@pytest.mark.parametrize("table", RECORDS, ids=lambda table: table.name)
async def test_records_can_be_asked_by_every_field_too(store: Store, table: Any) -> None:
    async with store.transaction() as tx:
        for query in queries(table.resource):
            assert await tx.records(table).all(*query.filters) == {}


def test_a_name_means_the_same_in_every_list() -> None:
    forms: dict[str, set[Form]] = {}
    for resource in REQUESTED:
        assert len({each.name for each in resource.fields}) == len(resource.fields)
        assert len({each.word for each in resource.fields}) == len(resource.fields)
        for each in resource.fields:
            forms.setdefault(each.name, set()).add(each.type.form)
    assert {name for name, found in forms.items() if len(found) > 1} == set()
