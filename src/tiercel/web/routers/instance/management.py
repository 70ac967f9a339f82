"""Health, metrics and version, on the main port and on the management port (common.md §13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.service.observability.health import HealthComponent
from tiercel.service.off_loop import in_thread
from tiercel.service.operations.instance import servers
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.call import Call
from tiercel.web.http.answers import json_answer, text_answer
from tiercel.web.prometheus import MEDIA_TYPE, exposition
from tiercel.web.route import Handler, Route

GROUP = "Misc"
NAME = "tiercel"


class ManagementRoutes:
    """At the root; open on the main port."""

    def __init__(self, metric_prefix: str, *, is_open: bool = True) -> None:
        self._metric_prefix = metric_prefix
        self._is_open = is_open

    def routes(self) -> list[Route]:
        health, meters = (servers.health,), (servers.meters,)
        table: tuple[tuple[str, Handler, tuple[int, ...], tuple[AnyOperation, ...]], ...] = (
            ("/version", self.version, (), (servers.version,)),
            ("/health", self.health, (503,), health),
            ("/health/liveness", self.liveness, (), ()),
            ("/health/readiness", self.readiness, (503,), health),
            ("/prometheus", self.prometheus, (), meters),
            ("/metrics", self.meter_names, (), meters),
            ("/metrics/{name}", self.meter, (404,), meters),
            ("/info", self.info, (), ()),
        )
        return [
            Route(
                "GET",
                path,
                handler,
                "",
                GROUP,
                errors=errors,
                runs=runs,
                is_root=True,
                is_open=self._is_open,
                is_hidden=True,
            )
            for path, handler, errors, runs in table
        ]

    async def version(self, call: Call) -> Response:
        """This build."""
        return json_answer(await call.run(servers.GetVersion()))

    async def health(self, call: Call) -> Response:
        """All parts; 503 when one is down."""
        parts = await call.run(servers.CheckHealth())
        return _answer(parts, is_up=all(part.status != "DOWN" for part in parts))

    async def readiness(self, call: Call) -> Response:
        """As health, and 503 as soon as the server begins to leave."""
        parts = await call.run(servers.CheckHealth())
        return _answer(parts, is_up=all(part.status == "UP" for part in parts))

    async def liveness(self, call: Call) -> Response:
        return json_answer({"name": NAME, "status": "UP", "details": {}})

    async def prometheus(self, call: Call) -> Response:
        """All meters as text."""
        samples = await call.run(servers.ReadMeters())
        # The library that writes them is loaded at the first scrape.
        body = await in_thread(exposition, samples, self._metric_prefix)
        return text_answer(body.decode(), MEDIA_TYPE)

    async def meter_names(self, call: Call) -> Response:
        names = sorted({sample.name for sample in await call.run(servers.ReadMeters())})
        return json_answer({"names": names})

    async def meter(self, call: Call) -> Response:
        """One meter, its series added up."""
        name = call.params["name"]
        found = [sample for sample in await call.run(servers.ReadMeters()) if sample.name == name]
        if not found:
            raise NotFound.of("Meter", name)
        statistic = "COUNT" if found[0].kind == "counter" else "VALUE"
        value = sum(sample.value for sample in found)
        measured = [{"statistic": statistic, "value": value}]
        return json_answer({"name": name, "measurements": measured, "availableTags": []})

    async def info(self, call: Call) -> Response:
        """An empty document: nothing is published here."""
        return json_answer({})


def _answer(parts: list[HealthComponent], *, is_up: bool) -> Response:
    details: dict[str, Json] = {}
    for part in parts:
        details[part.name] = {"name": NAME, "status": part.status}
        if part.details:
            details[part.name]["details"] = part.details
    body = {"name": NAME, "status": "UP" if is_up else "DOWN", "details": details}
    return json_answer(body, 200 if is_up else 503)
