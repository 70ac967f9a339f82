"""Rows of a file written to a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Level,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
)
from tiercel.plugin.rows import exact_row_of_text, numbered_rows
from tiercel_jdbc.sessions import Session
from tiercel_jdbc.statements import insert_of, placed
from tiercel_jdbc.tasks.connection import Zoned

WRITTEN = [
    Metric("records", "counter", "records", "How many rows were read."),
    Metric("updated", "counter", "records", "How many rows the statements changed."),
    Metric("query", "counter", "queries", "How many batches were sent."),
]
_ONE_WAY = "Accepted: the file is always read as a stream."


class Written(Output):
    """What a batch did."""

    row_count: Annotated[int, Prop("How many rows were read.")]
    updated_count: Annotated[int, Prop("How many rows the statements changed.")]


class Counts:
    """How far a batch is: rows that are committed, changes, batches, lines on their way."""

    rows = 0
    updated = 0
    queries = 0
    sending: tuple[int, int] | None = None

    def placed(self, error: Exception) -> Exception:
        """What the database says of the rows on their way, with their lines in the file."""
        if self.sending is None or not isinstance(error, PluginError):
            return error
        first, last = self.sending
        place = f"line {first}" if first == last else f"lines {first} to {last}"
        return PluginError(f"{error} ({place} of the file)")


class BatchTask(Zoned, RunnableTask[Written]):
    """Sends the rows of a file in batches, each a transaction of its own."""

    from_: Annotated[str, Field(alias="from"), Prop("The file of rows in the internal storage.")]
    sql: Annotated[
        str | None, Prop("The statement, with a `?` for each value; made from `table` without.")
    ] = None
    table: Annotated[str | None, Prop("The table that rows are inserted into.")] = None
    columns: Annotated[
        list[str] | None, Prop("The columns, in order; those of the table by default.")
    ] = None
    chunk: Annotated[int, Prop("How many rows a batch has.")] = 1000
    max_retries: Annotated[int, Prop("How often a batch is tried again.")] = 3
    retry_backoff: Annotated[timedelta, Prop("How long to wait before that.")] = timedelta(
        seconds=1
    )
    retry_scope: Annotated[
        Literal["NONE", "INPUT", "ALL"],
        Prop("INPUT tries again when reading failed, ALL when the database did, too."),
    ] = "INPUT"
    resume_on_retry: Annotated[
        bool, Prop("Whether to go on behind the last batch that was committed.")
    ] = True
    input_handling: Annotated[
        Literal["AUTO", "STREAM", "LOCAL"], Prop("How the file is read.", _ONE_WAY)
    ] = "AUTO"
    local_buffer_max_bytes: Annotated[int, Prop("How much to keep locally.", _ONE_WAY)] = 104857600

    def run(self, ctx: RunContext) -> Written:
        """Raises: PluginError for a file or a statement that does not fit."""
        if self.sql is None and self.table is None:
            raise PluginError("`sql` or `table` must be given")
        if self.chunk < 1:
            raise PluginError("`chunk` must be at least 1")
        counts = Counts()
        tries = 0
        while True:
            try:
                with self.session(ctx) as session:
                    self._write(ctx, session, counts)
                return self._written(ctx, counts)
            except (PluginError, OSError) as wrong:
                if ctx.is_stopped:
                    raise
                error = counts.placed(wrong)
                counts.sending = None
                if tries >= self.max_retries or not self._may_try_again(error):
                    if error is wrong:
                        raise
                    raise error from wrong
                tries += 1
                ctx.log.write(Level.WARN, f"Try {tries} of {self.max_retries} follows: {error}")
                ctx.pause(self.retry_backoff)
                if not self.resume_on_retry:
                    counts = Counts()

    def _may_try_again(self, error: Exception) -> bool:
        """Reading fails with an OSError, everything else with an error of ours."""
        return self.retry_scope == "ALL" or (
            self.retry_scope == "INPUT" and isinstance(error, OSError)
        )

    def _written(self, ctx: RunContext, counts: Counts) -> Written:
        ctx.metrics.counter("records", counts.rows)
        ctx.metrics.counter("updated", counts.updated)
        ctx.metrics.counter("query", counts.queries)
        ctx.log.write(Level.INFO, f"Wrote {counts.rows} rows in {counts.queries} batches")
        return Written(row_count=counts.rows, updated_count=counts.updated)

    def _write(self, ctx: RunContext, session: Session, counts: Counts) -> None:
        columns: Sequence[str] | None = self.columns
        if columns is None and self.sql is None and self.table is not None:
            columns = session.columns_of(self.table)
        sql = self._statement(columns)
        with ctx.blobs.open(self.from_) as file:
            rows = islice(numbered_rows(file, exact_row_of_text), counts.rows, None)
            while lines := list(islice(rows, self.chunk)):
                batch = [_values_of(number, row, columns) for number, row in lines]
                counts.sending = (lines[0][0], lines[-1][0])
                session.begin()
                try:
                    updated = session.run_many(sql, batch)
                except BaseException:
                    session.rollback()
                    raise
                session.commit()
                counts.sending = None
                counts.rows += len(batch)
                counts.updated += max(updated, 0)
                counts.queries += 1

    def _statement(self, columns: Sequence[str] | None) -> str:
        database = self.database
        if self.sql is not None:
            return placed(self.sql, database.style)
        assert self.table is not None
        assert columns is not None
        return insert_of(self.table, columns, database.quote, database.style)


def _values_of(number: int, row: Json, columns: Sequence[str] | None) -> list[Json]:
    """The values of a row in the order of the columns. Raises: PluginError for a row of one."""
    if isinstance(row, dict):
        return [row.get(name) for name in columns] if columns else list(row.values())
    if isinstance(row, list):
        return row
    kind = type(row).__name__
    raise PluginError(f"Line {number} of the file: a row must be a map or a list, not {kind}")
