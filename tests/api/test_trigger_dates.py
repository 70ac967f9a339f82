"""When triggers fire: next dates, dry runs of backfills, a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.api.client import Api
from tests.ports.values import an_execution
from tiercel.bootstrap import Application
from tiercel.engine.triggers.rules import iso
from tiercel.model.execution import ExecutionTrigger
from tiercel.model.limits import PREVIEW_DATES_MAX
from tiercel.model.state import StateType, new_state

SCHEDULED = """id: scheduled
namespace: company.team
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "30 6 * * *"
    timezone: Europe/Paris
  - id: each
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "* * * * * *"
    withSeconds: true
  - id: mondays
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
    conditions:
      - type: io.kestra.plugin.core.condition.DayWeek
        dayOfWeek: MONDAY
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: secretkey
tasks:
  - id: a
    type: io.kestra.plugin.core.log.Log
    message: hi
"""
PATH = "/triggers/company.team/scheduled"


async def test_the_next_dates_are_in_the_zone_of_the_trigger(api: Api) -> None:
    await api.create(SCHEDULED)
    preview = (await api.get(f"{PATH}/daily/preview?count=3")).json()
    assert preview["timeZone"] == "Europe/Paris"
    assert len(preview["next"]) == 3
    assert all("T06:30:00+0" in date for date in preview["next"])
    assert preview["next"] == sorted(preview["next"])
    assert "backfill" not in preview


async def test_a_backfill_is_tried_without_running_it(api: Api) -> None:
    await api.create(SCHEDULED)
    window = "start=2024-03-30T05:30:00Z&end=2024-04-09T12:00:00Z"
    tried = (await api.get(f"{PATH}/daily/preview?count=0&{window}")).json()
    assert tried["next"] == []
    backfill = tried["backfill"]
    assert (backfill["count"], backfill["complete"]) == (10, True)
    # The start itself is no date of a backfill, and the clock is put forward on the 31st.
    assert backfill["first"][0] == "2024-03-31T06:30:00+02:00"
    assert len(backfill["first"]) == len(backfill["last"]) == 5
    assert backfill["last"][-1] == "2024-04-09T06:30:00+02:00"
    # The flow's trigger of each second may have fired meanwhile.
    started = await api.get("/executions/search?filters[triggerId][EQUALS]=daily")
    assert started.json()["total"] == 0


async def test_a_long_backfill_is_counted_in_part(api: Api) -> None:
    await api.create(SCHEDULED)
    window = "start=2024-01-01T00:00:00Z&end=2024-02-01T00:00:00Z"
    backfill = (await api.get(f"{PATH}/each/preview?{window}")).json()["backfill"]
    assert (backfill["count"], backfill["complete"]) == (PREVIEW_DATES_MAX, False)
    assert backfill["first"][0] == "2024-01-01T00:00:01Z"
    assert backfill["last"][-1] == "2024-02-01T00:00:00Z"


async def test_conditions_are_asked(api: Api) -> None:
    await api.create(SCHEDULED)
    window = "start=2024-01-01T00:00:00Z&end=2024-01-31T00:00:00Z"
    backfill = (await api.get(f"{PATH}/mondays/preview?{window}")).json()["backfill"]
    assert [date[:10] for date in backfill["first"]] == [
        f"2024-01-{day:02}" for day in (1, 8, 15, 22, 29)
    ]


async def test_other_triggers_have_no_dates(api: Api) -> None:
    await api.create(SCHEDULED)
    refused = await api.get(f"{PATH}/hook/preview")
    assert refused.status_code == 422
    assert "only schedules have dates" in refused.json()["message"]
    assert (await api.get(f"{PATH}/none/preview")).status_code == 404
    turned = f"{PATH}/daily/preview?start=2024-01-02T00:00:00Z&end=2024-01-01T00:00:00Z"
    assert (await api.get(turned)).status_code == 422


async def test_a_calendar_has_the_dates_of_all_schedules(api: Api) -> None:
    await api.create(SCHEDULED)
    calendar = (await api.get("/triggers/calendar")).json()
    rows = {row["triggerId"]: row for row in calendar["results"]}
    assert set(rows) <= {"daily", "each", "mondays"}
    assert len(rows["daily"]["dates"]) == 1
    assert not rows["each"]["complete"]
    assert rows["mondays"]["conditional"]
    shown = sum(len(row["dates"]) for row in rows.values())
    assert sum(hour["count"] for hour in calendar["hours"]) == shown
    refused = await api.get("/triggers/calendar?filters[namespace][NOPE]=other")
    assert refused.status_code == 400
    none = (await api.get("/triggers/calendar?namespace=other")).json()
    assert none["results"] == []


@pytest.mark.parametrize(
    "window",
    [
        "startDate=2024-01-01T00:00:00Z&endDate=2024-03-01T00:00:00Z",
        "startDate=2024-01-02T00:00:00Z&endDate=2024-01-01T00:00:00Z",
    ],
)
async def test_a_calendar_is_bounded(api: Api, window: str) -> None:
    assert (await api.get(f"/triggers/calendar?{window}")).status_code in (400, 422)


async def test_what_began_late_is_listed(api: Api, application: Application) -> None:
    on_time, late, other = (an_execution(name) for name in ("on_time", "late", "other"))
    trigger = ExecutionTrigger("daily", "io.kestra.plugin.core.trigger.Schedule", {})
    now = datetime.now(UTC)
    state = new_state(StateType.CREATED, now).moved(StateType.RUNNING, now)
    async with application.ports.store.transaction() as tx:
        for execution, seconds in ((on_time, 1), (late, 300)):
            date = {"date": iso(now - timedelta(seconds=seconds))}
            began = replace(trigger, variables=date)
            tx.executions.insert(replace(execution, trigger=began, state=state))
        tx.executions.insert(replace(other, state=state))
    found = (await api.get("/executions/late")).json()
    (row,) = found["results"]
    assert (row["id"], row["triggerId"], row["seconds"], row["madeUp"]) == (
        "late",
        "daily",
        300,
        False,
    )
    assert (found["late"], found["read"], found["total"]) == (1, 2, 2)
    all_of_them = (await api.get("/executions/late?least=0")).json()["results"]
    assert [each["id"] for each in all_of_them] == ["late", "on_time"]
    none = (await api.get("/executions/late?namespace=other")).json()
    assert none == {"results": [], "late": 0, "read": 0, "total": 0}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("filters[nothing][EQUALS]=x", 400),
        ("least=-1", 422),
        ("least=soon", 422),
        ("labels=a:1&labels=a:2", 409),
    ],
)
async def test_what_makes_no_sense_of_lateness_is_refused(
    api: Api, query: str, status: int
) -> None:
    assert (await api.get(f"/executions/late?{query}")).status_code == status
