"""Flows of pages that ask servers which run here: their names and logins are those of here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nats
import psycopg
import pytest

from plugins.fs.tests import servers as ssh
from plugins.git.tests.conftest import LOGIN, Repository, repository, url
from plugins.pulsar.tests.test_pulsar import Broker, Message
from tests.examples.blocks import LOG_ORDERS, ORDERS, ROOT, Block, blocks, runner_of
from tests.examples.partners.ways import Way, play
from tests.families.servers import program, running
from tests.postgres.server import FAST, Missing, PackagedServer, running_server
from tiercel.testing import run_task

__all__ = ["repository", "url"]

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("machine")]
OWN = Path(__file__).relative_to(ROOT).as_posix()
FLOWS = [each for each in blocks() if runner_of(each) == OWN]


@pytest.fixture
def mqtt() -> Iterator[Way]:
    path = program("mosquitto", "mosquitto")
    with running(lambda port, folder: [path, "-p", str(port)]) as port:
        server = f"tcp://127.0.0.1:{port}"

        def publish() -> None:
            from tiercel_mqtt.messages import Publish

            asked = {"server": server, "clientId": "sensor", "topic": "sensors/roof/temperature"}
            assert run_task(Publish, {**asked, "serdeType": "JSON", "from": [31]}).error is None

        yield Way(names={"ssl://mqtt.example.com:8883": server}, act=publish, is_triggered=True)


@pytest.fixture
def nats_server() -> Iterator[Way]:
    path = program("nats-server", "nats-server")

    def command(port: int, folder: Path) -> list[str]:
        login = ["--user", "ann", "--pass", "a-secret"]
        return [path, "-js", "-sd", str(folder), "-a", "127.0.0.1", "-p", str(port), *login]

    async def fill(server: str) -> None:
        connection = await nats.connect(server, user="ann", password="a-secret")
        stream = connection.jetstream()
        await stream.add_stream(name="orders", subjects=["orders.*", "confirmations"])
        bucket = await stream.create_key_value(bucket="prices")
        await bucket.put("chair", b"12")
        await stream.publish("orders.new", b"chair")
        await connection.close()

    with running(command) as port:
        server = f"nats://127.0.0.1:{port}"
        asyncio.run(fill(server))
        # Credentials in a file need the package nkeys, which is no part of the environment.
        names = {
            "nats://nats.example.com:4222": server,
            "    creds: ": "    username: ann\n    password: ",
        }
        yield Way(names=names, is_triggered=True)


@pytest.fixture
def pulsar(monkeypatch: pytest.MonkeyPatch) -> Way:
    broker = Broker()
    broker.waiting = [Message(1, '{"id": 7}')]
    monkeypatch.setattr("pulsar.Client", broker)
    # Somewhere that is known: nobody listens there, which is the client's to find.
    return Way(names={"pulsar.example.com": "localhost"}, is_triggered=True)


@pytest.fixture
def replicating() -> Iterator[Way]:
    try:
        with running_server(f"{FAST}\nwal_level = logical\n") as server:
            yield _shop(server, "id int PRIMARY KEY, total numeric", "count(*), 5")
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture
def database(postgres_server: PackagedServer) -> Way:
    way = _shop(postgres_server, "id int PRIMARY KEY, ordered date", "count(*)")
    folder, user = way.names["hostname: localhost"].split(" ")[1], way.names["username: tiercel"]
    return Way(
        names={
            "jdbc:postgresql://db.example.com:5432/shop": f"jdbc:postgresql:///shop?host={folder}",
            "username: reader": user,
        },
        is_triggered=True,
    )


def _shop(server: PackagedServer, columns: str, row: str) -> Way:
    """A new database with a table of orders, into which rows come."""
    parts = urlsplit(server.url)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS shop WITH (FORCE)")
        connection.execute("CREATE DATABASE shop")
    address = server.url.replace("/postgres?", "/shop?")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE orders ({columns})")

    def add() -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"INSERT INTO orders SELECT {row} FROM orders")

    names = {
        "hostname: localhost": f"hostname: {parse_qs(parts.query)['host'][0]}",
        "username: tiercel": f"username: {parts.username or 'postgres'}",
    }
    return Way(names=names, act=add, is_triggered=True)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Way]:
    root = tmp_path / "host"
    (root / "upload" / "in").mkdir(parents=True)
    (root / "upload" / "in" / "may.csv").write_text("a,b\n")
    (root / "srv" / "app").mkdir(parents=True)
    (root / "srv" / "app" / "restart.sh").write_text("#!/bin/sh\necho started again\n")
    (root / "srv" / "app" / "restart.sh").chmod(0o755)
    with ssh.ssh_server(root) as port:
        here = f'host: 127.0.0.1\n    port: "{port}"'
        names = {
            "host: files.example.com": here,
            "host: worker.example.com": here,
            # Commands see the whole machine.
            "cd /srv/app": f"cd {root}/srv/app",
        }
        key = ssh.Users.key.export_private_key().decode()
        yield Way(names=names, secrets={"FILES_PASSWORD": ssh.PASSWORD, "SSH_KEY": key})
    assert (root / "upload" / "done" / "may.csv").is_file()


@pytest.fixture
def scripts(repository: Repository, url: str) -> Way:
    repository.commit({"report.sh": "echo all is well\n"})
    names = {
        "https://git.example.com/team/scripts.git": url,
        "username: reader": f"username: {LOGIN['username']}",
    }
    return Way(names=names, secrets={"GIT_TOKEN": LOGIN["password"]})


# What a flow begins with -> the fixture that has its servers.
NEEDS = {
    "id: sensors\n": "mqtt",
    f"{ORDERS}  - id: price\n": "nats_server",
    f'{LOG_ORDERS}    message: "{{{{ trigger.key': "pulsar",
    f'{LOG_ORDERS}    message: "{{{{ trigger.data': "replicating",
    "    type: io.kestra.plugin.jdbc.postgresql.Query\n": "database",
    "id: fetch_orders\n": "hosts",
    "id: run_from_repository\n": "scripts",
}


@pytest.mark.parametrize("block", FLOWS, ids=lambda block: block.name)
def test_a_flow_of_a_page_asks_its_servers(
    block: Block,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    fixture = next(each for begin, each in NEEDS.items() if block.text.startswith(begin))
    way: Way = request.getfixturevalue(fixture)
    play(block, way, tmp_path / "here", monkeypatch)
