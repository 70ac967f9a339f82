"""Several statements, one after the other."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Output, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.services.fetching import Rows
from tiercel.plugins.files import keep_files
from tiercel_jdbc.sessions import Session
from tiercel_jdbc.statements import bind, split
from tiercel_jdbc.tasks.connection import Zoned
from tiercel_jdbc.tasks.fetching import Fetching
from tiercel_jdbc.tasks.query import AFTER_SQL, OUTPUT_FILES


class RowsOfAll(Output):
    """The rows of each statement that gave any."""

    outputs: Annotated[
        list[Rows] | None, Prop("One entry for each statement that gives rows, in order.")
    ] = None


class QueriesTask(Zoned, Fetching, RunnableTask[RowsOfAll]):
    """Runs statements, together or each for itself."""

    sql: Annotated[str, Prop("The statements, with semicolons between them.")]
    after_sql: Annotated[str | None, Field(alias="afterSQL"), AFTER_SQL] = None
    transaction: Annotated[
        bool, Prop("Whether all statements are one transaction, undone when one fails.")
    ] = True
    output_files: Annotated[list[str] | None, OUTPUT_FILES] = None

    def run(self, ctx: RunContext) -> RowsOfAll:
        found = self.rows_of_all(ctx)
        keep_files(ctx, self.output_files or ())
        return RowsOfAll(outputs=found)

    def statement(self, ctx: RunContext) -> str:
        """The statements with everything put in."""
        return self.sql

    def rows_of_all(self, ctx: RunContext) -> list[Rows]:
        """Run all statements. Raises: PluginError without any."""
        statements = split(self.statement(ctx)) + split(self.after_sql or "")
        if not statements:
            raise PluginError("`sql` has no statement")
        with self.session(ctx) as session:
            if not self.transaction:
                return self._run(ctx, session, statements)
            session.begin()
            try:
                found = self._run(ctx, session, statements)
            except BaseException:
                session.rollback()
                raise
            session.commit()
            return found

    def _run(self, ctx: RunContext, session: Session, statements: list[str]) -> list[Rows]:
        found = []
        for statement in statements:
            text, values = bind(statement, self.parameters, self.database.style)
            result = session.run(text, values, self.fetch_size)
            has_rows = result.columns is not None
            rows = self.rows_of(ctx, result, self.zone(ctx))
            if has_rows:
                found.append(rows)
        if self.wanted == "NONE" and found:
            ctx.log.info("fetchType is set to NONE, no output will be returned")
        return found
