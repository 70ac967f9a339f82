"""Triggers: what is refused, by each route, and that their states are as they were."""

from __future__ import annotations

import msgspec
import pytest

from tests.api.client import Api
from tests.api.errors import check_refused
from tests.api.test_triggers import ONE, SCHEDULED, YEARLY
from tiercel.bootstrap import Application
from tiercel.engine.triggers.triggers import Mechanism
from tiercel.model.json_types import Json
from tiercel.service.triggers.environment import TriggerEnvs

NOT_LISTED = """id: odd
namespace: company.team
variables: {day: soon}
tasks:
  - {id: greet, type: io.kestra.plugin.core.log.Log, message: x}
triggers:
  - id: dated
    type: io.kestra.plugin.core.trigger.ScheduleOnDates
    dates: "{{ nothing.of.that }}"
"""
DATED = {"namespace": "company.team", "flowId": "odd", "triggerId": "dated"}
UNKNOWN = {"namespace": "company.team", "flowId": "timed", "triggerId": "unknown"}
PAST = {"start": "2000-06-01T00:00:00Z", "end": "2400-01-01T00:00:00Z"}
BACKFILLS = [
    ("PUT", "/triggers/backfill/pause"),
    ("PUT", "/triggers/backfill/unpause"),
    ("POST", "/triggers/backfill/delete"),
]
OF_ONE = [
    ("PUT", "/triggers", {"disabled": True}),
    ("PUT", "/triggers/set-disabled", {"disabled": True}),
    ("PUT", "/triggers/backfill/create", {"backfill": PAST}),
    *((method, path, {}) for method, path in BACKFILLS),
]
BY_QUERY = [
    ("POST", "/triggers/set-disabled"),
    ("POST", "/triggers/unlock"),
    ("DELETE", "/triggers/delete"),
    ("POST", "/triggers/backfill/pause"),
    ("POST", "/triggers/backfill/unpause"),
    ("POST", "/triggers/backfill/delete"),
]


async def rows(api: Api) -> Json:
    """The states of all triggers."""
    return (await api.get("/triggers/search?sort=triggerId:asc")).json()


@pytest.mark.parametrize(("method", "path", "more"), OF_ONE)
async def test_one_that_is_unknown_or_not_named_is_refused(
    api: Api, method: str, path: str, more: dict[str, Json]
) -> None:
    await api.create(SCHEDULED)
    before = await rows(api)
    unknown = await api.call(method, path, json={**UNKNOWN, **more})
    check_refused(unknown, 404, "Flow timed has no trigger unknown")
    lost = await api.call(method, path, json={**UNKNOWN, "flowId": "x", **more})
    check_refused(lost, 404, "Flow of trigger unknown not found")
    for body in ({"namespace": "company.team"}, [YEARLY, YEARLY], "x"):
        check_refused(await api.call(method, path, json=body), 422, "")
    assert await rows(api) == before


@pytest.mark.parametrize(("method", "path"), BACKFILLS)
async def test_a_backfill_that_is_not_there_is_refused(api: Api, method: str, path: str) -> None:
    await api.create(SCHEDULED)
    before = await rows(api)
    check_refused(await api.call(method, path, json=YEARLY), 400, "Bad Request: No backfill found")
    assert await rows(api) == before


async def test_a_second_backfill_waits_for_the_end_of_the_first(api: Api) -> None:
    await api.create(SCHEDULED)
    body = {**YEARLY, "backfill": PAST}
    await api.put("/triggers/backfill/create", json=body)
    await api.put("/triggers/backfill/pause", json=YEARLY)
    before = await rows(api)
    refused = await api.put("/triggers/backfill/create", json=body)
    check_refused(refused, 409, "A backfill is already running")
    assert await rows(api) == before


@pytest.mark.parametrize(
    "backfill",
    [{}, {"start": "soon"}, {**PAST, "labels": [{"key": "system.a", "value": "b"}]}, "x"],
)
async def test_a_backfill_that_means_nothing_is_refused(api: Api, backfill: Json) -> None:
    await api.create(SCHEDULED)
    before = await rows(api)
    for path in ("/triggers", "/triggers/backfill/create"):
        refused = await api.put(path, json={**YEARLY, "backfill": backfill})
        check_refused(refused, 422, "")
    assert await rows(api) == before


