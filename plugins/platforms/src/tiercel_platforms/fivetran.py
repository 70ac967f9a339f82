"""Synchronisations of Fivetran."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ONCE, ConfiguredService, Repeats
from tiercel.plugin.services.far_work import by_handle, watched
from tiercel.plugin.services.waiting import begun, wait_for

_KEY = "apiKey: \"{{ secret('FIVETRAN_KEY') }}\"\napiSecret: \"{{ secret('FIVETRAN_SECRET') }}\"\n"
FREQUENCY = Prop("Time between two looks.")


class Account(ConfiguredService):
    """Who asks, and how."""

    service = "Fivetran"

    api_key: Annotated[str, Prop("The key of the API, best from a secret.")]
    api_secret: Annotated[str, Prop("Its secret, best from a secret.")]
    base_url: Annotated[str, Prop("Where the service is.")] = "https://api.fivetran.com"
    wait: Annotated[bool, Prop("Whether to wait for the end.")] = True
    max_duration: Annotated[timedelta, Prop("How long to wait at most.")] = timedelta(hours=1)
    max_attempts: Annotated[int, Prop("How often a question that fails is asked.")] = 3
    initial_retry_delay: Annotated[
        timedelta, Prop("How long to wait before it is asked again; twice as long each time.")
    ] = timedelta(seconds=1)

    def secrets(self) -> Iterable[str | None]:
        return (self.api_key, self.api_secret)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        pair = b64encode(f"{self.api_key}:{self.api_secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}", "Accept": "application/json;version=2"}

    def repeats(self, request: HttpRequest) -> Repeats:
        """What starts something is asked once: it may have begun before the error."""
        if request.method != "GET":
            return ONCE
        return Repeats(max(1, self.max_attempts), first_pause=self.initial_retry_delay)

    def connector(self, ctx: RunContext, number: str) -> dict[str, Json]:
        """A connector as it is now."""
        path = f"/v1/connectors/{quote(number, safe='')}"
        request = HttpRequest(url=self.base_url.rstrip("/") + path)
        found: dict[str, Json] = self.ask_for(ctx, f"GET {path}", request, "data")["data"]
        return found


def ends_of(connector: dict[str, Json]) -> str:
    """When synchronisations ended, well and not."""
    return f"{connector.get('succeeded_at')} {connector.get('failed_at')}"


@plugin(
    "io.kestra.plugin.fivetran.connectors.Sync",
    title="Start a synchronisation of Fivetran.",
    examples=[_KEY + "connectorId: iodize_impressive"],
)
class Sync(Account, RunnableTask[Output]):
    """The service has no way to cancel one: a kill ends the wait alone."""

    far_work = by_handle("the connector, and when it ended before")

    connector_id: Annotated[str, Prop("The connector that is synchronised, by its id.")]
    force: Annotated[bool, Prop("Whether one that runs is ended and begun anew.")] = False
    poll_frequency: Annotated[timedelta, FREQUENCY] = timedelta(seconds=5)

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what the service refuses, or one that fails."""
        before = begun(ctx, lambda: self._begin(ctx))
        if self.wait:
            wait_for(
                ctx,
                lambda: self._end(ctx, before),
                every=self.poll_frequency,
                at_most=self.max_duration,
            )

    def _begin(self, ctx: RunContext) -> str:
        before = ends_of(self.connector(ctx, self.connector_id))
        path = self.filled("/v1/connectors/{connector_id}/sync")
        body: Json = {"force": self.force}
        request = HttpRequest(url=self.base_url.rstrip("/") + path, method="POST", json=body)
        self.ask(ctx, f"POST {path}", request)
        return before

    def _end(self, ctx: RunContext, before: str) -> bool | None:
        found = self.connector(ctx, self.connector_id)
        if ends_of(found) == before:
            return None
        if str(found.get("failed_at")) != before.split()[1]:
            raise PluginError(f"The synchronisation of {self.connector_id} failed")
        return True


