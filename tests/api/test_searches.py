"""Parameters of lists that came with the 2.0 line: which date is meant, sort keys, names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.api.client import FAILING, HELLO, Api
from tests.build import an_execution
from tiercel.bootstrap import Application
from tiercel.model.state import Change, State, StateType
from tiercel.model.trigger import TriggerState
from tiercel.service.executions import executions

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENDED_OR_OPEN = (
    "filters[or][0][endDate][LESS_THAN]=2026-03-01T15:00Z&filters[or][1][id][EQUALS]=open"
)
# Triggers that are due run: these never are.
FAR = timedelta(days=100_000)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


async def found(api: Api, path: str) -> str:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]
    return " ".join(sorted(row.get("id") or row["state"]["triggerId"] for row in rows))


@pytest.fixture
async def filled(application: Application) -> None:
    """`long` began first and ended last, `open` has not ended; two triggers."""
    async with application.ports.store.transaction() as tx:
        for name, began, ended in (("long", 0, 9), ("short", 1, 2), ("open", 3, None)):
            changes = [Change(StateType.CREATED, at(began))]
            if ended is not None:
                changes.append(Change(StateType.SUCCESS, at(ended)))
            tx.executions.insert(replace(an_execution(id=name), state=State(tuple(changes))))
        for name, last, following in (("early", 1, 8), ("late", 4, 5)):
            tx.triggers.put(
                TriggerState(
                    "company.team",
                    "timed",
                    name,
                    date=at(last) + FAR,
                    next_date=at(following) + FAR,
                    version=1,
                )
            )


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("executions", "startDate=2026-03-01T13:00:00Z", "open short"),
        ("executions", "startDate=2026-03-01T13:00:00Z&dateFilter=START_DATE", "open short"),
        ("executions", "startDate=2026-03-01T13:00:00Z&dateFilter=END_DATE", "long short"),
        ("executions", "endDate=2026-03-01T15:00:00Z&dateFilter=end_date", "short"),
        (
            "executions",
            "filters[startDate][GREATER_THAN]=2026-03-01T15:00:00Z&dateFilter=END_DATE",
            "long",
        ),
        (
            "executions",
            f"{ENDED_OR_OPEN}&dateFilter=END_DATE",
            "open short",
        ),
        ("executions", "dateFilter=END_DATE", "long open short"),
        ("triggers", "filters[startDate][GREATER_THAN]={day}T18:00:00Z", "early"),
        (
            "triggers",
            "filters[startDate][GREATER_THAN]={day}T15:00:00Z&dateFilter=LAST_TRIGGERED_DATE",
            "late",
        ),
        (
            "triggers",
            "filters[startDate][LESS_THAN]={day}T18:00:00Z&dateFilter=NEXT_EXECUTION_DATE",
            "late",
        ),
    ],
)
async def test_a_list_says_which_date_is_meant(
    api: Api, path: str, query: str, expected: str
) -> None:
    day = (NOON + FAR).date().isoformat()
    assert await found(api, f"/{path}/search?{query.replace('{day}', day)}") == expected


@pytest.mark.parametrize("path", ["executions", "triggers"])
async def test_no_other_dates_can_be_meant(api: Api, path: str) -> None:
    refused = await api.get(f"/{path}/search?dateFilter=BIRTHDAY")
    assert refused.status_code == 422
    assert "[dateFilter] for value [BIRTHDAY]" in refused.json()["message"]


async def test_sources_that_were_found_are_sorted(api: Api) -> None:
    for name in ("b", "c", "a"):
        await api.create(HELLO.replace("id: hello", f"id: {name}"))
    for sort, expected in (("id:asc", "a b c"), ("id:desc", "c b a"), ("namespace:asc", "a b c")):
        for more in ("", "&wholeWord=true"):
            page = (await api.get(f"/flows/source?q=greet&sort={sort}{more}")).json()
            assert " ".join(hit["id"] for hit in page["results"]) == expected
    first = (await api.get("/flows/source?q=greet&sort=id:desc&size=1&page=2")).json()
    assert ([hit["id"] for hit in first["results"]], first["total"]) == (["b"], 3)
    assert (await api.get("/flows/source?q=greet&sort=colour:asc")).status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filters[namespace][EQUALS]=company.team", "company.team"),
        ("filters[namespace][PREFIX]=company", "company company.team"),
        ("filters[namespace][NOT_IN]=company,system", "company.team"),
        ("filters[id][STARTS_WITH]=sys", "system"),
        ("filters[q][CONTAINS]=TEAM", "company.team"),
    ],
)
async def test_namespaces_are_found_by_name(api: Api, query: str, expected: str) -> None:
    await api.create(HELLO)
    assert await found(api, f"/namespaces/search?{query}") == expected


COUNTRY = """id: country
namespace: company.team
inputs:
  - {id: country, type: STRING}
  - {id: n, type: INT, defaults: 5}
