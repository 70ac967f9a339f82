"""Where others reach this server, for addresses that an answer has."""

from __future__ import annotations

from tiercel.settings.sections import Settings
from tiercel.web.call import Call


class OwnAddress:
    """`kestra.url`; without it the address that a request was sent to."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.base_url
        self._prefix = settings.http.prefix

    def of(self, call: Call) -> str:
        """Without a slash at its end."""
        host = call.header(b"host") or "localhost"
        return self._url or f"{call.scope.get('scheme', 'http')}://{host}{self._prefix}"