class ConnectorState(Part):
    """A connector."""

    id: Annotated[str | None, Prop("The id of the connector.")] = None
    name: Annotated[str | None, Prop("The name of its schema.")] = None
    sync_state: Annotated[str | None, Prop("Whether it is synchronised now.")] = None
    setup_state: Annotated[str | None, Prop("Whether it is set up.")] = None
    schema_status: Annotated[str | None, Prop("The state of its schema.")] = None
    schedule_type: Annotated[str | None, Prop("Whether it runs by itself.")] = None
    sync_frequency: Annotated[int | None, Prop("How often it runs, in minutes.")] = None
    paused: Annotated[bool | None, Prop("Whether it is paused.")] = None
    succeeded_at: Annotated[str | None, Prop("When it ended well last.")] = None
    failed_at: Annotated[str | None, Prop("When it failed last.")] = None
    completed_date: Annotated[str | None, Prop("When it ended last, well or not.")] = None
    has_failed: Annotated[bool, Prop("Whether the last one failed.")] = False
    fresh: Annotated[bool, Prop("Whether the last good end is young enough.")] = False

    def is_terminal(self) -> bool:
        """Whether it will not become fresh by itself."""
        return self.has_failed or bool(self.paused) or self.setup_state == "broken"


class States(Output):
    """Connectors."""

    connectors: Annotated[dict[str, ConnectorState], Prop("The connectors, by their ids.")]


@plugin(
    "io.kestra.plugin.fivetran.connectors.Status",
    title="Wait until connectors of Fivetran are fresh.",
    examples=[_KEY + "connectorIds: [iodize_impressive]\nfreshnessBuffer: PT30M"],
)
class Status(Account, RunnableTask[States]):
    """Fresh is what ended well within its own frequency, and nothing runs."""

    far_work = watched("`connectorIds`")

    connector_ids: Annotated[list[str], Prop("The connectors that are looked at, by their ids.")]
    freshness_buffer: Annotated[timedelta, Prop("How much older it may be.")] = timedelta()
    allow_terminal: Annotated[
        bool, Prop("Whether connectors that failed, or are paused or broken, are no error.")
    ] = False
    poll_frequency: Annotated[timedelta, FREQUENCY] = timedelta(seconds=30)

    def run(self, ctx: RunContext) -> States:
        """Raises: PluginError for one that can't become fresh, or takes too long."""
        if not self.wait:
            return States(connectors=self._states(ctx))
        return wait_for(
            ctx, lambda: self._fresh(ctx), every=self.poll_frequency, at_most=self.max_duration
        )

    def _fresh(self, ctx: RunContext) -> States | None:
        found = self._states(ctx)
        ended = sorted(name for name, each in found.items() if each.is_terminal())
        if ended and not self.allow_terminal:
            raise PluginError(f"{', '.join(ended)}: failed, paused or broken")
        is_over = all(each.fresh or each.is_terminal() for each in found.values())
        return States(connectors=found) if is_over else None

    def _states(self, ctx: RunContext) -> dict[str, ConnectorState]:
        return {each: self._state(ctx, each) for each in self.connector_ids}

    def _state(self, ctx: RunContext, number: str) -> ConnectorState:
        found = self.connector(ctx, number)
        status = found.get("status") or {}
        good, bad = _time(found.get("succeeded_at")), _time(found.get("failed_at"))
        minutes = found.get("sync_frequency") or 0
        most = timedelta(minutes=minutes) + self.freshness_buffer
        is_idle = status.get("sync_state") != "syncing"
        has_failed = bad is not None and (good is None or bad > good)
        ends = [each for each in (good, bad) if each is not None]
        return ConnectorState(
            id=found.get("id"),
            name=found.get("schema"),
            sync_state=status.get("sync_state"),
            setup_state=status.get("setup_state"),
            schema_status=found.get("schema_status"),
            schedule_type=found.get("schedule_type"),
            sync_frequency=found.get("sync_frequency"),
            paused=found.get("paused"),
            succeeded_at=found.get("succeeded_at"),
            failed_at=found.get("failed_at"),
            completed_date=max(ends).isoformat() if ends else None,
            has_failed=has_failed,
            fresh=is_idle and not has_failed and good is not None and ctx.now() - good <= most,
        )


def _time(text: Json) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