tasks:
  - {id: say, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.country }}"}
"""
# Each route that takes the filters of executions.
FILTERED = ("search", "search?view=slim", "counts", "errors", "late", "export/by-query/csv")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filters[inputs][EQUALS][country]=de", "de"),
        ("filters[inputs][EQUALS]=country:de", "de"),
        ("filters[inputs][EQUALS][country]=de&filters[inputs][EQUALS][n]=6", ""),
        ("filters[inputs][NOT_EQUALS][country]=de", "bad fr"),
        ("filters[or][0][inputs][EQUALS][country]=de&filters[or][1][flowId][EQUALS]=bad", "bad de"),
        ("filters[failedTaskId][EQUALS]=stop", "bad"),
        ("filters[failedTaskId][EQUALS]=say", ""),
        ("filters[duration][GREATER_THAN]=PT0S", "bad de fr"),
        ("filters[duration][GREATER_THAN]=PT1H", ""),
        ("filters[duration][LESS_THAN]=P1D", "bad de fr"),
        ("filters[flowRevision][EQUALS]=1", "bad de fr"),
        ("filters[triggerId][EQUALS]=daily", ""),
    ],
)
async def test_executions_are_found_by_what_is_in_them(api: Api, query: str, expected: str) -> None:
    await api.create(COUNTRY)
    await api.create(FAILING)
    names = {
        (await api.run("country", country="de"))["id"]: "de",
        (await api.run("country", country="fr"))["id"]: "fr",
        (await api.run("bad"))["id"]: "bad",
    }
    page = (await api.get(f"/executions/search?{query}")).json()
    assert " ".join(sorted(names[row["id"]] for row in page["results"])) == expected
    counts = (await api.get(f"/executions/counts?{query}")).json()
    assert counts["total"] == page["total"] == len(expected.split())


@pytest.mark.parametrize("path", FILTERED)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("filters[duration][GREATER_THAN]=soon", 422),
        ("filters[duration][EQUALS]=PT1S", 400),
        ("filters[inputs][EQUALS]=country", 422),
        ("filters[inputs][EQUALS][$.x]=1", 422),
        ("filters[inputs][IN][country]=de", 400),
        ("filters[failedTaskId][CONTAINS]=s", 400),
    ],
)
async def test_filters_that_say_nothing_are_refused(
    api: Api, path: str, query: str, status: int
) -> None:
    refused = await api.get(f"/executions/{path}{'&' if '?' in path else '?'}{query}")
    assert refused.status_code == status, refused.text


@pytest.mark.parametrize("path", FILTERED)
async def test_no_more_executions_are_read_than_a_list_may(
    api: Api, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executions, "DEEP_EXECUTIONS_MAX", 1)
    await api.create(COUNTRY)
    for country in ("de", "fr"):
        await api.run("country", country=country)
    start = f"/executions/{path}{'&' if '?' in path else '?'}"
    country = "filters[inputs][EQUALS][country]=de"
    if path not in ("errors", "late"):
        refused = await api.get(f"{start}{country}")
        assert refused.status_code == 422
        assert "the other filters leave 2" in refused.json()["message"]
    # None of them has failed, and the flow has none.
    for more in ("filters[failedTaskId][EQUALS]=say", f"{country}&filters[flowId][EQUALS]=bad"):
        assert (await api.get(f"{start}{more}")).status_code == 200
