"""Operations on kill switches, which stop executions or leave them alone."""

from __future__ import annotations

from tiercel.model.policies.kill_switch import KillSwitch
from tiercel.model.request import Request
from tiercel.service.operations.governance.records import (
    Creating,
    RecordRequests,
    Updating,
    record_operations,
)


class FindKillSwitches(Request[list[KillSwitch]], frozen=True, kw_only=True):
    """All kill switches, also those that were deleted."""


class CreateKillSwitch(Creating[KillSwitch], frozen=True, kw_only=True):
    """A new kill switch; executors follow it within seconds."""


class UpdateKillSwitch(Updating[KillSwitch], frozen=True, kw_only=True):
    """All of a kill switch but its id."""


class DeleteKillSwitch(Request[None], frozen=True, kw_only=True):
    """Switch one off for good; it stays in the list."""

    record_id: str


OPERATIONS = record_operations(
    "kill_switch",
    RecordRequests(FindKillSwitches, CreateKillSwitch, UpdateKillSwitch, DeleteKillSwitch),
    lambda deps: deps.kill_switches,
)
find, create, update, delete = OPERATIONS
