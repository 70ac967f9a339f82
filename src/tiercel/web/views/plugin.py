"""Plugins as the API shows them (plugins.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType, field

from tiercel.model.json_types import Json
from tiercel.web.views.view import Document, OpenView, View


class PluginTypeView(View, frozen=True):
    """A type of a package."""

    cls: str
    deprecated: bool | UnsetType = UNSET
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


# Clients before 0.24 get bare names.
Types = list[str | PluginTypeView]


class ManifestView(View, frozen=True, rename=None):
    """What the package says of itself."""

    title: str = field(name="X-Kestra-Title")
    group: str = field(name="X-Kestra-Group")
    version: str | UnsetType = field(name="Manifest-Version", default=UNSET)


class PluginView(View, frozen=True, kw_only=True):
    """A package with its types, or a part of one."""

    name: str
    title: str
    group: str
    manifest: ManifestView
    tasks: Types
    triggers: Types
    conditions: Types
    task_runners: Types
    charts: Types
    data_filters: Types
    data_filters_kpi: Types = field(name="dataFiltersKPI")
    storages: Types
    secrets: Types
    apps: Types
    app_blocks: Types
    log_exporters: Types
    additional_plugins: Types
    guides: list[str]
    aliases: list[str]
    categories: list[str]
    version: str | UnsetType = UNSET
    sub_group: str | UnsetType = UNSET


class PluginPage(View, frozen=True):
    """A page of packages."""

    results: list[PluginView]
    total: int


class PluginIconView(View, frozen=True):
    """A picture as base64 text."""

    name: str
    icon: str
    flowable: bool
    monochrome: bool
    hash: str


class PluginIconAnswerView(View, frozen=True):
    """The picture of a type."""

    icon: PluginIconView


class PluginSchemaView(View, frozen=True):
    """JSON schemas of the properties and outputs of a type, and what they refer to."""

    properties: JsonSchemaView
    outputs: JsonSchemaView | UnsetType = UNSET
    definitions: dict[str, JsonSchemaView] | UnsetType = UNSET


class JsonSchemaView(OpenView, frozen=True):
    """A JSON schema of draft 7."""

    schema: str | UnsetType = field(name="$schema", default=UNSET)
    type: str | list[str] | UnsetType = UNSET
    required: list[str] | UnsetType = UNSET
    properties: Document | UnsetType = UNSET
    definitions: Document | UnsetType = UNSET


class PluginDocumentationView(View, frozen=True):
    """The page of a type in Markdown, with its schema."""

    markdown: str
    schema: PluginSchemaView


class PluginVersionsView(View, frozen=True):
    """Versions of a type that are installed."""

    type: str
    versions: list[str]


class InputTypeView(View, frozen=True):
    """A type of input."""

    type: str
    cls: str


class TriggerTypeView(View, frozen=True):
    """A type of trigger."""

    type: str
    name: str
    group: str
    ee: bool
    icon: str
    description: str | UnsetType = UNSET
    deprecated: bool | UnsetType = UNSET


class TriggerTypePage(View, frozen=True):
    """All types of triggers."""

    results: list[TriggerTypeView]
    total: int


class UiManifestView(View, frozen=True):
    """Modules for the user interface, by type."""

    manifest: dict[str, Json]


class BrokenPluginView(View, frozen=True):
    """What could not be loaded, why, and what mends it."""

    name: str
    reason: str
    fix: str


class BrokenPluginPage(View, frozen=True):
    """All that could not be loaded."""

    results: list[BrokenPluginView]
    total: int


class RescanView(View, frozen=True):
    """Types that another search for packages found, found in another version, or found no more."""

    added: list[str]
    changed: list[str]
    removed: list[str]


class TypeUseView(View, frozen=True):
    """A type, how many flows use it, and whether the server lacks it."""

    type: str
    flows: int
    missing: bool


class TypeUsePage(View, frozen=True):
    """All types that flows use, or those that were looked at by now while not complete."""

    results: list[TypeUseView]
    total: int
    is_complete: bool
