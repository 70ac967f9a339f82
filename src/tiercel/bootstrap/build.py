"""From settings to an application, and what commands do without starting one."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from tiercel.adapters.backup import back_up
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.system_clock import SystemClock
from tiercel.bootstrap.application import Application
from tiercel.bootstrap.blob_storages import blobs_of
from tiercel.bootstrap.own_python import offer_own_python
from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.bootstrap.sandboxes import sandbox_gaps, sandbox_left_open, work_folder
from tiercel.bootstrap.secret_keys import key_ring_of
from tiercel.bootstrap.secret_sources import secrets_of
from tiercel.bootstrap.services import engine_config, renderer_of, server_zone
from tiercel.bootstrap.spans import spans_of
from tiercel.bootstrap.stores import store_of
from tiercel.model.errors import Invalid
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugins.core.runner import guard
from tiercel.ports.ports import Ports
from tiercel.runtime.worker.attempts import AsyncioAttempts
from tiercel.settings import Settings

log = logging.getLogger("tiercel.server")


def assemble(parts: ApplicationDependencies) -> Application:
    """An application over given parts."""
    return Application(parts)


async def build(settings: Settings) -> Application:
    """An application over the adapters that the settings name, its database open.

    Raises: Invalid, Unavailable.
    """
    for gap in sandbox_gaps(settings):
        log.warning("the sandbox of scripts has a gap on this machine: %s", gap)
    for text in sandbox_left_open(settings):
        log.info("the sandbox of scripts leaves open: %s", text)
    notifier = AsyncioNotifier()
    clock = SystemClock()
    store = store_of(settings, notifier)
    if settings.server.type != "STANDALONE" and not store.is_shared:
        raise Invalid(
            "Separate server roles need a database that they share: set"
            " kestra.datasources.postgres.url and kestra.repository.type: postgres,"
            " or start 'tiercel server standalone'."
        )
    if not settings.is_memory:
        settings.data.mkdir(parents=True, exist_ok=True)
    blobs = await blobs_of(settings, clock)
    await store.open()
    offer_own_python(os.environ, sys.executable)
    environ = dict(os.environ)
    return assemble(
        ApplicationDependencies(
            ports=Ports(
                store=store,
                blobs=blobs,
                clock=clock,
                ids=RandomIds(),
                notifier=notifier,
                catalog=Catalog.of_builtins(),
                renderer=renderer_of(settings),
                config=engine_config(settings, environ),
                zone=server_zone(environ),
                spans=spans_of(settings, environ),
                key_ring=key_ring_of(settings, environ),
            ),
            settings=settings,
            secrets=secrets_of(settings, environ),
            attempts=AsyncioAttempts(clock, lambda: notifier.notify("worker")),
            work_folder=work_folder(settings),
            environ=environ,
            is_shared=store.is_shared,
            on_term=guard.hold,
        )
    )


async def plan_migrations(settings: Settings) -> list[str]:
    """What a start would change in the database: names of migrations. Raises: Unavailable."""
    return await store_of(settings, AsyncioNotifier()).planned_migrations()


def back_up_to(settings: Settings, folder: Path) -> tuple[int, int]:
    """Copy database and files: bytes and files copied. Raises: Invalid, NotFound, Conflict."""
    if settings.store_type != "sqlite":
        raise Invalid("Only an embedded database is copied here; use pg_dump for PostgreSQL.")
    is_local = settings.storage.type.lower() == "local"
    storage = settings.storage_path if is_local else None
    copied = back_up(settings.database_path, storage, folder)
    return copied.database_bytes, copied.files
