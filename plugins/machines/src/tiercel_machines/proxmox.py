"""Machines, snapshots and backups of Proxmox VE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpCall, HttpService
from tiercel.plugin.services.call_table import CallRow, call_types, here, in_body, in_query
from tiercel.plugin.services.runs import RemoteRun

_PREFIX = "io.kestra.plugin.proxmox"
_LOGIN = (
    "host: https://pve.example.com:8006\nusername: flows@pve\n"
    "password: \"{{ secret('PROXMOX_PASSWORD') }}\"\nnode: pve1\n"
)


class Node(HttpService):
    """A node of a cluster, and who asks; a ticket is made for each request."""

    service = "Proxmox"

    host: Annotated[str, Prop("The host, or its address; port 8006 without one.")]
    username: Annotated[str, Prop("The user with the realm, such as flows@pve.")]
    password: Annotated[str, Prop("The password, best from a secret.")]
    node: Annotated[str, Prop("The name of the node.")]

    def root(self) -> str:
        """Where the API is."""
        place = self.host if "://" in self.host else f"https://{self.host}"
        has_port = ":" in place.split("://", 1)[1].partition("/")[0]
        return f"{place.rstrip('/')}{'' if has_port else ':8006'}/api2/json"

    def secrets(self) -> Iterable[str | None]:
        return (self.password,)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """A ticket. Raises: PluginError when signing in fails."""
        request = HttpRequest(
            url=f"{self.root()}/access/ticket",
            method="POST",
            form={"username": self.username, "password": self.password},
        )
        members = ("data.ticket", "data.CSRFPreventionToken")
        found = self.signed_in(ctx, request, *members)["data"]
        return {
            "Cookie": f"PVEAuthCookie={found['ticket']}",
            "CSRFPreventionToken": str(found["CSRFPreventionToken"]),
        }

    def machine(self, ctx: RunContext, name: str) -> Mapping[str, Any]:
        """The machine or container of that name. Raises: PluginError for none, or for several."""
        path = "/cluster/resources"
        request = HttpRequest(url=self.root() + path, params={"type": "vm"})
        rows = self.ask_for(ctx, f"GET {path}", request, "data")["data"]
        found: list[Mapping[str, Any]] = [
            row
            for row in rows
            if name in (row.get("name"), str(row.get("vmid"))) and row.get("node") == self.node
        ]
        if len(found) != 1:
            count = "no machine" if not found else f"{len(found)} machines"
            raise PluginError(f"Proxmox: there is {count} with the name {name}")
        return found[0]


class Done(Output):
    """What the node did."""

    task_id: Annotated[str, Prop("The task of the node, such as UPID:pve1:….")]
    status: Annotated[str, Prop("How it ended: OK, or with warnings.")]


class NodeTask(Node, RemoteRun[Done], HttpCall[Done]):
    """A task of a node; a kill ends it."""

    body_is_form = True

    def begin(self, ctx: RunContext) -> str:
        return str(self.call(ctx)["data"])

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.asked(ctx, "GET", f"{self._place(number)}/status")["data"]

    def is_over(self, number: str, found: Any) -> bool:
        if found["status"] != "stopped":
            return False
        status = str(found.get("exitstatus"))
        if status != "OK" and not status.startswith("WARNINGS"):
            raise PluginError(f"Proxmox: the task {number} has failed: {status}")
        return True

    def end(self, ctx: RunContext, number: str) -> None:
        self.asked(ctx, "DELETE", self._place(number), outlives_stop=True)

    def output(self, number: str, found: Any) -> Done:
        return Done(task_id=number, status=str(found["exitstatus"]))

    def _place(self, number: str) -> str:
        # The name of a task says which node does it: `UPID:node:…`.
        return f"{self.root()}/nodes/{number.split(':')[1]}/tasks/{number}"


class MachineTask(NodeTask):
    """A task about a machine that is there."""

    vm_name: Annotated[str, Prop("The name of the machine, or its number.")]

    def path_of(self, ctx: RunContext) -> str:
        found = self.machine(ctx, self.vm_name)
        return self.http_path.replace("{machine}", f"{found['type']}/{found['vmid']}")


class NewMachine(NodeTask):
    """A machine that is made, perhaps of a backup."""

    def body(self) -> Json:
        values = dict(self.members(self.body_members or {}))
        if "start" in values:
            values["start"] = int(values["start"])
        if values.get("scsi0"):
            values["scsihw"] = "virtio-scsi-single"
        return values


class Restored(NodeTask):
    """A machine or container of a backup."""

    resource_type: Annotated[str | None, Prop("vm, or lxc for a container.")] = None

    def path_of(self, ctx: RunContext) -> str:
        return self.http_path.replace("{kind}", "lxc" if self._is_container else "qemu")

    def body(self) -> Json:
        values = self.members(self.body_members or {})
        if self._is_container:
            values["ostemplate"] = values.pop("archive")
            values["restore"] = 1
        return values

    @property
    def _is_container(self) -> bool:
        kind = str(self.resource_type or "vm").lower()
        if kind not in {"vm", "qemu", "lxc", "ct", "container"}:
            raise PluginError(f"`resourceType` must be vm or lxc, not {kind}")
        return kind in {"lxc", "ct", "container"}


class Found(Output):
    """What there is."""

    resources: Annotated[list[dict[str, Json]] | None, Prop("Resources of the cluster.")] = None
    backups: Annotated[list[dict[str, Json]] | None, Prop("Backups, with their `volid`.")] = None
    size: Annotated[int, Prop("How many there are.")]


class Resources(Node, HttpCall[Found]):
    """A list of the cluster."""

    known_by = ("data",)

    def result(self, ctx: RunContext, found: Json) -> Found:
        rows = [row for row in found["data"] if row.get("node", self.node) == self.node]
        return Found(resources=rows, size=len(rows))


class Backups(HttpCall[Found]):
    """A list of a storage."""

    known_by = ("data",)

    def result(self, ctx: RunContext, found: Json) -> Found:
        return Found(backups=found["data"], size=len(found["data"]))


_SNAPSHOT = in_body(str, "The name of the snapshot.", "snapname")
_NUMBER = in_body(str, "The number of the machine, such as 120.", "vmid")
ROWS = (
    CallRow(
        "vm.Create",
        "Make a virtual machine in Proxmox.",
        "Its task on the node is waited for.",
        "vmId: '120'\nvmName: build\ncores: 2\nmemory: 4096\ndisk: local-lvm:32\npowerOn: true",
        "POST /nodes/{node}/qemu",
        NewMachine,
        {
            "vm_id": _NUMBER,
            "vm_name": in_body(str, "The name of the machine.", "name", None),
            "cores": in_body(int, "How many cores it has.", "cores", None),
            "memory": in_body(int, "How much memory it has, in MiB.", "memory", None),
            "disk": in_body(
                str, "Its disk: storage and size in GiB, such as local-lvm:32.", "scsi0", None
            ),
            "power_on": in_body(bool, "Whether it is started.", "start", False),
        },
    ),
    CallRow(
        "vm.Delete",
        "Delete a virtual machine of Proxmox.",
        "One that runs is refused.",
        "vmName: build",
        "DELETE /nodes/{node}/{machine}",
        MachineTask,
        facts={"body_members": None},
    ),
    CallRow(
        "vm.Migrate",
        "Move a virtual machine of Proxmox to another node.",
        "One that runs goes on running.",
        "vmName: build\ntargetNode: pve2",
        "POST /nodes/{node}/{machine}/migrate",
        MachineTask,
        {"target_node": in_body(str, "The node that it goes to.", "target")},
    ),
    CallRow(
        "snapshot.Create",
        "Make a snapshot of a virtual machine of Proxmox.",
        "Of its disks.",
        "vmName: build\nsnapName: before-upgrade",
        "POST /nodes/{node}/{machine}/snapshot",
        MachineTask,
        {
            "snap_name": _SNAPSHOT,
            "snap_description": in_body(str, "What it is for.", "description", None),
        },
    ),
    CallRow(
        "snapshot.Rollback",
        "Take a virtual machine of Proxmox back to a snapshot.",
        "What has changed since is lost.",
        "vmName: build\nsnapName: before-upgrade",
        "POST /nodes/{node}/{machine}/snapshot/{snap_name}/rollback",
        MachineTask,
        {"snap_name": here(str, "The name of the snapshot.")},
    ),
    CallRow(
        "backup.Restore",
        "Make a virtual machine or container of a backup in Proxmox.",
        "Its number must be free.",
        "vmId: '121'\narchive: local:backup/vzdump-qemu-120.vma.zst\nstorage: local-lvm",
        "POST /nodes/{node}/{kind}",
        Restored,
        {
            "vm_id": _NUMBER,
            "archive": in_body(str, "The backup: its `volid`.", "archive"),
            "storage": in_body(str, "The storage of its disks.", "storage", None),
        },
    ),
    CallRow(
        "backup.List",
        "List the backups in a storage of Proxmox.",
        "Of all machines.",
        "storage: local",
        "GET /nodes/{node}/storage/{storage}/content?content=backup",
        Backups,
        {"storage": here(str, "The name of the storage that has the backups.")},
    ),
    CallRow(
        "cluster.ListResources",
        "List the resources of a cluster of Proxmox.",
        "Those of `node`, and what is of no node.",
        "typeFilter: vm",
        "GET /cluster/resources",
        Resources,
        {"type_filter": in_query(str, "Only these: vm, storage, node or sdn.", "type", None)},
    ),
)
TYPES = call_types(__name__, _PREFIX, Node, ROWS, _LOGIN)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
