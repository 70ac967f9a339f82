"""Machines of Compute Engine."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.waiting import wait_for
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import without_none

_BASE = "https://compute.googleapis.com/compute/v1"
_EVERY = timedelta(seconds=2)
_PLACE = "projectId: shop\nzone: europe-west1-b\ninstanceName: worker"


class OfMachine(Gcp):
    """What names a machine."""

    far_work = by_name("the id of the request")

    zone: Annotated[str, Prop("The zone, such as europe-west1-b.")]
    instance_name: Annotated[str, Prop("The name of the machine.")]
    timeout: Annotated[timedelta, Prop("How long to wait at most.")] = timedelta(minutes=10)

    def compute(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of the zone."""
        place = f"/projects/{part(self.project(ctx))}/zones/{part(self.zone)}"
        return self.rest(ctx, "compute", _BASE), place

    @staticmethod
    def once(ctx: RunContext) -> str:
        """The id of a request that the service does once: after a lost worker it is the same."""
        return str(UUID(ctx.remote_name))

    def finish(self, ctx: RunContext, rest: Rest, place: str, operation: dict[str, Json]) -> None:
        """Wait for an operation. Raises: PluginError when it fails or takes too long."""

        def look() -> dict[str, Json] | None:
            found: dict[str, Json] = rest.get(f"{place}/operations/{operation['name']}")
            return found if found.get("status") == "DONE" else None

        ended = wait_for(ctx, look, every=_EVERY, at_most=self.timeout)
        for error in (ended.get("error") or {}).get("errors", ()):
            raise PluginError(f"The machine {self.instance_name}: {error.get('message')}")


class Machine(Output):
    """A machine."""

    instance_id: Annotated[str | None, Prop("The number that the service gave the machine.")] = None
    instance_name: Annotated[str, Prop("The name of the machine, as the task gave it.")]
    status: Annotated[str | None, Prop("Its state, such as RUNNING.")] = None


class Placed(Machine):
    """A machine with its addresses."""

    internal_ip: Annotated[str | None, Prop("Its address in the network.")] = None
    external_ip: Annotated[str | None, Prop("Its address in the internet, where it has one.")] = (
        None
    )


def machine_of(rest: Rest, place: str, name: str) -> Placed:
    """A machine as it is now."""
    found = rest.get(f"{place}/instances/{part(name)}")
    network: dict[str, Json] = next(iter(found.get("networkInterfaces", ())), {})
    outside: dict[str, Json] = next(iter(network.get("accessConfigs", ())), {})
    return Placed(
        instance_id=str(found["id"]),
        instance_name=found["name"],
        status=found.get("status"),
        internal_ip=network.get("networkIP"),
        external_ip=outside.get("natIP"),
    )


