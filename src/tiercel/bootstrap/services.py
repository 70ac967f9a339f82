"""The services of a server, built of its parts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tiercel.adapters.cipher import Cipher
from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.engine.env import EngineConfig
from tiercel.expr import Renderer
from tiercel.model.flow import PluginDefault
from tiercel.model.networks import NetworkRules
from tiercel.runtime.http_lookup import HttpLookup
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.services import ServiceDependencies, Services
from tiercel.settings import Settings, flow_variables


def services_of(parts: ApplicationDependencies) -> Services:
    """All services, with the renderer and the telemetry that the loops share with them."""
    settings = parts.settings
    return Services(
        ServiceDependencies(
            store=parts.store,
            blobs=parts.blobs,
            clock=parts.clock,
            ids=parts.ids,
            secrets=parts.secrets,
            notifier=parts.notifier,
            catalog=parts.catalog,
            settings=settings,
            renderer=Renderer(
                recursive=settings.variables.recursive_rendering,
                cache_size=max(settings.variables.cache_size, 1),
            ),
            config=engine_config(parts),
            zone=server_zone(parts.environ),
            http=HttpLookup(network_rules(settings)),
            telemetry=Telemetry(parts.spans),
            defaults=[
                PluginDefault(each.type, each.forced, each.values)
                for each in settings.plugins.defaults
            ],
        )
    )


def engine_config(parts: ApplicationDependencies) -> EngineConfig:
    """What flows see of the server's settings."""
    settings = parts.settings
    key = settings.encryption.secret_key
    cipher = Cipher(key) if key else None
    environment = {
        name: value
        for name, value in (
            ("name", settings.environment.name),
            ("color", settings.environment.color),
        )
        if value is not None
    }
    return EngineConfig(
        globals=settings.variables.globals,
        envs=flow_variables(parts.environ, settings),
        url=settings.base_url,
        environment=environment,
        encrypt=None if cipher is None else cipher.encrypt,
        decrypt=None if cipher is None else cipher.decrypt,
        depth_max=settings.executions.max_depth,
        restarts_failed_only=settings.executions.restart == "failed",
    )


def network_rules(settings: Settings) -> NetworkRules:
    """Where HTTP requests that flows ask for may go."""
    return NetworkRules(settings.http_tasks.allow, settings.http_tasks.deny)


def server_zone(environ: dict[str, str]) -> ZoneInfo:
    """The server's time zone: `TZ`, else UTC."""
    return ZoneInfo(environ.get("TZ") or "UTC")
