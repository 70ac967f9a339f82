"""Runs of transfers into BigQuery."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from typing import Annotated

from tiercel.plugin import Json, Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Rest

_BASE = "https://bigquerydatatransfer.googleapis.com/v1"
_GOING = {"PENDING", "RUNNING"}


class TransferRun(Output):
    """A run of a transfer."""

    run_name: Annotated[str, Prop("The name of the run: projects/…/transferConfigs/…/runs/….")]
    state: Annotated[str | None, Prop("Its state, such as SUCCEEDED.")] = None
    project_id: Annotated[
        str | None, Prop("The id or number of the project that has the transfer.")
    ] = None
    location: Annotated[
        str | None, Prop("The region or group of regions that the transfer runs in.")
    ] = None
    destination_dataset_id: Annotated[str | None, Prop("The dataset that it writes to.")] = None
    reattached: Annotated[bool | None, Prop("Whether it was running already.")] = None


@plugin(
    "io.kestra.plugin.gcp.bigquery.RunTransferConfig",
    title="Run a transfer into BigQuery.",
    examples=[
        "projectId: shop\ntransferConfigName: projects/shop/locations/eu/transferConfigs/1234"
    ],
    metrics=[
        Metric("reattached", "counter", "", "1 when a run was going already, else 0."),
        Metric("duration", "timer", "", "How long the run took."),
    ],
)
class RunTransferConfig(Gcp, RunnableTask[TransferRun]):
    """A run that is going already is waited for instead of a second one."""

    far_work = by_handle("the name of the run")

    transfer_config_name: Annotated[
        str, Prop("The name of the transfer: projects/…/locations/…/transferConfigs/….")
    ]
    wait: Annotated[bool, Prop("Whether to wait until the run has ended.")] = True
    poll_interval: Annotated[timedelta, Prop("How often to look whether it has.")] = timedelta(
        seconds=15
    )
    max_duration: Annotated[timedelta, Prop("How long to wait at most.")] = timedelta(hours=1)
    reattach: Annotated[bool, Prop("Whether to take up a run that is going already.")] = True
    reattach_max_age: Annotated[
        timedelta | None, Prop("How old such a run may be; of any age by default.")
    ] = None

    def run(self, ctx: RunContext) -> TransferRun:
        """Raises: PluginError when the run fails or takes too long."""
        began = monotonic()
        rest = self.rest(ctx, "bigquerydatatransfer", _BASE)
        is_old = ctx.remembered is not None

        def begin() -> str:
            nonlocal is_old
            going = self._going(ctx, rest) if self.reattach else None
            is_old = going is not None
            return str((going or self._started(ctx, rest))["name"])

        name = begun(ctx, begin)
        ctx.metrics.counter("reattached", int(is_old))

        def look() -> dict[str, Json] | None:
            run: dict[str, Json] = rest.get(f"/{name}")
            return None if run.get("state") in _GOING else run

        if self.wait:
            found = wait_for(ctx, look, every=self.poll_interval, at_most=self.max_duration)
            ctx.metrics.timer("duration", timedelta(seconds=monotonic() - began))
            if found.get("state") != "SUCCEEDED":
                reason = (found.get("errorStatus") or {}).get("message", "")
                raise PluginError(f"The run {name} is {found.get('state')}: {reason}")
        else:
            found = rest.get(f"/{name}")
        parts = name.split("/")
        return TransferRun(
            run_name=name,
            state=found.get("state"),
            project_id=parts[1],
            location=parts[3] if parts[2] == "locations" else None,
            destination_dataset_id=found.get("destinationDatasetId"),
            reattached=is_old,
        )

    def _started(self, ctx: RunContext, rest: Rest) -> dict[str, Json]:
        at = {"requestedRunTime": ctx.now().isoformat().replace("+00:00", "Z")}
        answer = rest.post(f"/{self.transfer_config_name}:startManualRuns", at)
        started: dict[str, Json] = answer["runs"][0]
        return started

    def _going(self, ctx: RunContext, rest: Rest) -> dict[str, Json] | None:
        for each in rest.pages(
            f"/{self.transfer_config_name}/runs", "transferRuns", states=sorted(_GOING)
        ):
            begun = datetime.fromisoformat(str(each.get("scheduleTime") or ctx.now().isoformat()))
            if self.reattach_max_age is None or ctx.now() - begun <= self.reattach_max_age:
                return each
        return None
