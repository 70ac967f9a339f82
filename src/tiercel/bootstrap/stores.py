"""The database that the settings name: found by the entry points `tiercel.stores`."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.bootstrap.adapter_loading import load_adapter
from tiercel.model.errors import Invalid, Unavailable
from tiercel.ports.store import Notifier, Store
from tiercel.settings import Settings
from tiercel.settings.adapter_types import STORE_GROUP, adapter_named, adapter_names

# What an entry point of the group names.
MakeStore = Callable[[Settings, Notifier], Store]


def store_of(settings: Settings, notifier: Notifier) -> Store:
    """The store that the settings name, not open yet. Raises: Invalid, Unavailable."""
    name = settings.store_type
    point = adapter_named(STORE_GROUP, name)
    if point is None:
        known = ", ".join(adapter_names(STORE_GROUP))
        raise Invalid(f"The repository type '{name}' is not known: it is one of {known}")
    make: MakeStore = load_adapter(point)
    return make(settings, notifier)


def memory_store(settings: Settings, notifier: Notifier) -> Store:
    """A store that keeps nothing."""
    # What other servers would load for nothing.
    from tiercel.adapters.memory.store import MemoryStore

    return MemoryStore(notifier)


def sqlite_store(settings: Settings, notifier: Notifier) -> Store:
    """The embedded database in the data folder."""
    return SqliteStore(settings.database_path, notifier)


def postgres_store(settings: Settings, notifier: Notifier) -> Store:
    """The database `datasources.postgres`. Raises: Unavailable without a driver."""
    try:
        from tiercel.adapters.postgres.address import read_address
        from tiercel.adapters.postgres.store import PostgresStore
    except ImportError as error:
        raise Unavailable(
            "PostgreSQL needs a driver that is not installed. Install it with:"
            " pip install 'tiercel[postgres]'"
        ) from error
    source = settings.datasources["postgres"]
    return PostgresStore(
        read_address(source.url or "", source.username, source.password),
        notifier,
        readers=source.maximum_pool_size,
    )
