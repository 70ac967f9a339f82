"""One statement, or several that are one unit for the server."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Metric,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
)
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows
from tiercel.plugins.files import keep_files
from tiercel_jdbc.sessions import Session
from tiercel_jdbc.statements import bind, split
from tiercel_jdbc.tasks.connection import Zoned
from tiercel_jdbc.tasks.fetching import Fetching

FETCHED = [Metric("fetch.size", "counter", "rows", "How many rows a statement gave.")]
AFTER_SQL = Prop("A statement that is run behind the first, in the same transaction.")
OUTPUT_FILES = Prop("Globs of files of the working directory that are kept.")
AUTO_COMMIT = Prop("Accepted; a statement is committed unless `afterSQL` follows it.", hidden=True)


class Statement(Zoned, Fetching):
    """What tasks and triggers with one statement have."""

    sql: Annotated[str, Prop("The statement to run, in the dialect of the database.")]
    after_sql: Annotated[str | None, Field(alias="afterSQL"), AFTER_SQL] = None

    def statement(self, ctx: RunContext) -> str:
        """The statement with everything put in."""
        return self.sql

    def rows(self, ctx: RunContext) -> Rows:
        """Run the statement, and the one that follows it.

        Raises: PluginError for several statements where the server does not take them as one.
        """
        sql = self.statement(ctx)
        statements = split(sql)
        if len(statements) > 1 and not self.takes_many():
            raise PluginError(
                "Query task support only a single SQL statement. "
                "Use the Queries task to run multiple statements."
            )
        if not statements:
            raise PluginError("`sql` has no statement")
        with self.session(ctx) as session:
            if self.after_sql is None:
                return self._run(ctx, session, statements)
            session.begin()
            try:
                found = self._run(ctx, session, statements)
                self._run(ctx, session, split(self.after_sql))
            except BaseException:
                session.rollback()
                raise
            session.commit()
            return found

    def takes_many(self) -> bool:
        """Whether the server takes several statements as one text."""
        return self.database.takes_many

    def _run(self, ctx: RunContext, session: Session, statements: list[str]) -> Rows:
        found = Rows()
        for statement in statements:
            text, values = bind(statement, self.parameters, self.database.style)
            result = session.run(text, values, self.fetch_size)
            found = self.rows_of(ctx, result, self.zone(ctx))
        return found


class QueryTask(Statement, RunnableTask[Rows]):
    """Runs a statement."""

    output_files: Annotated[list[str] | None, OUTPUT_FILES] = None

    def run(self, ctx: RunContext) -> Rows:
        found = self.rows(ctx)
        keep_files(ctx, self.output_files or ())
        return found


class QueryTrigger(Statement, PollingTrigger[Rows]):
    """Starts an execution when a statement gives rows."""

    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def poll(self, ctx: RunContext) -> Rows | None:
        found = self.rows(ctx)
        return found if found.size else None


class AutoCommit(Statement):
    """What older flows write."""

    auto_commit: Annotated[Static[bool], AUTO_COMMIT] = True
