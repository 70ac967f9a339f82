"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
NUTANIX = "io.kestra.plugin.ee.nutanix"
VCENTER = "io.kestra.plugin.ee.vmware.vcenter"
# Known by flows alone, which give who asks by plugin defaults.
LOGINS = [
    *(
        f"{NUTANIX}.{each}.{name}: is not listed"
        for each in (
            "ahv.CreateVm",
            "snapshot.CreateVmSnapshot",
            "snapshot.DeleteVmSnapshot",
            "snapshot.RestoreVmSnapshot",
        )
        for name in ("host", "token")
    ),
    *(
        f"{VCENTER}.{each}.{name}: is not listed"
        for each in ("CloneVm", "CreateVmSnapshot", "RestoreVmFromSnapshot")
        for name in ("password", "server", "username")
    ),
]
# As all tasks have it.
OF_ALL = [
    f"{NUTANIX}.{each}.assets: is not there"
    for each in ("ahv.CreateVm", "snapshot.CreateVmSnapshot")
]


def test_deviations() -> None:
    assert sorted(deviations("machines", LIST)) == sorted([*LOGINS, *OF_ALL])


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("machines") == []
