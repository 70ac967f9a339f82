"""Tasks over the records of one input: map, filter, unnest and aggregate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import (
    IllegalArgument,
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Typed,
    plugin,
)
from tiercel.plugin.rows import exact_rows, lines_of_exact_rows
from tiercel.plugins.files import STORAGE_SCHEMES
from tiercel_transform.expressions import (
    AGGREGATES,
    MISSING,
    aggregate,
    cast_to,
    compiled,
    is_true,
    known,
)
from tiercel_transform.limits import GROUPS_MAX, RECORDS_MAX

Row = dict[str, Json]
OnError = Literal["FAIL", "SKIP", "NULL"]
Kind = Literal["STRING", "INT", "FLOAT", "DECIMAL", "BOOLEAN", "TIMESTAMP", "LIST", "STRUCT"]
_FROM = Prop(
    "The records: a list, a map, JSON text, or the address of a file of rows.",
    "A file is read row by row.",
)
PREFIX = "io.kestra.plugin.transform."
ON_ERROR = "What to do with a record that an expression fails for."


class Transformed(Output):
    """The new records."""

    records: Annotated[
        list[Json] | None, Prop("The new records as a list, when `outputType` is RECORDS.")
    ] = None
    uri: Annotated[str | None, Prop("The file of rows, of STORE.")] = None


class Counts:
    """What became of records; each is a metric."""

    def __init__(self, *names: str) -> None:
        self.of = dict.fromkeys(("processed", *names), 0)

    def add(self, name: str) -> None:
        """One more."""
        self.of[name] += 1


class RecordTask(RunnableTask[Transformed]):
    """Where records go, and what happens when an expression fails."""

    output_type: Annotated[
        Literal["AUTO", "RECORDS", "STORE"],
        Prop(
            "Where the new records go.",
            "RECORDS into the output, STORE into a file; AUTO, the default, as they came.",
        ),
    ] = "AUTO"
    output_format: Annotated[
        Literal["TEXT", "BINARY"], Prop("The form of the file.", "Accepted: it is always text.")
    ] = "TEXT"

    def give(
        self, ctx: RunContext, rows: Iterable[Json], counts: Counts, *, is_file: bool
    ) -> Transformed:
        """Store or collect the records, then count them."""
        plain = (_plain(row) for row in rows)
        if self.output_type == "STORE" or (self.output_type == "AUTO" and is_file):
            found = Transformed(uri=ctx.blobs.put_new(lines_of_exact_rows(plain), "ion"))
        else:
            found = Transformed(records=_bounded(plain))
        for name, value in counts.of.items():
            ctx.metrics.counter(name, value)
        return found


def _bounded(rows: Iterable[Json]) -> list[Json]:
    found: list[Json] = []
    for row in rows:
        if len(found) >= RECORDS_MAX:
            raise PluginError(
                f"There are more than {RECORDS_MAX} records: `outputType: STORE` writes them to a "
                "file instead"
            )
        found.append(row)
    return found


def _plain(value: Json) -> Json:
    """Dates as ISO text, as files of rows have them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def records_of(ctx: RunContext, source: Json, stack: ExitStack) -> tuple[Iterator[Json], bool]:
    """The records, and whether they come from a file. Raises: PluginError for anything else."""
    if isinstance(source, str) and source.strip().startswith(STORAGE_SCHEMES):
        return exact_rows(stack.enter_context(ctx.blobs.open(source.strip()))), True
    if isinstance(source, str):
        try:
            source = msgspec.json.decode(source)
        except msgspec.DecodeError:
            raise PluginError(
                "Records must be a list, a map, or the address of a file, not other text"
            ) from None
    return iter(source if isinstance(source, list) else [source]), False


def row_of(value: Json) -> Row:
    """A record. Raises: IllegalArgument for anything but a map."""
    if isinstance(value, Mapping):
        return dict(value)
    raise IllegalArgument(f"a record must be a map, not {type(value).__name__}")


