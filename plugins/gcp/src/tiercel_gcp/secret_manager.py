"""Secrets of the server that Google's Secret Manager keeps, marked by labels and annotations."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.secret_manager import Marked, MarkedSecrets, Refused, text_of
from tiercel_gcp.limits import CONNECT_SECONDS_MAX, MESSAGE_CHARS_MAX, SECRET_SECONDS_MAX
from tiercel_gcp.logins import Login, credentials_of, key_of, library

KIND = "google-secret-manager"
_BASE = "https://secretmanager.googleapis.com"
_PAGE = 1_000
_OK, _MISSING = 200, 404


class GoogleSecrets(MarkedSecrets):
    """See `MarkedSecrets`. Labels have no dots and no capitals, so annotations are marks too, and
    win; a secret without the mark `key` has its id as the key.

    Without a service account the machine's own credentials are used.
    """

    def __init__(self, options: Mapping[str, Json]) -> None:
        super().__init__(KIND, options)
        key, endpoint = text_of(options, "service_account"), text_of(options, "endpoint_override")
        try:
            own = key_of(key).get("project_id")
        except PluginError:
            raise ValueError("`service-account` must be the JSON of its key") from None
        project = text_of(options, "project") or own
        if not project:
            raise ValueError("`project` must be the id of a project")
        self._base = f"{(endpoint or _BASE).rstrip('/')}/v1"
        self._folder = f"projects/{project}/secrets"
        self._login = Login(key=key)
        # What stands for the service asks nobody who they are.
        self._is_signed = bool(key) or endpoint is None

    def listed(self, namespace: str) -> Iterator[Marked]:
        """All of the prefix: the service looks for labels alone."""
        asked: dict[str, str | int] = {
            "filter": f"labels.prefix={self.prefix}",
            "pageSize": _PAGE,
        }
        while True:
            page = self._asked_for(self._folder, asked) or {}
            for each in page.get("secrets", ()):
                name = str(each["name"])
                key = {"key": name.rpartition("/")[2]}
                marks = {**key, **each.get("labels", {}), **each.get("annotations", {})}
                yield Marked(name, marks)
            if not page.get("nextPageToken"):
                return
            asked["pageToken"] = page["nextPageToken"]

    def value(self, name: str) -> bytes | None:
        """Its latest version, None when there is none that is enabled."""
        found = self._asked_for(f"{name}/versions/latest:access", {})
        if found is None:
            return None
        try:
            return b64decode(found["payload"].get("data", ""), validate=True)
        except (KeyError, TypeError, AttributeError, binascii.Error):
            raise Refused("its answer has no payload") from None

    @cached_property
    def _session(self) -> Any:
        """It repeats nothing: whoever needs the secret waits."""
        if not self._is_signed:
            return library("requests").Session()
        found, _ = credentials_of(self._login)
        return library("google.auth.transport.requests").AuthorizedSession(found)

    def _asked_for(self, path: str, params: Mapping[str, str | int]) -> Any:
        """The answer, None where there is nothing. Raises: Refused."""
        try:
            errors = (
                library("google.auth.exceptions").GoogleAuthError,
                library("requests").RequestException,
            )
            try:
                answer = self._session.get(
                    f"{self._base}/{path}",
                    params=params,
                    timeout=(CONNECT_SECONDS_MAX, SECRET_SECONDS_MAX),
                    allow_redirects=False,
                )
                if answer.status_code == _MISSING and not params:
                    return None
                if answer.status_code != _OK:
                    raise Refused(f"it answers with {answer.status_code}")
                found = answer.json()
                if not isinstance(found, dict):
                    raise Refused("its answer is no object")
                return found
            except errors as error:
                raise Refused(str(error)[:MESSAGE_CHARS_MAX]) from None
        except PluginError as error:
            raise Refused(str(error)) from None


def google_secrets(settings: Any) -> GoogleSecrets:
    """The manager of the type `google-secret-manager`. Raises: ValueError for wrong options."""
    return GoogleSecrets(settings.secret.options)
