"""What those who run a server may look into, on the management port alone (common.md §13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.service.instance.environment import SOURCE
from tiercel.service.observability.loggers import LEVELS, NOT_SPECIFIED, LoggerLevel
from tiercel.service.operations.instance import diagnostics
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.route import Handler, Route

GROUP = "Misc"
LEVEL = Body({"type": "object", "properties": {"configuredLevel": {"type": "string"}}})


class DiagnosticRoutes:
    """Loggers and their levels, and the names of settings."""

    def routes(self) -> list[Route]:
        listed, settings = diagnostics.loggers, diagnostics.settings
        table: tuple[tuple[str, str, Handler, AnyOperation, Body | None, tuple[int, ...]], ...] = (
            ("GET", "/loggers", self.loggers, listed, None, ()),
            ("GET", "/loggers/{name}", self.logger, diagnostics.logger, None, (404,)),
            ("POST", "/loggers/{name}", self.set_level, diagnostics.set_level, LEVEL, (404, 422)),
            ("GET", "/env", self.environment, settings, None, ()),
            ("GET", "/env/{name}", self.source, settings, None, (404,)),
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
                runs=(one,),
                is_root=True,
                is_hidden=True,
            )
            for method, path, handler, one, body, errors in table
        ]

    async def loggers(self, call: Call) -> Response:
        """All, and the levels that there are."""
        levels = await call.run(diagnostics.ListLoggers())
        found = {name: _json(level) for name, level in levels.items()}
        return json_answer({"loggers": found, "levels": [*LEVELS, NOT_SPECIFIED]})

    async def logger(self, call: Call) -> Response:
        request = diagnostics.GetLogger(name=call.params["name"])
        return json_answer(_json(await call.run(request)))

    async def set_level(self, call: Call) -> Response:
        """Without a level that of the logger above counts."""
        body = await call.json_map("logger")
        level = text_in(body, "configuredLevel")
        level = NOT_SPECIFIED if level is None else level
        await call.run(diagnostics.SetLogger(name=call.params["name"], level=level))
        return empty()

    async def environment(self, call: Call) -> Response:
        """Where settings come from is not kept: they are one source."""
        found: dict[str, Json] = {
            "activeEnvironments": [],
            "packages": ["tiercel"],
            "propertySources": [await _settings(call)],
        }
        return json_answer(found)

    async def source(self, call: Call) -> Response:
        if call.params["name"] != SOURCE:
            raise NotFound.of("Property source", call.params["name"])
        return json_answer(await _settings(call))


async def _settings(call: Call) -> dict[str, Json]:
    """The one source that there is."""
    return {
        "name": SOURCE,
        "order": 0,
        "convention": "JAVA_PROPERTIES",
        "properties": await call.run(diagnostics.ListSettings()),
    }


def _json(level: LoggerLevel) -> dict[str, Json]:
    return {"configuredLevel": level.configured, "effectiveLevel": level.effective}