class FromRecords(RecordTask):
    """Reads one input."""

    from_: Annotated[Typed[Json], Field(alias="from"), _FROM]

    def run(self, ctx: RunContext) -> Transformed:
        """Raises: PluginError for a record that an expression fails for, unless it may be left."""
        with ExitStack() as stack:
            rows, is_file = records_of(ctx, self.from_, stack)
            counts = self.counts()
            return self.give(ctx, self.transform(rows, counts), counts, is_file=is_file)

    def counts(self) -> Counts:
        """The metrics of the task."""
        return Counts("failed", "dropped")

    def transform(self, rows: Iterator[Json], counts: Counts) -> Iterator[Json]:
        """The new records, one at a time."""
        raise NotImplementedError


def failed(number: int, error: IllegalArgument) -> PluginError:
    """An error that says which record it was."""
    return PluginError(f"Record {number}: {error.message}")


class FieldDefinition(Part):
    """A value of a new record."""

    expr: Annotated[str | None, Prop("The expression whose value the member gets.")] = None
    type: Annotated[Kind | None, Prop("The type of the value.", "That it has by default.")] = None
    optional: Annotated[bool, Prop("Whether the path may lead nowhere.", "No by default.")] = False


class AggregateDefinition(Part):
    """A value of a group."""

    expr: Annotated[str | None, Prop("The aggregate, such as `sum(total)`.")] = None
    type: Annotated[Kind | None, Prop("The type of the value.", "That it has by default.")] = None


Definition = str | FieldDefinition


def mapped(row: Mapping[str, Json], fields: Mapping[str, Definition], *, nulls: bool) -> Row:
    """A record of expressions; with `nulls` what fails is null. Raises: IllegalArgument."""
    found: Row = {}
    for name, given in fields.items():
        field = FieldDefinition(expr=given) if isinstance(given, str) else given
        try:
            value = compiled(field.expr or name)(row)
            if value is MISSING and not field.optional:
                raise IllegalArgument("the path leads nowhere, and `optional` is false")
            found[name] = cast_to(field.type, known(value))
        except IllegalArgument as error:
            if not nulls:
                raise IllegalArgument(f"field '{name}': {error.message}") from None
            found[name] = None
    return found


def counted(*names: str) -> list[Metric]:
    """The metrics of those names."""
    texts = {
        "processed": "How many records were read.",
        "passed": "How many were kept.",
        "dropped": "How many were left out.",
        "failed": "For how many an expression failed.",
        "groups": "How many groups there are.",
    }
    return [Metric(name, "counter", "records", texts[name]) for name in names]


@plugin(
    f"{PREFIX}Map",
    title="Make new records of expressions.",
    examples=[
        (
            'from: "{{ outputs.fetch.records }}"\n'
            "fields:\n"
            "  customer: user.id\n"
            "  total:\n"
            "    expr: sum(items[].price)\n"
            "    type: DECIMAL"
        )
    ],
    metrics=counted("processed", "failed", "dropped"),
)
class Map(FromRecords):
    """A record for each."""

    fields: Annotated[
        dict[str, Definition],
        Prop("Expressions by the names of the new fields.", "A text, or `expr` with a `type`."),
    ]
    keep_original_fields: Annotated[
        bool, Prop("Whether the other fields of a record stay.", "No by default.")
    ] = False
    drop_nulls: Annotated[
        bool, Prop("Whether fields that are null are left out.", "Yes by default.")
    ] = True
    on_error: Annotated[
        OnError,
        Prop(ON_ERROR, "FAIL ends the task, SKIP leaves it out, NULL makes the field null."),
    ] = "FAIL"

    def transform(self, rows: Iterator[Json], counts: Counts) -> Iterator[Json]:
        for number, value in enumerate(rows, start=1):
            counts.add("processed")
            try:
                row = row_of(value)
                made = mapped(row, self.fields, nulls=self.on_error == "NULL")
            except IllegalArgument as error:
                counts.add("failed")
                if self.on_error == "FAIL":
                    raise failed(number, error) from None
                counts.add("dropped")
                continue
            kept = {k: v for k, v in row.items() if k not in made}
            found = {**kept, **made} if self.keep_original_fields else made
            yield without_nulls(found) if self.drop_nulls else found


