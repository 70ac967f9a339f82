"""Log entries over the API: what narrows a search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.log import Level, LogEntry

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
async def filled(application: Application) -> None:
    """One entry of each level, the more severe the younger."""
    entry = LogEntry("company.team", "a", NOW, Level.TRACE, "hi", execution_id="x")
    async with application.ports.store.transaction() as tx:
        tx.logs.add(
            [
                replace(entry, level=level, timestamp=NOW - timedelta(hours=4 - level.rank))
                for level in Level
            ]
        )


def initials(entries: list[dict[str, str]]) -> str:
    return "".join(sorted(entry["level"][0] for entry in entries))


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ("[GREATER_THAN_OR_EQUAL_TO]=INFO", "EIW"),
        ("[LESS_THAN_OR_EQUAL_TO]=INFO", "DIT"),
        ("[IN]=INFO,ERROR", "EI"),
        ("[NOT_IN]=INFO,ERROR", "DTW"),
        ("[EQUALS]=INFO", "EIW"),
        ("[NOT_EQUALS]=INFO", "DT"),
        ("[$gte]=warn", "EW"),
    ],
)
async def test_levels_are_narrowed_in_the_way_of_either_generation(
    api: Api, narrowed: str, expected: str
) -> None:
    found = await api.get(f"/logs/search?filters[level]{narrowed}")
    assert found.status_code == 200, found.text
    assert initials(found.json()["results"]) == expected
    assert initials((await api.get(f"/logs/x?filters[level]{narrowed}")).json()) == expected
    size = len(expected) + 1
    followed = await api.events(f"/logs/x/follow?filters[level]{narrowed}", at_most=size)
    assert initials([entry for name, entry in followed if name == "progress"]) == expected


async def test_a_level_can_t_be_narrowed_by_text(api: Api) -> None:
    refused = await api.get("/logs/search?filters[level][CONTAINS]=INFO")
    assert refused.status_code == 400
    assert "Operation CONTAINS is not supported for field MIN_LEVEL" in refused.json()["message"]


async def test_a_start_date_wins_over_a_time_range_of_the_older_form(api: Api) -> None:
    start = quote((NOW - timedelta(hours=2, minutes=1)).isoformat())
    found = await api.get(f"/logs/search?timeRange=PT1M&startDate={start}")
    assert found.status_code == 200, found.text
    assert initials(found.json()["results"]) == "EIW"
    executions = await api.get(f"/executions/search?timeRange=PT1M&startDate={start}")
    assert executions.status_code == 422
