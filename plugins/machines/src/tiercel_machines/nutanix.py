"""Machines and recovery points of Nutanix, by Prism Central."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpCall, inside
from tiercel.plugin.services.call_table import (
    PAGES_MAX,
    CallRow,
    RowsCall,
    call_types,
    here,
    in_body,
)
from tiercel.plugin.services.logins import KeyedService
from tiercel.plugin.services.runs import RemoteRun

_PREFIX = "io.kestra.plugin.ee.nutanix"
_LOGIN = "host: prism.example.com\ntoken: \"{{ secret('NUTANIX_KEY') }}\"\n"
_MACHINES = "/vmm/v4.0/ahv/config/vms"
_POINTS = "/dataprotection/v4.0/config/recovery-points"
_TASKS = "/prism/v4.0/config/tasks"
# Entries that a page of the service has at most.
_PAGE = 100


class Prism(KeyedService):
    """Prism Central, and who asks."""

    service = "Nutanix"
    key_header = "X-Ntnx-Api-Key"
    key_word = ""

    host: Annotated[str, Prop("The host of Prism Central, or its address; port 9440 without one.")]
    token: Annotated[str, Prop("A key of the API, best from a secret.")]

    def root(self) -> str:
        """Where the API is."""
        place = self.host if "://" in self.host else f"https://{self.host}"
        has_port = ":" in place.split("://", 1)[1].partition("/")[0]
        return f"{place.rstrip('/')}{'' if has_port else ':9440'}/api"


class Done(Output):
    """What was done."""

    task_id: Annotated[str, Prop("The task of Prism.")]
    ext_id: Annotated[str | None, Prop("What it has made or changed.")] = None
    status: Annotated[str | None, Prop("How it ended; none when nobody waited.")] = None


class PrismTask(Prism, RemoteRun[Done], HttpCall[Done]):
    """A task of Prism; the same attempt is begun once, a kill ends it."""

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        # The service does a request with an id that it knows once.
        return {**super().login_headers(ctx), "NTNX-Request-Id": ctx.remote_name}

    def begin(self, ctx: RunContext) -> str:
        return str(inside(self.call(ctx), "data.extId"))

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.asked(ctx, "GET", f"{self.root()}{_TASKS}/{number}")["data"]

    def is_over(self, number: str, found: Any) -> bool:
        if found["status"] in ("FAILED", "CANCELED"):
            messages = found.get("errorMessages") or [{}]
            why = messages[0].get("message") or "no reason is given"
            raise PluginError(f"Nutanix: the task {number} is {found['status']}: {why}")
        return bool(found["status"] == "SUCCEEDED")

    def end(self, ctx: RunContext, number: str) -> None:
        url = f"{self.root()}{_TASKS}/{number}/$actions/cancel"
        self.asked(ctx, "POST", url, outlives_stop=True)

    def output(self, number: str, found: Any) -> Done:
        if found is None:
            return Done(task_id=number)
        entities = found.get("entitiesAffected") or [{}]
        return Done(task_id=number, ext_id=entities[0].get("extId"), status=found["status"])


class OfMachine(PrismTask):
    """A task about a machine as it was seen last."""

    vm_ext_id: Annotated[str, Prop("The id of the machine.")]

    def call(self, ctx: RunContext) -> Json:
        path = self.filled(f"{_MACHINES}/{{vm_ext_id}}")
        seen = self.answer(ctx, f"GET {path}", HttpRequest(url=self.root() + path))
        path = self.filled(self.http_path)
        headers = {"If-Match": seen.header("ETag") or "*"}
        request = HttpRequest(url=self.root() + path, method=self.http_method, headers=headers)
        return self.ask(ctx, f"{self.http_method} {path}", request)


class NewMachine(PrismTask):
    """A machine as the service describes one."""

    vm: Annotated[
        dict[str, Json], Prop("The machine as the API has it: name, numSockets, memorySizeBytes, …")
    ]
    wait: Annotated[bool, Prop("Whether to wait until it is made.")] = True

    def body(self) -> Json:
        return self.vm


class NewPoint(PrismTask):
    """A recovery point of one machine."""

    vm_ext_id: Annotated[str, Prop("The id of the machine.")]

    def body(self) -> Json:
        named = self.members(self.body_members or {})
        return {**named, "vmRecoveryPoints": [{"vmExtId": self.vm_ext_id}]}


class Machines(Prism, RowsCall):
    """All pages."""

    # A list of none may have no `data`.
    known_by = ("data", "metadata")

    def rows(self, ctx: RunContext, found: Json) -> Iterator[dict[str, Json]]:
        for number in range(1, PAGES_MAX):
            page = found.get("data") or []
            yield from page
            if len(page) < _PAGE:
                return
            query = {"$page": str(number), "$limit": str(_PAGE)}
            request = HttpRequest(url=self.root() + _MACHINES, params=query)
            found = self.ask(ctx, f"GET {_MACHINES}", request)


_POINT = {"snapshot_ext_id": here(str, "The id of the recovery point.")}
ROWS = (
    CallRow(
        "ahv.ListVms",
        "List the virtual machines of Nutanix.",
        "Of all clusters of Prism Central.",
        "fetchType: FETCH",
        f"GET {_MACHINES}?$page=0&$limit={_PAGE}",
        Machines,
    ),
    CallRow(
        "ahv.CreateVm",
        "Make a virtual machine in Nutanix.",
        "Its id is the output `extId`.",
        (
            "vm:\n  name: build\n  numSockets: 2\n  numCoresPerSocket: 1\n"
            "  memorySizeBytes: 4294967296\n  cluster:\n    extId: 0006-…"
        ),
        f"POST {_MACHINES}",
        NewMachine,
    ),
    CallRow(
        "ahv.StartVm",
        "Start a virtual machine of Nutanix.",
        "It is waited for until it is on.",
        'vmExtId: "{{ outputs.make.extId }}"',
        f"POST {_MACHINES}/{{vm_ext_id}}/$actions/power-on",
        OfMachine,
    ),
    CallRow(
        "snapshot.CreateVmSnapshot",
        "Make a recovery point of a virtual machine of Nutanix.",
        "Its id is the output `extId`.",
        'vmExtId: "{{ outputs.make.extId }}"\nsnapshotName: before-upgrade',
        f"POST {_POINTS}",
        NewPoint,
        {"snapshot_name": in_body(str, "The name of the recovery point.", "name", None)},
    ),
    CallRow(
        "snapshot.DeleteVmSnapshot",
        "Delete a recovery point of Nutanix.",
        "What was made of it stays.",
        'snapshotExtId: "{{ outputs.keep.extId }}"',
        f"DELETE {_POINTS}/{{snapshot_ext_id}}",
        PrismTask,
        _POINT,
    ),
    CallRow(
        "snapshot.RestoreVmSnapshot",
        "Make virtual machines of a recovery point of Nutanix.",
        "The machine that it is of stays as it is.",
        'snapshotExtId: "{{ outputs.keep.extId }}"',
        f"POST {_POINTS}/{{snapshot_ext_id}}/$actions/restore",
        PrismTask,
        _POINT,
    ),
)
TYPES = call_types(__name__, _PREFIX, Prism, ROWS, _LOGIN)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
