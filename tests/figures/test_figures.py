"""Figures that have reached their goal stay there: `python -m tests.figures` prints all."""

from __future__ import annotations

import ast

import pytest

from tests.figures.document import says_nothing
from tests.figures.figure import Figure
from tests.figures.operations import services_in
from tests.figures.ports import bags_in
from tests.figures.table import FIGURES
from tests.figures.tree import Module
from tests.figures.use_cases import second_doors, second_ways
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    "figure", [one for one in FIGURES if one.kept], ids=lambda one: one.name.replace(" ", "-")
)
def test_a_figure_that_reached_its_goal_stays_there(figure: Figure) -> None:
    found = figure.find()
    assert len(found) <= figure.goal, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, True),
        ({"type": "object"}, True),
        ({"type": "array"}, True),
        ({"type": "array", "items": {"type": "object"}}, True),
        ({"anyOf": [{"type": "object"}, {}]}, True),
        ({"$ref": "#/components/schemas/Any"}, True),
        ({"anyOf": [{"type": "object"}, {"type": "null"}]}, False),
        ({"type": "object", "properties": {"a": {}}}, False),
        ({"type": "object", "additionalProperties": {"type": "string"}}, False),
        ({"type": "array", "items": {"type": "string"}}, False),
    ],
)
def test_what_says_nothing(schema: Json, expected: bool) -> None:
    assert says_nothing(schema, {"Any": {"type": "object"}}) is expected


KV = """
async def put_in(tx, entry):
    tx.kv.put(entry)

class Kv:
    async def put(self, entry):
        await put_in(self.tx, entry)
    async def put_all(self, entries):
        for each in entries:
            await self.put(each)
    async def get(self, key):
        return await tx.kv.get(key)
"""
SERVICES = """
class Services:
    def __init__(self):
        self.kv = Kv(store)
"""
ROUTER = """
from tiercel.service.kv import put_in

class Routes:
    def __init__(self, entries: Kv):
        self._entries = entries
    async def one(self, call):
        await self._entries.{}(call)
    async def other(self, call):
        await call.run(PutKey())
"""


def module(path: str, source: str) -> Module:
    return Module(path, ast.parse(source))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (ROUTER.format("put"), ["Kv.put"]),
        (ROUTER.format("put_all"), ["Kv.put_all"]),
        (ROUTER.format("get"), []),
        ("async def put(services):\n    await services.kv.put(1)", ["Kv.put"]),
        ("from tiercel.service.kv import put_in\nput_in(tx, 1)", [".put_in"]),
        ("def put_in(tx): ...\nput_in(tx)", []),
    ],
)
def test_a_route_that_writes_beside_the_operations_is_found(source: str, found: list[str]) -> None:
    listed = [
        module("service/kv/kv.py", KV),
        module("service/services.py", SERVICES),
        module("web/routers/kv.py", source),
    ]
    assert [line.rpartition(": ")[2] for line in second_doors(listed)] == found


def test_a_noun_that_two_modules_remove_is_found() -> None:
    remove = "tx.kv.delete(namespace, key)"
    listed = [module(f"service/{name}.py", remove) for name in ("kv", "purge")]
    assert len(second_ways(listed)) == 2
    assert not second_ways(listed[:1])
    assert not second_ways([listed[0], module("service/transfer/kv.py", remove)])
    assert not second_ways([listed[0], module("service/purge.py", "tx.kv.put(entry)")])


PORTS = """
class Ports(Struct):
    store: Store
    clock: Clock
    ids: IdSource
    spans: SpanSink | None = None
"""


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("class Tools(Struct):\n    store: Store\n    clock: Clock\n    ids: IdSource", True),
        ("class Tools(Struct):\n    ports: Ports\n    store: Store\n    clock: Clock", False),
        ("class A:\n    def __init__(self, a: Store, b: Clock, *, c: SpanSink | None): ...", True),
        ("class A:\n    def __init__(self, a: tuple[Store, Clock, IdSource]): ...", True),
        ("class A:\n    def __init__(self, a: Store, b: Clock, c: Settings): ...", False),
    ],
)
def test_a_class_that_holds_several_ports_is_found(source: str, is_found: bool) -> None:
    listed = [module("ports/ports.py", PORTS), module("service/a.py", source)]
    found = [line.rpartition(": ")[2] for line in bags_in(listed)]
    assert found[:1] == ["Ports"]
    assert len(found) == 1 + is_found


SERVICE = "from tiercel.service.kv.kv import KvService\n"
MADE = ROUTER.format("get").replace("Kv)", "KvService)")


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("web/create.py", "def create(services):\n    KvRoutes(services.kv)", ["kv"]),
        ("web/create.py", SERVICE + "def create(kv: KvService): ...", ["KvService"]),
        ("web/management.py", SERVICE + "KvRoutes(KvService())", ["KvService"]),
        ("web/routers/kv.py", SERVICE + MADE, ["KvService"]),
        ("web/routers/kv.py", SERVICE + "def view_of(kv: KvService): ...", []),
        ("web/routers/kv.py", "from tiercel.service.operations import kv\n" + MADE, []),
        ("web/auth.py", SERVICE + MADE, []),
    ],
)
def test_a_service_that_a_router_is_given_is_found(
    path: str, source: str, found: list[str]
) -> None:
    assert services_in([module(path, source)]) == found
