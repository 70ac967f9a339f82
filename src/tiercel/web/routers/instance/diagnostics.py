"""What those who run a server may look into, on the management port alone (common.md §13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.service.instance.environment import SOURCE, EnvironmentService
from tiercel.service.observability.loggers import LEVELS, NOT_SPECIFIED, LoggerLevel, LoggerService
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.route import Handler, Route

GROUP = "Misc"
LEVEL = Body({"type": "object", "properties": {"configuredLevel": {"type": "string"}}})


class DiagnosticRoutes:
    """Loggers and their levels, and the names of settings."""

    def __init__(self, loggers: LoggerService, environment: EnvironmentService) -> None:
        self._loggers = loggers
        self._environment = environment

    def routes(self) -> list[Route]:
        table: tuple[tuple[str, str, Handler, Body | None, tuple[int, ...]], ...] = (
            ("GET", "/loggers", self.loggers, None, ()),
            ("GET", "/loggers/{name}", self.logger, None, (404,)),
            ("POST", "/loggers/{name}", self.set_level, LEVEL, (404, 422)),
            ("GET", "/env", self.environment, None, ()),
            ("GET", "/env/{name}", self.source, None, (404,)),
        )
        return [
            Route(
                method,
                path,
                handler,
                "",
                GROUP,
                body=body,
                errors=errors,
                is_root=True,
                is_hidden=True,
            )
            for method, path, handler, body, errors in table
        ]

    async def loggers(self, call: Call) -> Response:
        """All, and the levels that there are."""
        found = {name: _json(level) for name, level in self._loggers.all().items()}
        return json_answer({"loggers": found, "levels": [*LEVELS, NOT_SPECIFIED]})

    async def logger(self, call: Call) -> Response:
        return json_answer(_json(self._loggers.get(call.params["name"])))

    async def set_level(self, call: Call) -> Response:
        """Without a level that of the logger above counts."""
        body = await call.json_map("logger")
        level = text_in(body, "configuredLevel")
        level = NOT_SPECIFIED if level is None else level
        self._loggers.set(call.params["name"], level)
        return empty()

    async def environment(self, call: Call) -> Response:
        """Where settings come from is not kept: they are one source."""
        found: dict[str, Json] = {
            "activeEnvironments": [],
            "packages": ["tiercel"],
            "propertySources": [self._source()],
        }
        return json_answer(found)

    async def source(self, call: Call) -> Response:
        if call.params["name"] != SOURCE:
            raise NotFound()
        return json_answer(self._source())

    def _source(self) -> dict[str, Json]:
        properties = self._environment.masked()
        return {
            "name": SOURCE,
            "order": 0,
            "convention": "JAVA_PROPERTIES",
            "properties": properties,
        }


def _json(level: LoggerLevel) -> dict[str, Json]:
    return {"configuredLevel": level.configured, "effectiveLevel": level.effective}
