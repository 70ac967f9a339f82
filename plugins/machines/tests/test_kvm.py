"""Machines of libvirt: by its program with the driver that keeps machines in memory, or by ours."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.families.servers import program
from tiercel.plugin import Json
from tiercel.testing import FakeContext, Ran, World, poll, run_task
from tiercel_machines import kvm

XML = (
    "<domain type='test'><name>build</name><memory>1024</memory><os><type>hvm</type></os></domain>"
)
# A stand-in of ours for `virsh`: a file for each machine, with its state.
STAND_IN = """#!/bin/sh
shift  # --quiet
[ "$1" = --connect ] && shift 2
verb=$1; name=$2; cd "$MACHINES" || exit 1
case $verb in
  define) name=$(sed -n 's:.*<name>\\(.*\\)</name>.*:\\1:p'); echo 'shut off' > "$name" ;;
  list) ls ;;
  domuuid) echo "id-of-$name" ;;
  domblklist) echo "file disk vda /disks/$name.qcow2"; echo "file cdrom sda -" ;;
  vol-delete) ;;
  *) [ -f "$name" ] || { echo "error: failed to get domain '$name'" >&2; exit 1; }
     case $verb in
       domstate) cat "$name" ;;
       start) echo running > "$name" ;;
       shutdown|destroy) echo 'shut off' > "$name" ;;
       undefine) rm "$name" ;;
     esac ;;
esac
"""


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place, kept = tmp_path / "bin", tmp_path / "machines"
    place.mkdir()
    kept.mkdir()
    file = place / "virsh"
    file.write_text(STAND_IN, encoding="utf-8")
    file.chmod(0o755)
    shell = shutil.which("sh")
    assert shell
    monkeypatch.setenv("PATH", f"{place}:{Path(shell).parent}:/usr/bin:/bin")
    monkeypatch.setenv("MACHINES", str(kept))
    return kept


def run(task: Any, **properties: Json) -> Ran:
    return run_task(task, properties, World(environment=_environment()))


def _environment() -> dict[str, str]:
    import os

    return {name: os.environ[name] for name in ("PATH", "MACHINES") if name in os.environ}


def test_a_machine_lives(machines: Path) -> None:
    made = run(kvm.CreateVm, name="build", xmlDefinition=XML, startAfterCreate=True)
    assert made.outputs == {"name": "build", "uuid": "id-of-build", "state": "RUNNING"}
    listed = run(kvm.ListVms, statusFilter="running").outputs["vms"]
    assert listed == [{"name": "build", "uuid": "id-of-build", "state": "RUNNING"}]
    changed = run(kvm.UpdateVm, name="build", restart=True)
    assert changed.outputs == {"name": "build", "state": "RUNNING", "wasRestarted": True}
    stopped = run(kvm.StopVm, name="build", waitForStopped=True)
    assert stopped.outputs == {"name": "build", "state": "SHUTOFF"}
    assert run(kvm.StartVm, name="build", waitForRunning=True).outputs["state"] == "RUNNING"
    gone = run(kvm.DeleteVm, name="build", deleteStorage=True)
    assert gone.outputs == {"success": True, "deletedVolumes": ["/disks/build.qcow2"]}
    assert list(machines.iterdir()) == []
    assert run(kvm.DeleteVm, name="build", failIfNotFound=False).outputs == {"success": False}


def test_what_is_wrong_is_said(machines: Path) -> None:
    assert "failed to get domain 'x'" in str(run(kvm.StartVm, name="x").error)
    assert "`name` is web" in str(run(kvm.CreateVm, name="web", xmlDefinition=XML).error)
    assert "is no XML" in str(run(kvm.CreateVm, name="web", xmlDefinition="<a").error)
    assert "no declarations" in str(run(kvm.CreateVm, name="a", xmlDefinition="<!DOCTYPE a>").error)
    assert "hyphen" in str(run(kvm.StartVm, name="--all-of-them").error)
    bad = run(kvm.ListVms, uri="qemu+ssh://127.0.0.1/system?command=/bin/sh")
    assert "`uri` must not say which program" in str(bad.error)


def test_a_trigger_sees_another_state(machines: Path) -> None:
    (machines / "build").write_text("running\n", encoding="utf-8")
    context = FakeContext(World(environment=_environment()))
    trigger = kvm.VmEventTrigger.model_validate({"name": "build"})
    assert poll(trigger, context) is None
    (machines / "build").write_text("shut off\n", encoding="utf-8")
    assert poll(trigger, context).state == "SHUTOFF"
    assert poll(trigger, context) is None


def test_the_real_program() -> None:
    program("virsh", "libvirt-clients")
    uri = "test:///default"
    found = run(kvm.ListVms, uri=uri).outputs["vms"]
    assert [each["state"] for each in found] == ["RUNNING"]
    assert run(kvm.StopVm, uri=uri, name="test").error is None
    assert run(kvm.CreateVm, uri=uri, name="build", xmlDefinition=XML).error is not None
