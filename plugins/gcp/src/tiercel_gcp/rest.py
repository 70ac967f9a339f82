"""Requests to a service, and its errors as those of tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

from tiercel.plugin import Interrupted, Json, PluginError, RunContext
from tiercel.plugins.hosts import allowed_addresses
from tiercel_gcp.limits import CONNECT_SECONDS_MAX, MESSAGE_CHARS_MAX, READ_SECONDS_MAX
from tiercel_gcp.logins import (
    Login,
    check_token_host,
    library,
    session_of,
    unsigned_session,
    words_of,
)


class Refused(PluginError):
    """The service refused a request; `status` is that of HTTP, `reason` the service's own word."""

    def __init__(self, message: str, status: int, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class Rest:
    """A service: its addresses, and requests to them.

    Shapes: `name` is that of the service, such as `bigquery`; `base` is an address without a
    slash at its end; `read_seconds` of silence end a request.
    """

    def __init__(
        self,
        ctx: RunContext,
        login: Login,
        name: str,
        base: str,
        *,
        read_seconds: float = READ_SECONDS_MAX,
    ) -> None:
        self._ctx = ctx
        self._name = name
        self._read_seconds = read_seconds
        emulator = login.emulator or ctx.environment.get(f"{name.upper()}_EMULATOR_HOST")
        if emulator:
            place = emulator if "//" in emulator else f"http://{emulator}"
            base = place.rstrip("/") + urlsplit(base).path
            parts = urlsplit(place)
            allowed_addresses(ctx, self.place_of(base), parts.hostname or "", parts.port)
        else:
            check_token_host(ctx, login.key)
        self.base = base
        with self._explained("signing in"):
            self._session = unsigned_session() if emulator else session_of(login)

    def place_of(self, address: str) -> str:
        """The service with its host, as errors name it."""
        return f"Google Cloud {self._name} at {urlsplit(address).netloc}"

    def get(self, path: str, **params: Json) -> Any:
        """The answer to a question."""
        return self.ask("GET", path, params=params)

    def post(self, path: str, content: Json = None, **params: Json) -> Any:
        """The answer to a request with a JSON content."""
        return self.ask("POST", path, content, params=params)

    def ask(
        self, method: str, path: str, content: Json = None, *, params: Mapping[str, Json] = {}
    ) -> Any:
        """The answer as JSON; None for an empty one. Raises: Refused, and as `send`."""
        answer = self.send(method, path, params=params, json=content)
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError:
            place = self.place_of(str(answer.url))
            raise PluginError(f"{place}: {method} {path}: the answer is no JSON") from None

    def send(
        self, method: str, path: str, *, params: Mapping[str, Json] = {}, **options: Any
    ) -> Any:
        """The answer of the library; `path` may be a whole address.

        Raises: Refused with what the service says, PluginError when it can't be reached,
        Interrupted when the task was stopped meanwhile.
        """
        address = path if "://" in path else f"{self.base}{path}"
        shown = urlsplit(address).path
        wanted = {name: value for name, value in params.items() if value is not None}
        with self._explained(f"{method} {shown}"):
            answer = self._session.request(
                method,
                address,
                params=wanted,
                timeout=(CONNECT_SECONDS_MAX, self._read_seconds),
                **options,
            )
        if answer.status_code >= 400:
            with answer:
                status, reason, text = answer.status_code, *_words_of(answer)
            place = self.place_of(address)
            raise Refused(
                f"{place}: {method} {shown} failed: {status} {reason}: {text}", status, reason
            )
        return answer

    def pages(self, path: str, member: str, **params: Json) -> Iterator[dict[str, Json]]:
        """The entries of a list, over all its pages."""
        while True:
            page = self.get(path, **params)
            yield from page.get(member, ())
            token = page.get("nextPageToken")
            if not token:
                return
            params["pageToken"] = token

    @contextmanager
    def _explained(self, operation: str) -> Iterator[None]:
        refused = library("google.auth.exceptions").GoogleAuthError
        try:
            yield
        except (refused, library("requests").RequestException) as error:
            if self._ctx.is_stopped:
                raise Interrupted("the request was cancelled") from None
            # The first request of a session is preceded by one for a token.
            failed = "signing in" if isinstance(error, refused) else operation
            place = self.place_of(self.base)
            raise PluginError(f"{place}: {failed} failed: {words_of(error)}") from None


def _words_of(answer: Any) -> tuple[str, str]:
    """The reason and the message of a refusal."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return str(answer.reason), str(answer.text)[:MESSAGE_CHARS_MAX]
    if not isinstance(error, dict):
        return str(error), str(answer.json().get("error_description", ""))[:MESSAGE_CHARS_MAX]
    details = error.get("errors") or [{}]
    reason = details[0].get("reason") or error.get("status") or str(answer.reason)
    return str(reason), str(error.get("message", ""))[:MESSAGE_CHARS_MAX]


def part(text: str) -> str:
    """A name as one part of a path."""
    return quote(str(text), safe="")
