"""Plugin packages that can't be loaded; the reference logs them and shows nothing."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.plugins.plugins import PluginService
from tiercel.web.call import Call
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Answer, Route
from tiercel.web.views.plugin import BrokenPluginPage

PAGE = Answer(schema=BrokenPluginPage)


class BrokenPluginRoutes:
    """What the log told when the server started, and types that failed since."""

    def __init__(self, plugins: PluginService) -> None:
        self._plugins = plugins

    def routes(self) -> list[Route]:
        """The table."""
        title = "Packages and types that can't be loaded."
        return [
            Route("GET", "/plugins/broken", self.broken, title, "Plugins", answers=(PAGE,)),
        ]

    async def broken(self, call: Call) -> Response:
        """One line each: never a stack trace."""
        found = self._plugins.broken()
        return json_answer({"results": found, "total": len(found)})
