"""Which indexes PostgreSQL reads lists by: the calls of the benchmark, on a small store.

Reading a small table from end to end is right; so the planner is told not to, and what is left
shows whether an index fits each statement.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from bench.lists import application_over
from bench.lists_calls import EXECUTIONS, LOGS, ListCall, listed
from bench.lists_fill import DAYS, START, TEAMS, entries_of, made, namespace_of
from tests.ports.postgres import a_database, a_schema, all_counted
from tests.ports.values import a_trigger, where
from tests.postgres.server import PackagedServer
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.model.authorization.grants import namespaces_below
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Query

if TYPE_CHECKING:
    from tiercel.ports.store import Store

pytestmark = pytest.mark.postgres

COUNT = 1_000
LARGE = frozenset(("executions", "logs", "execution_labels"))
ASKED = listed("/executions/search", EXECUTIONS) + listed("/logs/search", LOGS)

# What an index is for: the calls that must be answered by it, among others.
VACUUMS_MAX = 50
UNSEEN = """SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relallvisible < relpages
AND relnamespace = current_schema()::regnamespace"""
INTENDED: dict[str, dict[str, tuple[str, ...]]] = {
    "/executions/search": {
        "execution_hours_pkey": ("last week, late page",),
        "execution_hours_by_namespace": ("all", "all, late page", "namespace"),
        "executions_by_start": ("all", "last day, user scope", "by start, ascending"),
        "executions_by_flow": ("flow", "flow id alone", "flow, failed", "namespace, late page"),
        "executions_unsuccessful": ("failed",),
        "executions_settled": ("success", "by end", "by duration", "by state"),
        "executions_by_trigger_execution": ("children", "trigger"),
        "executions_special": ("kind",),
        "execution_labels_by_pair": (
            "common label",
            "common label, last week",
            "common label, late page",
            "rare label",
            "two labels",
        ),
    },
    "/logs/search": {
        "log_hours_pkey": ("info and above, last week",),
        "log_hours_by_namespace": ("all", "all, late page", "by level"),
        "logs_by_time": ("all", "info and above, last day", "oldest first"),
        "logs_by_flow": ("flow", "flow, info and above"),
        # Of one hour of a namespace the index by time has as few lines: which is read is a toss-up.
        "logs_severe": ("error",),
        "log_trigrams_pkey": ("search", "search, last week", "search nothing", "search a flow"),
    },
}


class Plans:
    """Explains each statement of a snapshot before it is run, as it would be planned there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from tiercel.adapters.postgres import reader

        self.nodes: list[Json] = []
        rows = reader.Snapshot.rows

        async def explained(
            snapshot: reader.Snapshot, text: str, bindings: tuple[Any, ...]
        ) -> None:
            numbered, cells = reader.numbered(text), reader.storable_cells(bindings)
            plan = await snapshot._connection.fetchval(f"EXPLAIN (FORMAT JSON) {numbered}", *cells)
            self.nodes += nodes_of(json.loads(plan)[0]["Plan"])

        async def watched_rows(snapshot: reader.Snapshot, text: str, *bindings: Json) -> Any:
            await explained(snapshot, text, bindings)
            return await rows(snapshot, text, *bindings)

        monkeypatch.setattr(reader.Snapshot, "rows", watched_rows)
        monkeypatch.setattr(reader, "_BEGIN", f"{reader._BEGIN}; SET LOCAL enable_seqscan = off")

    @property
    def indexes(self) -> set[str]:
        """The indexes that were used."""
        return {node["Index Name"] for node in self.nodes if "Index Name" in node}

    @property
    def read_whole(self) -> set[str]:
        """The large tables that no index was found for."""
        scans = (node for node in self.nodes if node["Node Type"] == "Seq Scan")
        return {node["Relation Name"] for node in scans} & LARGE


def nodes_of(plan: Json) -> Iterator[Json]:
    """A node of a plan and all below it."""
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes_of(each)


@pytest.fixture(scope="module")
async def store(postgres_server: PackagedServer) -> AsyncIterator[Store]:
    """A thousand executions with their logs, and triggers, counted and analysed."""
    from tiercel.adapters.postgres.connections import connect
    from tiercel.adapters.postgres.store import PostgresStore

    address = a_schema(await a_database(postgres_server.url))
    store = PostgresStore(address, MemoryNotifier())
    await store.open()
    async with store.transaction() as tx:
        for execution in made(COUNT):
            tx.executions.insert(execution)
            tx.logs.add(list(entries_of(execution)))
        for number in range(COUNT):
            # Of a hundred one has failed, and another is overdue.
            is_late, error = number % 100 == 0, "no answer" if number % 100 == 1 else None
            due = datetime.now(UTC) + timedelta(days=-1 if is_late else 1)
            tx.triggers.put(a_trigger(f"t{number}", next_date=due, error=error))
    await all_counted(address)
    connection = await connect(address)
    # While a transaction is open pages stay unseen, and plans are others.
    for _ in range(VACUUMS_MAX):
        await connection.execute("VACUUM ANALYZE")
        if not await connection.fetchval(UNSEEN):
            break
        await asyncio.sleep(0.2)
    await connection.close()
    yield store
    await store.close()


