"""What a server is given: its adapters and settings."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock, IdSource
from tiercel.ports.secrets import SecretStore
from tiercel.ports.spans import SpanSink
from tiercel.ports.store import Notifier, Store
from tiercel.runtime.worker.attempts import Attempts
from tiercel.runtime.worker.lease import OnTerm
from tiercel.settings import Settings


class ApplicationDependencies(msgspec.Struct, frozen=True, kw_only=True):
    """Everything from outside that an application is built of.

    `is_shared` says whether workers of other servers may take the jobs of this one; `on_term`
    hears until when its commands may run.
    """

    store: Store
    blobs: BlobStorage
    clock: Clock
    ids: IdSource
    secrets: SecretStore
    notifier: Notifier
    catalog: Catalog
    settings: Settings
    attempts: Attempts
    work_folder: Path
    environ: dict[str, str] = {}
    spans: SpanSink | None = None
    is_shared: bool = False
    on_term: OnTerm = lambda until: None
