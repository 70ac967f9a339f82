"""Everything that the components of a server share, in one struct."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from tiercel.engine.env import EngineConfig
from tiercel.expr import Renderer
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock, IdSource
from tiercel.ports.secrets import KeyRing
from tiercel.ports.spans import SpanSink
from tiercel.ports.store import Notifier, Store


class Ports(msgspec.Struct, frozen=True, kw_only=True):
    """The adapters of a server, and what is fixed for it: made once, when it is wired.

    `renderer`, `config` and `zone` come from the settings; the server's dates are in `zone`.
    `spans` is None while nothing is traced, and `key_ring` where no secret can be stored. What a
    component needs beyond this is an argument of its own. Secrets are such an argument: they are
    read through the vault of the services, which is in front of the adapter.
    """

    store: Store
    blobs: BlobStorage
    clock: Clock
    ids: IdSource
    notifier: Notifier
    catalog: Catalog
    renderer: Renderer = msgspec.field(default_factory=Renderer)
    config: EngineConfig = EngineConfig()
    zone: ZoneInfo = ZoneInfo("UTC")
    spans: SpanSink | None = None
    key_ring: KeyRing | None = None
