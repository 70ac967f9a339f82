"""The server itself: configuration and usage (misc.md)."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.operations import statistics
from tiercel.service.operations.instance import access, servers
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.answers import json_answer, text_answer
from tiercel.web.route import Route
from tiercel.web.views.governance.records import banner_view, tenant_looks_view
from tiercel.web.views.instance import (
    ConfigurationView,
    ExecutionUsageView,
    LoginConfigurationView,
    UsageView,
)
from tiercel.web.views.statistics import executions_view

GROUP = "Misc"


class MiscRoutes:
    """Below the API and at the root."""

    def __init__(self, context_path: str, clock: Clock) -> None:
        self._context_path = context_path
        self._clock = clock

    def routes(self) -> list[Route]:
        texts = Answer(schema=list[str])
        api = [
            Route(
                "GET",
                "/configs",
                self.configuration,
                "What the server offers.",
                GROUP,
                answers=(Answer(schema=ConfigurationView),),
                runs=(servers.configuration,),
            ),
            Route(
                "GET",
                "/configs/login",
                self.login_configuration,
                "Whether there is a user.",
                GROUP,
                answers=(Answer(schema=LoginConfigurationView),),
                runs=(access.setup,),
                is_open=True,
            ),
            Route(
                "GET",
                "/usages/all",
                self.usage,
                "How much there is.",
                GROUP,
                answers=(Answer(schema=UsageView),),
                runs=(statistics.usage,),
            ),
            Route(
                "GET",
                "/basicAuthValidationErrors",
                self.auth_problems,
                "What is wrong with configured credentials.",
                GROUP,
                answers=(texts,),
                runs=(access.problems,),
                is_open=True,
            ),
        ]
        return [*api, *self._root_routes()]

    def _root_routes(self) -> list[Route]:
        table = (("/", self.home, Answer(307)), ("/ping", self.ping, Answer()))
        return [
            Route(
                "GET",
                path,
                handler,
                "",
                GROUP,
                answers=(answer,),
                is_root=True,
                is_open=True,
                is_hidden=True,
            )
            for path, handler, answer in table
        ]

    async def configuration(self, call: Call) -> Response:
        """The union of all generations, with the banners that are to be read now."""
        found, now = await call.run(servers.GetConfiguration()), self._clock.now()
        news: dict[str, Json] = {
            "banners": [banner_view(each, now) for each in found.banners],
            "isUnderMaintenance": found.is_under_maintenance,
            "tenant": tenant_looks_view(found.tenant),
        }
        return json_answer({**found.document, **news})

    async def login_configuration(self, call: Call) -> Response:
        return json_answer(LoginConfigurationView((await call.run(access.GetSetup())).is_done))

    async def usage(self, call: Call) -> Response:
        """Flows, executions of two days, and the machine."""
        counts, days = await call.run(statistics.CountEverything())
        executions = ExecutionUsageView([executions_view(day) for day in days])
        return json_answer({**counts, "executions": executions})

    async def auth_problems(self, call: Call) -> Response:
        return json_answer(await call.run(access.ListCredentialProblems()))

    async def home(self, call: Call) -> Response:
        """To the pages."""
        return RedirectResponse(f"{self._context_path}/ui/", 307)

    async def ping(self, call: Call) -> Response:
        return text_answer("pong")
