"""A web application that is loaded when the first request comes."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

from tiercel.cli.serving.application import Application, WebApplication


class LoadedOnFirstRequest:
    """The web application of a server; its modules and routes are loaded with the first request.

    They are a tenth of all that is loaded: a server that runs flows and that nobody asks for
    anything has its memory without them. They are loaded in a thread, so that all else goes on; the
    requests of that moment wait.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._loaded: WebApplication | None = None
        self._loading = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """See `WebApplication`."""
        app = self._loaded or await self._load()
        await app(scope, receive, send)

    def close(self) -> None:
        """See `WebApplication`."""
        if self._loaded is not None:
            self._loaded.close()

    async def _load(self) -> WebApplication:
        async with self._loading:
            if self._loaded is None:
                self._loaded = await asyncio.to_thread(lambda: self._application.app)
                # It stays, so that no collection looks at it again.
                gc.freeze()
        return self._loaded
