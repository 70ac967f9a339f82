"""A parameter that can't be read is refused in the reference's words, then with what is allowed."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.errors import check_refused

START = "Internal server error: Failed to convert argument"
ENUM = "No enum constant"
WHOLE = "; allowed: a whole number from -2147483648 to 2147483647"
DATE = "; allowed: a date with its time such as 2024-05-31T12:00:00Z"
DURATION = "; allowed: an ISO duration such as PT1H or P7D"
# The words of observed answers without the names of Java's packages.
REFUSED = [
    (
        "/executions/search?filters[state][EQUALS]=NOPE",
        f"[state] for value [NOPE] due to: {ENUM} State.Type.NOPE; allowed: CREATED, ",
    ),
    (
        "/triggers/search?filters[hasError][EQUALS]=maybe",
        '[hasError] for value [maybe] due to: For input string: "maybe"; allowed: true, false',
    ),
    (
        "/flows/search?scope=NOPE",
        f"[scope] for value [NOPE] due to: {ENUM} NOPE; allowed: USER, SYSTEM",
    ),
    (
        "/logs/search?minLevel=NOPE",
        f"[level] for value [NOPE] due to: {ENUM} NOPE; allowed: TRACE, DEBUG, INFO, WARN, ERROR",
    ),
    ("/flows/search?page=x", f'[page] for value [x] due to: For input string: "x"{WHOLE}'),
    (
        "/executions/search?startDate=2024-01-02",
        f"[startDate] for value [2024-01-02] due to: Text '2024-01-02' could not be parsed{DATE}",
    ),
    (
        "/executions/search?timeRange=day",
        f"[timeRange] for value [day] due to: Text cannot be parsed to a Duration{DURATION}",
    ),
    (
        "/plugins/schemas/nope",
        f"[type] for value [nope] due to: {ENUM} nope; allowed: flow, template, task, ",
    ),
    ("/plugins/inputs/NOPE", f"[type] for value [NOPE] due to: {ENUM} NOPE; allowed: "),
    ("/blueprints/community/nope/tags", f"{ENUM} nope; allowed: FLOW, DASHBOARD, APP"),
    ("/instance/metrics/nope", f"{ENUM} ServiceType.NOPE; allowed: "),
]


@pytest.mark.parametrize(("path", "words"), REFUSED, ids=[path for path, _ in REFUSED])
async def test_what_is_allowed_follows_the_words_of_the_reference(
    api: Api, path: str, words: str
) -> None:
    answer = await api.get(path)
    check_refused(answer, 422, words)
    assert answer.json()["message"].startswith(START)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sort=state", "Invalid sort parameter; allowed: COLUMN:asc, COLUMN:desc"),
        ("sort=nothing:asc", "Unknown sort column 'nothing'; allowed: "),
        ("labels=team", "Invalid queryString parameter; allowed: key:value"),
    ],
)
async def test_other_forms_are_refused_with_what_is_allowed(
    api: Api, query: str, words: str
) -> None:
    check_refused(await api.get(f"/executions/search?{query}"), 422, words)


async def test_revisions_are_whole_numbers(api: Api) -> None:
    answer = await api.delete("/flows/company.team/hello/revisions?revisions=1,x")
    check_refused(answer, 422, f'[revisions] for value [x] due to: For input string: "x"{WHOLE}')
