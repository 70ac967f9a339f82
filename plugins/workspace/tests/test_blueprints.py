"""Blueprints with types of families run: alone, or with the servers that can run here."""

from __future__ import annotations

import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import psycopg
import pytest

from plugins.amqp.tests.servers import broker
from plugins.fs.tests import servers as files
from tests.api.application import catalog, parts_in_memory
from tests.api.client import Api
from tests.families.catalog import whole_catalog
from tests.families.servers import program, running
from tests.objects.server import S3Server
from tests.objects.server import running_server as running_objects
from tests.postgres.server import PackagedServer
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.bootstrap import assemble
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.flows.blueprint_files import Blueprint, bundled_blueprints
from tiercel.settings import Settings

# A server may take long to start on a machine that does much else.
pytestmark = pytest.mark.timeout(1200)
PASSWORD = "canary-6b20"
BLUEPRINTS = {each.id: each for each in bundled_blueprints() if each.kind == "FLOW"}
ALONE = [
    each
    for each in BLUEPRINTS.values()
    if each.runs_alone and not all(catalog().find(name) for name in each.included)
]
TABLES = """
CREATE TABLE accounts (owner text PRIMARY KEY, balance int);
INSERT INTO accounts VALUES ('ann', 50), ('bob', 0);
CREATE TABLE customers (name text, city text);
INSERT INTO customers VALUES ('Ann', 'Paris'), ('Bob', 'Rome');
CREATE TABLE orders (id int PRIMARY KEY, city text, total int);
INSERT INTO orders VALUES (1, 'Paris', 12), (2, 'Rome', 3);
"""


class Place(msgspec.Struct, frozen=True):
    """What a blueprint says of a server, and what is true of the one that runs here."""

    words: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}


@pytest.fixture(scope="session")
def database(postgres_server: PackagedServer) -> Place:
    """The shop of PostgreSQL, with a few rows."""
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE blueprints")
    parts = urlsplit(postgres_server.url)
    url = postgres_server.url.replace("/postgres?", "/blueprints?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
    folder = parse_qs(parts.query)["host"][0]
    words = {
        "jdbc:postgresql://db.example.com:5432/shop": f"jdbc:postgresql:///blueprints?host={folder}",
        "username: loader": f"username: {parts.username or 'postgres'}",
    }
    return Place(words, {"DB_PASSWORD": PASSWORD})


@pytest.fixture(scope="module")
def objects() -> Iterator[Place]:
    """The bucket of the shop, with a part that is left."""
    with running_objects() as server:
        _fill(server)
        words = {"region: eu-west-1": f"region: eu-west-1\n    endpointOverride: {server.url}"}
        keys = {"AWS_ACCESS_KEY_ID": server.access_key, "AWS_SECRET_KEY_ID": server.secret_key}
        yield Place(words, keys)


def _fill(server: S3Server) -> None:
    request = urllib.request.Request(f"{server.url}/shop", method="PUT")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(request, timeout=120).close()
    server.put("shop", "tmp/one.part", b"12345")


@pytest.fixture(scope="module")
def redis() -> Iterator[Place]:
    path = program("redis-server", "redis-server")
    options = ["--save", "", "--bind", "127.0.0.1", "--requirepass", PASSWORD]
    with running(lambda port, _: [path, "--port", str(port), *options]) as port:
        yield Place({"redis.example.com:6379": f"127.0.0.1:{port}"}, {"REDIS_PASSWORD": PASSWORD})


@pytest.fixture(scope="module")
def nats() -> Iterator[Place]:
    path = program("nats-server", "nats-server")
    options = ["-js", "-a", "127.0.0.1"]
    with running(lambda port, at: [path, *options, "-sd", str(at), "-p", str(port)]) as port:
        yield Place({"nats.example.com:4222": f"127.0.0.1:{port}"})


@pytest.fixture(scope="module")
def rabbit() -> Iterator[Place]:
    with broker() as port:
        words = {"rabbit.example.com": "127.0.0.1", "5672": str(port), "tiercel": "guest"}
        yield Place(words, {"AMQP_PASSWORD": "guest"})


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "served" / "upload").mkdir(parents=True)
    with files.ssh_server(tmp_path / "served") as port:
        words = {"files.example.com": "127.0.0.1", 'port: "22"': f'port: "{port}"'}
        yield Place(words, {"FILES_PASSWORD": files.PASSWORD})