async def test_dates_that_cannot_be_computed_are_reported(api: Api) -> None:
    await api.create(NOT_LISTED)
    await api.put("/triggers", json={**DATED, "disabled": True})
    before = await rows(api)
    switched = {**DATED, "disabled": False}
    check_refused(await api.put("/triggers", json=switched), 400, "nothing")
    check_refused(await api.put("/triggers/set-disabled", json=switched), 400, "nothing")
    check_refused(await api.post("/triggers/company.team/odd/dated/restart"), 400, "nothing")
    backfill = {**DATED, "backfill": PAST}
    check_refused(await api.put("/triggers/backfill/create", json=backfill), 400, "nothing")
    assert await rows(api) == before
    # One that can't be switched is passed over among many.
    await api.create(SCHEDULED)
    many = await api.post("/triggers/set-disabled/by-query?disabled=false")
    assert many.json()["count"] == 2


async def test_realtime_triggers_are_switched_in_the_flow_only(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await api.create(SCHEDULED)
    monkeypatch.setattr(TriggerEnvs, "mechanism", lambda self, name: Mechanism.REALTIME)
    before = await rows(api)
    body = {**YEARLY, "disabled": True}
    words = "Realtime triggers can not be disabled through the API"
    check_refused(await api.put("/triggers", json=body), 422, words)
    check_refused(await api.put("/triggers/set-disabled", json=body), 409, words)
    backfill = {**YEARLY, "backfill": PAST}
    refused = await api.put("/triggers/backfill/create", json=backfill)
    check_refused(refused, 422, "Only schedules can be backfilled")
    assert await rows(api) == before


async def test_a_lock_is_taken_away_once(api: Api, application: Application) -> None:
    await api.create(SCHEDULED)
    async with application.ports.store.transaction() as tx:
        state = await tx.triggers.get("company.team", "timed", "yearly")
        assert state is not None
        locked = msgspec.structs.replace(state, execution_id="held", version=state.version + 1)
        tx.triggers.put(locked)
    freed = await api.post(f"{ONE}/unlock")
    assert freed.status_code == 200
    assert freed.json()["locked"] is False
    before = await rows(api)
    check_refused(await api.post(f"{ONE}/unlock"), 409, "Trigger is not locked")
    assert await rows(api) == before


@pytest.mark.parametrize(("method", "path"), BY_QUERY)
async def test_many_with_a_date_that_cannot_be_computed_are_refused_whole(
    api: Api, method: str, path: str
) -> None:
    await api.create(SCHEDULED)
    before = await rows(api)
    for name, value, status in (
        ("filters[nothing][EQUALS]", "x", 400),
        ("filters[triggerId][LESS_THAN]", "x", 400),
        ("filters[nextExecutionDate][LESS_THAN]", "soon", 422),
    ):
        query = await api.call(method, f"{path}/by-query", params={name: value})
        check_refused(query, status, "")
    wrong: list[Json] = [[UNKNOWN, {"namespace": "x"}], {"triggers": 1}, "x", [[]]]
    for body in wrong:
        listed = await api.call(method, f"{path}/by-triggers", json=body)
        check_refused(listed, 422, "")
    assert await rows(api) == before


async def test_lists_of_triggers_refuse_pages_and_columns_that_are_none(api: Api) -> None:
    await api.create(SCHEDULED)
    for query in ("page=0", "size=x", "sort=nothing:asc", "sort=triggerId"):
        for path in ("/triggers/search", "/triggers/company.team/timed"):
            check_refused(await api.get(f"{path}?{query}"), 422, "")


@pytest.mark.parametrize(("method", "end"), [("POST", "/unlock"), ("POST", "/restart")])
async def test_an_unknown_one_is_not_freed(api: Api, method: str, end: str) -> None:
    await api.create(SCHEDULED)
    before = await rows(api)
    check_refused(await api.call(method, f"/triggers/company.team/timed/x{end}"), 404, "")
    check_refused(await api.delete("/triggers/company.team/timed/x"), 404, "")
    assert await rows(api) == before


async def test_a_switch_of_none_is_refused_and_no_other_list_without_any(api: Api) -> None:
    await api.create(SCHEDULED)
    before = await rows(api)
    nobody = {"triggers": [], "disabled": True}
    answer = await api.post("/triggers/set-disabled/by-triggers", json=nobody)
    check_refused(answer, 422, "Invalid entity: ")
    assert answer.json()["errors"][0]["detail"] == "must not be empty"
    for method, path in BY_QUERY[1:]:
        counted = await api.call(method, f"{path}/by-triggers", json=[])
        assert (counted.status_code, counted.json()["count"]) == (200, 0)
    assert await rows(api) == before
