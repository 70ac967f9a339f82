"""Statistics over the API."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.api.client import HELLO, Api
from tests.build import an_execution
from tiercel.bootstrap import Application
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import Change, State, StateType
from tiercel.service import off_loop
from tiercel.service.observability.statistics import Bucket
from tiercel.web.routers import statistics as routes
from tiercel.web.views.statistics import ExecutionStatisticsView

NOW = datetime.now(UTC)
STATES = [
    "CREATED",
    "RUNNING",
    "RESTARTED",
    "KILLING",
    "SUCCESS",
    "WARNING",
    "FAILED",
    "KILLED",
    "PAUSED",
    "QUEUED",
    "CANCELLED",
]


def ended(
    number: int, state: str, *, hours_ago: float = 1, place: tuple[str, str] = ("company.team", "a")
) -> Execution:
    start = NOW - timedelta(hours=hours_ago)
    changes = (
        Change(StateType.CREATED, start),
        Change(StateType(state), start + timedelta(seconds=number)),
    )
    return replace(
        an_execution(id=f"e{number}", namespace=place[0], flow_id=place[1]), state=State(changes)
    )


@pytest.fixture
async def filled(application: Application) -> None:
    async with application.ports.store.transaction() as tx:
        for execution in (
            ended(1, "SUCCESS"),
            ended(2, "SUCCESS", hours_ago=49),
            ended(3, "FAILED", place=("company.team", "b")),
            ended(4, "KILLED", place=("company.team.sub", "a")),
            ended(5, "SUCCESS", place=("system", "purge")),
            ended(6, "SUCCESS", hours_ago=24 * 40),
        ):
            tx.executions.insert(execution)
        entry = LogEntry("company.team", "a", NOW - timedelta(hours=1), Level.WARN, "hi")
        tx.logs.add([entry, replace(entry, level=Level.DEBUG), replace(entry, flow_id="b")])


pytestmark = pytest.mark.usefixtures("filled")


def iso(date: datetime) -> str:
    return date.isoformat()


async def daily(api: Api, **body: object) -> list[dict[str, object]]:
    answer = await api.post("/stats/executions/daily", json=body)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()
    return found


def total(buckets: list[dict[str, object]], state: str) -> int:
    return sum(bucket["executionCounts"][state] for bucket in buckets)  # type: ignore[index,misc]


async def test_the_summary_counts_flows_and_triggers(api: Api) -> None:
    await api.create(HELLO)
    trigger = "triggers: [{id: t, type: io.kestra.plugin.core.trigger.Schedule, cron: '@daily'}]\n"
    await api.create(HELLO.replace("id: hello", "id: other", 1) + trigger)

    assert (await api.post("/stats/summary", json={})).json() == {"flows": 2, "triggers": 1}
    of_namespace = await api.post("/main/stats/summary", json={"namespace": "company"})
    assert of_namespace.json() == {"flows": 0, "triggers": 0}


async def test_thirty_days_of_executions(api: Api) -> None:
    buckets = await daily(api)

    assert len(buckets) == 31
    assert {bucket["groupBy"] for bucket in buckets} == {"day"}
    assert [bucket["startDate"] for bucket in buckets] == sorted(b["startDate"] for b in buckets)
    assert (total(buckets, "SUCCESS"), total(buckets, "FAILED"), total(buckets, "KILLED")) == (
        3,
        1,
        1,
    )
    assert sorted(buckets[0]["executionCounts"]) == sorted(STATES)  # type: ignore[call-overload]
    assert buckets[0]["duration"] == {"count": 0}
    durations = [b["duration"] for b in buckets if b["duration"] != {"count": 0}]
    assert sum(d["count"] for d in durations) == 5  # type: ignore[index]
    assert set(durations[-1]) == {"min", "avg", "max", "sum", "count"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ({"namespace": "company.team"}, (2, 1, 1)),
        ({"namespace": "company.team", "flowId": "a"}, (2, 0, 0)),
        ({"flowId": "a"}, (2, 0, 1)),
        ({"q": "purge"}, (1, 0, 0)),
        ({"scope": ["USER"]}, (2, 1, 1)),
        ({"scope": ["SYSTEM"]}, (1, 0, 0)),
        ({"state": ["FAILED", "KILLED"]}, (0, 1, 1)),
    ],
)
async def test_filters_narrow_the_executions(
    api: Api, body: dict[str, object], counts: tuple[int, int, int]
) -> None:
    buckets = await daily(api, **body)
    assert tuple(total(buckets, state) for state in ("SUCCESS", "FAILED", "KILLED")) == counts


@pytest.mark.parametrize(
    ("window", "unit", "count"),
    [
        (timedelta(days=400), "month", None),
        (timedelta(days=200), "week", None),
        (timedelta(days=2), "day", 3),
        (timedelta(days=1), "hour", 25),
        (timedelta(hours=6), "minute", 361),
    ],
)
async def test_the_window_decides_the_unit(
    api: Api, window: timedelta, unit: str, count: int | None
) -> None:
    buckets = await daily(api, startDate=iso(NOW - window), endDate=iso(NOW))
    assert {bucket["groupBy"] for bucket in buckets} == {unit}
    if count is not None:
        # A bucket more when one with data begins before the first empty one.
        assert len(buckets) - count in (0, 1)


async def test_a_window_that_ends_before_it_starts_is_empty(api: Api) -> None:
    assert await daily(api, startDate=iso(NOW), endDate=iso(NOW - timedelta(days=1))) == []


async def test_by_flow(api: Api) -> None:
    found = (await api.post("/stats/executions/daily/group-by-flow", json={})).json()
    assert {name: sorted(flows) for name, flows in found.items()} == {
        "company.team": ["a", "b"],
        "company.team.sub": ["a"],
        "system": ["purge"],
    }
    assert total(found["company.team"]["a"], "SUCCESS") == 2
    body = {"flows": [{"namespace": "company.team", "id": "b"}]}
    few = (await api.post("/stats/executions/daily/group-by-flow", json=body)).json()
    assert {name: sorted(flows) for name, flows in few.items()} == {"company.team": ["b"]}
    body = {"namespaceOnly": True, "namespace": "company.team"}
    only = (await api.post("/stats/executions/daily/group-by-flow", json=body)).json()
    assert {name: list(flows) for name, flows in only.items()} == {
        "company.team": ["*"],
        "company.team.sub": ["*"],
    }
    assert total(only["company.team"]["*"], "SUCCESS") == 2


async def test_many_buckets_are_shown_by_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, threads, show = "/stats/executions/daily/group-by-flow", set(), routes.executions_view
    few = (await api.post(path, json={})).json()

    def watched(bucket: Bucket) -> ExecutionStatisticsView:
        threads.add(threading.get_ident())
        return show(bucket)

    monkeypatch.setattr(routes, "executions_view", watched)
    monkeypatch.setattr(off_loop, "STORE_INLINE_ROWS_MAX", 0)
    many = (await api.post(path, json={})).json()
    counts = [
        [[bucket["executionCounts"] for bucket in flow] for flow in each.values()]
        for found in (few, many)
        for each in found.values()
    ]
    assert counts[: len(few)] == counts[len(few) :]
    assert threads
    assert threading.get_ident() not in threads


async def test_by_namespace(api: Api) -> None:
    path = "/stats/executions/daily/group-by-namespace"
    found = (await api.post(path, json={})).json()
    assert found["company.team"]["total"] == 3
    assert found["company.team"]["counts"]["FAILED"] == 1
    assert set(found["system"]["counts"]) == set(STATES)
    one = (await api.post(path, json={"namespace": "company.team"})).json()
    assert list(one) == ["company.team"]


async def test_the_latest_of_flows(api: Api) -> None:
    path = "/stats/executions/latest/group-by-flow"
    flows = [{"namespace": "company.team", "id": name} for name in ("a", "none")]
    found = (await api.post(path, json={"flows": flows})).json()
    assert [execution["id"] for execution in found] == ["e1"]
    await api.create(HELLO.replace("id: hello", "id: b", 1))
    every = (await api.post(path, json={})).json()
    assert [execution["id"] for execution in every] == ["e3"]


async def test_logs_by_level(api: Api) -> None:
    buckets = (await api.post("/stats/logs/daily", json={})).json()
    assert sum(bucket["counts"]["WARN"] for bucket in buckets) == 2
    assert set(buckets[0]["counts"]) == {"TRACE", "DEBUG", "INFO", "WARN", "ERROR"}
    severe = (await api.post("/stats/logs/daily", json={"logLevel": "WARN", "flowId": "a"})).json()
    assert sum(sum(bucket["counts"].values()) for bucket in severe) == 1


async def test_task_runs(api: Api) -> None:
    await api.create(HELLO)
    await api.run("hello")
    buckets = (await api.post("/stats/taskruns/daily", json={"flowId": "hello"})).json()
    assert total(buckets, "SUCCESS") == 2


@pytest.mark.parametrize(
    "path", ["executions/daily", "logs/daily", "executions/daily/group-by-flow"]
)
async def test_a_window_may_end_with_the_calendar(api: Api, path: str) -> None:
    await api.create(HELLO)
    await api.run("hello")
    for body in ({"endDate": "9999-12-31T23:59:59Z"}, {"startDate": "0001-01-01T00:00:00Z"}):
        answer = await api.post(f"/stats/{path}", json=body)
        assert answer.status_code == 200
        assert re.search(r'"(SUCCESS|INFO)":[1-9]', answer.text)


async def test_refusals(api: Api) -> None:
    for path in ("summary", "executions/daily", "logs/daily"):
        missing = await api.post(f"/stats/{path}")
        assert missing.status_code == 422
        assert "Required Body [request] not specified" in missing.json()["message"]
    bad = await api.post("/stats/executions/daily", json={"startDate": "x"})
    assert bad.status_code == 422
    assert bad.json()["message"].startswith("Invalid json mapping")
    for body in ({"state": ["NOPE"]}, {"state": "NOPE"}):
        assert (await api.post("/stats/executions/daily", json=body)).status_code == 422
    assert (await api.post("/stats/logs/daily", json={"logLevel": "LOUD"})).status_code == 422
    # In UTC these would be in the year 0, and in the year 10000.
    for date in ("0001-01-01T00:01:00+00:06", "9999-12-31T23:59:00-00:06"):
        assert (await api.post("/stats/summary", json={"endDate": date})).status_code == 422


DAILY, BY_FLOW, LOGS = "executions/daily", "executions/daily/group-by-flow", "logs/daily"


async def test_usage_reports_the_executions_of_yesterday_and_today(
    api: Api, application: Application
) -> None:
    today = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    async with application.ports.store.transaction() as tx:
        for number, hours in enumerate((1, 2, 23, 25)):
            begun = State((Change(StateType.FAILED, today - timedelta(hours=hours)),))
            tx.executions.insert(replace(an_execution(id=f"y{number}"), state=begun))
    days = (await api.get("/usages/all")).json()["executions"]["dailyExecutionsCount"]
    assert [day["groupBy"] for day in days] == ["day", "day"]
    starts = [datetime.fromisoformat(day["startDate"]) for day in days]
    assert starts == [today - timedelta(days=1), today]
    everything = await daily(api, startDate=iso(starts[0]), endDate=iso(NOW))
    assert sum(total(days, state) for state in STATES) == sum(
        total(everything, state) for state in STATES
    )
    assert total(days[:1], "FAILED") >= 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (BY_FLOW, {"flows": 1}),
        (BY_FLOW, {"flows": ["x"]}),
        (DAILY, {"scope": ["NOBODY"]}),
        (DAILY, {"scope": "NOBODY"}),
        (DAILY, {"state": ["NONE"]}),
        (DAILY, {"state": {"SUCCESS": 1}}),
        (BY_FLOW, {"namespaceOnly": "yes"}),
        (DAILY, {"namespace": {}}),
        (DAILY, {"q": ["two", "words"]}),
        ("summary", {"namespace": ["a", "b"]}),
        ("summary", {"startDate": []}),
        (LOGS, {"endDate": "then"}),
        ("taskruns/daily", {"endDate": "then"}),
    ],
)
async def test_members_of_the_wrong_type_are_refused(api: Api, path: str, body: Json) -> None:
    response = await api.post(f"/stats/{path}", json=body)
    assert response.status_code == 422, response.text


@pytest.mark.parametrize(
    ("path", "loose", "strict"),
    [
        (DAILY, {"state": "FAILED"}, {"state": ["FAILED"]}),
        (DAILY, {"scope": "SYSTEM"}, {"scope": ["SYSTEM"]}),
        (DAILY, {"q": ["team"], "namespace": ["company"]}, {"q": "team", "namespace": "company"}),
        (DAILY, [{"flowId": "a"}], {"flowId": "a"}),
        (
            BY_FLOW,
            {"flows": {"namespace": "company.team", "id": "a"}},
            {"flows": [{"namespace": "company.team", "id": "a"}]},
        ),
        (LOGS, {"logLevel": ["WARN"]}, {"logLevel": "WARN"}),
        ("summary", {"scope": "USER", "state": 5, "flows": "x"}, {}),
        (LOGS, {"state": {}, "scope": ["x"]}, {}),
    ],
)
async def test_single_values_and_lists_stand_for_each_other_and_other_members_for_nothing(
    api: Api, path: str, loose: Json, strict: Json
) -> None:
    window = {"startDate": iso(NOW - timedelta(days=2)), "endDate": iso(NOW)}
    for body in (loose, strict):
        (body[0] if isinstance(body, list) else body).update(window)
    given, wanted = [await api.post(f"/stats/{path}", json=body) for body in (loose, strict)]
    assert given.status_code == 200, given.text
    assert given.json() == wanted.json()
