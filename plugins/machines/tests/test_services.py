"""Proxmox, Nutanix, vCenter, NetBox and Open Policy Agent, by stand-ins of ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.families.answering import SECRET, Answer, Service, Turns, assert_refused
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer
from tiercel.testing import FakeContext, World, poll
from tiercel_machines import netbox, nutanix, opa, proxmox, vmware

PVE: dict[str, Json] = {
    "host": "pve.example.com",
    "username": "a@pve",
    "password": SECRET,
    "node": "pve1",
}
PRISM: dict[str, Json] = {"host": "prism.example.com", "token": SECRET}
CENTER: dict[str, Json] = {"server": "vc.example.com", "username": "a", "password": SECRET}
NETBOX: dict[str, Json] = {"url": "https://net.example.com", "token": SECRET}
AGENT: dict[str, Json] = {"url": "https://opa.example.com", "token": SECRET}
BUILD: dict[str, Json] = {**PVE, "vmName": "build"}
TASK = "UPID:pve1:0001:qmsnapshot"
TICKET = "POST /api2/json/access/ticket"
STATUS = f"GET /api2/json/nodes/pve1/tasks/{TASK}/status"


def node(**answers: Answer) -> Service:
    rows = [
        {"type": "qemu", "vmid": 7, "name": "build", "node": "pve1"},
        {"type": "lxc", "vmid": 8, "name": "web", "node": "pve1"},
        {"type": "qemu", "vmid": 9, "name": "build", "node": "pve2"},
    ]
    ended = {"data": {"status": "stopped", "exitstatus": "OK"}}
    return Service(
        {
            TICKET: {"data": {"ticket": "t", "CSRFPreventionToken": "c"}},
            "GET /api2/json/cluster/resources": {"data": rows},
            STATUS: Turns([{"data": {"status": "running"}}, ended]),
            "POST /api2/json/nodes/pve1/qemu/7/snapshot": {"data": TASK},
            "POST /api2/json/nodes/pve1/qemu": {"data": TASK},
            "POST /api2/json/nodes/pve1/lxc": {"data": TASK},
            "GET /api2/json/nodes/pve1/storage/local/content": {"data": [{"volid": "v"}]},
            f"DELETE /api2/json/nodes/pve1/tasks/{TASK}": {"data": None},
            **answers,
        }
    )


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (proxmox.TYPES["vm.Delete"], BUILD, "Proxmox at pve.example.com: signing in"),
        (nutanix.TYPES["ahv.ListVms"], PRISM, "Nutanix at prism.example.com: GET /vmm/"),
        (
            vmware.CreateVmSnapshot,
            {**CENTER, "vmName": "a", "snapshotName": "b"},
            "vCenter at vc.example.com: signing in",
        ),
        (netbox.TYPES["device.List"], NETBOX, "NetBox at net.example.com: GET /dcim/devices/"),
        (
            opa.Evaluate,
            {**AGENT, "policyPath": "a"},
            "Open Policy Agent at opa.example.com: POST /data/a",
        ),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    assert_refused(task, properties, place)


def test_proxmox_keeps_a_machine() -> None:
    service = node()
    given = {**BUILD, "snapName": "before", "snapDescription": "x"}
    outputs = service.outputs(proxmox.TYPES["snapshot.Create"], given)
    assert outputs == {"taskId": TASK, "status": "OK"}
    asked = next(each for each in service.sent if each.url.endswith("/7/snapshot"))
    assert asked.form == {"snapname": "before", "description": "x"}
    assert asked.headers["Cookie"] == "PVEAuthCookie=t"
    assert asked.headers["CSRFPreventionToken"] == "c"
    gone = node().killed(proxmox.TYPES["snapshot.Create"], given, STATUS)
    assert gone == [TICKET, f"DELETE /api2/json/nodes/pve1/tasks/{TASK}"]


def test_proxmox_makes_machines_and_containers() -> None:
    service = node()
    made = {**PVE, "vmId": "9", "disk": "local:3", "powerOn": True}
    service.outputs(proxmox.TYPES["vm.Create"], made)
    assert next(each.form for each in service.sent if each.url.endswith("/qemu")) == {
        "vmid": "9",
        "scsi0": "local:3",
        "scsihw": "virtio-scsi-single",
        "start": "1",
    }
    restored = {**PVE, "vmId": "9", "archive": "a", "resourceType": "lxc"}
    service.outputs(proxmox.TYPES["backup.Restore"], restored)
    assert next(each.form for each in service.sent if each.url.endswith("/lxc")) == {
        "vmid": "9",
        "ostemplate": "a",
        "restore": "1",
    }
    ran = service.run(proxmox.TYPES["backup.Restore"], {**restored, "resourceType": "x"})
    assert str(ran.error) == "`resourceType` must be vm or lxc, not x"


def test_proxmox_says_what_failed() -> None:
    ended = {"data": {"status": "stopped", "exitstatus": "no space"}}
    ran = node(**{STATUS: ended}).run(proxmox.TYPES["snapshot.Create"], {**BUILD, "snapName": "b"})
    assert str(ran.error) == f"Proxmox: the task {TASK} has failed: no space"
    ran = node().run(proxmox.TYPES["vm.Delete"], {**PVE, "vmName": "other"})
    assert str(ran.error) == "Proxmox: there is no machine with the name other"


def test_proxmox_lists() -> None:
    found = node().outputs(proxmox.TYPES["cluster.ListResources"], {**PVE, "typeFilter": "vm"})
    assert [each["vmid"] for each in found["resources"]] == [7, 8]
    found = node().outputs(proxmox.TYPES["backup.List"], {**PVE, "storage": "local"})
    assert found == {"backups": [{"volid": "v"}], "size": 1}


VM = "/api/vmm/v4.0/ahv/config/vms/1"
PRISM_TASK = "GET /api/prism/v4.0/config/tasks/t"


def prism(*states: Json) -> Service:
    seen = HttpAnswer(url="", status=200, headers={"Etag": ["e1"]}, content=b"{}")
    points = "/api/dataprotection/v4.0/config/recovery-points"
    return Service(
        {
            f"GET {VM}": seen,
            f"POST {VM}/$actions/power-on": {"data": {"extId": "t"}},
            f"POST {points}": {"data": {"extId": "t"}},
            f"POST {points}/9/$actions/restore": {"data": {"extId": "t"}},
            "POST /api/prism/v4.0/config/tasks/t/$actions/cancel": {},
            PRISM_TASK: Turns([{"data": each} for each in states]),
        }
    )


def test_nutanix_waits_for_its_task() -> None:
    ended = {"status": "SUCCEEDED", "entitiesAffected": [{"extId": "1"}]}
    service = prism({"status": "RUNNING"}, ended)
    outputs = service.outputs(nutanix.TYPES["ahv.StartVm"], {**PRISM, "vmExtId": "1"})
    assert outputs == {"taskId": "t", "extId": "1", "status": "SUCCEEDED"}
    begun = service.sent[1]
    assert begun.headers["If-Match"] == "e1"
    assert begun.headers["X-Ntnx-Api-Key"] == SECRET
    assert begun.headers["NTNX-Request-Id"]
    kept = {**PRISM, "vmExtId": "1", "snapshotName": "s"}
    service.outputs(nutanix.TYPES["snapshot.CreateVmSnapshot"], kept)
    point = next(each for each in service.sent if each.url.endswith("/recovery-points"))
    assert point.json == {"name": "s", "vmRecoveryPoints": [{"vmExtId": "1"}]}
    failed = prism({"status": "FAILED", "errorMessages": [{"message": "full"}]})
    ran = failed.run(nutanix.TYPES["snapshot.RestoreVmSnapshot"], {**PRISM, "snapshotExtId": "9"})
    assert str(ran.error) == "Nutanix: the task t is FAILED: full"
    rest = prism({"status": "RUNNING"}).killed(
        nutanix.TYPES["ahv.StartVm"], {**PRISM, "vmExtId": "1"}, PRISM_TASK
    )
    assert rest == ["POST /api/prism/v4.0/config/tasks/t/$actions/cancel"]


def test_nutanix_lists_all_pages() -> None:
    page = [{"extId": str(number)} for number in range(100)]
    pages = Turns([{"data": page}, {"data": page[:3]}])
    service = Service({"GET /api/vmm/v4.0/ahv/config/vms": pages})
    assert service.outputs(nutanix.TYPES["ahv.ListVms"], PRISM)["size"] == 103
    assert service.sent[1].params == {"$page": "1", "$limit": "100"}


OBJECTS = "/sdk/vim25/8.0.1.0"


def center(**answers: Answer) -> Service:
    signed = HttpAnswer(url="", status=200, headers={vmware._SESSION: ["o"]}, content=b"{}")
    tree = [{"name": "a", "snapshot": {"value": "s1"}, "childSnapshotList": [_snapshot("b")]}]
    return Service(
        {
            f"POST {OBJECTS}/SessionManager/SessionManager/Login": signed,
            "POST /api/session": "a",
            "GET /api/vcenter/vm": [{"vm": "vm-1"}],
            "GET /api/vcenter/host": [{"host": "host-1"}],
            "POST /api/vcenter/vm": "task-1",
            "GET /api/cis/tasks/task-1": Turns([{"status": "RUNNING"}, _cloned("SUCCEEDED")]),
            f"GET {OBJECTS}/VirtualMachine/vm-1/snapshot": {"rootSnapshotList": tree},
            f"POST {OBJECTS}/VirtualMachineSnapshot/s2/RevertToSnapshot_Task": {"value": "t"},
            f"GET {OBJECTS}/Task/t/info": Turns([{"state": "running"}, {"state": "success"}]),
            f"POST {OBJECTS}/Task/t/CancelTask": None,
            **answers,
        }
    )


def _snapshot(name: str) -> Json:
    return {"name": name, "snapshot": {"value": "s2"}}


def _cloned(status: str) -> Json:
    return {"status": status, "result": "vm-2"}


def test_vcenter_clones_and_restores() -> None:
    service = center()
    clone = {**CENTER, "sourceVmName": "a", "targetVmName": "b", "hostname": "h"}
    assert service.outputs(vmware.CloneVm, clone) == {"taskId": "task-1", "result": "vm-2"}
    asked = next(each for each in service.sent if each.url.endswith("vmw-task=true"))
    assert asked.json == {
        "name": "b",
        "source": "vm-1",
        "power_on": False,
        "placement": {"host": "host-1"},
    }
    restored = {**CENTER, "vmName": "a", "snapshotName": "b", "suppressPowerOn": True}
    assert service.outputs(vmware.RestoreVmFromSnapshot, restored) == {"taskId": "t"}
    ran = service.run(vmware.RestoreVmFromSnapshot, {**restored, "snapshotName": "c"})
    assert str(ran.error) == "vCenter: 0 snapshots of a have the name c"
    rest = center().killed(vmware.RestoreVmFromSnapshot, restored, f"GET {OBJECTS}/Task/t/info")
    assert rest[-1] == f"POST {OBJECTS}/Task/t/CancelTask"


def test_vcenter_starts_an_execution_for_each_event() -> None:
    found = [
        {"key": 2, "vm": {"name": "build-1"}, "createdTime": "2030-01-01T00:00:00Z"},
        {"key": 1, "vm": {"name": "web"}, "createdTime": "2030-01-01T00:00:00Z"},
    ]
    service = center(**{f"POST {OBJECTS}/EventManager/EventManager/QueryEvents": found})
    context = FakeContext(World(http=service))
    trigger = vmware.Trigger.model_validate(
        {**CENTER, "eventType": "VmPoweredOffEvent", "vmNameRegex": "build-.*"}
    )
    assert poll(trigger, context).vm_name == "build-1"
    assert poll(trigger, context) is None
    asked = service.sent[-1].json
    assert asked["filter"]["eventTypeId"] == ["vim.event.VmPoweredOffEvent"]


def test_netbox_lists_and_makes() -> None:
    first = {"results": [{"id": 1, "name": "a"}], "next": "https://net.example.com/api/more?o=1"}
    service = Service(
        {
            "GET /api/dcim/devices/": first,
            "GET /api/more": {"results": [{"id": 2, "name": "b"}], "next": None},
            "POST /api/dcim/devices/": {"id": 3, "name": "c"},
            "POST /api/ipam/prefixes/5/available-ips/": {"id": 4, "address": "10.0.0.1/24"},
            "POST /api/tenancy/contact-assignments/": {"id": 6},
        }
    )
    asked = {**NETBOX, "filters": {"site": "rome"}, "fields": ["name"]}
    found = service.outputs(netbox.TYPES["device.List"], asked)
    assert found["rows"] == [{"name": "a"}, {"name": "b"}]
    assert service.sent[0].params == {"site": "rome"}
    device = {"name": "c", "deviceType": "7", "deviceRole": "access", "site": "rome"}
    made = service.outputs(netbox.TYPES["device.Create"], {**NETBOX, **device})
    assert made["id"] == 3
    assert service.sent[-1].json == {
        "name": "c",
        "device_type": 7,
        "role": {"slug": "access"},
        "site": {"slug": "rome"},
        "status": "active",
    }
    taken = service.outputs(netbox.TYPES["ipam.AssignIpAddress"], {**NETBOX, "prefixId": "5"})
    assert taken["object"]["address"] == "10.0.0.1/24"
    of = {"contentType": "dcim.device", "objectId": "1", "contactId": "2", "roleId": "3"}
    service.outputs(netbox.TYPES["contactassignment.Create"], {**NETBOX, **of})
    assert service.sent[-1].json["object_type"] == "dcim.device"


def test_the_next_page_must_be_of_the_same_host() -> None:
    page = {"results": [], "next": "https://evil.example.com/api/more"}
    ran = Service({"GET /api/dcim/devices/": page}).run(netbox.TYPES["device.List"], NETBOX)
    assert str(ran.error) == "NetBox: the address of the next page is of another host"


def test_an_agent_decides() -> None:
    service = Service({"POST /v1/data/shop/allow": {"result": True}, "PUT /v1/policies/shop": {}})
    asked = {**AGENT, "policyPath": "data.shop.allow", "input": {"a": 1}, "metrics": True}
    assert service.outputs(opa.Evaluate, asked) == {"result": True}
    assert (service.sent[0].json, service.sent[0].params) == (
        {"input": {"a": 1}},
        {"metrics": "true"},
    )
    service.outputs(opa.Upload, {**AGENT, "policyId": "shop", "policy": "package shop"})
    assert service.sent[-1].content == "package shop"
