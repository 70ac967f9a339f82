"""Where secrets come from beside the server's own store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tiercel.adapters.env_secrets import EnvSecrets
from tiercel.adapters.folder_secrets import FolderSecrets, SecretSources
from tiercel.ports.secrets import SecretStore
from tiercel.settings import Settings


def secrets_of(settings: Settings, environ: Mapping[str, str]) -> SecretStore:
    """Those of the folder, if there is one, before those of the environment."""
    about = settings.secrets
    variables = EnvSecrets(environ, is_plain=about.environment == "plain")
    if about.folder is None:
        return variables
    return SecretSources(FolderSecrets(Path(about.folder)), variables)
