"""How a backfill runs: in which order, how many at once, and which dates it leaves out."""

from __future__ import annotations

import anyio
import pytest

from tests.api.client import Api
from tests.api.test_triggers import SCHEDULED, YEARLY, row
from tests.build import an_execution
from tiercel.bootstrap import Application
from tiercel.model.execution import ExecutionTrigger
from tiercel.model.json_types import Json
from tiercel.model.limits import BACKFILL_PARALLEL_MAX

WAIT_SECONDS = 0.05
WAITS_MAX = 1_200
CREATE = "/triggers/backfill/create"
PERIOD = {"start": "2001-06-01T00:00:00Z", "end": "2006-06-01T00:00:00Z"}
PREVIEW = "/triggers/company.team/timed/yearly/preview?count=0"


async def insert(application: Application, name: str, date: str, state: str) -> None:
    """An execution that the trigger started for a date."""
    trigger = ExecutionTrigger("yearly", "io.kestra.plugin.core.trigger.Schedule", {"date": date})
    place = {"namespace": "company.team", "flow_id": "timed"}
    execution = an_execution(id=name, trigger=trigger, state=state, is_settled=True, **place)
    async with application.ports.store.transaction() as tx:
        tx.executions.insert(execution)


async def test_a_backfill_says_how_it_runs(api: Api) -> None:
    await api.create(SCHEDULED)
    plain = (await api.put(CREATE, json={**YEARLY, "backfill": PERIOD})).json()["backfill"]
    assert not {"order", "parallel", "skipSucceeded"} & set(plain)
    await api.post("/triggers/backfill/delete", json=YEARLY)
    how = {"order": "NEWEST_FIRST", "parallel": 3, "skipSucceeded": True}
    answer = await api.put(CREATE, json={**YEARLY, "backfill": {**PERIOD, **how}})
    assert answer.status_code == 200, answer.text
    assert {name: answer.json()["backfill"][name] for name in how} == how


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"order": "UPWARDS"}, "[order] must be one of OLDEST_FIRST, NEWEST_FIRST"),
        ({"parallel": 0}, f"[parallel] must be a whole number from 1 to {BACKFILL_PARALLEL_MAX}"),
        ({"parallel": True}, "[parallel] must be a whole number"),
        ({"skipSucceeded": "yes"}, "[skipSucceeded] must be true or false"),
    ],
)
async def test_what_makes_no_sense_is_refused(api: Api, how: Json, words: str) -> None:
    await api.create(SCHEDULED)
    answer = await api.put(CREATE, json={**YEARLY, "backfill": {**PERIOD, **how}})
    assert answer.status_code == 422
    assert words in answer.json()["message"]


async def test_dates_that_have_succeeded_are_left_out(api: Api, application: Application) -> None:
    await api.create(SCHEDULED)
    await insert(application, "good", "2003-01-01T00:00:00Z", "SUCCESS")
    await insert(application, "warned", "2004-01-01T01:00:00+01:00", "WARNING")
    await insert(application, "bad", "2005-01-01T00:00:00Z", "FAILED")
    window = f"start={PERIOD['start']}&end={PERIOD['end']}"
    whole = (await api.get(f"{PREVIEW}&{window}")).json()["backfill"]
    assert whole["count"] == 5
    rest = (await api.get(f"{PREVIEW}&{window}&skipSucceeded=true")).json()["backfill"]
    assert [date[:4] for date in rest["first"]] == ["2002", "2005", "2006"]
    how = {**PERIOD, "skipSucceeded": True, "order": "NEWEST_FIRST", "parallel": 5}
    await api.put(CREATE, json={**YEARLY, "backfill": how})
    for _ in range(WAITS_MAX):
        if "backfill" not in await row(api):
            break
        await anyio.sleep(WAIT_SECONDS)
    found = (await api.get("/executions/search?filters[triggerId][EQUALS]=yearly")).json()
    ran = [each["trigger"]["variables"]["date"][:4] for each in found["results"]]
    assert sorted(ran) == ["2002", "2003", "2004", "2005", "2005", "2006"]
