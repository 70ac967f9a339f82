"""The types: a task, a trigger and a realtime trigger of each database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from tiercel.plugin import PollingTrigger, RealtimeTrigger, RunContext, RunnableTask, plugin
from tiercel_debezium.capture import RECORDS, Bounded, Captured, Listening, Streamed
from tiercel_debezium.mysql import MaybeNumbered, Numbered
from tiercel_debezium.postgresql import PostgreSql

_POSTGRES = (
    "hostname: localhost\nport: '5432'\ndatabase: shop\nusername: tiercel\n"
    "password: \"{{ secret('POSTGRES') }}\"\nincludedTables: [public.orders]\n"
)
_MYSQL = (
    "hostname: localhost\nport: '3306'\nserverId: '4711'\nusername: tiercel\n"
    "password: \"{{ secret('MYSQL') }}\"\nincludedTables: [shop.orders]\n"
)


class Capture(Bounded, RunnableTask[Captured]):
    """Changes since the last run; the first time also the rows that are there."""

    def run(self, ctx: RunContext) -> Captured:
        with self.captured(ctx) as found:
            return found


class Polling(Bounded, PollingTrigger[Captured]):
    """One execution for all changes since the last one, which are forgotten once it is stored."""

    def poll(self, ctx: RunContext) -> Iterator[Captured]:
        return self.polled(ctx)


class Realtime(Listening, RealtimeTrigger[Streamed]):
    """One execution for each change; what is stored does not come again."""

    async def listen(self, ctx: RunContext) -> AsyncIterator[Streamed]:
        async for each in self.changes(ctx):
            yield each


@plugin(
    "io.kestra.plugin.debezium.postgres.Capture",
    title="Read changes of rows of PostgreSQL into files.",
    examples=[_POSTGRES + "maxRecords: 1000"],
    metrics=[RECORDS],
)
class PostgresCapture(PostgreSql, Capture):
    """The server must have `wal_level` logical."""


@plugin(
    "io.kestra.plugin.debezium.postgres.Trigger",
    title="Start an execution for changes of rows of PostgreSQL.",
    examples=[_POSTGRES + "interval: PT1M"],
)
class PostgresTrigger(PostgreSql, Polling):
    """The server must have `wal_level` logical."""


@plugin(
    "io.kestra.plugin.debezium.postgres.RealtimeTrigger",
    title="Start an execution for each change of a row of PostgreSQL.",
    examples=[_POSTGRES + "deleted: DROP"],
)
class PostgresRealtimeTrigger(PostgreSql, Realtime):
    """The server must have `wal_level` logical."""


@plugin(
    "io.kestra.plugin.debezium.mysql.Capture",
    title="Read changes of rows of MySQL or MariaDB into files.",
    examples=[_MYSQL + "maxRecords: 1000"],
    metrics=[RECORDS],
)
class MysqlCapture(Numbered, Capture):
    """The server must have `binlog_format` ROW."""


@plugin(
    "io.kestra.plugin.debezium.mysql.Trigger",
    title="Start an execution for changes of rows of MySQL or MariaDB.",
    examples=[_MYSQL + "interval: PT1M"],
)
class MysqlTrigger(MaybeNumbered, Polling):
    """The server must have `binlog_format` ROW."""


@plugin(
    "io.kestra.plugin.debezium.mysql.RealtimeTrigger",
    title="Start an execution for each change of a row of MySQL or MariaDB.",
    examples=[_MYSQL + "deleted: DROP"],
)
class MysqlRealtimeTrigger(MaybeNumbered, Realtime):
    """The server must have `binlog_format` ROW."""
