"""Calls of the API about triggers: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.cli.api.executions import LabelInput
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.trigger import RunOrder


class BackfillView(Form, frozen=True, kw_only=True):
    """A running backfill."""

    start: datetime
    end: datetime | UnsetType = UNSET
    current_date: datetime
    paused: bool
    order: RunOrder | UnsetType = UNSET
    parallel: int | UnsetType = UNSET
    skip_succeeded: bool | UnsetType = UNSET
    inputs: dict[str, Json] | UnsetType = UNSET
    labels: list[Label] | UnsetType = UNSET
    previous_next_execution_date: datetime | UnsetType = UNSET


class TriggerEvaluationView(Form, frozen=True, kw_only=True):
    """The newest evaluation of a trigger; of the last that has ended its seconds and its error.

    Shapes: `failures` counts those that failed in a row, 0 after one that did not.
    """

    date: datetime | UnsetType = UNSET
    seconds: float | UnsetType = UNSET
    error: str | UnsetType = UNSET
    failures: int


class TriggerView(Form, frozen=True, kw_only=True):
    """The state of a trigger; `kind` is SCHEDULE, POLLING or REALTIME when known."""

    tenant_id: str = "main"
    namespace: str
    flow_id: str
    trigger_id: str
    date: datetime | UnsetType = UNSET
    last_triggered_date: datetime | UnsetType = UNSET
    next_execution_date: datetime | UnsetType = UNSET
    next_evaluation_date: datetime | UnsetType = UNSET
    evaluated_at: datetime | UnsetType = UNSET
    updated_date: datetime
    updated_at: datetime
    backfill: BackfillView | UnsetType = UNSET
    stop_after: list[str] | UnsetType = UNSET
    disabled: bool
    locked: bool
    execution_id: str | UnsetType = UNSET
    evaluate_running_date: datetime | UnsetType = UNSET
    worker_id: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    last_evaluation: TriggerEvaluationView | UnsetType = UNSET
    overdue: bool


class FoundTriggerView(Form, frozen=True, kw_only=True):
    """A trigger with its definition, under the names of both generations."""

    trigger_context: TriggerView
    state: TriggerView
    abstract_trigger: dict[str, Json] | UnsetType = UNSET
    trigger: dict[str, Json] | UnsetType = UNSET


class FoundTriggerPage(Form, frozen=True, kw_only=True):
    """A page of triggers with their definitions."""

    results: list[FoundTriggerView]
    total: int


class FindTriggers(ApiCall[FoundTriggerPage], frozen=True, kw_only=True):
    """Search triggers."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/triggers/search")

    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()
    q: str | None = None
    namespace: str | None = None
    worker_id: str | None = None
    flow_id: str | None = None
    has_error: str | None = None
    overdue: str | None = None
    date_filter: str | None = None


class TriggerSwitch(Form, frozen=True, kw_only=True):
    """The switch of a trigger."""

    namespace: str
    flow_id: str
    trigger_id: str
    disabled: bool


class SwitchTrigger(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Switch one."""

    route: ClassVar[ApiRoute] = ApiRoute("PUT", "/triggers/set-disabled", sends="application/json")

    body: TriggerSwitch


class UnlockTrigger(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Take a lock away."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/triggers/{namespace}/{flowId}/{triggerId}/unlock"
    )

    namespace: str
    flow_id: str
    trigger_id: str


class BackfillInput(Form, frozen=True, kw_only=True):
    """Past dates that are to run; without an end up to now.

    Shapes: without `parallel` one after the other, unless the trigger allows more at once.
    """

    start: str
    end: str | None = None
    inputs: dict[str, Json] | None = None
    labels: list[LabelInput] | dict[str, str | int | float | bool] | None = None
    order: RunOrder | None = None
    parallel: int | None = None
    skip_succeeded: bool | None = None


class TriggerBackfill(Form, frozen=True, kw_only=True):
    """Past dates of a trigger that are to run."""

    namespace: str
    flow_id: str
    trigger_id: str
    disabled: bool | UnsetType = UNSET
    backfill: BackfillInput


class CreateBackfill(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Run past dates."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "PUT", "/triggers/backfill/create", sends="application/json"
    )

    body: TriggerBackfill


class TriggerName(Form, frozen=True, kw_only=True):
    """The id of a trigger; other members are not read."""

    namespace: str
    flow_id: str
    trigger_id: str


class PauseBackfill(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Pause a backfill."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "PUT", "/triggers/backfill/pause", sends="application/json"
    )

    body: TriggerName


class ResumeBackfill(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Unpause a backfill."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "PUT", "/triggers/backfill/unpause", sends="application/json"
    )

    body: TriggerName


class DeleteBackfill(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Delete a backfill."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/triggers/backfill/delete", sends="application/json"
    )

    body: TriggerName


class RestartTrigger(ApiCall[TriggerView], frozen=True, kw_only=True):
    """Begin anew."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/triggers/{namespace}/{flowId}/{triggerId}/restart"
    )

    namespace: str
    flow_id: str
    trigger_id: str


class DeleteTrigger(ApiCall[None], frozen=True, kw_only=True):
    """Forget a trigger."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/triggers/{namespace}/{flowId}/{triggerId}")

    namespace: str
    flow_id: str
    trigger_id: str
