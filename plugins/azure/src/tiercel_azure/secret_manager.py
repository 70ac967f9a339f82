"""Secrets of the server that an Azure Key Vault keeps, marked by tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.secret_manager import Marked, MarkedSecrets, Refused, text_of
from tiercel.plugins.clients import client_module
from tiercel_azure.limits import CONNECT_SECONDS, MESSAGE_CHARS_MAX, SECRET_SECONDS
from tiercel_azure.vault_login import VaultLogin

KIND = "azure-key-vault"
_VERSION = "7.4"
# As many as the service lists at once.
_PAGE = 25
_OK, _UNSIGNED, _MISSING = 200, 401, 404


class AzureSecrets(MarkedSecrets):
    """See `MarkedSecrets`. Names of the vault have letters, digits and hyphens alone, so they say
    nothing; a secret that is switched off, or not good yet or any more, is left out by the service.
    """

    def __init__(self, options: Mapping[str, Json]) -> None:
        super().__init__(KIND, options)
        self._base = _address_of(options)
        self._login = VaultLogin(options, urlsplit(self._base).hostname or "")

    def listed(self, namespace: str) -> Iterator[Marked]:
        """All of them: the service looks for nothing."""
        asked: dict[str, str] = {"maxresults": str(_PAGE)}
        while True:
            page = self._asked_for("/secrets", asked) or {}
            for each in page.get("value") or ():
                if (each.get("attributes") or {}).get("enabled", True):
                    name = str(each["id"]).rpartition("/")[2]
                    yield Marked(name, each.get("tags") or {})
            link = page.get("nextLink")
            if not link:
                return
            # Of the link its query alone: the token is for this vault, wherever the link leads.
            asked = dict(parse_qsl(urlsplit(str(link)).query))

    def value(self, name: str) -> bytes | None:
        """Its latest version."""
        found = self._asked_for(f"/secrets/{name}", {})
        if found is None:
            return None
        text = found.get("value")
        if not isinstance(text, str):
            raise Refused("its answer has no value")
        return text.encode()

    def _asked_for(self, path: str, params: Mapping[str, str]) -> Any:
        """The answer, None where there is nothing. Raises: Refused."""
        with _told() as session:
            answer = self._sent(session, path, params)
            if answer.status_code == _UNSIGNED:
                # The token may have come to its end.
                self._login.forget()
                answer = self._sent(session, path, params)
            if answer.status_code == _MISSING and not params:
                return None
            if answer.status_code != _OK:
                raise Refused(f"it answers with {answer.status_code}")
            found = answer.json()
            if not isinstance(found, dict):
                raise Refused("its answer is no object")
            return found

    def _sent(self, session: Any, path: str, params: Mapping[str, str]) -> Any:
        return session.get(
            self._base + path,
            params={"api-version": _VERSION, **params},
            headers={"Authorization": f"Bearer {self._login.token(session)}"},
            timeout=(CONNECT_SECONDS, SECRET_SECONDS),
            allow_redirects=False,
        )


@contextmanager
def _told() -> Iterator[Any]:
    """A session that repeats nothing: whoever needs the secret waits. Raises: Refused."""
    try:
        requests = client_module("requests", "Azure", "tiercel[azure]")
    except PluginError as error:
        raise Refused(str(error)) from None
    try:
        with requests.Session() as session:
            yield session
    except requests.RequestException as error:
        raise Refused(str(error)[:MESSAGE_CHARS_MAX]) from None


def _address_of(options: Mapping[str, Json]) -> str:
    """Raises: ValueError without a vault, or with two."""
    name, address = text_of(options, "vault_name"), text_of(options, "key_vault_uri")
    if (name is None) is (address is None):
        raise ValueError("either `vault-name` or `key-vault-uri` must be given")
    if address is None:
        return f"https://{name}.vault.azure.net"
    if not address.startswith(("http://", "https://")):
        raise ValueError("`key-vault-uri` must be the address of the vault, with http or https")
    return address.rstrip("/")


def azure_secrets(settings: Any) -> AzureSecrets:
    """The manager of the type `azure-key-vault`. Raises: ValueError for wrong options."""
    return AzureSecrets(settings.secret.options)
