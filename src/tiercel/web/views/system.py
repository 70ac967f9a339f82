"""The state of a server and its settings, for those who run it."""

from __future__ import annotations

from tiercel.model.stored.sizes import BlobUsage, StoreSize
from tiercel.service.instance.system import QueueLevel, SystemState
from tiercel.service.observability.health import HealthComponent
from tiercel.settings.effective import EffectiveSetting
from tiercel.web.views.view import Date, Document, View


class ComponentView(View, frozen=True):
    """A part of the server; `status` is UP, DOWN or OUT_OF_SERVICE."""

    name: str
    status: str
    details: Document


class TableView(View, frozen=True):
    """A table; `rows` may be an estimate, `bytes` has its indexes in it."""

    name: str
    rows: int
    bytes: int


class DatabaseView(View, frozen=True):
    """The database; sizes are null when it could not be looked at in time."""

    type: str
    product: str | None
    bytes: int | None
    tables: list[TableView]


class StorageView(View, frozen=True):
    """Files; null where only the provider can tell, and at least so many when incomplete."""

    type: str
    files: int | None
    bytes: int | None
    is_complete: bool


class QueueLevelView(View, frozen=True):
    """A queue: `jobs`, `events` or `triggers`; null is what nobody counts."""

    name: str
    waiting: int
    active: int | None
    lag_seconds: float | None


class RetentionView(View, frozen=True):
    """How long ended executions are kept, in seconds; null is for ever."""

    is_enabled: bool
    default_seconds: float | None
    namespaces: dict[str, float | None]


class SystemHealthView(View, frozen=True):
    """This server, and the database that it may share with others."""

    version: str
    python: str
    host: str
    server_type: str
    started: Date
    uptime_seconds: float
    components: list[ComponentView]
    database: DatabaseView
    storage: StorageView
    sizes_read_at: Date
    queues: list[QueueLevelView]
    retention: RetentionView


class SettingView(View, frozen=True):
    """A setting in effect; the value is null where nothing is set, and where it is masked."""

    name: str
    value: str | None
    masked: bool
    source: str
    source_name: str


class SettingsView(View, frozen=True):
    """All settings by name; `source` is DEFAULT, FILE, VARIABLE or COMMAND."""

    settings: list[SettingView]


def system_view(state: SystemState) -> SystemHealthView:
    """The state as the pages show it."""
    sizes, rule = state.sizes, state.retention
    return SystemHealthView(
        version=state.version,
        python=state.python,
        host=state.host,
        server_type=state.server_type,
        started=state.started,
        uptime_seconds=(state.now - state.started).total_seconds(),
        components=[_component(one) for one in state.components],
        database=_database(state.store_type, sizes.store),
        storage=_storage(state.storage_type, sizes.storage),
        sizes_read_at=sizes.read_at,
        queues=[_queue(one) for one in state.queues],
        retention=RetentionView(rule.is_enabled, rule.default_seconds, rule.namespaces),
    )


def settings_view(found: list[EffectiveSetting]) -> SettingsView:
    """One row a setting."""
    return SettingsView(
        [
            SettingView(one.name, one.value, one.is_masked, one.source, one.source_name)
            for one in found
        ]
    )


def _component(one: HealthComponent) -> ComponentView:
    return ComponentView(one.name, one.status, one.details)


def _database(kind: str, size: StoreSize | None) -> DatabaseView:
    if size is None:
        return DatabaseView(kind, None, None, [])
    tables = [TableView(one.name, one.rows, one.bytes) for one in size.tables]
    return DatabaseView(kind, size.product, size.bytes, tables)


def _storage(kind: str, usage: BlobUsage | None) -> StorageView:
    if usage is None:
        return StorageView(kind, None, None, is_complete=False)
    return StorageView(kind, usage.files, usage.bytes, usage.is_complete)


def _queue(one: QueueLevel) -> QueueLevelView:
    return QueueLevelView(one.name, one.waiting, one.active, one.lag_seconds)
