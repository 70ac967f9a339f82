"""Filters from query strings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tiercel.model.errors import IllegalArgument, Invalid
from tiercel.model.lists.paging import Filter, Operation, Sort
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.model.state import StateType
from tiercel.web import filters
from tiercel.web.call import Call
from tiercel.web.errors import Refused, kind_of
from tiercel.web.http.closing import Closing

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def call(query: str) -> Call:
    scope = {"type": "http", "path": "/", "query_string": query.encode(), "headers": []}

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    return Call(scope, receive, {}, Closing())


def of(query: str, resource: Resource = EXECUTIONS) -> tuple[Filter, ...]:
    return filters.filters_of(call(query), resource, NOON)


def test_plain_parameters_become_filters() -> None:
    assert of("namespace=company&state=SUCCESS,failed&q=a&labels=a:b:c") == (
        Filter("q", Operation.EQUALS, "a"),
        Filter("state", Operation.IN, [StateType.SUCCESS, StateType.FAILED]),
        Filter("labels", Operation.EQUALS, {"a": "b:c"}),
        Filter("namespace", Operation.PREFIX, "company"),
    )


def test_bracketed_filters_win_over_plain_parameters() -> None:
    assert of("namespace=x&filters[FLOW_ID][$eq]=f") == (Filter("flowId", Operation.EQUALS, "f"),)


def test_encoded_keys_lists_and_maps() -> None:
    text = quote("filters[labels][EQUALS][a]") + "=1&" + "filters[labels][EQUALS][b]=2"
    assert of(text) == (Filter("labels", Operation.EQUALS, {"a": "1", "b": "2"}),)
    assert of("filters[namespace][IN]=[a,b]") == (Filter("namespace", Operation.IN, ["a", "b"]),)


def test_groups_of_filters() -> None:
    either = (Filter("flowId", Operation.EQUALS, "a"), Filter("flowId", Operation.EQUALS, "b"))
    nested = "filters[and][0][namespace][EQUALS]=n"
    nested += "&filters[and][1][or][0][flowId][EQUALS]=a&filters[and][1][or][1][flowId][EQUALS]=b"
    assert of(nested) == (
        Filter("namespace", Operation.EQUALS, "n"),
        Filter("or", Operation.IN, either),
    )
    assert of("filters[or][0][flowId][EQUALS]=a&filters[or][1][flowId][EQUALS]=b") == (
        Filter("or", Operation.IN, either),
    )
    both = "filters[or][0][and][0][flowId][EQUALS]=a&filters[or][0][and][1][flowId][EQUALS]=b"
    assert of(both) == (Filter("or", Operation.IN, (Filter("and", Operation.IN, either),)),)


def test_a_time_range_bounds_the_start_date() -> None:
    assert of("timeRange=PT1H") == (
        Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, NOON - timedelta(hours=1)),
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("filters[nothing][EQUALS]=1", 400),
        ("filters[level][EQUALS]=INFO", 400),
        ("filters[q][REGEX]=1", 400),
        ("filters[q]=1", 400),
        ("state=NOPE", 422),
        ("startDate=2024-01-02", 422),
        ("timeRange=P1Y", 422),
        ("labels=novalue", 422),
        ("labels=a:1&labels=a:2", 409),
    ],
)
def test_refusals(query: str, status: int) -> None:
    with pytest.raises(Refused) as caught:
        of(query)
    assert kind_of(caught.value).status == status


def test_dates_must_be_in_order() -> None:
    with pytest.raises(IllegalArgument):
        of("startDate=2024-01-02T00:00:00Z&endDate=2024-01-01T00:00:00Z")
    with pytest.raises(IllegalArgument):
        of("startDate=2024-01-02T00:00:00Z&timeRange=P1D")


def test_pages_and_sorts() -> None:
    query = filters.query_of(call("page=2&size=99999&sort=startDate:desc"), EXECUTIONS, NOON)
    assert (query.page, query.size) == (2, 10_000)
    assert query.sorts == (Sort("startDate", is_descending=True),)
    with pytest.raises(Invalid):
        filters.query_of(call("page=0"), EXECUTIONS, NOON)
    with pytest.raises(Refused):
        filters.query_of(call("sort=a:b:c"), EXECUTIONS, NOON)
