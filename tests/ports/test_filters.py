"""Each operation of each kind of field, on every store: spec/api/flows.md §0.6."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.ports.values import (
    NOW,
    a_flow,
    a_log,
    a_state,
    a_task_run,
    a_trigger,
    an_execution,
    at,
    query,
    where,
)
from tiercel.model.errors import IllegalArgument, Invalid
from tiercel.model.execution import ExecutionTrigger
from tiercel.model.label import Label
from tiercel.model.lists.paging import ANY_OF, Filter, Operation
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.model.stored.limits import STORE_CONDITIONS_MAX, STORE_LABELS_SOUGHT_MAX
from tiercel.ports.store import Store

EXECUTIONS = [
    an_execution(
        "aa1",
        namespace="company.team",
        flow_id="load",
        labels={"env": "prod", "team": "data", "a:b": "x,y"},
        state=a_state(StateType.SUCCESS, start=0, end=5),
        kind="TEST",
        inputs={"country": "de", "n": 5, "half": 0.5, "is_dry": True, "db": {"host": 'älter "x"'}},
    ),
    an_execution(
        "bb2",
        a_task_run("failed", task_id="load", state=a_state(StateType.FAILED, end=1)),
        a_task_run("good", 1, task_id="save"),
        inputs={"country": "fr", "n": "5", "nothing": None},
        namespace="company",
        flow_id="load_more",
        labels={"env": "dev"},
        state=a_state(StateType.FAILED, start=10, end=15),
        trigger=ExecutionTrigger("daily", "type", {"executionId": "aa1"}),
        parent_id="aa1",
        flow_revision=2,
    ),
    an_execution(
        "cc3",
        namespace="companyx",
        flow_id="LOAD",
        state=a_state(StateType.RUNNING, start=20, end=21),
        trigger=ExecutionTrigger("hourly", "type", {}),
        schedule_date=at(100),
    ),
    an_execution("dd4", namespace="system", flow_id="50%_x", labels={"env": "Prod"}),
]

CASES = [
    ("namespace", "EQUALS", "company", "bb2"),
    ("namespace", "NOT_EQUALS", "company", "aa1 cc3 dd4"),
    ("namespace", "IN", ["company", "system"], "bb2 dd4"),
    ("namespace", "IN", "company, system", "bb2 dd4"),
    ("namespace", "IN", [], ""),
    ("namespace", "NOT_IN", ["company", "system"], "aa1 cc3"),
    ("namespace", "PREFIX", "company", "aa1 bb2"),
    ("namespace", "PREFIX", "comp", ""),
    ("namespace", "STARTS_WITH", "company", "aa1 bb2 cc3"),
    ("namespace", "STARTS_WITH", "Company", ""),
    ("namespace", "STARTS_WITH", "", "aa1 bb2 cc3 dd4"),
    ("namespace", "ENDS_WITH", "team", "aa1"),
    ("namespace", "ENDS_WITH", "a very long end that is longer than the value", ""),
    ("namespace", "ENDS_WITH", "", "aa1 bb2 cc3 dd4"),
    ("namespace", "CONTAINS", "pany.t", "aa1"),
    ("namespace", "CONTAINS", "PANY", ""),
    ("namespace", "CONTAINS", "", "aa1 bb2 cc3 dd4"),
    ("namespace", "REGEX", "^company(x|$)", "bb2 cc3"),
    ("namespace", "REGEX", r"y\.t", "aa1"),
    ("flowId", "EQUALS", "load", "aa1"),
    ("flowId", "CONTAINS", "%", "dd4"),
    ("flowId", "CONTAINS", "_", "bb2 dd4"),
    ("flowId", "STARTS_WITH", "load_", "bb2"),
    ("flowRevision", "EQUALS", 2, "bb2"),
    ("flowRevision", "LESS_THAN", "2", "aa1 cc3 dd4"),
    ("flowRevision", "IN", [2, 3], "bb2"),
    ("duration", "GREATER_THAN", timedelta(seconds=1), "aa1 bb2"),
    ("duration", "GREATER_THAN_OR_EQUAL_TO", timedelta(seconds=1), "aa1 bb2 cc3"),
    ("duration", "LESS_THAN", timedelta(seconds=1), "dd4"),
    ("duration", "LESS_THAN_OR_EQUAL_TO", timedelta.max, "aa1 bb2 cc3 dd4"),
    ("failedTaskId", "EQUALS", "load", "bb2"),
    ("failedTaskId", "EQUALS", "save", ""),
    ("failedTaskId", "EQUALS", "FAILED", ""),
    ("inputs", "EQUALS", {"country": "de"}, "aa1"),
    ("inputs", "EQUALS", {"country": "DE"}, ""),
    ("inputs", "EQUALS", {"country": "de", "n": "5"}, "aa1"),
    ("inputs", "EQUALS", {"country": "de", "n": "6"}, ""),
    ("inputs", "EQUALS", {"n": "5"}, "aa1 bb2"),
    ("inputs", "EQUALS", {"half": "0.5"}, "aa1"),
    ("inputs", "EQUALS", {"is_dry": "true"}, "aa1"),
    ("inputs", "EQUALS", {"db.host": 'älter "x"'}, "aa1"),
    ("inputs", "EQUALS", {"country.name": "de"}, ""),
    ("inputs", "EQUALS", {"nothing": "null"}, "bb2"),
    ("inputs", "EQUALS", {"other": "null"}, ""),
    ("inputs", "NOT_EQUALS", {"country": "de"}, "bb2 cc3 dd4"),
    ("inputs", "NOT_EQUALS", {"country": "de", "n": "5"}, "cc3 dd4"),
    ("state", "EQUALS", "FAILED", "bb2"),
    ("state", "EQUALS", StateType.FAILED, "bb2"),
    ("state", "IN", ["FAILED", "SUCCESS"], "aa1 bb2"),
    ("state", "NOT_IN", ["FAILED", "SUCCESS"], "cc3 dd4"),
    ("state", "NOT_EQUALS", "FAILED", "aa1 cc3 dd4"),
    ("kind", "EQUALS", "NORMAL", "bb2 cc3 dd4"),
    ("kind", "NOT_EQUALS", "NORMAL", "aa1"),
    ("kind", "EQUALS", "DEFAULT", ""),
    ("labels", "EQUALS", {"env": "prod"}, "aa1"),
    ("labels", "EQUALS", {"env": "prod", "team": "data"}, "aa1"),
    ("labels", "EQUALS", {"env": "prod", "team": "other"}, ""),
    ("labels", "EQUALS", {"a:b": "x,y"}, "aa1"),
    ("labels", "EQUALS", {}, "aa1 bb2 cc3 dd4"),
    ("labels", "NOT_EQUALS", {"env": "prod"}, "bb2 cc3 dd4"),
    ("labels", "NOT_EQUALS", {"env": "dev", "team": "data"}, "cc3 dd4"),
    ("labels", "IN", {"env": "prod,dev"}, "aa1 bb2"),
    ("labels", "IN", {"env": ["dev"], "team": "data,x"}, "aa1 bb2"),
    ("labels", "NOT_IN", {"env": "prod,dev"}, "cc3 dd4"),
    ("labels", "CONTAINS", "PRO", "aa1 dd4"),
    ("labels", "CONTAINS", "tea", "aa1"),
    ("labels", "CONTAINS", "%", ""),
    ("startDate", "GREATER_THAN", at(10), "cc3"),
    ("startDate", "GREATER_THAN_OR_EQUAL_TO", at(10), "bb2 cc3"),
    ("endDate", "LESS_THAN", at(10), "aa1 dd4"),
    ("endDate", "LESS_THAN_OR_EQUAL_TO", at(10).isoformat(), "aa1 bb2 dd4"),
    ("startDate", "EQUALS", at(20), "cc3"),
    ("startDate", "NOT_EQUALS", at(20), "aa1 bb2 dd4"),
    ("state.endDate", "GREATER_THAN", at(10), "bb2"),
    ("state.endDate", "NOT_EQUALS", at(15), "aa1 cc3 dd4"),
    ("scheduleDate", "GREATER_THAN", NOW, "cc3"),
    ("triggerExecutionId", "EQUALS", "aa1", "bb2"),
    ("triggerExecutionId", "NOT_EQUALS", "aa1", "aa1 cc3 dd4"),
    ("triggerExecutionId", "CONTAINS", "a", "bb2"),
    ("triggerId", "EQUALS", "daily", "bb2"),
    ("triggerId", "ENDS_WITH", "ly", "bb2 cc3"),
    ("triggerId", "NOT_IN", ["daily"], "aa1 cc3 dd4"),
    ("childFilter", "EQUALS", "CHILD", "bb2"),
    ("childFilter", "EQUALS", "MAIN", "aa1 cc3 dd4"),
    ("childFilter", "NOT_EQUALS", "MAIN", "bb2"),
    ("childFilter", "EQUALS", "NOPE", ""),
    ("parentId", "EQUALS", "aa1", "bb2"),
    ("id", "STARTS_WITH", "b", "bb2"),
    ("id", "IN", [f"{n}" for n in range(60)] + ["cc3"], "cc3"),
    ("id", "NOT_IN", [f"{n}" for n in range(60)] + ["cc3"], "aa1 bb2 dd4"),
    ("scope", "EQUALS", "USER", "aa1 bb2 cc3"),
    ("scope", "EQUALS", ["SYSTEM"], "dd4"),
    ("scope", "NOT_EQUALS", "SYSTEM", "aa1 bb2 cc3"),
    ("scope", "IN", "USER,SYSTEM", "aa1 bb2 cc3 dd4"),
    ("q", "EQUALS", None, "aa1 bb2 cc3 dd4"),
    ("q", "EQUALS", "*", "aa1 bb2 cc3 dd4"),
    ("q", "EQUALS", "load", "aa1 bb2 cc3"),
    ("q", "EQUALS", "TEAM load", "aa1"),
    ("q", "EQUALS", "company.team", "aa1"),
    ("q", "EQUALS", "aa1", "aa1"),
    ("q", "EQUALS", "50%_x", "dd4"),
    ("q", "EQUALS", "...", ""),
    ("q", "EQUALS", "", ""),
    ("q", "NOT_EQUALS", "load", "dd4"),
]


@pytest.mark.parametrize(("field", "operation", "value", "expected"), CASES)
async def test_executions(
    store: Store, field: str, operation: str, value: object, expected: str
) -> None:
    async with store.transaction() as tx:
        for execution in EXECUTIONS:
            tx.executions.insert(execution)
    item = where(field, operation, value)
    async with store.transaction() as tx:
        page = await tx.executions.find(query(item, sort="id"))
        assert [execution.id for execution in page.results] == expected.split()
        assert page.total == len(page.results)
        assert sorted(await tx.executions.find_ids([item], 99)) == expected.split()


async def test_groups_of_filters(store: Store) -> None:
    either = (where("flowId", "EQUALS", "load"), where("flowId", "EQUALS", "load_more"))
    both = (where("namespace", "EQUALS", "company"), where("flowId", "EQUALS", "load_more"))
    async with store.transaction() as tx:
        for execution in EXECUTIONS:
            tx.executions.insert(execution)
    async with store.transaction() as tx:
        for filters, expected in (
            ([Filter("or", Operation.IN, either)], ["aa1", "bb2"]),
            ([Filter("and", Operation.IN, both)], ["bb2"]),
            ([Filter("or", Operation.IN, (either[0], Filter("and", Operation.IN, both)))],
             ["aa1", "bb2"]),
            ([where("kind", "EQUALS", "TEST"), Filter("or", Operation.IN, either)], ["aa1"]),
        ):  # fmt: skip
            page = await tx.executions.find(query(*filters, sort="id"))
            assert [execution.id for execution in page.results] == expected
            assert page.total == len(expected)


async def test_all_filters_must_hold(store: Store) -> None:
    async with store.transaction() as tx:
        for execution in EXECUTIONS:
            tx.executions.insert(execution)
    async with store.transaction() as tx:
        page = await tx.executions.find(
            query(
                where("q", "EQUALS", "load"),
                where("namespace", "PREFIX", "company"),
                where("labels", "NOT_IN", {"env": "prod"}),
            )
        )
    assert [execution.id for execution in page.results] == ["bb2"]


LOGS = [
    a_log("Größe ist ÜBER 9", seconds=1, level=Level.TRACE, thread="main"),
    a_log("plain", seconds=2, level=Level.WARN, task_id="load", attempt_number=2),
    a_log(
        "of the trigger",
        seconds=3,
        level=Level.ERROR,
        execution_id=None,
        task_id=None,
        task_run_id=None,
        attempt_number=None,
        trigger_id="daily",
        namespace="system",
    ),
]


@pytest.mark.parametrize(
    ("field", "operation", "value", "expected"),
    [
        ("level", "EQUALS", "WARN", "1 2"),
        ("level", "EQUALS", "trace", "0 1 2"),
        ("level", "NOT_EQUALS", "WARN", "0"),
        ("level", "IN", ["TRACE", "ERROR"], "0 2"),
        ("level", "NOT_IN", ["TRACE", "ERROR"], "1"),
        ("level", "GREATER_THAN_OR_EQUAL_TO", "WARN", "1 2"),
        ("level", "LESS_THAN_OR_EQUAL_TO", "WARN", "0 1"),
        ("q", "EQUALS", "über", "0"),
        ("q", "EQUALS", "GRÖSSE", ""),
        ("q", "EQUALS", "größe 9", "0"),
        ("q", "NOT_EQUALS", "plain", "0 2"),
        ("q", "EQUALS", "MAIN", "0"),
        ("q", "EQUALS", "daily trigger", "2"),
        ("taskId", "EQUALS", "load", "1"),
        ("taskId", "NOT_EQUALS", "load", "0 2"),
        ("attemptNumber", "EQUALS", "2", "1"),
        ("attemptNumber", "NOT_EQUALS", 2, "0 2"),
        ("executionId", "EQUALS", "x", "0 1"),
        ("taskRunId", "STARTS_WITH", "r", "0 1"),
        ("triggerId", "REGEX", "ai", "2"),
        ("scope", "EQUALS", "SYSTEM", "2"),
        ("startDate", "GREATER_THAN_OR_EQUAL_TO", at(2), "1 2"),
        ("endDate", "LESS_THAN", at(2), "0"),
        ("flowId", "PREFIX", "hello", "0 1 2"),
    ],
)
async def test_logs(store: Store, field: str, operation: str, value: object, expected: str) -> None:
    async with store.transaction() as tx:
        tx.logs.add(LOGS)
    async with store.transaction() as tx:
        page = await tx.logs.find(query(where(field, operation, value), sort="timestamp"))
    assert list(page.results) == [LOGS[int(number)] for number in expected.split()]


@pytest.mark.parametrize(
    ("field", "operation", "value", "expected"),
    [
        ("q", "EQUALS", "team b", "b"),
        ("namespace", "EQUALS", "company.team", "a b"),
        ("scope", "EQUALS", "USER", "a b"),
        ("flowId", "IN", ["a", "c"], "a c"),
        ("id", "CONTAINS", "b", "b"),
        ("labels", "EQUALS", {"k": "1"}, "a b"),
        ("labels", "EQUALS", {"k": "1", "l": "2"}, "b"),
        ("labels", "NOT_EQUALS", {"l": "2"}, "a c"),
        ("labels", "CONTAINS", "L", "b"),
        ("source", "EQUALS", "shell SCRIPT", "c"),
        ("updated", "GREATER_THAN", NOW, "c"),
    ],
)
async def test_flows(
    store: Store, field: str, operation: str, value: object, expected: str
) -> None:
    one, two = Label("k", "1"), Label("l", "2")
    async with store.transaction() as tx:
        tx.flows.put(a_flow("a", labels=(one,)))
        tx.flows.put(a_flow("b", labels=(one, two)))
        tx.flows.put(a_flow("c", namespace="system", source="a shell-script", updated=at(1)))
        tx.flows.put(a_flow("d", labels=(one, two)))
        tx.flows.put(a_flow("d", 2, labels=(one, two), deleted=True))
    async with store.transaction() as tx:
        page = await tx.flows.find(query(where(field, operation, value), sort="id"))
    assert [flow.id for flow in page.results] == expected.split()


# A poll that has not answered in time, and that failed before.
WRONG: dict[str, Any] = {"error": "no answer", "failures": 2, "expected": at(3)}


@pytest.mark.parametrize(
    ("field", "operation", "value", "expected"),
    [
        ("triggerState", "EQUALS", "disabled", "b"),
        ("triggerState", "EQUALS", "ENABLED", "a c"),
        ("triggerState", "NOT_EQUALS", "enabled", "b"),
        ("triggerState", "EQUALS", "whatever", "a b c"),
        ("locked", "EQUALS", "true", "b c"),
        ("locked", "EQUALS", False, "a"),
        ("existingOnly", "EQUALS", "true", "a b c"),
        ("nextExecutionDate", "GREATER_THAN", at(1), "b"),
        ("startDate", "LESS_THAN_OR_EQUAL_TO", at(1), "a"),
        ("lastTriggeredDate", "EQUALS", NOW, "a"),
        ("executionId", "EQUALS", "run1", "b"),
        ("workerId", "STARTS_WITH", "w", "c"),
        ("q", "EQUALS", "RUN1", "b"),
        ("triggerId", "NOT_EQUALS", "a", "b c"),
        ("hasError", "EQUALS", True, "c"),
        ("hasError", "NOT_EQUALS", True, "a b"),
        ("hasError", "EQUALS", False, "a b"),
        ("overdue", "EQUALS", at(1), "a"),
        ("overdue", "EQUALS", at(3), "a c"),
        ("overdue", "NOT_EQUALS", at(1), "b c"),
    ],
)
async def test_triggers(
    store: Store, field: str, operation: str, value: object, expected: str
) -> None:
    async with store.transaction() as tx:
        tx.triggers.put(a_trigger("a", next_date=at(1), date=NOW))
        tx.triggers.put(a_trigger("b", next_date=at(2), disabled=True, execution_id="run1"))
        tx.triggers.put(a_trigger("c", worker_id="w1", is_locked=True, **WRONG))
    async with store.transaction() as tx:
        page = await tx.triggers.find(query(where(field, operation, value)))
    assert [state.trigger_id for state in page.results] == expected.split()


@pytest.mark.parametrize("pattern", ["(", "x" * 1001, "[a", "*", "(?au)x", "x{999999999}"])
async def test_a_bad_regular_expression_is_refused(store: Store, pattern: str) -> None:
    async with store.transaction() as tx:
        with pytest.raises(Invalid):
            await tx.executions.find(query(where("namespace", "REGEX", pattern)))


# The engine of PostgreSQL does not backtrack; the time of a query is bounded.
@pytest.mark.parametrize("make_store", ["memory", "sqlite"], indirect=True)
async def test_a_regular_expression_that_takes_too_long_is_refused(store: Store) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(flow_id="a" * 100))
    async with store.transaction() as tx:
        with pytest.raises(Invalid):
            await tx.executions.find(query(where("flowId", "REGEX", "^(a|aa)+$b|(a*)*b")))


@pytest.mark.parametrize(
    "item",
    [
        where("labels", "EQUALS", "text"),
        where("labels", "REGEX", {"a": "b"}),
        where("startDate", "EQUALS", "yesterday"),
        where("startDate", "EQUALS", "2024-01-01T00:00:00"),
        where("flowRevision", "EQUALS", "one"),
        where("scope", "CONTAINS", "USER"),
        where("q", "STARTS_WITH", "x"),
    ],
)
async def test_values_and_operations_that_do_not_fit_are_refused(
    store: Store, item: Filter
) -> None:
    async with store.transaction() as tx:
        with pytest.raises(IllegalArgument):
            await tx.executions.find(query(item))


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE executions; --", '"', "\\", "?", "%", "ü\U0010ffff"]
)
async def test_text_of_users_is_never_sql(store: Store, text: str) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(flow_id=text))
        tx.executions.insert(an_execution("y"))
    async with store.transaction() as tx:
        for operation in ("EQUALS", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "IN"):
            value = [text] if operation == "IN" else text
            page = await tx.executions.find(query(where("flowId", operation, value)))
            assert [execution.id for execution in page.results] == ["x"], operation


@pytest.mark.parametrize("text", ["x " * 201, "x" * 5_001])
async def test_a_search_for_too_much_is_refused(store: Store, text: str) -> None:
    async with store.transaction() as tx:
        with pytest.raises(IllegalArgument, match="can"):
            await tx.executions.find(query(where("q", "EQUALS", text)))


async def test_a_search_for_much_is_answered(store: Store) -> None:
    async with store.transaction() as tx:
        for text in ("x% " * 200, "x" * 5_000, "%" * 5_000, "é" * 5_000):
            assert (await tx.executions.find(query(where("q", "EQUALS", text)))).total == 0
            found = await tx.executions.find(query(where("labels", "CONTAINS", text)))
            assert found.total == 0


@pytest.mark.parametrize(
    ("operation", "most", "text"),
    [
        ("EQUALS", STORE_LABELS_SOUGHT_MAX, "20 labels at most"),
        ("IN", STORE_CONDITIONS_MAX, "800 conditions at most"),
        ("NOT_IN", STORE_CONDITIONS_MAX, "800 conditions at most"),
    ],
)
async def test_many_labels_are_sought_and_too_many_refused(
    store: Store, operation: str, most: int, text: str
) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(EXECUTIONS[0])
    labels = {f"key{number}": "value" for number in range(most)}
    async with store.transaction() as tx:
        found = await tx.executions.find(query(where("labels", operation, labels)))
        assert found.total == (operation == "NOT_IN")
        more = query(where("labels", operation, labels | {"one": "more"}))
        with pytest.raises(IllegalArgument, match=text):
            await tx.executions.find(more)


async def test_labels_of_all_filters_count_together(store: Store) -> None:
    each = [where("labels", "NOT_EQUALS", {f"key{n}": "x"}) for n in range(STORE_LABELS_SOUGHT_MAX)]
    async with store.transaction() as tx:
        tx.executions.insert(EXECUTIONS[0])
    async with store.transaction() as tx:
        assert (await tx.executions.find(query(*each))).total == 1
        for more in (
            where("labels", "EQUALS", {"one": "more"}),
            where("labels", "CONTAINS", "more"),
            where(
                ANY_OF, "IN", (where("labels", "IN", {"one": "more"}), where("id", "EQUALS", "x"))
            ),
        ):
            with pytest.raises(IllegalArgument, match="20 labels at most"):
                await tx.executions.find(query(*each, more))


async def test_many_conditions_are_met_and_too_many_refused(store: Store) -> None:
    wanted = [where("flowId", "NOT_EQUALS", f"flow{n}") for n in range(STORE_CONDITIONS_MAX)]
    async with store.transaction() as tx:
        tx.executions.insert(EXECUTIONS[0])
    async with store.transaction() as tx:
        assert (await tx.executions.find(query(*wanted))).total == 1
        with pytest.raises(IllegalArgument, match="800 conditions at most"):
            await tx.executions.find(query(*wanted, where("flowId", "CONTAINS", "x")))
