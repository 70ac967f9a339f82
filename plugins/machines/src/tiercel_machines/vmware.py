"""Machines of VMware vCenter: clones by the automation interface, snapshots by that of objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from tiercel.plugin import Json, Output, PluginError, PollingTrigger, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService, given
from tiercel.plugin.services.changes import Seen, default_key
from tiercel.plugin.services.logins import basic
from tiercel.plugin.services.runs import RemoteRun

_PREFIX = "io.kestra.plugin.ee.vmware.vcenter."
_LOGIN = (
    "server: vcenter.example.com\nusername: flows@vsphere.local\n"
    "password: \"{{ secret('VCENTER_PASSWORD') }}\"\n"
)
_OBJECTS = "/sdk/vim25/8.0.1.0"
_SESSION = "vmware-api-session-id"
# How far back events are asked for, and how long they are remembered.
_LOOK_BACK, _REMEMBERED = timedelta(hours=1), timedelta(hours=3)


class Center(HttpService):
    """A vCenter, and who asks: a session of each interface for each request."""

    service = "vCenter"

    server: Annotated[str, Prop("The host of vCenter, or its address.")]
    username: Annotated[str, Prop("The user, such as flows@vsphere.local.")]
    password: Annotated[str, Prop("The password, best from a secret.")]

    def root(self) -> str:
        """Where it is."""
        place = self.server if "://" in self.server else f"https://{self.server}"
        return place.rstrip("/")

    def secrets(self) -> Iterable[str | None]:
        return (self.password,)

    def about(self, ctx: RunContext, method: str, path: str, **options: Any) -> Any:
        """The answer to a request. Raises: PluginError for what it refuses, or a wrong login."""
        # Signing in belongs to what is asked, which may end a task.
        outlives = bool(options.get("outlives_stop"))
        login = {_SESSION: self._session(ctx, path.startswith(_OBJECTS), outlives)}
        request = HttpRequest(url=self.root() + path, method=method, headers=login, **options)
        return self.ask(ctx, f"{method} {path.partition('?')[0]}", request)

    def machine(self, ctx: RunContext, name: str) -> str:
        """The id of the machine of that name. Raises: PluginError for none, or for several."""
        return self._id(ctx, "vm", name)

    def _id(self, ctx: RunContext, kind: str, name: str) -> str:
        found = self.about(ctx, "GET", f"/api/vcenter/{kind}", params={"names": name})
        if len(found) != 1:
            raise PluginError(f"vCenter: {len(found)} objects of kind {kind} have the name {name}")
        return str(found[0][kind])

    def _session(self, ctx: RunContext, is_of_objects: bool, outlives: bool) -> str:
        path = "/api/session"
        options: dict[str, Any] = {"headers": basic(self.username, self.password)}
        if is_of_objects:
            body: Json = {"userName": self.username, "password": self.password}
            path, options = f"{_OBJECTS}/SessionManager/SessionManager/Login", {"json": body}
        request = HttpRequest(
            url=self.root() + path, method="POST", outlives_stop=outlives, **options
        )
        answer = self.answer(ctx, "signing in", request)
        return str(answer.header(_SESSION) or answer.json())


class Done(Output):
    """What was done."""

    task_id: Annotated[str, Prop("The task of vCenter.")]
    result: Annotated[str | None, Prop("The id of what it has made.")] = None


class CenterTask(Center, RemoteRun[Done]):
    """A task of vCenter; a kill cancels it."""

    # Where tasks are, and what their states are called.
    tasks: ClassVar[str] = f"{_OBJECTS}/Task/{{}}/info"
    cancelling: ClassVar[str] = f"{_OBJECTS}/Task/{{}}/CancelTask"
    state_name: ClassVar[str] = "state"
    good: ClassVar[str] = "success"
    bad: ClassVar[str] = "error"

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.about(ctx, "GET", self.tasks.format(number))

    def is_over(self, number: str, found: Any) -> bool:
        state = found[self.state_name]
        if state == self.bad:
            error = found.get("error") or {}
            messages = error.get("messages") or [{}]
            why = error.get("localizedMessage") or messages[0].get("default_message") or "no reason"
            raise PluginError(f"vCenter: the task {number} has failed: {why}")
        return bool(state == self.good)

    def end(self, ctx: RunContext, number: str) -> None:
        self.about(ctx, "POST", self.cancelling.format(number), outlives_stop=True)

    def output(self, number: str, found: Any) -> Done:
        made = found.get("result")
        return Done(task_id=number, result=made.get("value") if isinstance(made, dict) else made)


@plugin(
    _PREFIX + "CloneVm",
    title="Clone a virtual machine of vCenter.",
    examples=[_LOGIN + "sourceVmName: template\ntargetVmName: build-7\npowerOn: true"],
)
class CloneVm(CenterTask):
    """Beside its source unless a datastore or a host is named."""

    tasks = "/api/cis/tasks/{}"
    cancelling = "/api/cis/tasks/{}?action=cancel"
    state_name = "status"
    good = "SUCCEEDED"
    bad = "FAILED"

    source_vm_name: Annotated[str, Prop("The machine that is cloned.")]
    target_vm_name: Annotated[str, Prop("The name of the clone.")]
    datastore_name: Annotated[str | None, Prop("The datastore of the clone.")] = None
    hostname: Annotated[str | None, Prop("The host of the clone, as vCenter names it.")] = None
    power_on: Annotated[bool, Prop("Whether the clone is started.")] = False

    def begin(self, ctx: RunContext) -> str:
        """Raises: PluginError for names that nothing has."""
        named = {"datastore": self.datastore_name, "host": self.hostname}
        place = {kind: self._id(ctx, kind, name) for kind, name in named.items() if name}
        body = given(
            name=self.target_vm_name,
            source=self.machine(ctx, self.source_vm_name),
            power_on=self.power_on,
            placement=place or None,
        )
        path = "/api/vcenter/vm?action=clone&vmw-task=true"
        return str(self.about(ctx, "POST", path, json=body))


class OfMachine(CenterTask):
    """A task about a machine."""

    vm_name: Annotated[str, Prop("The name of the machine.")]

    def begun_by(self, ctx: RunContext, place: str, body: Json) -> str:
        """The id of a task that a method of an object begins."""
        return str(self.about(ctx, "POST", f"{_OBJECTS}/{place}", json=body)["value"])


@plugin(
    _PREFIX + "CreateVmSnapshot",
    title="Make a snapshot of a virtual machine of vCenter.",
    examples=[_LOGIN + "vmName: build-7\nsnapshotName: before-upgrade"],
)
class CreateVmSnapshot(OfMachine):
    """Of its disks, without its memory."""

    snapshot_name: Annotated[str, Prop("The name that the new snapshot gets.")]
    snapshot_description: Annotated[str | None, Prop("What it is for.")] = None

    def begin(self, ctx: RunContext) -> str:
        body = given(
            name=self.snapshot_name,
            description=self.snapshot_description,
            memory=False,
            quiesce=False,
        )
        place = f"VirtualMachine/{self.machine(ctx, self.vm_name)}/CreateSnapshot_Task"
        return self.begun_by(ctx, place, body)


@plugin(
    _PREFIX + "RestoreVmFromSnapshot",
    title="Take a virtual machine of vCenter back to a snapshot.",
    examples=[_LOGIN + "vmName: build-7\nsnapshotName: before-upgrade"],
)
class RestoreVmFromSnapshot(OfMachine):
    """What has changed since is lost."""

    snapshot_name: Annotated[str, Prop("The snapshot that is meant, by its name.")]
    suppress_power_on: Annotated[bool, Prop("Whether it stays off.")] = False

    def begin(self, ctx: RunContext) -> str:
        """Raises: PluginError for a snapshot that is not there, or for several of that name."""
        path = f"{_OBJECTS}/VirtualMachine/{self.machine(ctx, self.vm_name)}/snapshot"
        found = self.about(ctx, "GET", path) or {}
        ids = [
            str(each["snapshot"]["value"])
            for each in _snapshots(found.get("rootSnapshotList") or ())
            if each["name"] == self.snapshot_name
        ]
        if len(ids) != 1:
            raise PluginError(
                f"vCenter: {len(ids)} snapshots of {self.vm_name} have the name"
                f" {self.snapshot_name}"
            )
        place = f"VirtualMachineSnapshot/{ids[0]}/RevertToSnapshot_Task"
        return self.begun_by(ctx, place, {"suppressPowerOn": self.suppress_power_on})


def _snapshots(trees: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for each in trees:
        yield each
        yield from _snapshots(each.get("childSnapshotList") or ())


class Happened(Output):
    """The event."""

    event_type: Annotated[str, Prop("Its kind, such as VmPoweredOffEvent.")]
    vm_name: Annotated[str | None, Prop("The name of the machine that it happened to.")] = None
    message: Annotated[str | None, Prop("What vCenter says of it.")] = None
    created_time: Annotated[str, Prop("When the event was, in ISO 8601.")]
    user_name: Annotated[str | None, Prop("The user who did it.")] = None


@plugin(
    _PREFIX + "Trigger",
    title="Start an execution when something happens to a machine of vCenter.",
    examples=[_LOGIN + "eventType: VmPoweredOffEvent\nvmNameRegex: build-.*\ninterval: PT1M"],
)
class Trigger(Center, PollingTrigger[Happened]):
    """One execution for each event."""

    event_type: Annotated[str, Prop("The kind of events, such as VmPoweredOffEvent.")]
    vm_name_regex: Annotated[str | None, Prop("Only machines whose whole name fits.")] = None

    def poll(self, ctx: RunContext) -> Happened | None:
        """Raises: PluginError for what is no regular expression."""
        try:
            wanted = re.compile(self.vm_name_regex or ".*")
        except re.error as error:
            raise PluginError(f"`vmNameRegex` is no regular expression: {error}") from None
        seen = Seen(ctx, default_key(ctx), _REMEMBERED)
        for event in self._events(ctx):
            name = (event.get("vm") or {}).get("name")
            number = str(event["key"])
            if not wanted.fullmatch(name or "") or seen.change_of(number, "") is None:
                continue
            seen.add(number, "")
            seen.keep()
            return Happened(
                event_type=self.event_type,
                vm_name=name,
                message=event.get("fullFormattedMessage"),
                created_time=event["createdTime"],
                user_name=event.get("userName"),
            )
        return None

    def _events(self, ctx: RunContext) -> list[Mapping[str, Any]]:
        begin = (ctx.now() - _LOOK_BACK).isoformat()
        times = {"_typeName": "EventFilterSpecByTime", "beginTime": begin}
        spec = {
            "_typeName": "EventFilterSpec",
            "eventTypeId": [f"vim.event.{self.event_type.removeprefix('vim.event.')}"],
            "time": times,
        }
        path = f"{_OBJECTS}/EventManager/EventManager/QueryEvents"
        found = self.about(ctx, "POST", path, json={"filter": spec}) or []
        return sorted(found, key=lambda each: int(each["key"]))
