"""Where secrets come from beside the server's own store."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

from tiercel.adapters.cached_secrets import CachedSecrets
from tiercel.adapters.env_secrets import EnvSecrets
from tiercel.adapters.folder_secrets import FolderSecrets, SecretSources
from tiercel.bootstrap.adapter_loading import load_adapter
from tiercel.model.errors import Invalid, Violation
from tiercel.ports.secrets import SecretStore
from tiercel.settings import Settings
from tiercel.settings.adapter_types import SECRET_GROUP, adapter_named


def secrets_of(settings: Settings, environ: Mapping[str, str]) -> SecretStore:
    """Those of a manager, then those of the folder, then those of the environment.

    Raises: Invalid for options of the manager, Unavailable when it can't be loaded.
    """
    about = settings.secrets
    sources: list[SecretStore] = []
    point = adapter_named(SECRET_GROUP, settings.secret.type or "")
    if settings.secret.is_elsewhere and point is not None:
        sources.append(_manager(settings, point))
    if about.folder is not None:
        sources.append(FolderSecrets(Path(about.folder)))
    sources.append(EnvSecrets(environ, is_plain=about.environment == "plain"))
    return sources[0] if len(sources) == 1 else SecretSources(*sources)


def _manager(settings: Settings, point: EntryPoint) -> SecretStore:
    """Raises: Invalid for options of the manager that are wrong, Unavailable as `load_adapter`."""
    # What managers are made of is no part of other starts.
    from tiercel.adapters.blocking_secrets import BlockingSecrets
    from tiercel.plugin.services.secret_manager import MarkedSecrets

    try:
        made = load_adapter(point)(settings)
    except ValueError as error:
        raise Invalid([Violation(f"kestra.secret.{point.name}", str(error))]) from None
    manager: SecretStore = BlockingSecrets(made) if isinstance(made, MarkedSecrets) else made
    cache = settings.secret.cache
    if not cache.enabled:
        return manager
    return CachedSecrets(manager, cache.expire_after_write.total_seconds(), cache.maximum_size)


def vault_secrets(settings: Settings) -> SecretStore:
    """The manager of the type `vault`. Raises: ValueError for options that are missing or wrong."""
    # It has an HTTP client, which no other start needs.
    from tiercel.adapters.vault_secrets import VaultSecrets

    return VaultSecrets(settings.secret.options)
