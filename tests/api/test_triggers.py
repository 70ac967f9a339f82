"""States of triggers over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import anyio
import pytest

from tests.api.client import HOOK, YAML, Api
from tiercel.bootstrap.application import Application
from tiercel.model.json_types import Json
from tiercel.model.trigger import TriggerState

SCHEDULED = """id: timed
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.date }}"
triggers:
  - id: yearly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 0 1 1 *"
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "@daily"
"""
YEARLY = {"namespace": "company.team", "flowId": "timed", "triggerId": "yearly"}
POLL = {"namespace": "company.team", "flowId": "failing", "triggerId": "poll"}
ONE = "/triggers/company.team/timed/yearly"


async def row(api: Api, trigger_id: str = "yearly") -> Json:
    page = (await api.get("/triggers/company.team/timed")).json()
    return next(one for one in page["results"] if one["triggerId"] == trigger_id)


async def test_saving_a_flow_makes_rows(api: Api) -> None:
    await api.create(SCHEDULED)
    await api.create(HOOK)
    page = (await api.get("/triggers/search?sort=triggerId:asc")).json()
    assert [item["state"]["triggerId"] for item in page["results"]] == ["daily", "yearly"]
    first = page["results"][0]
    assert first["trigger"]["cron"] == "@daily"
    assert first["triggerContext"]["nextExecutionDate"].endswith("T00:00:00Z")
    assert first["state"]["kind"] == "SCHEDULE"
    assert (await api.get("/triggers/search?q=yearly")).json()["total"] == 1
    assert (await api.get("/triggers/search?filters[triggerId][EQUALS]=daily")).json()["total"] == 1


async def test_a_row_says_when_it_changed_from_its_first_moment_on(api: Api) -> None:
    await api.create(SCHEDULED)
    found = (await api.get("/triggers/search")).json()["results"]
    assert all("updatedAt" in item["state"] for item in found)
    assert all("updatedDate" in item["triggerContext"] for item in found)
    made = (await row(api))["updatedAt"]
    for method, path, body in (
        ("PUT", "/triggers/set-disabled", {**YEARLY, "disabled": True}),
        ("PUT", "/triggers", {**YEARLY, "disabled": False}),
        ("POST", f"{ONE}/restart", None),
        ("PUT", "/triggers/backfill/create", {**YEARLY, "backfill": {"start": "2020-01-01T00:00"}}),
    ):
        changed = await api.call(method, path, json=body)
        assert changed.status_code == 200, changed.text
        assert changed.json()["updatedAt"] > made
        made = changed.json()["updatedAt"]
    await api.put("/flows/company.team/timed", headers=YAML, content=f"{SCHEDULED}\ndescription: x")
    assert (await row(api))["updatedAt"] > made


async def test_rows_follow_the_flow(api: Api) -> None:
    await api.create(SCHEDULED)
    source = SCHEDULED.partition("  - id: daily")[0]
    await api.put("/flows/company.team/timed", headers=YAML, content=source)
    assert (await api.get("/triggers/search")).json()["total"] == 1
    await api.delete("/flows/company.team/timed")
    assert (await api.get("/triggers/search")).json()["total"] == 0


async def test_switching_off_and_on(api: Api) -> None:
    await api.create(SCHEDULED)
    off = await api.put("/triggers", json={**YEARLY, "disabled": True})
    assert off.json()["disabled"] is True
    assert "nextExecutionDate" not in off.json()
    on = await api.put("/triggers/set-disabled", json={**YEARLY, "disabled": False})
    assert on.json()["nextExecutionDate"].startswith("20")
    many = {"triggers": [YEARLY, {**YEARLY, "triggerId": "nope"}], "disabled": True}
    assert (await api.post("/triggers/set-disabled/by-triggers", json=many)).json()["count"] == 2
    assert (await row(api))["disabled"] is True
    query = "/triggers/set-disabled/by-query?disabled=false&namespace=company"
    assert (await api.post(query)).json()["count"] == 2
    assert (await row(api))["disabled"] is False


async def test_unknown_triggers(api: Api) -> None:
    await api.create(SCHEDULED)
    flow = await api.put("/triggers", json={**YEARLY, "flowId": "nope", "disabled": True})
    assert flow.json()["message"] == "Not Found: Flow of trigger yearly not found"
    trigger = await api.put("/triggers", json={**YEARLY, "triggerId": "nope", "disabled": True})
    assert trigger.json()["message"] == "Not Found: Flow timed has no trigger nope"
    assert (await api.put("/triggers", json={"namespace": "x"})).status_code == 422
    assert (await api.post("/triggers/a/b/c/unlock")).status_code == 404
    assert (await api.delete("/triggers/a/b/c")).status_code == 404


async def test_locks_restarts_and_removal(api: Api) -> None:
    await api.create(SCHEDULED)
    unlocked = await api.post(f"{ONE}/unlock")
    assert unlocked.json()["message"] == "Illegal state: Trigger is not locked"
    restarted = (await api.post(f"{ONE}/restart")).json()
    assert "date" not in restarted
    assert (await api.post("/triggers/unlock/by-triggers", json=[YEARLY])).json()["count"] == 0
    assert (await api.delete(ONE)).status_code == 204
    assert (await api.get("/triggers/search")).json()["total"] == 1
    wrapped = "filters[flowId][EQUALS][value]=none"
    assert (await api.get(f"/triggers/search?{wrapped}")).json()["total"] == 0
    # Clients of the first generation put the value of a filter into a map.
    for flow_id, count in (("none", 0), ("timed", 1)):
        item = {"field": "flowId", "operation": "EQUALS", "value": {"value": flow_id}}
        query = {"filters": [item]}
        removed = await api.call("DELETE", "/triggers/delete/by-query", json=query)
        assert removed.json()["count"] == count


async def test_backfills_run_pause_and_end(api: Api) -> None:
    await api.create(SCHEDULED)
    past = {"start": "2001-01-01T00:00:00Z", "end": "2001-06-01T00:00:00Z"}
    empty = (await api.put("/triggers/backfill/create", json={**YEARLY, "backfill": past})).json()
    assert "backfill" not in empty
    long = {**past, "start": "2000-06-01T00:00:00Z", "end": "2400-01-01T00:00:00Z"}
    created = await api.put("/triggers/backfill/create", json={**YEARLY, "backfill": long})
    assert created.json()["backfill"]["paused"] is False
    again = await api.put("/triggers/backfill/create", json={**YEARLY, "backfill": long})
    assert again.status_code in (200, 409)
    paused = (await api.put("/triggers/backfill/pause", json=YEARLY)).json()
    assert paused["backfill"]["paused"] is True
    resumed = (await api.put("/triggers/backfill/unpause", json=YEARLY)).json()
    assert resumed["backfill"]["paused"] is False
    ended = (await api.post("/triggers/backfill/delete", json=YEARLY)).json()
    assert "backfill" not in ended
    for wrong in ({"start": "0001-01-01T00:00:00Z"}, {"end": 5}, {"inputs": [1]}, {"start": None}):
        body = {**YEARLY, "backfill": {**past, **wrong}}
        assert (await api.put("/triggers/backfill/create", json=body)).status_code == 422
    assert (await api.put("/triggers", json={**YEARLY, "disabled": "no"})).status_code == 422
    none = await api.put("/triggers/backfill/pause", json=YEARLY)
    assert none.status_code == 400
    assert none.json()["message"] == "Bad Request: No backfill found"


@pytest.mark.parametrize("name", ["pause", "unpause", "delete"])
async def test_bulk_backfills_pass_over_rows_without_one(api: Api, name: str) -> None:
    await api.create(SCHEDULED)
    by_triggers = await api.post(f"/triggers/backfill/{name}/by-triggers", json=[YEARLY])
    assert by_triggers.json()["count"] == 0
    assert (await api.post(f"/triggers/backfill/{name}/by-query")).json()["count"] == 0


FAILING = """id: failing
namespace: company.team
tasks:
  - {id: greet, type: io.kestra.plugin.core.log.Log, message: "hi"}