@plugin(
    "io.kestra.plugin.gcp.compute.Create",
    title="Make a machine of Compute Engine.",
    examples=[
        (
            f"{_PLACE}\n"
            "machineType: e2-small\n"
            "sourceImage: projects/debian-cloud/global/images/family/debian-12"
        )
    ],
)
class Create(OfMachine, RunnableTask[Placed]):
    """It waits until the machine runs."""

    machine_type: Annotated[str, Prop("The kind of the machine, such as e2-small.")]
    source_image: Annotated[str, Prop("The image of its disk: projects/…/images/….")]
    disk_size_gb: Annotated[int | None, Prop("The size of its disk in GB; the image's else.")] = (
        None
    )
    disk_type: Annotated[str | None, Prop("The kind of its disk; pd-standard by default.")] = None
    network_name: Annotated[str | None, Prop("Its network; the default one by default.")] = None
    subnetwork_name: Annotated[
        str | None, Prop("The subnetwork, as projects/…/regions/…/subnetworks/….")
    ] = None
    tags: Annotated[list[str] | None, Prop("Tags for rules of the firewall.")] = None
    metadata: Annotated[
        dict[str, str] | None, Prop("Metadata that the machine can read, texts by name.")
    ] = None
    startup_script: Annotated[str | None, Prop("What it runs when it starts.")] = None
    preemptible: Annotated[bool, Prop("Whether the service may take it back.")] = False
    wait_until_running: Annotated[bool, Prop("Whether to wait until it runs.")] = True

    def run(self, ctx: RunContext) -> Placed:
        """Raises: PluginError when it can't be made in time."""
        rest, place = self.compute(ctx)
        operation = rest.post(f"{place}/instances", self._request(), requestId=self.once(ctx))
        if not self.wait_until_running:
            return Placed(instance_name=self.instance_name, status="PROVISIONING")
        self.finish(ctx, rest, place, operation)
        return machine_of(rest, place, self.instance_name)

    def _request(self) -> dict[str, Json]:
        zone = f"zones/{self.zone}"
        disk = without_none(
            sourceImage=self.source_image,
            diskSizeGb=self.disk_size_gb,
            diskType=f"{zone}/diskTypes/{self.disk_type}" if self.disk_type else None,
        )
        network = without_none(
            network=f"global/networks/{self.network_name or 'default'}"
            if not self.subnetwork_name
            else None,
            subnetwork=self.subnetwork_name,
            accessConfigs=[{"type": "ONE_TO_ONE_NAT"}],
        )
        metadata = dict(self.metadata or {})
        if self.startup_script:
            metadata["startup-script"] = self.startup_script
        items = [{"key": name, "value": value} for name, value in metadata.items()]
        return without_none(
            name=self.instance_name,
            machineType=f"{zone}/machineTypes/{self.machine_type}",
            disks=[{"boot": True, "autoDelete": True, "initializeParams": disk}],
            networkInterfaces=[network],
            tags={"items": self.tags} if self.tags else None,
            metadata={"items": items} if items else None,
            scheduling={"preemptible": True} if self.preemptible else None,
        )


@plugin(
    "io.kestra.plugin.gcp.compute.Start",
    title="Start a machine of Compute Engine.",
    examples=[_PLACE],
)
class Start(OfMachine, RunnableTask[Placed]):
    """One that was stopped."""

    wait_until_running: Annotated[bool, Prop("Whether to wait until it runs.")] = True

    def run(self, ctx: RunContext) -> Placed:
        return changed(ctx, self, "start", self.wait_until_running)


@plugin(
    "io.kestra.plugin.gcp.compute.Stop",
    title="Stop a machine of Compute Engine.",
    examples=[_PLACE],
)
class Stop(OfMachine, RunnableTask[Placed]):
    """Its disk stays."""

    wait_until_stopped: Annotated[bool, Prop("Whether to wait until it stands.")] = True

    def run(self, ctx: RunContext) -> Placed:
        return changed(ctx, self, "stop", self.wait_until_stopped)


def changed(ctx: RunContext, task: OfMachine, action: str, waits: bool) -> Placed:
    """A machine after an action."""
    rest, place = task.compute(ctx)
    path = f"{place}/instances/{part(task.instance_name)}/{action}"
    operation = rest.post(path, requestId=task.once(ctx))
    if waits:
        task.finish(ctx, rest, place, operation)
    return machine_of(rest, place, task.instance_name)


@plugin(
    "io.kestra.plugin.gcp.compute.Delete",
    title="Delete a machine of Compute Engine.",
    examples=[_PLACE],
)
class Delete(OfMachine, RunnableTask[Machine]):
    """With its disk."""

    wait_until_deleted: Annotated[bool, Prop("Whether to wait until it is gone.")] = True

    def run(self, ctx: RunContext) -> Machine:
        rest, place = self.compute(ctx)
        path = f"{place}/instances/{part(self.instance_name)}"
        operation = rest.ask("DELETE", path, params={"requestId": self.once(ctx)})
        if self.wait_until_deleted:
            self.finish(ctx, rest, place, operation)
        number = operation.get("targetId")
        return Machine(
            instance_id=None if number is None else str(number),
            instance_name=self.instance_name,
            status="DELETED" if self.wait_until_deleted else "STOPPING",
        )
