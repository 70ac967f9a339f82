"""A database of Kestra and its storage folder become the same archive as the API of its server."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import asyncpg
import pytest

from tests.archives import lines_of, manifest_of
from tests.examples import shell
from tests.families.mariadb import add_user, connected, running_mariadb
from tests.postgres.server import PackagedServer
from tests.transfer import nothing
from tests.unit.migrate.kestra.standin import KEYS, NAMESPACE_FILES, RUNNING, Standin
from tests.unit.migrate.kestra.test_copy import copied
from tiercel.cli.app import run
from tiercel.migrate.kestra.connections import numbered
from tiercel.migrate.kestra.copy import Copied, Copy
from tiercel.migrate.kestra.database import KestraDatabase
from tiercel.migrate.kestra.server import KestraServer
from tiercel.migrate.kestra.storage import StorageFolder
from tiercel.model.errors import Invalid, TiercelError, Unavailable

PASSWORD = "canary-66bb"
pytestmark = pytest.mark.timeout(600)
# Types of columns, and how each database writes them.
POSTGRES_TYPES = {
    "json": "jsonb",
    "word": "text",
    "text": "text",
    "moment": "timestamptz NOT NULL DEFAULT '2026-11-25T10:58:08Z'",
}
MARIADB_TYPES = {
    "json": "json",
    "word": "varchar(200)",
    "text": "longtext",
    "moment": "datetime(6) NOT NULL DEFAULT '2026-11-25 10:58:08'",
}
# What of the tables is read, of 0.21 and of 1.1.
_KEYED = '"key" {word} PRIMARY KEY, value {json} NOT NULL'
_FLOW = "namespace {word}, id {word}, revision int, source_code {text} NOT NULL"
_OF_EXECUTION = "deleted boolean NOT NULL DEFAULT false, execution_id {word} NOT NULL"
_REVISED = """namespace {{word}}, {} {{word}}, version int, "last" boolean, deleted boolean,
 updated {{moment}}"""
OLDER = {
    "flows": _FLOW,
    "executions": "",
    "triggers": "",
    "templates": "",
    "dashboards": "source_code {text} NOT NULL",
    "logs": _OF_EXECUTION,
    "metrics": _OF_EXECUTION,
}
NEWER = {
    "kv_metadata": _REVISED.format("name"),
    "namespace_file_metadata": _REVISED.format("path"),
}


class Database(ABC):
    """A database of its own in a server of the tests."""

    url: str
    types: ClassVar[dict[str, str]]

    @abstractmethod
    def run(self, statements: list[tuple[str, Sequence[Any]]]) -> None:
        """Statements in which `%s` is the place of a value."""

    def tables(self, tables: dict[str, str]) -> None:
        self.create(
            {name: ", ".join(filter(None, (_KEYED, more))) for name, more in tables.items()}
        )

    def create(self, tables: dict[str, str]) -> None:
        self.run(
            [
                (f"CREATE TABLE {name} ({columns.format_map(self.types)})", ())
                for name, columns in tables.items()
            ]
        )

    def add(self, table: str, rows: list[dict[str, Any]], *columns: str, **others: str) -> None:
        """Rows by their values, with columns that are members of them, and others as given."""
        names = ", ".join(f'"{name}"' for name in ("key", "value", *columns, *others))
        places = ", ".join(["%s"] * (2 + len(columns) + len(others)))
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"
        self.run(
            [
                (
                    statement,
                    (
                        f"{number:06}",
                        json.dumps(row),
                        *(row[name] for name in columns),
                        *(row.get(member) or "" for member in others.values()),
                    ),
                )
                for number, row in enumerate(rows)
            ]
        )


class PostgresDatabase(Database):
    types = POSTGRES_TYPES

    def __init__(self, server: PackagedServer, name: str) -> None:
        self.url = server.url
        self.run([(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", ())])
        self.run([(f"CREATE DATABASE {name}", ())])
        self.url = server.url.replace("/postgres?", f"/{name}?")

    def run(self, statements: list[tuple[str, Sequence[Any]]]) -> None:
        async def work() -> None:
            connection = await asyncpg.connect(self.url)
            for statement, values in statements:
                await connection.execute(numbered(statement), *values)
            await connection.close()

        asyncio.run(work())


class MariaDatabase(Database):
    types = MARIADB_TYPES

    def __init__(self, port: int, name: str) -> None:
        self._port, self._name = port, None
        self.run([(f"DROP DATABASE IF EXISTS {name}", ()), (f"CREATE DATABASE {name}", ())])
        self._name = name
        self.url = f"jdbc:mysql://ann:{PASSWORD}@127.0.0.1:{port}/{name}?useSSL=false"

    def run(self, statements: list[tuple[str, Sequence[Any]]]) -> None:
        with connected(self._port) as connection, connection.cursor() as cursor:
            cursor.execute("SET sql_mode = 'ANSI_QUOTES'")
            if self._name:
                connection.select_db(self._name)
            for statement, values in statements:
                cursor.execute(statement, values or None)


@pytest.fixture(
    scope="module", params=[pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"]
)
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Database]]:
    """Makes an empty database by its name, on each server that is read."""
    if request.param == "postgres":
        yield partial(PostgresDatabase, request.getfixturevalue("postgres_server"))
        return
    with running_mariadb() as port:
        add_user(port, "ann", PASSWORD)
        yield partial(MariaDatabase, port)


@pytest.fixture(scope="module")
def database(new_database: Callable[[str], Database]) -> Database:
    """What the stand-in answers, as its tables would hold it."""
    standin = Standin()
    server = KestraServer(standin)

    def answer(path: str, query: tuple[tuple[str, str], ...] = ()) -> Any:
        return json.loads(standin(path, query) or b"[]")

    def listed(path: str) -> list[dict[str, Any]]:
        return list(answer(path, (("size", "1000"),))["results"])

    made = new_database("kestra_older")
    made.tables(OLDER)
    revisions = [
        each
        for flow in server.flows()
        for each in answer(f"/flows/{flow.namespace}/{flow.id}/revisions")
    ]
    made.add("flows", revisions, "namespace", "id", "revision", source_code="source")
    executions = listed("/executions/search")
    made.add("executions", [answer(f"/executions/{each['id']}") for each in executions])
    made.add("triggers", [each["triggerContext"] for each in listed("/triggers/search")])
    made.add("templates", listed("/templates/search"))
    made.add("dashboards", listed("/dashboards"), source_code="sourceCode")
    of_all = [each["id"] for each in executions]
    logs = [line for name in of_all for line in answer(f"/logs/{name}")]
    made.add("logs", logs, execution_id="executionId")
    metrics = [line for name in of_all for line in listed(f"/metrics/{name}")]
    made.add("metrics", metrics, execution_id="executionId")
    return made


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the stand-in gives, as a server with a tenant lays them."""
    folder = tmp_path_factory.mktemp("storage")
    standin = Standin()
    for number in range(1000):
        name = f"execution{number:03}"
        content = standin(f"/executions/{name}/file")
        if content is not None and standin(f"/executions/{name}") is not None:
            place = f"company/team/ok/executions/{name}/tasks/b/5MJ/out.txt"
            write(folder, place, content)
    for path, content in NAMESPACE_FILES.items():
        write(folder, f"company/team/_files{path}", content)
    for key, (_, value) in KEYS.items():
        write(folder, f"company/team/_kv/{key}.ion", json.dumps(value).encode())
    write(
        folder,
        "company/team/_kv/colour.ion.metadata",
        b'{expirationDate:"2030-01-01T00:00:00Z",description:"of the sky"}',
    )
    return folder


