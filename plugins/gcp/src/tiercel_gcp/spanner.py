"""Databases of Spanner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from tiercel.plugin import (
    Json,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.changes import default_key
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel_gcp.instances import Instance
from tiercel_gcp.rest import Rest, part

_BASE = "https://spanner.googleapis.com/v1"
_PREFIX = "io.kestra.plugin.gcp.spanner."
_PLACE = "projectId: shop\ninstanceId: main\ndatabaseId: sales\n"
_WRITING: Json = {"begin": {"readWrite": {}}}
_EVERY = timedelta(seconds=2)
_NAMED = "Values of @name in the statement, by name."


class Database(Instance):
    """A database."""

    database_id: Annotated[str, Prop("The database in the instance, by its id.")]

    def spanner(self, ctx: RunContext) -> Rest:
        """The service."""
        return self.rest(ctx, "spanner", _BASE)

    @property
    def path(self) -> str:
        """The path of the database."""
        return f"{self.place}/databases/{part(self.database_id)}"

    @contextmanager
    def session(self, ctx: RunContext) -> Iterator[Callable[[str, Json], Any]]:
        """Calls of a session by their names, such as `commit`; it is deleted afterwards."""
        rest = self.spanner(ctx)
        name = rest.post(f"{self.path}/sessions", {})["name"]
        try:
            yield lambda verb, body: rest.post(f"/{name}:{verb}", body)
        finally:
            rest.ask("DELETE", f"/{name}")


class Long(Database):
    """What may take a while, as an operation with a name."""

    far_work = by_handle("the name of the operation, of changes of the schema")

    def finish(self, ctx: RunContext, begin: Callable[[], Mapping[str, Any]]) -> None:
        """Begin it, and wait for its end. Raises: PluginError when it fails."""
        rest = self.spanner(ctx)
        name = begun(ctx, lambda: str(begin()["name"]))

        def look() -> bool | None:
            found = rest.get(f"/{name}")
            if found.get("error"):
                raise PluginError(f"Google Cloud spanner: {found['error'].get('message')}")
            return True if found.get("done") else None

        wait_for(ctx, look, every=_EVERY)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the operation."""
        self.spanner(ctx).post(f"/{handle['id']}:cancel")


def parameters_of(values: Mapping[str, Json] | None) -> dict[str, Json]:
    """Values as requests have them, with their types."""
    found = {name: _written(value) for name, value in (values or {}).items()}
    return {
        "params": {name: value for name, (value, _) in found.items()},
        "paramTypes": {name: {"code": code} for name, (_, code) in found.items() if code},
    }


def _written(value: Json) -> tuple[Json, str | None]:
    if isinstance(value, bool):
        return value, "BOOL"
    if isinstance(value, int):
        return str(value), "INT64"
    if isinstance(value, float):
        return value, "FLOAT64"
    # A text may stand for a date or a time: the service sees which by where it is used.
    return value, None


def rows_of(parts: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Json]]:
    """The rows of an answer in parts, where a value may go on in the next one."""
    fields: list[Mapping[str, Any]] = []
    values: list[Json] = []
    goes_on = False
    for each in parts:
        fields = ((each.get("metadata") or {}).get("rowType") or {}).get("fields") or fields
        more = list(each.get("values") or ())
        if goes_on and more:
            values[-1] = _joined(values[-1], more.pop(0))
        values += more
        goes_on = bool(each.get("chunkedValue"))
        while len(values) > len(fields) or (len(values) == len(fields) and fields and not goes_on):
            row, values = values[: len(fields)], values[len(fields) :]
            yield {
                str(field.get("name") or number): read(field["type"], value)
                for number, (field, value) in enumerate(zip(fields, row, strict=True))
            }


def _joined(one: Any, other: Any) -> Json:
    """A value and its continuation: texts, or lists whose ends are joined as well."""
    if isinstance(one, list) and one and other and type(one[-1]) is type(other[0]) in (str, list):
        return [*one[:-1], _joined(one[-1], other[0]), *other[1:]]
    return one + other


