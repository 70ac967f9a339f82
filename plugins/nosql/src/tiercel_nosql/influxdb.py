"""Points of InfluxDB: read by Flux or InfluxQL, written in its line protocol."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    Plugin,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService, given
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.foreign import WHERE
from tiercel.plugin.services.given_rows import STORAGE, groups_of, rows_given

_PREFIX = "io.kestra.plugin.influxdb."
QUERY = "POST /api/v2/query"
_PLACE = (
    "connection:\n  url: https://influx.example.com\n  token: \"{{ secret('INFLUX_TOKEN') }}\"\n"
    "org: acme\nbucket: sensors\n"
)
_RECORDS = [Metric("records", "counter", "count", "How many records there were.")]
BUCKET = Prop("The name of the bucket.")


class Connection(Part):
    """Where it is, and who asks."""

    url: Annotated[str, Prop("The address of the server.")]
    token: Annotated[str, Prop("A token, best from a secret.")]
    connect_timeout: Annotated[timedelta, Prop("How long connecting may take.")] = timedelta(
        seconds=10
    )
    read_timeout: Annotated[timedelta, Prop("How long an answer may take.")] = timedelta(seconds=10)


class Influx(HttpService):
    """Requests to a server."""

    service = "InfluxDB"
    takes_pages = False

    bucket: Annotated[str | None, BUCKET] = None

    def request(
        self, ctx: RunContext, connection: Connection, path: str, **options: Any
    ) -> HttpRequest:
        """A request to the server."""
        token = ctx.render(connection.token) or ""
        url = (ctx.render(connection.url) or "").rstrip("/")
        headers = {"Authorization": f"Token {token}", **(options.pop("headers", None) or {})}
        return HttpRequest(
            url=url + path,
            headers=headers,
            connect_timeout=connection.connect_timeout,
            read_timeout=connection.read_timeout,
            **options,
        )


class OfOrg(Influx):
    """What names the organisation."""

    connection: Annotated[Static[Connection], Prop("Where it is, and who asks.")]
    org: Annotated[str, Prop("The name of the organisation.")]


class Points(Rows):
    """The rows."""

    total: Annotated[int | None, Prop("How many there are.")] = None


class Queried(Plugin):
    """What becomes of rows."""

    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"

    def points(self, ctx: RunContext, rows: Iterator[dict[str, Json]]) -> Points:
        """Rows as `fetchType` says."""
        found = fetched(ctx, rows, self.fetch_type)
        return Points(**dict(found), total=found.size)


def flux_rows(
    place: Influx, ctx: RunContext, login: Connection, org: str, query: str
) -> Iterator[dict[str, Json]]:
    """The rows of a query in Flux."""
    text = (ctx.render(query) or "").replace("{{bucket}}", place.bucket or "")
    body: Json = {"query": text, "type": "flux", "dialect": {"annotations": ["datatype"]}}
    request = place.request(
        ctx, login, "/api/v2/query", method="POST", params={"org": org}, json=body
    )
    text = place.answer(ctx, QUERY, request).content.decode("utf-8", errors="replace")
    # Annotations are asked for, so that only what has no tables begins without one.
    if text.strip() and not text.lstrip().startswith(("#", "error,")):
        raise place.failed(QUERY, request, f"the answer is no annotated CSV: {WHERE}")
    yield from rows_of_csv(text)


def rows_of_csv(text: str) -> Iterator[dict[str, Json]]:
    """The rows of annotated CSV: tables one after another, each with its types and names."""
    types: list[str] = []
    names: list[str] = []
    for line in csv.reader(text.splitlines()):
        if not line:
            types, names = types if types and not names else [], []
        elif line[0] == "#datatype":
            types, names = line, []
        elif line[0].startswith("#"):
            continue
        elif not names:
            names = line
            if "error" in names[:2]:
                types = []
        else:
            row = dict(zip(names[1:], line[1:], strict=False))
            if "error" in row:
                raise PluginError(f"InfluxDB: the query failed: {row['error']}")
            kinds = dict(zip(names[1:], types[1:], strict=False))
            yield {name: _value(kinds.get(name, ""), text) for name, text in row.items()}


def _value(kind: str, text: str) -> Json:
    if text == "" and kind != "string":
        return None
    if kind in ("long", "unsignedLong"):
        return int(text)
    if kind == "double":
        return float(text)
    return text == "true" if kind == "boolean" else text


@plugin(
    _PREFIX + "FluxQuery",
    title="Read points of InfluxDB by Flux.",
    examples=[_PLACE + "query: 'from(bucket: \"sensors\") |> range(start: -1h)'\nfetchType: FETCH"],
    metrics=_RECORDS,
)
class FluxQuery(OfOrg, Queried, RunnableTask[Points]):
    """All tables of the answer."""

    query: Annotated[str, Prop("The query in Flux, which begins with `from(bucket: …)`.")]

    def run(self, ctx: RunContext) -> Points:
        """Raises: PluginError for what is refused."""
        rows = flux_rows(self, ctx, self.connection, self.org, self.query)
        found = self.points(ctx, rows)
        ctx.metrics.counter("records", found.size or 0)
        return found


@plugin(
    _PREFIX + "InfluxQLQuery",
    title="Read points of InfluxDB by InfluxQL.",
    examples=[_PLACE + "query: SELECT mean(value) FROM temperature\nfetchType: FETCH"],
    metrics=_RECORDS,
)
class InfluxQLQuery(OfOrg, Queried, RunnableTask[Points]):
    """`bucket` is the name of the database that stands for it."""

    query: Annotated[str, Prop("The query in InfluxQL, such as `SELECT mean(value) FROM cpu`.")]

    def run(self, ctx: RunContext) -> Points:
        """Raises: PluginError for what is refused."""
        found = self.points(ctx, self._rows(ctx))
        ctx.metrics.counter("records", found.size or 0)
        return found

    def _rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        params = given(db=self.bucket, q=self.query, org=self.org)
        request = self.request(ctx, self.connection, "/query", params=params)
        for result in self.ask_for(ctx, "GET /query", request, "results")["results"]:
            if "error" in result:
                raise PluginError(f"InfluxDB: the query failed: {result['error']}")
            for series in result.get("series") or ():
                tags = {"name": series.get("name"), **(series.get("tags") or {})}
                for values in series["values"]:
                    yield {**tags, **dict(zip(series["columns"], values, strict=True))}


@plugin(
    _PREFIX + "FluxTrigger",
    title="Start an execution when a query of InfluxDB gives rows.",
    examples=[_PLACE + "query: 'from(bucket: \"sensors\") |> range(start: -1m)'\ninterval: PT1M"],
)
class FluxTrigger(Influx, Queried, PollingTrigger[Points]):
    """The query says which rows are new."""

    connection: Annotated[Static[Connection | None], Prop("Where it is, and who asks.")] = None
    org: Annotated[str | None, Prop("The name of the organisation.")] = None
    query: Annotated[str | None, Prop("The query in Flux, which says which rows are new.")] = None

    def poll(self, ctx: RunContext) -> Points | None:
        """Raises: PluginError for what is missing, or refused."""
        if self.connection is None or self.org is None or self.query is None:
            raise PluginError("`connection`, `org` and `query` must be provided")
        rows = flux_rows(self, ctx, self.connection, self.org, self.query)
        wanted = "FETCH" if self.fetch_type == "NONE" else self.fetch_type
        found = fetched(ctx, rows, wanted)
        return Points(**dict(found), total=found.size) if found.size else None


class WrittenPoints(Output):
    """What was written."""

    record_count: Annotated[int, Prop("How many points were written.")]


@plugin(
    _PREFIX + "Write",
    title="Write points in the line protocol of InfluxDB.",
    examples=[_PLACE + 'source: "temperature,hall=kitchen value=21.5"\nprecision: S'],
    metrics=_RECORDS,
)
class Write(OfOrg, RunnableTask[WrittenPoints]):
    """From a text, or from a stored file."""

    source: Annotated[str, Prop("Lines, or the address of a stored file with such.")]
    precision: Annotated[Literal["MS", "S", "US", "NS"], Prop("The unit of times.")] = "NS"

    def run(self, ctx: RunContext) -> WrittenPoints:
        """Raises: PluginError for lines that are refused."""
        text = self.source
        if text.startswith(STORAGE):
            text = ctx.blobs.read(text).decode()
        lines = [line for line in text.splitlines() if line.strip()]
        write(self, ctx, lines, self.precision.lower())
        ctx.metrics.counter("records", len(lines))
        return WrittenPoints(record_count=len(lines))


def write(place: OfOrg, ctx: RunContext, lines: Iterable[str], precision: str) -> None:
    """Write lines. Raises: PluginError for what is refused."""
    params = given(org=place.org, bucket=place.bucket, precision=precision)
    content = "\n".join(lines)
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    request = place.request(
        ctx,
        place.connection,
        "/api/v2/write",
        method="POST",
        params=params,
        content=content,
        headers=headers,
    )
    place.ask_for_nothing(ctx, "POST /api/v2/write", request)


@plugin(
    _PREFIX + "Load",
    title="Write the rows of a file as points of InfluxDB.",
    examples=[
        (
            _PLACE + 'from: "{{ outputs.read.uri }}"\nmeasurement: temperature\ntags: [hall]\n'
            "timeField: at"
        )
    ],
)
class Load(OfOrg, RunnableTask[WrittenPoints]):
    """Members that are no tags are fields."""

    from_: Annotated[str, Field(alias="from"), Prop("The file of rows.")]
    measurement: Annotated[str, Prop("The name of the measurement that all points get.")]
    tags: Annotated[list[str] | None, Prop("Members that are tags.")] = None
    time_field: Annotated[
        str | None, Prop("The member with the time; the server's own without it.")
    ] = None
    chunk: Annotated[int, Prop("How many points are written at once.")] = 1000

    def run(self, ctx: RunContext) -> WrittenPoints:
        """Raises: PluginError for a row that is no map, and for what is refused."""
        if self.chunk < 1:
            raise PluginError(f"`chunk` must be 1 or more, not {self.chunk}")
        count = 0
        for rows in groups_of(rows_given(ctx, self.from_), self.chunk):
            write(self, ctx, [self._line(each) for each in rows], "ns")
            count += len(rows)
        return WrittenPoints(record_count=count)

    def _line(self, row: Json) -> str:
        if not isinstance(row, Mapping):
            raise PluginError("A row must be a map of members")
        tags = [name for name in self.tags or () if row.get(name) is not None]
        others = [
            name
            for name, value in row.items()
            if name not in {*(self.tags or ()), self.time_field} and value is not None
        ]
        head = ",".join(
            [
                _name(self.measurement, ", "),
                *(f"{_name(each)}={_name(str(row[each]))}" for each in tags),
            ]
        )
        fields = ",".join(f"{_name(each)}={_field(row[each])}" for each in others)
        at = row.get(self.time_field) if self.time_field else None
        return f"{head} {fields}" + ("" if at is None else f" {_nanoseconds(at)}")


def _name(text: str, signs: str = ", =") -> str:
    for sign in signs:
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")


def _field(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value}i"
    if isinstance(value, float):
        return repr(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _nanoseconds(value: Json) -> int:
    """A time of ISO 8601, or a number of nanoseconds. Raises: PluginError for anything else."""
    if isinstance(value, int):
        return value
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise PluginError(f"`timeField`: {value} is no time") from None
    return int(at.timestamp() * 1_000_000) * 1_000