triggers:
  - id: poll
    type: io.kestra.plugin.core.http.Trigger
    interval: PT1S
    uri: "http://127.0.0.1:1/"
    responseCondition: "{{ true }}"
"""


async def test_a_trigger_that_fails_shows_in_row_filter_export_and_meters(
    api: Api, application: Application
) -> None:
    await api.create(SCHEDULED)
    await api.create(FAILING)
    evaluation = await failed(api, times=3)
    assert evaluation["failures"] >= 3
    assert evaluation["error"]
    assert evaluation["seconds"] >= 0
    assert evaluation["date"]
    found = (await api.get("/triggers/search?filters[hasError][EQUALS]=true")).json()
    assert [one["state"]["triggerId"] for one in found["results"]] == ["poll"]
    fine = (await api.get("/triggers/search?hasError=false&sort=triggerId:asc")).json()
    assert [one["state"]["triggerId"] for one in fine["results"]] == ["daily", "yearly"]
    lines = (await api.get("/triggers/export/by-query/csv?hasError=true")).text.splitlines()
    assert "lastEvaluation.failures" in lines[0]
    assert len(lines) == 2
    async with Api(application.management) as management:
        meters = (await management.http.get("/prometheus")).text
    assert 'namespace_id="company.team"' in meters
    assert "kestra_trigger_evaluation_error_count_total{" in meters
    assert "kestra_scheduler_trigger_failing_count 1.0" in meters


async def test_a_restart_forgets_failures(api: Api) -> None:
    await api.create(FAILING)
    await failed(api, times=1)
    one = "/triggers/company.team/failing/poll"
    await api.put("/triggers/set-disabled", json={**POLL, "disabled": True})
    restarted = (await api.post(f"{one}/restart")).json()
    assert restarted["lastEvaluation"]["failures"] == 0
    assert "error" not in restarted["lastEvaluation"]


async def test_a_filter_that_is_yes_or_no_takes_nothing_else(api: Api) -> None:
    for name in ("hasError", "overdue"):
        answer = await api.get(f"/triggers/search?filters[{name}][EQUALS]=maybe")
        assert answer.status_code == 422
        assert name in answer.text
        refused = await api.get(f"/triggers/search?filters[{name}][IN]=true")
        assert refused.status_code in (400, 422)


async def test_a_trigger_is_overdue_a_minute_after_its_date(
    api: Api, application: Application
) -> None:
    now = datetime.now(UTC)
    for trigger_id, age_s in (("late", 120), ("soon", 5)):
        state = TriggerState(
            "company.team",
            "gone",
            trigger_id,
            expected=now - timedelta(seconds=age_s),
            is_locked=True,
            version=1,
        )
        async with application.ports.store.transaction() as tx:
            tx.triggers.put(state)
    for query, expected in (
        ("filters[overdue][EQUALS]=true", ["late"]),
        ("filters[overdue][NOT_EQUALS]=true", ["soon"]),
        ("overdue=false", ["soon"]),
    ):
        found = (await api.get(f"/triggers/search?{query}")).json()["results"]
        assert [one["state"]["triggerId"] for one in found] == expected
        assert [one["state"]["overdue"] for one in found] == [name == "late" for name in expected]
    by_query = await api.post(
        "/triggers/unlock/by-query",
        json=[{"field": "overdue", "operation": "EQUALS", "value": "true"}],
    )
    assert by_query.status_code == 200


async def failed(api: Api, times: int) -> Json:
    """The last evaluation of the trigger that fails, once so many have failed in a row."""
    with anyio.fail_after(40):
        while True:
            page = (await api.get("/triggers/company.team/failing")).json()
            evaluation = page["results"][0].get("lastEvaluation", {"failures": 0})
            if evaluation["failures"] >= times:
                return evaluation
            await anyio.sleep(0.05)