def read(kind: Mapping[str, Any], value: Any) -> Json:
    """A value as rows have it."""
    if value is None:
        return None
    match kind["code"]:
        case "INT64":
            return int(value)
        case "NUMERIC":
            return Decimal(value)
        case "FLOAT64" | "FLOAT32":
            return float(value)
        case "JSON":
            return msgspec.json.decode(value)
        case "ARRAY":
            return [read(kind["arrayElementType"], each) for each in value]
        case "STRUCT":
            fields = kind["structType"]["fields"]
            return {
                each["name"]: read(each["type"], one)
                for each, one in zip(fields, value, strict=True)
            }
    return value


@plugin(
    _PREFIX + "Query",
    title="Read rows of Spanner.",
    examples=[
        _PLACE + "sql: SELECT id, total FROM orders WHERE city = @city\nparameters:\n  city: Rome"
    ],
)
class Query(Database, RunnableTask[Rows]):
    """In a transaction that only reads."""

    sql: Annotated[
        str, Prop("The statement in SQL that reads, with `@name` where a parameter goes.")
    ]
    parameters: Annotated[dict[str, Json] | None, Prop(_NAMED)] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError for what is refused."""
        with self.session(ctx) as call:
            body = {"sql": self.sql, **parameters_of(self.parameters)}
            return fetched(ctx, rows_of(call("executeStreamingSql", body)), self.fetch_type)


class Changed(Output):
    """What was done."""

    affected_rows: Annotated[int, Prop("How many rows were changed.")]


@plugin(
    _PREFIX + "Execute",
    title="Change rows or the schema of Spanner.",
    examples=[_PLACE + "sql: DELETE FROM orders WHERE day < @day\nparameters:\n  day: 2030-01-01"],
)
class Execute(Long, RunnableTask[Changed]):
    """One statement in a transaction, or one of the schema, which is waited for."""

    sql: Annotated[
        str, Prop("The statement in SQL: one that changes rows, or the schema when `isDdl` is set.")
    ]
    parameters: Annotated[dict[str, Json] | None, Prop(_NAMED)] = None
    is_ddl: Annotated[bool, Prop("Whether it changes the schema.")] = False

    def run(self, ctx: RunContext) -> Changed:
        """Raises: PluginError for what is refused."""
        if self.is_ddl:
            rest = self.spanner(ctx)
            asked = {"statements": [self.sql]}
            self.finish(ctx, lambda: rest.ask("PATCH", f"{self.path}/ddl", asked))
            return Changed(affected_rows=0)
        with self.session(ctx) as call:
            body = {"sql": self.sql, "transaction": _WRITING, **parameters_of(self.parameters)}
            found = call("executeSql", body)
            call("commit", {"transactionId": found["metadata"]["transaction"]["id"]})
        return Changed(affected_rows=count_of(found))


def count_of(result: Mapping[str, Any]) -> int:
    """How many rows a statement changed."""
    return int((result.get("stats") or {}).get("rowCountExact") or 0)


class ChangedBatch(Output):
    """What was done."""

    affected_rows: Annotated[list[int], Prop("How many rows each statement changed.")]
    total_affected_rows: Annotated[int, Prop("How many that are together.")]


@plugin(
    _PREFIX + "BatchDml",
    title="Change rows of Spanner by several statements.",
    examples=[_PLACE + "statements:\n  - DELETE FROM carts WHERE TRUE"],
)
class BatchDml(Database, RunnableTask[ChangedBatch]):
    """All of them, or none."""

    statements: Annotated[list[str], Prop("Statements in SQL that change rows, in their order.")]

    def run(self, ctx: RunContext) -> ChangedBatch:
        """Raises: PluginError with the first statement that is refused."""
        if not self.statements:
            raise PluginError("`statements` must have one statement at least")
        asked = [{"sql": each} for each in self.statements]
        with self.session(ctx) as call:
            body: Json = {"transaction": _WRITING, "statements": asked, "seqno": "1"}
            found = call("executeBatchDml", body)
            results = found.get("resultSets") or []
            if (found.get("status") or {}).get("code"):
                words = found["status"].get("message")
                raise PluginError(f"Google Cloud spanner: statement {len(results) + 1}: {words}")
            call("commit", {"transactionId": results[0]["metadata"]["transaction"]["id"]})
        counts = [count_of(each) for each in results]
        return ChangedBatch(affected_rows=counts, total_affected_rows=sum(counts))


class Named(Output):
    """The database."""

    database: Annotated[str, Prop("The name of the database: projects/…/instances/…/databases/….")]


@plugin(
    _PREFIX + "CreateDatabase",
    title="Make a database of Spanner.",
    examples=[_PLACE + "extraDdl:\n  - CREATE TABLE orders (id INT64) PRIMARY KEY (id)"],
)
class CreateDatabase(Long, RunnableTask[Named]):
    """With tables, where the flow says which."""

    extra_ddl: Annotated[list[str] | None, Prop("Statements of its schema.")] = None

    def run(self, ctx: RunContext) -> Named:
        """Raises: PluginError for one that is there."""
        rest = self.spanner(ctx)
        name = self.database_id.replace("`", "")
        body = {
            "createStatement": f"CREATE DATABASE `{name}`",
            "extraStatements": self.extra_ddl or [],
        }
        self.finish(ctx, lambda: rest.post(f"{self.place}/databases", body))
        return Named(database=self.path.lstrip("/"))


@plugin(
    _PREFIX + "DeleteDatabase",
    title="Delete a database of Spanner.",
    examples=[_PLACE.rstrip()],
)
class DeleteDatabase(Database, RunnableTask[Named]):
    """With all that is in it."""

    def run(self, ctx: RunContext) -> Named:
        """Raises: PluginError for what is refused."""
        self.spanner(ctx).ask("DELETE", self.path)
        return Named(database=self.path.lstrip("/"))


class Changes(Output):
    """The changes."""

    change_count: Annotated[int, Prop("How many records of changes there are.")]
    row_count: Annotated[int, Prop("How many rows were changed.")]
    uri: Annotated[str, Prop("A file with a row for each record.")]


@plugin(
    _PREFIX + "Trigger",
    title="Start an execution when rows of Spanner change.",
    examples=[_PLACE + "changeStreamName: orders_stream\ninterval: PT1M"],
)
class Trigger(Database, PollingTrigger[Changes]):
    """What a change stream has since the last look."""

    change_stream_name: Annotated[
        str, Prop("The change stream that is read, as the schema names it.")
    ]
    lookback: Annotated[
        timedelta | None, Prop("How far back the first look goes; not at all by default.")
    ] = None

    def poll(self, ctx: RunContext) -> Iterator[Changes]:
        """Where the next look begins is kept once the execution is stored."""
        if not self.change_stream_name.isidentifier():
            raise PluginError("`changeStreamName` must be a name")
        key, until = default_key(ctx), ctx.now()
        is_there, last = ctx.kv.get(key)
        since = str(last) if is_there else (until - (self.lookback or timedelta())).isoformat()
        with self.session(ctx) as call:
            records = self._records(call, since, until.isoformat())
        if records:
            yield Changes(
                change_count=len(records),
                row_count=sum(len(each.get("mods") or ()) for each in records),
                uri=ctx.blobs.put_new(lines_of_rows(records), "ion"),
            )
        ctx.kv.put(key, until.isoformat())

    def _records(self, call: Callable[[str, Json], Any], since: str, until: str) -> list[Any]:
        """Records of all partitions: a partition names those that come after it."""
        sql = (
            f"SELECT ChangeRecord FROM READ_{self.change_stream_name}"
            "(@since, @until, @token, 10000)"
        )
        types: Json = {
            "since": {"code": "TIMESTAMP"},
            "until": {"code": "TIMESTAMP"},
            "token": {"code": "STRING"},
        }
        found: list[Any] = []
        waiting: list[tuple[str, str | None]] = [(since, None)]
        done: set[str | None] = set()
        while waiting:
            start, token = waiting.pop()
            if token in done or start > until:
                continue
            done.add(token)
            params = {"since": start, "until": until, "token": token}
            body = {"sql": sql, "params": params, "paramTypes": types}
            for row in rows_of(call("executeStreamingSql", body)):
                for record in row["ChangeRecord"]:
                    found += record.get("data_change_record") or ()
                    waiting += [
                        (str(each["start_timestamp"]), str(child["token"]))
                        for each in record.get("child_partitions_record") or ()
                        for child in each["child_partitions"]
                    ]
        return found
