"""Machines of KVM and other hypervisors that libvirt knows, by its program `virsh`."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

from tiercel.plugin import (
    Interrupted,
    Output,
    Part,
    Plugin,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.changes import Seen, default_key
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.waiting import wait_for
from tiercel.plugins.hosts import allowed_addresses

_PREFIX = "io.kestra.plugin.kvm."
_URI = "uri: qemu+ssh://flows@host.example.com/system\n"
# What `virsh` calls a state, as outputs have it.
_STATES = {
    "running": "RUNNING",
    "idle": "BLOCKED",
    "blocked": "BLOCKED",
    "paused": "PAUSED",
    "in shutdown": "SHUTDOWN",
    "shut off": "SHUTOFF",
    "crashed": "CRASHED",
    "pmsuspended": "PMSUSPENDED",
}
_OPTIONS = frozenset({"--all", "--name", "--details", "--nvram", "--snapshots-metadata"})
_EVERY = timedelta(seconds=1)
_MESSAGE_CHARS_MAX = 2_000


class Hypervisor(Plugin):
    """Where the machines are."""

    uri: Annotated[
        str | None,
        Prop("The address of libvirt, such as qemu+ssh://flows@host/system; the worker's own."),
    ] = None

    def virsh(self, ctx: RunContext, *words: str, content: str = "") -> str:
        """What the program says. Raises: PluginError with its message, Interrupted by a kill."""
        self._check(ctx, words)
        place = ["--connect", self.uri] if self.uri else []
        try:
            process = subprocess.Popen(
                ["virsh", "--quiet", *place, *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**ctx.environment, "LC_ALL": "C"},
                start_new_session=True,
            )
        except FileNotFoundError:
            raise PluginError(
                "The program `virsh` must be installed on the worker: apt-get install"
                " libvirt-clients"
            ) from None
        ctx.on_stop(lambda: _kill(process))
        with process:
            out, error = process.communicate(content.encode())
        if ctx.is_stopped:
            raise Interrupted(f"virsh {words[0]} was stopped")
        if process.returncode != 0:
            text = error.decode(errors="replace").strip()[:_MESSAGE_CHARS_MAX]
            raise PluginError(f"libvirt: {words[0]} failed: {text}")
        return out.decode(errors="replace").strip()

    def _check(self, ctx: RunContext, words: Sequence[str]) -> None:
        """Raises: PluginError for what would run programs, or go where it must not."""
        parts = urlsplit(self.uri or "")
        if {"command", "netcat", "socket"} & parse_qs(parts.query).keys():
            raise PluginError("`uri` must not say which program or socket is used")
        if parts.hostname:
            allowed_addresses(ctx, f"libvirt at {parts.hostname}", parts.hostname, parts.port)
        if any(each.startswith("-") and each not in _OPTIONS for each in words):
            raise PluginError("A name must not begin with a hyphen")

    def state(self, ctx: RunContext, name: str) -> str:
        """The state of a machine. Raises: PluginError for one that is not there."""
        found = self.virsh(ctx, "domstate", name)
        return _STATES.get(found, found.upper())

    def wait_until(self, ctx: RunContext, name: str, wanted: str, longest: timedelta) -> None:
        """Until it is in that state. Raises: PluginError when it takes longer."""

        def look() -> bool | None:
            return True if self.state(ctx, name) == wanted else None

        wait_for(ctx, look, every=_EVERY, at_most=longest)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


class OneMachine(Hypervisor):
    """What is about one machine."""

    name: Annotated[str, Prop("The name of the machine.")]


class Machine(Output):
    """The machine."""

    name: Annotated[str, Prop("The name of the machine, unique on its host.")]
    state: Annotated[str, Prop("Its state, such as RUNNING or SHUTOFF.")]


class MadeMachine(Machine):
    """The machine that was made."""

    uuid: Annotated[str, Prop("The id (UUID) of the machine.")]


def name_in(text: str) -> str:
    """The name in a description of a machine. Raises: PluginError for what is none."""
    # Nothing outside of the text is read: entities are refused, as a description has none.
    if "<!" in text:
        raise PluginError("`xmlDefinition` must have no declarations of document types or entities")
    try:
        found: Element = fromstring(text)
    except ParseError as error:
        raise PluginError(f"`xmlDefinition` is no XML: {error}") from None
    name = found.findtext("name")
    if found.tag != "domain" or not name:
        raise PluginError("`xmlDefinition` must be a `domain` with a `name`")
    return name


@plugin(
    _PREFIX + "CreateVm",
    title="Make a virtual machine of libvirt.",
    examples=[
        (
            _URI + "name: build\nstartAfterCreate: true\nxmlDefinition: |\n"
            "  <domain type='kvm'><name>build</name><memory unit='GiB'>2</memory>\n"
            "    <os><type arch='x86_64'>hvm</type></os></domain>"
        )
    ],
)
class CreateVm(OneMachine, RunnableTask[MadeMachine]):
    """One of that name gets the new description."""

    xml_definition: Annotated[str, Prop("The description of the machine, as libvirt has it.")]
    start_after_create: Annotated[bool, Prop("Whether it is started.")] = False

    def run(self, ctx: RunContext) -> MadeMachine:
        """Raises: PluginError for another name in the description, and what libvirt refuses."""
        found = name_in(self.xml_definition)
        if found != self.name:
            raise PluginError(f"`name` is {self.name}, and the machine's own name is {found}")
        define(self, ctx, self.xml_definition)
        if self.start_after_create and self.state(ctx, self.name) != "RUNNING":
            self.virsh(ctx, "start", self.name)
        return MadeMachine(
            name=self.name,
            uuid=self.virsh(ctx, "domuuid", self.name),
            state=self.state(ctx, self.name),
        )


def define(place: Hypervisor, ctx: RunContext, text: str) -> None:
    """Store the description of a machine."""
    place.virsh(ctx, "define", "/dev/stdin", content=text)


@plugin(
    _PREFIX + "StartVm",
    title="Start a virtual machine of libvirt.",
    examples=[_URI + "name: build\nwaitForRunning: true"],
)
class StartVm(OneMachine, RunnableTask[Machine]):
    """One that runs stays as it is."""

    far_work = by_name("`name`: the state of the machine is looked at first")

    wait_for_running: Annotated[bool, Prop("Whether to wait until it runs.")] = False
    time_to_wait: Annotated[timedelta, Prop("How long to wait at most.")] = timedelta(minutes=1)

    def run(self, ctx: RunContext) -> Machine:
        """Raises: PluginError for what libvirt refuses, or when it takes too long."""
        if self.state(ctx, self.name) != "RUNNING":
            self.virsh(ctx, "start", self.name)
        if self.wait_for_running:
            self.wait_until(ctx, self.name, "RUNNING", self.time_to_wait)
        return Machine(name=self.name, state=self.state(ctx, self.name))


@plugin(
    _PREFIX + "StopVm",
    title="Stop a virtual machine of libvirt.",
    examples=[_URI + "name: build\nwaitForStopped: true\ntimeToWait: PT2M"],
)
class StopVm(OneMachine, RunnableTask[Machine]):
    """Its system is asked to shut down."""

    far_work = by_name("`name`: the state of the machine is looked at first")

    force: Annotated[bool, Prop("Whether it is switched off, as by its power.")] = False
    wait_for_stopped: Annotated[bool, Prop("Whether to wait until it is off.")] = False
    time_to_wait: Annotated[timedelta, Prop("How long to wait at most.")] = timedelta(minutes=1)

    def run(self, ctx: RunContext) -> Machine:
        """Raises: PluginError for what libvirt refuses, or when it takes too long."""
        if self.state(ctx, self.name) != "SHUTOFF":
            self.virsh(ctx, "destroy" if self.force else "shutdown", self.name)
        if self.wait_for_stopped:
            self.wait_until(ctx, self.name, "SHUTOFF", self.time_to_wait)
        return Machine(name=self.name, state=self.state(ctx, self.name))


class Updated(Machine):
    """The machine with its new description."""

    was_restarted: Annotated[bool, Prop("Whether it was restarted.")]


@plugin(
    _PREFIX + "UpdateVm",
    title="Change the description of a virtual machine of libvirt.",
    examples=[_URI + "name: build\nrestart: true\nxmlDefinition: \"{{ read('build.xml') }}\""],
)
class UpdateVm(Hypervisor, RunnableTask[Updated]):
    """A machine that runs has it after its next start."""

    name: Annotated[str | None, Prop("The name; that of the description by default.")] = None
    xml_definition: Annotated[
        str | None, Prop("The new description of the machine, XML of libvirt.")
    ] = None
    restart: Annotated[bool, Prop("Whether a machine that runs is switched off and on.")] = False

    def run(self, ctx: RunContext) -> Updated:
        """Raises: PluginError without a name and a description, and for what libvirt refuses."""
        name = name_in(self.xml_definition) if self.xml_definition else self.name
        if not name or self.name not in (None, name):
            raise PluginError("`name` must be that of `xmlDefinition`, one of them must be given")
        if self.xml_definition:
            define(self, ctx, self.xml_definition)
        is_restarted = self.restart and self.state(ctx, name) == "RUNNING"
        if is_restarted:
            self.virsh(ctx, "destroy", name)
            self.virsh(ctx, "start", name)
        return Updated(name=name, state=self.state(ctx, name), was_restarted=is_restarted)


class Deleted(Output):
    """What is gone."""

    success: Annotated[bool, Prop("Whether there was such a machine.")]
    deleted_volumes: Annotated[list[str] | None, Prop("Files of disks that are gone.")] = None


@plugin(
    _PREFIX + "DeleteVm",
    title="Delete a virtual machine of libvirt.",
    examples=[_URI + "name: build\ndeleteStorage: true\nfailIfNotFound: false"],
)
class DeleteVm(OneMachine, RunnableTask[Deleted]):
    """One that runs is switched off first."""

    delete_storage: Annotated[bool, Prop("Whether its disks are deleted as well.")] = False
    fail_if_not_found: Annotated[bool, Prop("Whether it must be there.")] = True

    def run(self, ctx: RunContext) -> Deleted:
        """Raises: PluginError for what libvirt refuses."""
        if self.name not in self.virsh(ctx, "list", "--all", "--name").split():
            if self.fail_if_not_found:
                raise PluginError(f"libvirt: there is no machine {self.name}")
            return Deleted(success=False)
        if self.state(ctx, self.name) != "SHUTOFF":
            self.virsh(ctx, "destroy", self.name)
        disks = self._disks(ctx) if self.delete_storage else []
        self.virsh(ctx, "undefine", self.name, "--nvram", "--snapshots-metadata")
        for each in disks:
            self.virsh(ctx, "vol-delete", each)
        return Deleted(success=True, deleted_volumes=disks)

    def _disks(self, ctx: RunContext) -> list[str]:
        """Files of its disks, without those of compact discs."""
        lines = self.virsh(ctx, "domblklist", self.name, "--details").splitlines()
        rows = [line.split(None, 3) for line in lines]
        return [row[3] for row in rows if len(row) == 4 and row[:2] == ["file", "disk"]]


class VmEntry(Part):
    """A machine."""

    name: Annotated[str, Prop("The name of the machine, unique on its host.")]
    uuid: Annotated[str, Prop("The id (UUID) of the machine.")]
    state: Annotated[str, Prop("The state of the machine, such as RUNNING or SHUTOFF.")]


class Machines(Output):
    """The machines."""

    vms: Annotated[list[VmEntry], Prop("The machines of the host that were asked for.")]


@plugin(
    _PREFIX + "ListVms",
    title="List the virtual machines of libvirt.",
    examples=[_URI + "statusFilter: RUNNING"],
)
class ListVms(Hypervisor, RunnableTask[Machines]):
    """Those that run, and those that don't."""

    status_filter: Annotated[str | None, Prop("Only those in this state, such as RUNNING.")] = None

    def run(self, ctx: RunContext) -> Machines:
        """Raises: PluginError for what libvirt refuses."""
        names = self.virsh(ctx, "list", "--all", "--name").split("\n")
        found = [self._entry(ctx, each.strip()) for each in names if each.strip()]
        wanted = (self.status_filter or "").upper()
        return Machines(vms=[each for each in found if not wanted or each.state == wanted])

    def _entry(self, ctx: RunContext, name: str) -> VmEntry:
        uuid = self.virsh(ctx, "domuuid", name)
        return VmEntry(name=name, uuid=uuid, state=self.state(ctx, name))


@plugin(
    _PREFIX + "VmEventTrigger",
    title="Start an execution when a virtual machine of libvirt comes into another state.",
    examples=[_URI + "name: build\ninterval: PT30S"],
)
class VmEventTrigger(OneMachine, PollingTrigger[Machine]):
    """The first look starts nothing: it is what later ones are compared with."""

    def poll(self, ctx: RunContext) -> Machine | None:
        """Raises: PluginError for a machine that is not there."""
        state = self.state(ctx, self.name)
        seen = Seen(ctx, default_key(ctx), None)
        change = seen.change_of(self.name, state)
        if change is None:
            return None
        seen.add(self.name, state)
        seen.keep()
        return Machine(name=self.name, state=state) if change == "UPDATE" else None