def without_nulls(row: Row) -> Row:
    """A record without its fields that are null."""
    return {name: value for name, value in row.items() if value is not None}


@plugin(
    f"{PREFIX}Filter",
    title="Keep the records that meet a condition.",
    examples=['from: "{{ outputs.query.uri }}"\nwhere: is_active && country in ("FR", "DE")'],
    metrics=counted("processed", "passed", "dropped", "failed"),
)
class Filter(FromRecords):
    """The records as they are."""

    where: Annotated[str, Prop("The condition; null counts as false.")]
    on_error: Annotated[
        Literal["FAIL", "SKIP", "KEEP"],
        Prop(ON_ERROR, "FAIL ends the task, SKIP leaves the record out, KEEP keeps it."),
    ] = "FAIL"

    def counts(self) -> Counts:
        return Counts("passed", "dropped", "failed")

    def transform(self, rows: Iterator[Json], counts: Counts) -> Iterator[Json]:
        condition = compiled(self.where)
        for number, value in enumerate(rows, start=1):
            counts.add("processed")
            try:
                is_kept = is_true(condition(row_of(value)))
            except IllegalArgument as error:
                counts.add("failed")
                if self.on_error == "FAIL":
                    raise failed(number, error) from None
                is_kept = self.on_error == "KEEP"
            counts.add("passed" if is_kept else "dropped")
            if is_kept:
                yield value


@plugin(
    f"{PREFIX}Unnest",
    title="Make a record of each element of a list.",
    examples=['from: "{{ outputs.orders.records }}"\npath: items[]\nas: item'],
    metrics=counted("processed", "failed", "dropped"),
)
class Unnest(FromRecords):
    """A record without the list gives none."""

    path: Annotated[str, Prop("The path of the list, such as `items[]`.")]
    as_: Annotated[str, Field(alias="as"), Prop("The field that gets the element.")]
    keep_original_fields: Annotated[
        bool, Prop("Whether the other fields of the record stay.", "Yes by default.")
    ] = True
    on_error: Annotated[
        OnError,
        Prop(ON_ERROR, "FAIL ends the task, SKIP leaves it out, NULL gives one without element."),
    ] = "FAIL"

    def transform(self, rows: Iterator[Json], counts: Counts) -> Iterator[Json]:
        path = compiled(self.path)
        first = self.path.partition(".")[0].partition("[")[0]
        for number, value in enumerate(rows, start=1):
            counts.add("processed")
            row: Row = {}
            try:
                row = row_of(value)
                elements: list[Json] = _list_of(path(row), self.path)
            except IllegalArgument as error:
                counts.add("failed")
                if self.on_error == "FAIL":
                    raise failed(number, error) from None
                elements = [None] if self.on_error == "NULL" else []
            if not elements:
                counts.add("dropped")
            kept = {name: each for name, each in row.items() if name != first}
            for each in elements:
                yield {**(kept if self.keep_original_fields else {}), self.as_: each}


def _list_of(value: Any, path: str) -> list[Json]:
    found = known(value)
    if found is None:
        return []
    if isinstance(found, list):
        return list(found)
    raise IllegalArgument(f"'{path}' is no list")


