"""Calls of the API about flows: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.model.json_types import Json
from tiercel.model.label import Label


class FlowView(Form, frozen=True, kw_only=True):
    """A flow: what the author wrote, without plugin defaults. What was not written is absent."""

    id: str
    namespace: str
    revision: int
    updated: datetime | UnsetType = UNSET
    description: str | UnsetType = UNSET
    inputs: list[dict[str, Json]] | UnsetType = UNSET
    outputs: list[dict[str, Json]] | UnsetType = UNSET
    disabled: bool
    draft: bool
    deleted: bool
    labels: tuple[Label, ...] | UnsetType = UNSET
    variables: dict[str, Json] | UnsetType = UNSET
    tasks: list[dict[str, Json]]
    errors: list[dict[str, Json]] | UnsetType = UNSET
    finally_: list[dict[str, Json]] | UnsetType = UNSET
    after_execution: list[dict[str, Json]] | UnsetType = UNSET
    listeners: list[dict[str, Json]] | UnsetType = UNSET
    triggers: list[dict[str, Json]] | UnsetType = UNSET
    plugin_defaults: list[dict[str, Json]] | UnsetType = UNSET
    task_defaults: list[dict[str, Json]] | UnsetType = UNSET
    concurrency: dict[str, Json] | UnsetType = UNSET
    retry: dict[str, Json] | UnsetType = UNSET
    sla: list[dict[str, Json]] | UnsetType = UNSET
    checks: list[dict[str, Json]] | UnsetType = UNSET
    worker_group: dict[str, Json] | UnsetType = UNSET
    tenant_id: str = "main"
    source: str | UnsetType = UNSET
    exception: str | UnsetType = UNSET
    author: str | UnsetType = UNSET
    message: str | UnsetType = UNSET


class GetFlow(ApiCall[FlowView], frozen=True, kw_only=True):
    """A flow."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/flows/{namespace}/{id}")

    namespace: str
    id: str
    source: bool | None = None
    revision: int | None = None
    allow_deleted: bool | None = None


class FlowPage(Form, frozen=True, kw_only=True):
    """A page of flows."""

    results: list[FlowView]
    total: int


class FindFlows(ApiCall[FlowPage], frozen=True, kw_only=True):
    """Search flows."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/flows/search")

    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()
    q: str | None = None
    namespace: str | None = None
    scope: Sequence[str] = ()
    labels: Sequence[str] = ()


class ListFlows(ApiCall[list[FlowView]], frozen=True, kw_only=True):
    """The flows of a namespace."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/flows/{namespace}")

    namespace: str


class CreateFlow(ApiCall[FlowView], frozen=True, kw_only=True):
    """Create a flow."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/flows", sends="application/x-yaml")

    draft: bool | None = None
    message: str | None = None
    body: bytes


class UpdateFlow(ApiCall[FlowView], frozen=True, kw_only=True):
    """Update a flow."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "PUT", "/flows/{namespace}/{id}", sends="application/x-yaml"
    )

    namespace: str
    id: str
    draft: bool | None = None
    message: str | None = None
    body: bytes


class DeleteFlow(ApiCall[None], frozen=True, kw_only=True):
    """Delete a flow."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/flows/{namespace}/{id}")

    namespace: str
    id: str


class ReplaceFlows(ApiCall[list[FlowView]], frozen=True, kw_only=True):
    """Create, update and delete flows."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/flows/bulk", sends="application/x-yaml")

    delete: bool | None = None
    namespace: str | None = None
    allow_namespace_child: bool | None = None
    body: bytes


class BulkResponseView(Form, frozen=True, kw_only=True):
    """How many items a bulk action handled, in the words of every generation."""

    count: int
    operation_id: str
    total_items: int


class IdWithNamespace(Form, frozen=True, kw_only=True):
    """The id of a flow or template."""

    namespace: str
    id: str


class DeleteFlows(ApiCall[BulkResponseView], frozen=True, kw_only=True):
    """Delete flows."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/flows/delete/by-ids", sends="application/json")

    body: list[IdWithNamespace]


class EnableFlows(ApiCall[BulkResponseView], frozen=True, kw_only=True):
    """Enable flows."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/flows/enable/by-ids", sends="application/json")

    body: list[IdWithNamespace]


class DisableFlows(ApiCall[BulkResponseView], frozen=True, kw_only=True):
    """Disable flows."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/flows/disable/by-ids", sends="application/json")

    body: list[IdWithNamespace]


class ViolationView(Form, frozen=True, kw_only=True):
    """What is wrong, and where; line and column count from 1, 0 says nothing."""

    path: str
    message: str
    line: int
    column: int
    hint: str


class ProblemView(Form, frozen=True, kw_only=True):
    """Something that an editor marks; lines and columns count from 1, the end is excluded.

    All four are 0 for what has no place.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    severity: Literal["error", "warning", "info"]
    code: str
    message: str
    hint: str
    path: str


class ValidationReportView(Form, frozen=True, kw_only=True):
    """The report on a source; without `constraints` it is valid.

    `positions` are all errors, warnings and infos with their places, errors first.
    """

    flow: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    index: int
    constraints: str | UnsetType = UNSET
    outdated: bool
    deprecation_paths: list[str] | UnsetType = UNSET
    warnings: list[str] | UnsetType = UNSET
    infos: list[str] | UnsetType = UNSET
    violations: list[ViolationView] | UnsetType = UNSET
    positions: list[ProblemView] | UnsetType = UNSET


class CheckFlows(ApiCall[list[ValidationReportView]], frozen=True, kw_only=True):
    """Check sources of flows."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/flows/validate", sends="application/x-yaml")

    body: bytes


class ExportFlows(ApiCall[bytes], frozen=True, kw_only=True):
    """The sources of matching flows as a zip."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/flows/export/by-query")

    q: str | None = None
    namespace: str | None = None
    scope: Sequence[str] = ()
    labels: Sequence[str] = ()
