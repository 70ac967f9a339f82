"""The HTTP client of engines and clusters: a session, JSON both ways, errors with a reason."""

from __future__ import annotations

import ssl
from collections.abc import Collection, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.asking import lack_of
from tiercel.plugin.services.foreign import web_page

if TYPE_CHECKING:
    import aiohttp

NOT_MODIFIED = 304
CONNECT_SECONDS_MAX = 10.0  # Until a socket is open; commands may then be silent for days.


class ApiError(PluginError):
    """The other side refused a call."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class JsonApi:
    """A connection to one server. A client of ours is a subclass that names the calls."""

    error: ClassVar[type[ApiError]] = ApiError

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        context: ssl.SSLContext | bool = True,
        connect_seconds: float = CONNECT_SECONDS_MAX,
        read_seconds: float | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        self._headers = headers
        self._context = context
        self._seconds = (connect_seconds, read_seconds)
        self._session: Any = None

    async def __aenter__(self) -> Self:
        """Open the session; nothing is sent yet."""
        import aiohttp

        connect, read = self._seconds
        self._session = aiohttp.ClientSession(
            connector=self.connector(),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=read),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    def connector(self) -> aiohttp.BaseConnector:
        """How sockets are opened."""
        import aiohttp

        return aiohttp.TCPConnector(ssl=self._context)

    def request(self, method: str, path: str, **options: Any) -> Any:
        """A response to stream, which `checked` has not seen yet."""
        return self._session.request(method, self.base + path, **options)

    def channel(self, path: str, **options: Any) -> Any:
        return self._session.ws_connect(self.base + path, **options)

    async def call(
        self, method: str, path: str, *, fine: Collection[int] = (), **options: Any
    ) -> Json:
        """The answer; None when it is no JSON, or its status is one of `fine`.

        Raises: the class in `error`.
        """
        async with self.request(method, path, **options) as response:
            if response.status in fine:
                return None
            await self.checked(response)
            content = await response.read()
        try:
            return msgspec.json.decode(content) if content.strip() else None
        except msgspec.DecodeError:
            page = web_page(content.decode(errors="replace"))
            if page is not None:
                raise self.error(f"the answer is {page}", response.status) from None
            return None

    async def call_for(
        self, method: str, path: str, *members: str, **options: Any
    ) -> dict[str, Json]:
        """The answer as an object with these members. Raises: the class in `error`."""
        found = await self.call(method, path, **options)
        lack = lack_of(found, members)
        if lack is not None:
            raise self.error(lack)
        return found  # type: ignore[no-any-return]  # It lacks nothing, so it is an object.

    async def checked(self, response: Any) -> None:
        """Raises: the class in `error` for a status that is one."""
        if response.status >= 400 or response.status == NOT_MODIFIED:
            content = await response.read()
            raise self.error(self.reason(content, response.status), response.status)

    def reason(self, content: bytes, status: int) -> str:
        """What the answer says went wrong: its `message`, else all of it."""
        text = content.decode(errors="replace")
        try:
            return str(msgspec.json.decode(text)["message"])
        except (msgspec.DecodeError, KeyError, TypeError):
            return web_page(text) or text.strip() or f"status {status}"
