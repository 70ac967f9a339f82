"""Rows of a table become types: their properties, requests and outputs are those of the row."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Annotated, Any

import pytest

from tests.families.answering import Service, Turns
from tiercel.plugin import Output, Prop, RunContext
from tiercel.plugin.services.asking import HttpCall
from tiercel.plugin.services.call_table import (
    CallRow,
    RowsCall,
    call_types,
    here,
    in_body,
    in_query,
)
from tiercel.plugin.services.logins import KeyedService, UserService
from tiercel.plugin.services.runs import RemoteRun
from tiercel.testing import run_task

MODULE = "a_table_of_calls"


class Shop(KeyedService):
    service = "Shop"
    token: Annotated[str, Prop("A token.")]

    def root(self) -> str:
        return "https://shop.example.com"


class Order(Output):
    id: Annotated[int, Prop("Its id.")]
    total: Annotated[float | None, Prop("Its total.")] = None


class Orders(RowsCall):
    rows_place = "orders"
    next_place = "next"


ROWS = (
    CallRow(
        "orders.Create",
        "Make an order.",
        "For a customer.",
        "customer: 7",
        "POST /customers/{customer}/orders",
        HttpCall[Order],
        {
            "customer": here(int, "The customer."),
            "first_note": in_body(str, "A note.", "note", None),
            "express": in_query(bool, "Whether it is fast.", "fast", False),
        },
        {"total": "sum.gross"},
        aliases=["com.acme.shop.Order"],
    ),
    CallRow("orders.List", "List orders.", "All.", "fetchType: FETCH", "GET /orders", Orders),
)


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    module = ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, module)
    made = call_types(MODULE, "com.acme.shop", Shop, ROWS, "token: t\n")
    vars(module).update({each.__name__: each for each in made.values()})
    return made


def test_a_row_is_a_request(types: dict[str, Any]) -> None:
    service = Service({"POST /customers/7/orders": {"id": 1, "sum": {"gross": 2.5}}})
    create = types["orders.Create"]
    assert (create.__name__, create.__doc__) == ("ShopOrdersCreate", "For a customer.")
    given = {"token": "t", "customer": 7, "firstNote": "x"}
    assert service.outputs(create, given) == {"id": 1, "total": 2.5}
    asked = service.sent[0]
    assert (asked.json, asked.params) == ({"note": "x"}, {"fast": "false"})
    assert asked.headers["Authorization"] == "Bearer t"
    assert "`customer`" in str(run_task(create, {"token": "t"}).error)


def test_rows_are_those_of_all_pages(types: dict[str, Any]) -> None:
    service = Service(
        {
            "GET /orders": {"orders": [{"id": 1}, 2], "next": "/more"},
            "GET /more": {"orders": [{"id": 3}], "next": None},
        }
    )
    found = service.outputs(types["orders.List"], {"token": "t"})
    assert found == {"rows": [{"id": 1}, {"value": 2}, {"id": 3}], "size": 3}
    for place in ("https://other.example.com/x", "//other.example.com/x", "ftp:/more"):
        elsewhere = Service({"GET /orders": {"orders": [], "next": place}})
        ran = elsewhere.run(types["orders.List"], {"token": "t"})
        assert str(ran.error) == "Shop: the address of the next page is of another host"
        assert len(elsewhere.sent) == 1


class Job(UserService, RemoteRun[Order]):
    service = "Jobs"
    username: Annotated[str, Prop("A user.")]
    password: Annotated[str, Prop("A password.")]
    wait: Annotated[bool, Prop("Whether to wait.")] = True

    def begin(self, ctx: RunContext) -> str:
        return str(self.asked(ctx, "POST", "https://jobs.example.com/jobs")["id"])

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.asked(ctx, "GET", f"https://jobs.example.com/jobs/{number}")

    def is_over(self, number: str, found: Any) -> bool:
        return bool(found["done"])

    def end(self, ctx: RunContext, number: str) -> None:
        self.asked(ctx, "DELETE", f"https://jobs.example.com/jobs/{number}", outlives_stop=True)

    def output(self, number: str, found: Any) -> Order:
        return Order(id=int(number), total=None if found is None else 1.0)


def test_a_run_is_begun_once_and_ended_by_a_kill() -> None:
    given = {"username": "a", "password": "b"}
    answers: dict[str, Any] = {
        "POST /jobs": {"id": 5},
        "GET /jobs/5": Turns([{"done": False}, {"done": True}]),
        "DELETE /jobs/5": None,
    }
    service = Service(answers)
    assert service.outputs(Job, given) == {"id": 5, "total": 1.0}
    assert service.sent[0].headers["Authorization"] == "Basic YTpi"
    assert service.outputs(Job, {**given, "wait": False}) == {"id": 5}
    attached = Service(answers)
    attached.outputs(Job, given, remembered={"id": "5"})
    assert attached.lines == ["GET /jobs/5"]
    running = Service({**answers, "GET /jobs/5": {"done": False}})
    assert running.killed(Job, given, "GET /jobs/5") == ["DELETE /jobs/5"]
