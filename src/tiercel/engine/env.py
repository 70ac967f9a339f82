"""What a step may know besides the execution and the event: all of it given, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tiercel.engine.plan import FlowPlan
from tiercel.expr import Lookups, Renderer
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json


class EngineConfig:
    """Server-wide settings that flows can see or that change how steps decide.

    Shapes: `globals` and `envs` are plain maps for expressions; `url` the public address without
    a trailing slash, or "". `encrypt` makes an encrypted value of a text, `decrypt` turns it back.
    """

    __slots__ = ("decrypt", "encrypt", "environment", "envs", "globals", "url")

    def __init__(
        self,
        *,
        variables: Mapping[str, Json] | None = None,
        envs: Mapping[str, Json] | None = None,
        url: str = "",
        environment: Mapping[str, Json] | None = None,
        encrypt: Callable[[str], Json] | None = None,
        decrypt: Callable[[Json], str] | None = None,
    ) -> None:
        self.globals = dict(variables or {})
        self.envs = dict(envs or {})
        self.url = url
        self.environment = dict(environment or {})
        self.encrypt = encrypt
        self.decrypt = decrypt


class Env:
    """The surroundings of one step: the flow, the date, fresh ids, and how to render."""

    __slots__ = ("config", "ids", "lookups", "now", "plan", "renderer")

    def __init__(
        self,
        plan: FlowPlan,
        *,
        now: datetime,
        ids: Ids,
        renderer: Renderer,
        lookups: Lookups,
        config: EngineConfig,
    ) -> None:
        self.plan = plan
        self.now = now
        self.ids = ids
        self.renderer = renderer
        self.lookups = lookups
        self.config = config
