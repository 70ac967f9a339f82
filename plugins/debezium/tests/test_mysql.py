"""The log of MariaDB, which stands for MySQL too: a real server where the machine has one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.families.mariadb import add_user, connected, running_mariadb
from tiercel.plugin import Json
from tiercel.plugin.rows import exact_row_of_text
from tiercel.testing import FakeContext, poll, run_task
from tiercel_debezium.types import MysqlCapture, MysqlRealtimeTrigger, MysqlTrigger

CANARY = "canary-66bb"
pytestmark = [
    pytest.mark.timeout(400),
    # Its client for the log leaves sockets to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:'db' is deprecated:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server of its own that writes a log."""
    with running_mariadb("--log-bin=log", "--binlog-format=ROW", "--server-id=1") as number:
        add_user(number, "ann", CANARY)
        yield number


class Place:
    """A database of its own, with one table."""

    def __init__(self, port: int) -> None:
        self.name = f"shop_{secrets.token_hex(4)}"
        self.connection = connected(port, "ann", CANARY)
        self.run(f"CREATE DATABASE {self.name}")
        self.run(
            f"CREATE TABLE {self.name}.orders (id int PRIMARY KEY, who text, total decimal(9,2))"
        )
        self.login: dict[str, Json] = {
            "hostname": "127.0.0.1",
            "port": str(port),
            "username": "ann",
            "password": CANARY,
            "serverId": str(secrets.randbelow(10**6) + 10),
            "stateName": self.name,
            "includedDatabases": [self.name],
        }

    def run(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def captured(self, context: FakeContext, **asked: Json) -> list[dict[str, Json]]:
        """Rows of a poll."""
        given = {**self.login, "maxWait": "PT2S", **asked}
        found = poll(MysqlTrigger.model_validate(given), context)
        if found is None:
            return []
        content = context.blobs.read(found.uris[f"{self.name}.orders"])
        return [exact_row_of_text(each) for each in content.splitlines()]


@pytest.fixture
def place(port: int) -> Iterator[Place]:
    found = Place(port)
    yield found
    found.connection.close()


def test_rows_that_are_there_and_then_changes(place: Place) -> None:
    context = FakeContext()
    place.run(f"INSERT INTO {place.name}.orders VALUES (1, 'ann', 5.10)")
    (first,) = place.captured(context)
    assert (first["id"], first["who"], str(first["total"])) == (1, "ann", "5.10")
    assert place.captured(context) == []
    place.run(f"INSERT INTO {place.name}.orders VALUES (2, 'bo', NULL)")
    place.run(f"UPDATE {place.name}.orders SET who = 'eve' WHERE id = 1")
    place.run(f"DELETE FROM {place.name}.orders WHERE id = 2")
    trigger = MysqlTrigger.model_validate({**place.login, "maxWait": "PT2S"})
    cut_off = trigger.poll(context)
    assert next(cut_off).size == 3
    cut_off.close()
    found = place.captured(context)
    told: list[Any] = [each["metadata"] for each in found]
    assert [each["operation"] for each in told] == ["c", "u", "d"]
    assert [(each["id"], each["who"], each["deleted"]) for each in found] == [
        (2, "bo", False),
        (1, "eve", False),
        (2, "bo", True),
    ]
    assert place.captured(context) == []


async def test_each_change_is_an_execution(place: Place) -> None:
    context = FakeContext()
    trigger = MysqlRealtimeTrigger.model_validate(place.login)
    place.run(f"INSERT INTO {place.name}.orders VALUES (1, 'ann', 5), (2, 'bo', 6)")
    found = []
    async for each in trigger.listen(context):
        found.append((each.stream, each.data["who"], each.data["total"]))
        if len(found) == 2:
            context.stop()
    stream = f"{place.name}.orders"
    assert found == [(stream, "ann", "5.00"), (stream, "bo", "6.00")]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"serverId": "x"}, "`serverId` must be a number"),
        ({"includedTables": "a("}, "`includedTables` is no regular expression"),
        ({"port": "x"}, "`port` must be a number from 1 to 65535, not 'x'"),
        ({"password": "canary-77"}, "MySQL at 127.0.0.1: reading the log failed: 1045: "),
    ],
)
def test_mistakes_are_named(place: Place, wrong: dict[str, Json], words: str) -> None:
    error = str(run_task(MysqlCapture, {**place.login, **wrong}).error)
    assert words in error
    assert "canary" not in error
