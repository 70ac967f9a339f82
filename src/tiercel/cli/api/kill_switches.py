"""Calls of the API about kill_switches: see `make calls`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.model.policies.kill_switch import SwitchType


class KillSwitchView(Form, frozen=True, kw_only=True):
    """A kill switch; one that was deleted is only listed."""

    id: str
    name: str
    evaluation_type: SwitchType
    start_date: datetime
    enabled: bool
    deleted: bool
    end_date: datetime | UnsetType = UNSET
    tenant_id: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    flow_id: str | UnsetType = UNSET
    execution_ids: list[str] | UnsetType = UNSET
    description: str | UnsetType = UNSET


class FindKillSwitches(ApiCall[list[KillSwitchView]], frozen=True, kw_only=True):
    """All kill switches."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/kill-switches/search")


class KillSwitchInput(Form, frozen=True, kw_only=True):
    """A kill switch; a narrower scope needs the wider one, and none at all is everything."""

    id: str | None = None
    name: str
    tenant_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    execution_ids: list[str] | None = None
    start_date: str
    end_date: str | None = None
    description: str | None = None
    evaluation_type: SwitchType
    enabled: bool | None = None


class CreateKillSwitch(ApiCall[KillSwitchView], frozen=True, kw_only=True):
    """Create a kill switch."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/kill-switches", sends="application/json")

    body: KillSwitchInput


class DeleteKillSwitch(ApiCall[None], frozen=True, kw_only=True):
    """Delete a kill switch."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/kill-switches/{id}")

    id: str
