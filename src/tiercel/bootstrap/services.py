"""The services of a server, and what the settings make of its ports."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from tiercel.adapters.cipher import Cipher
from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.engine.env import EngineConfig
from tiercel.expr import Renderer
from tiercel.model.errors import Unavailable
from tiercel.model.networks import NetworkRules
from tiercel.ports.sign_in import IdentityProvider, PeopleDirectory
from tiercel.runtime.http_lookup import HttpLookup
from tiercel.runtime.token_requests import TokenRequests
from tiercel.service.services import Services
from tiercel.settings import Settings, flow_variables


def services_of(parts: ApplicationDependencies) -> Services:
    """All services over the given ports."""
    settings, ports = parts.settings, parts.ports
    networks = network_rules(settings)
    return Services(
        ports,
        settings,
        parts.secrets,
        HttpLookup(networks),
        parts.environ,
        _providers_of(parts),
        _directory_of(settings),
        TokenRequests(networks),
    )


def _providers_of(parts: ApplicationDependencies) -> dict[str, IdentityProvider]:
    """Who else signs people in, by name."""
    found = parts.settings.server.oidc
    if not found:
        return {}
    # Most servers have none, and what reads tokens costs each start something.
    from tiercel.adapters.oidc_provider import OidcProvider

    clock = parts.ports.clock
    return {name: OidcProvider(name, each, clock) for name, each in found.items()}


def _directory_of(settings: Settings) -> PeopleDirectory | None:
    """Who else knows passwords of people. Raises: Unavailable without the library."""
    if not settings.server.ldap.is_on:
        return None
    try:
        from tiercel.adapters.ldap_directory import LdapDirectory
    except ImportError as error:
        raise Unavailable(
            "`tiercel.server.ldap` needs a library that is not installed. Install it with:"
            " pip install 'tiercel[ldap]'"
        ) from error
    return LdapDirectory(settings.server.ldap)


def renderer_of(settings: Settings) -> Renderer:
    """What renders expressions, with the cache that the settings ask for."""
    return Renderer(
        recursive=settings.variables.recursive_rendering,
        cache_size=max(settings.variables.cache_size, 1),
    )


def engine_config(settings: Settings, environ: Mapping[str, str]) -> EngineConfig:
    """What flows see of the server's settings."""
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
        envs=flow_variables(environ, settings),
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


def server_zone(environ: Mapping[str, str]) -> ZoneInfo:
    """The server's time zone: `TZ`, else UTC."""
    return ZoneInfo(environ.get("TZ") or "UTC")
