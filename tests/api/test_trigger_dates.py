"""When triggers fire: next dates, dry runs of backfills, a calendar."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.model.limits import PREVIEW_DATES_MAX

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
