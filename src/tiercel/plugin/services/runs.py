"""Tasks that start something elsewhere, and wait for its end where the flow says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Generic, TypeVar

from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel.plugin.task import Output, RunnableTask

__all__ = ["RemoteRun"]

_PAUSE = timedelta(seconds=5)
OutputT = TypeVar("OutputT", bound=Output)


class RemoteRun(HttpService, RunnableTask[OutputT], Generic[OutputT]):
    """A run on the far side: begun once, found again after a lost worker, ended by a kill.

    Properties `wait`, `poll_frequency` and `max_duration` say what their names do, where a type
    has them; without them the end is waited for.
    """

    far_work = by_handle("the id of the run")

    def begin(self, ctx: RunContext) -> str:
        """Start it; its id. Raises: PluginError for what the service refuses."""
        raise NotImplementedError

    def look(self, ctx: RunContext, number: str) -> Any:
        """What it is now, as the service has it. Raises: PluginError."""
        raise NotImplementedError

    def is_over(self, number: str, found: Any) -> bool:
        """Whether it has ended well. Raises: PluginError for one that failed."""
        raise NotImplementedError

    def end(self, ctx: RunContext, number: str) -> None:
        """End it on the far side, by requests that outlive a stop; nothing where it can't be."""

    def output(self, number: str, found: Any) -> OutputT:
        """The outputs; `found` is None when nobody waited."""
        raise NotImplementedError

    def is_awaited(self) -> bool:
        """Whether its end is waited for."""
        return getattr(self, "wait", True)

    def pause(self) -> timedelta:
        """Time between two looks at it."""
        return getattr(self, "poll_frequency", _PAUSE)

    def longest(self) -> timedelta | None:
        """How long it may take; None for as long as the task."""
        return getattr(self, "max_duration", None)

    def run(self, ctx: RunContext) -> OutputT:
        """Raises: PluginError for what the service refuses, and for a run that fails."""
        number = begun(ctx, lambda: self.begin(ctx))
        if not self.is_awaited():
            return self.output(number, None)

        def look() -> Any:
            found = self.look(ctx, number)
            return found if self.is_over(number, found) else None

        with ended_there(ctx, lambda: self.end(ctx, number)):
            found = wait_for(ctx, look, every=self.pause(), at_most=self.longest())
        return self.output(number, found)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """End what an attempt has begun that nobody goes on with."""
        self.end(ctx, str(handle["id"]))

    def asked(self, ctx: RunContext, method: str, url: str, **options: Any) -> Any:
        """The answer to a request. Raises: PluginError for what the service refuses."""
        path = "/" + url.split("://", 1)[-1].partition("/")[2].partition("?")[0]
        return self.ask(ctx, f"{method} {path}", HttpRequest(url=url, method=method, **options))
