"""What every list says to a filter that it does not have."""

from __future__ import annotations

from tests.api.client import Api
from tiercel.web.route import Route

FIELD = "nothing"


def has_filters(route: Route) -> bool:
    """Whether it is a list that is asked without anything, and refuses what it can't read."""
    is_plain = route.method == "GET" and "{" not in route.path
    return is_plain and 400 in route.errors and not any(one.required for one in route.params)


async def test_an_unknown_field_is_refused_by_its_name(api: Api) -> None:
    lists = [route for route in api.app.routes if has_filters(route)]
    assert len(lists) > 30
    for route in lists:
        answer = await api.get(route.path, params={f"filters[{FIELD}][EQUALS]": "x"})
        assert (route.path, answer.status_code) == (route.path, 400)
        assert FIELD in answer.json()["message"]