def write(folder: Path, path: str, content: bytes) -> None:
    place = folder / "main" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def copied_from(database: Database, storage: Path, archive: Path) -> Copied:
    with closing(KestraDatabase(database.url, StorageFolder(storage))) as source:
        return Copy(source, source.shown, archive, nothing).run()


def test_a_database_gives_what_the_api_gives(
    database: Database, storage: Path, tmp_path: Path
) -> None:
    by_api = copied(Standin(), tmp_path / "api")
    done = copied_from(database, storage, tmp_path / "database")
    assert done.counts == by_api.counts
    assert sorted(done.left_out) == sorted(by_api.left_out)
    ours, theirs = lines_of(tmp_path / "database"), lines_of(tmp_path / "api")
    # A folder knows no date of creation, and the API of 0.21 no description of a key.
    keys = [json.loads(line)["body"] for line in ours.pop("kv")]
    assert [(each["type"], each["value"]) for each in keys] == list(KEYS.values())
    assert keys[0]["expires"].startswith("2030-01-01")
    assert keys[0]["description"] == "of the sky"
    del theirs["kv"]
    assert ours == theirs


def test_a_copy_of_a_database_that_is_cut_goes_on(
    database: Database, storage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, asked = StorageFolder.read, [0]

    def cut_read(self: StorageFolder, uri: str) -> bytes | None:
        asked[0] += 1
        if asked[0] > 150:
            raise Unavailable("the disk was taken away")
        return read(self, uri)

    with monkeypatch.context() as patched:
        patched.setattr(StorageFolder, "read", cut_read)
        with pytest.raises(Unavailable, match="taken away"):
            copied_from(database, storage, tmp_path / "archive")
    done = copied_from(database, storage, tmp_path / "archive")
    copied_from(database, storage, tmp_path / "whole")
    assert done.is_resumed
    assert lines_of(tmp_path / "archive") == lines_of(tmp_path / "whole")


def test_the_command_counts_and_copies(
    database: Database, storage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["migrate", "kestra", "copy", str(tmp_path / "archive"), "--json"]
    assert run([*words, "--from-database", database.url], None) == 1
    assert "--storage is missing" in capsys.readouterr().err
    words += ["--from-database", database.url, "--storage", str(storage)]
    assert run([*words, "--dry-run"], None) == 0
    assert json.loads(capsys.readouterr().out)["flows"] == 2
    assert run(words, None) == 0
    assert len(json.loads(capsys.readouterr().out)["leftOut"]) == RUNNING + 1
    assert manifest_of(tmp_path / "archive").source == "kestra database"


def test_the_page_copies(
    database: Database, storage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {
        "/backup/old": str(tmp_path / "old"),
        "postgresql://kestra@db/kestra": database.url,
        "/app/storage": str(storage),
    }
    password, copy = shell.lines_of(shell.block_that_begins("export PGPASSWORD"))
    name, _, _ = password.removeprefix("export ").partition("=")
    monkeypatch.setenv(name, PASSWORD)
    shell.run_line(copy, names)
    assert manifest_of(tmp_path / "old").source == "kestra database"


@pytest.fixture
def newer(new_database: Callable[[str], Database]) -> Database:
    made = new_database("kestra_newer")
    made.tables({name: OLDER[name] for name in ("flows", "executions", "triggers")} | NEWER)
    flow = {"namespace": "company", "id": "ok", "revision": 1, "source": "id: ok"}
    gone = {"namespace": "company", "id": "gone", "revision": 2, "source": "", "deleted": True}
    rows = [flow, {**gone, "revision": 1, "deleted": False}, gone]
    made.add("flows", rows, "namespace", "id", "revision", source_code="source")
    return made


def test_revisions_of_keys_and_files_are_told_by_their_tables(
    newer: Database, tmp_path: Path
) -> None:
    kept = {"namespace": "company", "last": True, "deleted": False, "tenantId": "main"}
    columns = ("namespace", "version", "last", "deleted")
    keys = [
        {**kept, "name": "colour", "version": 2, "description": "of the sky"},
        {**kept, "name": "colour", "version": 1, "last": False},
        {**kept, "name": "removed", "version": 1, "deleted": True},
    ]
    newer.add("kv_metadata", keys, *columns, name="name")
    files = [
        {**kept, "path": "/a/", "version": 1},
        {**kept, "path": "/a/b.txt", "version": 3},
        {**kept, "path": "/lost.txt", "version": 1},
    ]
    newer.add("namespace_file_metadata", files, *columns, path="path")
    write(tmp_path, "company/_kv/colour.ion", b'"blue"')
    write(tmp_path, "company/_kv/colour.ion.v2", b'"red"')
    write(tmp_path, "company/_kv/removed.ion", b"1")
    write(tmp_path, "company/_files/a/b.txt", b"first")
    write(tmp_path, "company/_files/a/b.txt.v3", b"third")
    done = copied_from(newer, tmp_path, tmp_path / "archive")
    assert (done.counts["flows"], done.counts["kv"], done.counts["files"]) == (1, 1, 1)
    assert done.left_out == ("file /lost.txt of company is not in the storage",)
    (key,) = (json.loads(line)["body"] for line in lines_of(tmp_path / "archive")["kv"])
    assert (key["value"], key["revision"], key["description"]) == ("red", 2, "of the sky")
    assert datetime.fromisoformat(key["updated"]) == datetime(2026, 11, 25, 10, 58, 8, tzinfo=UTC)
    assert b"third" in b"".join(lines_of(tmp_path / "archive")["files"])


def test_what_can_not_be_read_is_said(
    newer: Database, new_database: Callable[[str], Database], tmp_path: Path
) -> None:
    folder = StorageFolder(tmp_path)
    with pytest.raises(TiercelError, match=r"kestra\.storage\.local\.base-path"):
        StorageFolder(tmp_path / "nowhere")
    newer.tables({"task_outputs": ""})
    with pytest.raises(TiercelError, match=r"written by 2\.0"):
        KestraDatabase(newer.url, folder)
    other = new_database("not_kestra")
    for kept in ("", "id {word}, source {text}"):
        if kept:
            other.create(dict.fromkeys(("flows", "executions", "triggers"), kept))
        with pytest.raises(TiercelError, match="holds no tables of Kestra"):
            KestraDatabase(other.url, folder)
    assert folder.read("kestra:///../../etc/passwd") is None


@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
def test_who_is_refused_reads_where_but_no_password(kind: str, tmp_path: Path) -> None:
    with pytest.raises(
        Unavailable, match=r"database 127\.0\.0\.1/kestra can't be reached"
    ) as caught:
        KestraDatabase(f"jdbc:{kind}://ann:hidden@127.0.0.1:1/kestra", StorageFolder(tmp_path))
    assert "hidden" not in str(caught.value)


def test_another_database_is_copied_by_its_server(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"not with 'h2': start a server .* copy it by its API"):
        KestraDatabase("jdbc:h2:file:./data/kestra", StorageFolder(tmp_path))