@pytest.fixture(scope="module")
async def http(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application over the store."""
    application = application_over(store, Path(tmp_path_factory.mktemp("work")))
    transport = httpx2.ASGITransport(app=application.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
    application.attempts.close()


@pytest.mark.parametrize("call", ASKED, ids=lambda call: f"{call.group} {call.name}")
async def test_a_list_is_read_by_the_indexes_that_are_meant_for_it(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, call: ListCall
) -> None:
    plans = Plans(monkeypatch)
    answer = await http.get(f"/api/v1{call.path}")
    assert answer.status_code == 200, answer.text
    assert plans.read_whole == set()
    wanted = {index for index, names in INTENDED[call.group].items() if call.name in names}
    assert wanted <= plans.indexes


def test_the_calls_that_are_meant_exist() -> None:
    names = {group: {call.name for call in ASKED if call.group == group} for group in INTENDED}
    for group, indexes in INTENDED.items():
        assert {name for each in indexes.values() for name in each} <= names[group]


async def test_errors_of_many_executions_are_read_at_once_and_among_errors_alone(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = Plans(monkeypatch)
    since = "filters[startDate][GREATER_THAN]=2024-01-01T00:00:00Z"
    answer = await http.get(f"/api/v1/executions/errors?{since}")
    assert answer.json()["read"] > 30
    of_logs = [each["Index Name"] for each in plans.nodes if each.get("Relation Name") == "logs"]
    assert of_logs == ["logs_severe"]


async def test_a_search_among_errors_reads_an_index_that_has_their_texts(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tiercel.adapters.postgres import log_search

    async def is_few(*_: object) -> bool:
        return True

    monkeypatch.setattr(log_search, "_is_few", is_few)
    plans = Plans(monkeypatch)
    error = "filters[level][EQUALS]=ERROR"
    answer = await http.get(f"/api/v1/logs/search?filters[q][EQUALS]=hello&{error}")
    assert answer.json()["total"] > 10
    nodes = {each["Index Name"]: each["Node Type"] for each in plans.nodes if "Index Name" in each}
    assert nodes["logs_severe_texts"] == "Index Only Scan"
    assert "logs_severe_long" in nodes
    assert "logs_severe" not in nodes


async def test_a_count_may_be_run_by_another_process(postgres_server: PackagedServer) -> None:
    from tiercel.adapters.postgres.connections import Connections, connect
    from tiercel.adapters.postgres.migrate import migrate
    from tiercel.adapters.postgres.reader import Reader

    address = a_schema(await a_database(postgres_server.url))
    await migrate(address)
    connection = await connect(address)
    await connection.execute(
        "CREATE FUNCTION process() RETURNS int LANGUAGE plpgsql PARALLEL SAFE"
        " AS $$ BEGIN RETURN pg_backend_pid(); END $$"
    )
    await connection.close()
    connections = Connections(address, 1)
    async with Reader(connections).snapshot() as snapshot:
        own = await snapshot.value("SELECT pg_backend_pid()")
        await snapshot._connection.execute("SET LOCAL debug_parallel_query = on")
        assert await snapshot.value("SELECT process()") != own
    await connections.close()


@pytest.mark.parametrize(
    ("asked", "index"),
    [("hasError=true", "triggers_failing"), ("overdue=true", "triggers_by_due")],
)
async def test_triggers_that_need_somebody_have_an_index(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, asked: str, index: str
) -> None:
    plans = Plans(monkeypatch)
    answer = await http.get(f"/api/v1/triggers/search?{asked}")
    assert answer.status_code == 200
    assert index in plans.indexes


@pytest.mark.parametrize(
    ("seen", "days"), [(TEAMS // 2, 0), (TEAMS // 2, DAYS - 7), (2, 0), (2, DAYS - 7)]
)
async def test_counts_of_those_who_see_some_namespaces_are_read_from_an_index_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch, seen: int, days: int
) -> None:
    names = [namespace_of(team) for team in range(seen)]
    since = START + timedelta(days=days)
    rows = [one for one in made(COUNT) if one.namespace in names and one.state.start >= since]
    window = (where("startDate", "GREATER_THAN_OR_EQUAL_TO", since),) if days else ()
    query = Query((*namespaces_below(names).filters(), *window), size=1)
    plans = Plans(monkeypatch)
    async with store.transaction() as tx:
        found = await tx.executions.find(query)
        assert (await tx.logs.find(Query(namespaces_below(names).filters(), size=1))).total
    assert found.total == len(rows)
    read = {each["Index Name"]: each["Node Type"] for each in plans.nodes if "Index Name" in each}
    assert read["execution_hours_by_namespace"] == "Index Only Scan"
    assert read["log_hours_by_namespace"] == "Index Only Scan"
    assert not read.keys() & {"execution_hours_pkey", "log_hours_pkey"}