@pytest.fixture
def ftp(tmp_path: Path) -> Iterator[Place]:
    for name in ("outbox", "done"):
        (tmp_path / "served" / name).mkdir(parents=True)
    (tmp_path / "served" / "outbox" / "one.txt").write_text("1")
    with files.ftp_server(tmp_path / "served") as port:
        words = {"ftp.example.com": f'127.0.0.1\n    port: "{port}"'}
        yield Place(words, {"FTP_PASSWORD": files.PASSWORD})


@pytest.fixture
def keys() -> Place:
    return Place(secrets={"ARCHIVE_PASSWORD": PASSWORD})


WITH_SERVERS = {
    "archive-with-password": ("keys",),
    "ftp-collect": ("ftp",),
    "nats-settings": ("nats",),
    "postgres-in-one-transaction": ("database",),
    "postgres-insert-rows": ("database",),
    "postgres-parameters": ("database",),
    "postgres-to-s3": ("database", "objects"),
    "postgres-upsert": ("database",),
    "rabbitmq-from-exchange-to-queue": ("rabbit",),
    "redis-rate-limit": ("redis",),
    "redis-work-queue": ("redis",),
    "rows-that-must-hold": ("database",),
    "s3-clear-a-prefix": ("objects",),
    "sftp-deliver-report": ("sftp",),
}


Started = Callable[[Mapping[str, str]], Any]


@pytest.fixture(autouse=True)
def types_of_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is nested in a task is found in the sources too: no family has to be installed."""
    monkeypatch.setattr(Catalog, "of_builtins", whole_catalog)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Started]:
    """Starts a server with all families, which knows some secrets."""
    applications = []

    async def start(secrets: Mapping[str, str]) -> Api:
        settings = Settings.model_validate({"data": tmp_path})
        parts = parts_in_memory(tmp_path, settings, types=whole_catalog())
        parts = msgspec.structs.replace(parts, secrets=MemorySecrets(secrets))
        application = assemble(parts)
        await parts.ports.store.open()
        await application.start()
        applications.append(application)
        return Api(application.app)

    yield start
    for each in applications:
        await each.stop()


@pytest.mark.parametrize("blueprint", ALONE, ids=lambda each: each.id)
async def test_what_needs_nothing_runs(server: Started, blueprint: Blueprint) -> None:
    async with await server({}) as api:
        await _assert_runs(api, blueprint.source)


@pytest.fixture
def places(request: pytest.FixtureRequest, name: str) -> list[Place]:
    """Of a blueprint; begun before the loop of the test, since some run a loop of their own."""
    return [request.getfixturevalue(each) for each in WITH_SERVERS[name]]


@pytest.mark.parametrize("name", WITH_SERVERS)
async def test_what_needs_a_server_runs_with_one(
    server: Started, places: list[Place], name: str
) -> None:
    source = BLUEPRINTS[name].source
    for word, there in (pair for place in places for pair in place.words.items()):
        source = source.replace(word, there)
    secrets = {key: value for place in places for key, value in place.secrets.items()}
    async with await server(secrets) as api:
        logs = await _assert_runs(api, source)
    assert not any(PASSWORD in line for line in logs)


async def _assert_runs(api: Api, source: str) -> list[str]:
    """What it logs, when it ends well."""
    flow = await api.create(source)
    answer = await api.post(f"/executions/{flow['namespace']}/{flow['id']}?wait=true")
    assert answer.status_code == 200, answer.text
    execution = answer.json()
    logs = (await api.get(f"/logs/{execution['id']}")).json()
    messages = [str(line["message"]) for line in logs]
    assert execution["state"]["current"] == "SUCCESS", messages
    return messages
