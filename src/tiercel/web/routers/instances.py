"""The servers behind the API: their services, maintenance, workers' tags (dialect-2.0.md §10.6)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.servers import ServerService
from tiercel.web import params
from tiercel.web.answers import json_answer
from tiercel.web.call import Call
from tiercel.web.route import PAGE, SIZE, Answer, Route

GROUP = "Instance"
OBJECT = Answer(schema={"type": "object"})


class InstanceRoutes:
    """Everything below `/instance` that is open source."""

    def __init__(self, servers: ServerService) -> None:
        self._servers = servers

    def routes(self) -> list[Route]:
        """The table."""
        return [
            Route(
                "GET",
                "/instance/maintenance/status",
                self.maintenance,
                "Whether the server is under maintenance.",
                GROUP,
                answers=(OBJECT,),
                is_open=True,
            ),
            Route(
                "GET",
                "/instance/services/active",
                self.active,
                "How many services run.",
                GROUP,
                answers=(OBJECT,),
            ),
            Route(
                "GET",
                "/instance/services/search",
                self.search,
                "Services.",
                GROUP,
                (PAGE, SIZE),
                answers=(OBJECT,),
                errors=(422,),
            ),
            Route(
                "GET",
                "/instance/services/{id}",
                self.service,
                "A service.",
                GROUP,
                answers=(OBJECT,),
                errors=(404,),
            ),
            Route(
                "GET",
                "/worker-selectors/tags",
                self.tags,
                "Tags of workers.",
                GROUP,
                answers=(OBJECT,),
            ),
        ]

    async def maintenance(self, call: Call) -> Response:
        """Never: the server has no such mode of its own."""
        return json_answer({"maintenance": False, "ready": True, "services": {}})

    async def active(self, call: Call) -> Response:
        """Totals by type."""
        return json_answer(await self._servers.active())

    async def search(self, call: Call) -> Response:
        """A page of services."""
        page, size = params.paging(call)
        found = await self._servers.all()
        shown = found[(page - 1) * size : page * size]
        return json_answer({"results": shown, "total": len(found)})

    async def service(self, call: Call) -> Response:
        """One service."""
        return json_answer(await self._servers.get(call.params["id"]))

    async def tags(self, call: Call) -> Response:
        """None: all workers take all jobs."""
        return json_answer({"tags": []})
