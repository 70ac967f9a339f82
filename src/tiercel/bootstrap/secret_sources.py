"""Where secrets come from beside the server's own store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

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
        sources.append(load_adapter(point)(settings))
    if about.folder is not None:
        sources.append(FolderSecrets(Path(about.folder)))
    sources.append(EnvSecrets(environ, is_plain=about.environment == "plain"))
    return sources[0] if len(sources) == 1 else SecretSources(*sources)


def vault_secrets(settings: Settings) -> SecretStore:
    """The manager of the type `vault`. Raises: Invalid for what its options lack."""
    # It has an HTTP client, which no other start needs.
    from tiercel.adapters.vault_secrets import VaultSecrets

    try:
        return VaultSecrets(settings.secret.options)
    except ValueError as error:
        raise Invalid([Violation("kestra.secret.vault", str(error))]) from None
