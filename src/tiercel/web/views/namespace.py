"""Namespaces, secrets and templates as the API shows them."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from tiercel.model.flow import TENANT
from tiercel.model.label import Label
from tiercel.model.policies.quota import QuotaBehavior
from tiercel.service.governance.quotas import QuotaUse
from tiercel.service.governance.storage_quotas import StorageQuotaUse
from tiercel.service.namespaces import InheritedDefault, NamespaceRow
from tiercel.web.views.view import Date, Document, OpenView, View, given


class NamespaceView(OpenView, frozen=True):
    """A namespace with what somebody said of it."""

    id: str
    deleted: bool
    description: str | UnsetType = UNSET
    variables: Document | UnsetType = UNSET


class NamespaceNameView(View, frozen=True):
    """A namespace in a list; `flows` is how many it has itself, without those below it."""

    id: str
    deleted: bool
    disabled: bool
    flows: int
    description: str | UnsetType = UNSET


class NamespacePage(View, frozen=True):
    """A page of namespaces."""

    results: list[NamespaceNameView]
    total: int


def namespace_name_view(row: NamespaceRow) -> NamespaceNameView:
    """Compat: `disabled` is always true, as in the reference."""
    return NamespaceNameView(row.id, False, True, row.flows, given(row.description))


class VariablesView(OpenView, frozen=True):
    """Variables by name."""


class InheritedDefaultView(View, frozen=True):
    """Property values for all plugins whose type begins so, and the namespace that has them."""

    type: str
    forced: bool
    values: Document
    namespace: str
    ref: str | UnsetType = UNSET


def inherited_default_view(found: InheritedDefault) -> InheritedDefaultView:
    """As a flow would write it, with its place."""
    default = found.default
    return InheritedDefaultView(
        default.type, default.forced, default.values, found.namespace, given(default.ref)
    )


class QuotaLimitView(View, frozen=True, kw_only=True):
    """A quota with what is used of it: executions begun since `start`, or bytes kept by then."""

    tenant_id: str
    namespace: str
    id: str
    start: Date
    count: int
    limit: int
    unit: Literal["EXECUTIONS", "BYTES"]
    duration: str | UnsetType = UNSET
    behavior: QuotaBehavior | UnsetType = UNSET


def quota_limit_view(use: QuotaUse | StorageQuotaUse) -> QuotaLimitView:
    """As the official clients read it, and what is said of the quota."""
    if isinstance(use, StorageQuotaUse):
        return QuotaLimitView(
            tenant_id=TENANT,
            namespace=use.namespace,
            id=f"{use.namespace}/storage",
            start=use.measured,
            count=use.size,
            limit=use.limit,
            unit="BYTES",
        )
    quota = use.quota
    return QuotaLimitView(
        tenant_id=TENANT,
        namespace=quota.namespace,
        id=quota.id,
        start=use.start,
        count=use.count,
        limit=quota.limit,
        unit="EXECUTIONS",
        duration=quota.length,
        behavior=quota.behavior,
    )


class SecretNameView(View, frozen=True, kw_only=True):
    """A secret without its value; one of the environment has no namespace."""

    key: str
    tags: list[Label]
    namespace: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


class SecretPage(View, frozen=True):
    """A page of secrets."""

    read_only: bool
    results: list[SecretNameView]
    total: int


class TemplateView(OpenView, frozen=True):
    """A template as its author wrote it."""

    tenant_id: str
    deleted: bool
    id: str
    namespace: str
    tasks: list[Document] | UnsetType = UNSET


class TemplatePage(View, frozen=True):
    """A page of templates."""

    results: list[TemplateView]
    total: int