@plugin(
    f"{PREFIX}Aggregate",
    title="Group records, and count or add up each group.",
    examples=[
        (
            'from: "{{ outputs.query.uri }}"\n'
            "groupBy: [country]\n"
            "aggregates:\n"
            "  orders:\n"
            "    expr: count()\n"
            "  total:\n"
            "    expr: sum(total)\n"
            "    type: DECIMAL"
        )
    ],
    metrics=counted("processed", "groups", "dropped", "failed"),
)
class Aggregate(FromRecords):
    """A record for each group, in the order of their first records."""

    group_by: Annotated[list[str], Prop("Paths of the fields that a group has in common.")]
    aggregates: Annotated[
        dict[str, str | AggregateDefinition],
        Prop(
            "Aggregates by the names of the new fields.",
            "`count()`, or sum, avg, min, max, first or last of an expression.",
        ),
    ]
    on_error: Annotated[
        OnError,
        Prop(ON_ERROR, "FAIL ends the task, SKIP leaves it out, NULL makes the value null."),
    ] = "FAIL"

    def counts(self) -> Counts:
        return Counts("groups", "dropped", "failed")

    def transform(self, rows: Iterator[Json], counts: Counts) -> Iterator[Json]:
        keys = {path: compiled(path) for path in self.group_by}
        definitions = {
            name: AggregateDefinition(expr=each) if isinstance(each, str) else each
            for name, each in self.aggregates.items()
        }
        calls = {name: _call_of(each.expr or name) for name, each in definitions.items()}
        kinds = {name: each.type for name, each in definitions.items()}
        groups: dict[bytes, tuple[Row, dict[str, list[Json]]]] = {}
        for number, value in enumerate(rows, start=1):
            counts.add("processed")
            try:
                row = row_of(value)
                key = {path: known(each(row)) for path, each in keys.items()}
                found = {name: known(call[1](row)) for name, call in calls.items()}
            except IllegalArgument as error:
                counts.add("failed")
                if self.on_error == "FAIL":
                    raise failed(number, error) from None
                counts.add("dropped")
                continue
            mark = msgspec.json.encode(_plain(list(key.values())))
            group = groups.setdefault(mark, (key, {name: [] for name in calls}))
            if len(groups) > GROUPS_MAX:
                raise PluginError(f"There are more than {GROUPS_MAX} groups")
            for name, each in found.items():
                _add(group[1][name], calls[name][0], each)
        for key, values in groups.values():
            counts.add("groups")
            yield {**key, **self._values(values, calls, kinds)}

    def _values(
        self,
        values: Mapping[str, list[Json]],
        calls: Mapping[str, tuple[str, Any]],
        kinds: Mapping[str, Kind | None],
    ) -> Row:
        found: Row = {}
        for name, each in values.items():
            try:
                found[name] = cast_to(kinds[name], _result(calls[name][0], each))
            except IllegalArgument as error:
                if self.on_error == "FAIL":
                    raise PluginError(f"field '{name}': {error.message}") from None
                found[name] = None
        return found


def _call_of(text: str) -> tuple[str, Any]:
    """The name of an aggregate, and the expression of its values. Raises: IllegalArgument."""
    name, mark, rest = text.strip().partition("(")
    inner = rest.removesuffix(")")
    if name.strip().lower() not in AGGREGATES or not mark or inner == rest:
        raise IllegalArgument(f"'{text}' is no aggregate: {', '.join(AGGREGATES)} of an expression")
    if not inner.strip():
        return "rows", lambda row: True
    return name.strip().lower(), compiled(inner)


def _add(values: list[Json], name: str, value: Json) -> None:
    """Keep what the result needs: running totals, and not every value."""
    if value is None:
        return
    if name in ("count", "rows"):
        values[:] = [(values[0] if values else 0) + 1]
    elif name in ("first", "last", "min", "max", "sum"):
        values[:] = [aggregate(name, [*values, value])]
    else:
        known_values = values or [0, 0]
        values[:] = [aggregate("sum", [known_values[0], value]), known_values[1] + 1]


def _result(name: str, values: list[Json]) -> Json:
    if name in ("count", "rows"):
        return values[0] if values else 0
    if name == "avg":
        return aggregate("sum", [values[0]]) / values[1] if values else None
    return values[0] if values else None
