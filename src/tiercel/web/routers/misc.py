"""The server itself: configuration, usage, health, metrics (misc.md, common.md §13)."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from tiercel.model.errors import NotFound
from tiercel.service.access import Access
from tiercel.service.instance import InstanceService
from tiercel.service.meters import MeterService
from tiercel.web.answers import json_answer, text_answer
from tiercel.web.call import Call
from tiercel.web.prometheus import MEDIA_TYPE, exposition
from tiercel.web.route import Answer, Route

GROUP = "Misc"
OBJECT = Answer(schema={"type": "object"})


class MiscRoutes:
    """Below the API and at the root."""

    def __init__(
        self,
        instance: InstanceService,
        access: Access,
        meters: MeterService,
        prefixes: tuple[str, str],
    ) -> None:
        self._instance = instance
        self._access = access
        self._meters = meters
        self._context_path, self._metric_prefix = prefixes

    def routes(self) -> list[Route]:
        """The table."""
        texts = Answer(schema={"type": "array", "items": {"type": "string"}})
        api = [
            Route(
                "GET",
                "/configs",
                self.configuration,
                "What the server offers.",
                GROUP,
                answers=(OBJECT,),
            ),
            Route(
                "GET",
                "/configs/login",
                self.login_configuration,
                "Whether there is a user.",
                GROUP,
                answers=(OBJECT,),
                is_open=True,
            ),
            Route("GET", "/usages/all", self.usage, "How much there is.", GROUP, answers=(OBJECT,)),
            Route(
                "GET",
                "/basicAuthValidationErrors",
                self.auth_problems,
                "What is wrong with configured credentials.",
                GROUP,
                answers=(texts,),
                is_open=True,
            ),
        ]
        return [*api, *self._root_routes()]

    def _root_routes(self) -> list[Route]:
        paths = {
            "/": self.home,
            "/ping": self.ping,
            "/version": self.version,
            "/health": self.health,
            "/health/liveness": self.liveness,
            "/health/readiness": self.health,
            "/prometheus": self.prometheus,
            "/metrics": self.meter_names,
            "/metrics/{name}": self.meter,
            "/info": self.info,
        }
        return [
            Route("GET", path, handler, "", GROUP, is_root=True, is_open=True, is_hidden=True)
            for path, handler in paths.items()
        ]

    async def configuration(self, call: Call) -> Response:
        """The union of all generations."""
        return json_answer(self._instance.configuration())

    async def login_configuration(self, call: Call) -> Response:
        """One member."""
        return json_answer({"isBasicAuthInitialized": self._access.is_initialised})

    async def usage(self, call: Call) -> Response:
        """Flows and the machine."""
        return json_answer(await self._instance.usage())

    async def auth_problems(self, call: Call) -> Response:
        """Usually none."""
        return json_answer(self._access.config_problems)

    async def home(self, call: Call) -> Response:
        """To the pages."""
        return RedirectResponse(f"{self._context_path}/ui/", 307)

    async def ping(self, call: Call) -> Response:
        """Alive."""
        return text_answer("pong")

    async def version(self, call: Call) -> Response:
        """This build."""
        return json_answer(self._instance.version())

    async def health(self, call: Call) -> Response:
        """Whether the database answers."""
        is_up = await self._instance.is_healthy()
        status = "UP" if is_up else "DOWN"
        details = {"database": {"name": "tiercel", "status": status}}
        body = {"name": "tiercel", "status": status, "details": details}
        return json_answer(body, 200 if is_up else 503)

    async def liveness(self, call: Call) -> Response:
        """The process answers."""
        return json_answer({"name": "tiercel", "status": "UP", "details": {}})

    async def prometheus(self, call: Call) -> Response:
        """All meters as text."""
        body = exposition(await self._meters.read(), self._metric_prefix)
        return text_answer(body.decode(), MEDIA_TYPE)

    async def meter_names(self, call: Call) -> Response:
        """All names."""
        names = sorted({sample.name for sample in await self._meters.read()})
        return json_answer({"names": names})

    async def meter(self, call: Call) -> Response:
        """One meter, its series added up."""
        name = call.params["name"]
        found = [sample for sample in await self._meters.read() if sample.name == name]
        if not found:
            raise NotFound()
        statistic = "COUNT" if found[0].kind == "counter" else "VALUE"
        value = sum(sample.value for sample in found)
        measured = [{"statistic": statistic, "value": value}]
        return json_answer({"name": name, "measurements": measured, "availableTags": []})

    async def info(self, call: Call) -> Response:
        """Nothing to tell."""
        return json_answer({})
