"""Namespaces, secrets and templates as the API shows them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.label import Label
from tiercel.web.views.view import Document, OpenView, View


class NamespaceView(OpenView, frozen=True):
    """A namespace with what somebody said of it."""

    id: str
    deleted: bool
    description: str | UnsetType = UNSET
    variables: Document | UnsetType = UNSET


class NamespaceNameView(View, frozen=True):
    """A namespace in a list."""

    id: str
    deleted: bool
    disabled: bool


class NamespacePage(View, frozen=True):
    """A page of namespaces."""

    results: list[NamespaceNameView]
    total: int


class VariablesView(OpenView, frozen=True):
    """Variables by name."""


class PluginDefaultsView(OpenView, frozen=True):
    """Defaults of plugin types."""


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
