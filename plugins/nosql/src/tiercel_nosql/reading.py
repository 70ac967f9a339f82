"""What reads rows by a query: as a task, and as a trigger that starts an execution for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from tiercel.plugin import Json, PollingTrigger, RunContext, RunnableTask
from tiercel.plugin.services.asking import HttpService
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched


class Reading(HttpService):
    """Rows of a query."""

    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        """The rows. Raises: PluginError for what the service refuses."""
        raise NotImplementedError


class ReadTask(Reading, RunnableTask[Rows]):
    """Reads them once."""

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError for what the service refuses."""
        return fetched(ctx, self.rows(ctx), self.fetch_type)


class ReadTrigger(Reading, PollingTrigger[Rows]):
    """An execution whenever there are rows: the query says which are new."""

    def poll(self, ctx: RunContext) -> Rows | None:
        """Raises: PluginError for what the service refuses."""
        wanted = "FETCH" if self.fetch_type == "NONE" else self.fetch_type
        found = fetched(ctx, self.rows(ctx), wanted)
        return found if found.size else None
