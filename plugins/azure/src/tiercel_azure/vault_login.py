"""Who asks a Key Vault: an application with a secret, the pod's identity, or the machine's."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tiercel.plugin import Json
from tiercel.plugin.services.secret_manager import Refused, text_of
from tiercel_azure.connection import AUTHORITY
from tiercel_azure.limits import CONNECT_SECONDS, SECRET_SECONDS, TOKEN_SPARE_SECONDS

# Where machines of Azure ask for tokens of their own.
METADATA = "http://169.254.169.254/metadata/identity/oauth2/token"
_METADATA_VERSION = "2018-02-01"
_DEFAULT_VAULTS = "vault.azure.net"
_FOREIGN_VAULTS = ("vault.azure.cn", "vault.usgovcloudapi.net")
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_NAMES = ("tenant_id", "client_id", "client_secret")
_OK = 200


class VaultLogin:
    """Tokens for the vault at a host, kept until they end.

    Without `client-secret` the variables of the machine count, as in tasks: AZURE_TENANT_ID,
    AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or AZURE_FEDERATED_TOKEN_FILE of a pod; else the
    managed identity of the machine. Raises: ValueError for options that are missing or wrong.
    """

    def __init__(self, options: Mapping[str, Json], host: str) -> None:
        told = _application_of(options)
        if told is None:
            told = [os.environ.get(f"AZURE_{name.upper()}") for name in _NAMES]
        self._tenant, self._client, self._secret = told
        self._assertion = os.environ.get("AZURE_FEDERATED_TOKEN_FILE")
        self._authority = os.environ.get("AZURE_AUTHORITY_HOST", AUTHORITY).rstrip("/")
        vaults = [each for each in _FOREIGN_VAULTS if host.endswith(f".{each}")]
        self._resource = f"https://{(vaults or [_DEFAULT_VAULTS])[0]}"
        self._token, self._until = "", 0.0

    def token(self, session: Any) -> str:
        """A token that is good now. Raises: Refused, without any secret."""
        if not self._token or time.monotonic() >= self._until:
            answer = self._asked_for(session)
            if answer.status_code != _OK:
                raise Refused(f"signing in is answered with {answer.status_code}")
            found = answer.json()
            if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
                raise Refused("signing in is answered without a token")
            lives = float(found.get("expires_in") or 0) - TOKEN_SPARE_SECONDS
            self._token, self._until = found["access_token"], time.monotonic() + lives
        return self._token

    def forget(self) -> None:
        """Ask for a new token the next time."""
        self._token = ""

    def _asked_for(self, session: Any) -> Any:
        more: dict[str, Any] = {
            "timeout": (CONNECT_SECONDS, SECRET_SECONDS),
            "allow_redirects": False,
        }
        proof = self._proof()
        if proof is None:
            params = {"api-version": _METADATA_VERSION, "resource": self._resource}
            if self._client:
                params["client_id"] = self._client
            return session.get(METADATA, params=params, headers={"Metadata": "true"}, **more)
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client,
            "scope": f"{self._resource}/.default",
            **proof,
        }
        return session.post(f"{self._authority}/{self._tenant}/oauth2/v2.0/token", form, **more)

    def _proof(self) -> dict[str, str] | None:
        """What proves the application; None without one. Raises: Refused."""
        if not (self._tenant and self._client):
            return None
        if self._secret:
            return {"client_secret": self._secret}
        if not self._assertion:
            return None
        try:
            # Read anew: the machine replaces it.
            text = Path(self._assertion).read_text().strip()
        except (OSError, UnicodeDecodeError):
            raise Refused("the file of AZURE_FEDERATED_TOKEN_FILE can't be read") from None
        return {"client_assertion_type": _ASSERTION, "client_assertion": text}


def _application_of(options: Mapping[str, Json]) -> list[str | None] | None:
    """Tenant, id and secret of the options; None when they are left out. Raises: ValueError."""
    given = options.get("client_secret")
    if given is None:
        return None
    # Keys of maps within options come as they were written: in words, or in one with capitals.
    plain = (
        {_plain(key): value for key, value in given.items()} if isinstance(given, Mapping) else {}
    )
    told = [text_of({name: plain.get(_plain(name))}, name) for name in _NAMES]
    if not all(told) or len(plain) != len(_NAMES):
        raise ValueError("`client-secret` must have tenant-id, client-id and client-secret")
    return told


def _plain(name: str) -> str:
    return str(name).replace("-", "").replace("_", "").lower()
