"""The log of PostgreSQL: a real server, on a socket."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.postgres.server import FAST, Missing, PackagedServer, running_server
from tiercel.plugin import Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_debezium.types import PostgresCapture, PostgresRealtimeTrigger, PostgresTrigger

CANARY = "canary-41ff"
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def server() -> Iterator[PackagedServer]:
    """One whose log can be read."""
    try:
        with running_server(f"{FAST}\nwal_level = logical\nmax_replication_slots = 20\n") as server:
            yield server
    except Missing as error:
        pytest.skip(str(error))


class Place:
    """A database of its own, with one table."""

    def __init__(self, server: PackagedServer) -> None:
        parts = urlsplit(server.url)
        self.name = f"shop_{secrets.token_hex(4)}"
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name}")
        address = server.url.replace("/postgres?", f"/{self.name}?")
        self.connection = psycopg.connect(address, autocommit=True)
        self.connection.execute(
            "CREATE TABLE orders (id int PRIMARY KEY, who text, total numeric, at timestamptz)"
        )
        self.login: dict[str, Json] = {
            "hostname": parse_qs(parts.query)["host"][0],
            "port": "5432",
            "database": self.name,
            "username": parts.username or "postgres",
            "password": CANARY,
            "slotName": f"slot_{self.name}",
            "stateName": self.name,
            "maxWait": "PT2S",
        }

    def run(self, statement: str) -> None:
        self.connection.execute(statement)

    def captured(self, context: FakeContext, **asked: Json) -> list[dict[str, Json]]:
        """Rows of a poll."""
        trigger = PostgresTrigger.model_validate({**self.login, **asked})
        found = poll(trigger, context)
        return [] if found is None else rows(context, found.uris[f"{self.name}.orders"])


def rows(context: FakeContext, uri: str) -> list[dict[str, Json]]:
    return [exact_row_of_text(each) for each in context.blobs.read(uri).splitlines()]


@pytest.fixture
def place(server: PackagedServer) -> Iterator[Place]:
    found = Place(server)
    yield found
    found.run(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots "
        "WHERE database = current_database()"
    )
    found.connection.close()


def test_rows_that_are_there_and_then_changes(place: Place) -> None:
    context = FakeContext()
    place.run("INSERT INTO orders VALUES (1, 'ann', 5.10, '2030-01-01T00:00:00Z')")
    (first,) = place.captured(context)
    assert (first["id"], first["who"], str(first["total"])) == (1, "ann", "5.10")
    assert first["deleted"] is False
    source: Any = first["metadata"]
    assert (source["operation"], source["schema"], source["snapshot"]) == ("r", "public", True)
    assert place.captured(context) == []
    place.run("INSERT INTO orders VALUES (2, 'bo', NULL, NULL)")
    place.run("UPDATE orders SET who = 'eve' WHERE id = 1")
    place.run("DELETE FROM orders WHERE id = 2")
    found = place.captured(context)
    told: list[Any] = [each["metadata"] for each in found]
    assert [each["operation"] for each in told] == ["c", "u", "d"]
    assert [(each["id"], each.get("who"), each["deleted"]) for each in found] == [
        (2, "bo", False),
        (1, "eve", False),
        (2, None, True),
    ]
    assert place.captured(context) == []


def test_changes_of_a_poll_that_is_cut_off_come_again(place: Place) -> None:
    context = FakeContext()
    asked: dict[str, Json] = {**place.login, "snapshotMode": "NEVER"}
    assert place.captured(context, snapshotMode="NEVER") == []
    place.run("INSERT INTO orders SELECT n, 'x', n FROM generate_series(1, 2500) n")
    cut_off = PostgresTrigger.model_validate(asked).poll(context)
    assert next(cut_off).size == 2500
    cut_off.close()
    assert len(place.captured(context, snapshotMode="NEVER")) == 2500
    assert place.captured(context, snapshotMode="NEVER") == []


def test_forms_of_rows(place: Place) -> None:
    place.run("INSERT INTO orders VALUES (1, 'ann', 5, NULL)")
    world = World()

    def captured(**asked: Json) -> Ran:
        given = {**place.login, "snapshotMode": "ALWAYS", **asked}
        ran = run_task(PostgresCapture, given, world)
        assert ran.error is None, ran.error
        return ran

    plain: dict[str, Json] = {"metadata": "DROP", "deleted": "NULL", "splitTable": "OFF"}
    ran = captured(**plain, includedColumns=[r"public\.orders\.who"])
    assert rows(ran.context, ran.outputs["uris"]["data"]) == [{"id": 1, "who": "ann"}]
    assert [(each.name, each.value) for each in ran.metrics] == [("records", 1)]
    ran = captured(**plain, format="WRAP", key="DROP", excludedColumns="public.orders.(at|total)")
    assert rows(ran.context, ran.outputs["uris"]["data"]) == [{"record": {"id": 1, "who": "ann"}}]
    ran = captured(format="RAW", splitTable="DATABASE")
    (raw,) = rows(ran.context, ran.outputs["uris"][place.name])
    value: Any = raw["value"]
    assert (raw["key"], value["op"], value["before"]) == ({"id": 1}, "r", None)
    assert captured(excludedTables=r"public\.o.*").outputs["size"] == 0


async def test_each_change_is_an_execution(place: Place) -> None:
    context = FakeContext()
    given = {name: each for name, each in place.login.items() if name != "maxWait"}
    trigger = PostgresRealtimeTrigger.model_validate({**given, "deleted": "DROP"})
    place.run("INSERT INTO orders VALUES (1, 'ann', 5, NULL), (2, 'bo', 5, NULL)")
    found = []
    async for each in trigger.listen(context):
        found.append((each.stream, each.data["who"]))
        if len(found) == 2:
            context.stop()
    assert found == [(f"{place.name}.orders", "ann"), (f"{place.name}.orders", "bo")]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pluginName": "WAL2JSON"}, "`pluginName` must be PGOUTPUT"),
        ({"database": "nowhere"}, "reading the log failed: connection failed: FATAL"),
        ({"includedTables": "("}, "`includedTables` is no regular expression"),
    ],
)
def test_mistakes_are_named(place: Place, wrong: dict[str, Json], words: str) -> None:
    error = str(run_task(PostgresCapture, {**place.login, **wrong}).error)
    assert words in error or "FATAL" in error
    assert CANARY not in error
