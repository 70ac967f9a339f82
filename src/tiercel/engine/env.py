"""What a step may know besides the execution and the event: all of it given, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from tiercel.engine.groups.worker_groups import WorkerGroups
from tiercel.engine.plan import FlowPlan
from tiercel.expr import Lookups, Renderer
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.model.limits import EXECUTION_DEPTH_MAX


class EngineConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Server-wide settings that flows can see or that change how steps decide.

    Shapes: `globals`, `envs` and `environment` are maps for expressions; `url` the public address
    without a trailing slash, or "". `encrypt` makes an encrypted value of a text, `decrypt` turns
    it back; both None without a key. `depth_max` is how deep executions may call each other, and
    `restarts_failed_only` keeps those that were killed, cancelled or warned as they are.
    """

    globals: dict[str, Json] = {}
    envs: dict[str, Json] = {}
    url: str = ""
    environment: dict[str, Json] = {}
    encrypt: Callable[[str], Json] | None = None
    decrypt: Callable[[Json], str] | None = None
    depth_max: int = EXECUTION_DEPTH_MAX
    restarts_failed_only: bool = False


class Env(msgspec.Struct, frozen=True, kw_only=True):
    """The dependencies of one step: the flow, the date, fresh ids, and how to render."""

    plan: FlowPlan
    now: datetime
    ids: Ids
    renderer: Renderer
    lookups: Lookups
    config: EngineConfig
    worker_groups: WorkerGroups = WorkerGroups()
