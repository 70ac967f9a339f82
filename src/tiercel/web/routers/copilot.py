"""The assistant, which this server does not offer, and says so (§10.6, 2.0)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.service.operations.instance import copilot
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.http.answers import json_answer
from tiercel.web.payloads import Prompt
from tiercel.web.route import Route
from tiercel.web.views.instance import ProviderView

JSON_BODY = Body(Prompt, required=False)
_THREAD = "/ai/threads/{id}"
_ABSENT = (
    ("POST", "/ai/generate/flow"),
    ("POST", "/ai/generate/dashboard"),
    ("GET", "/ai/threads"),
    ("POST", "/ai/threads"),
    ("GET", _THREAD),
    ("DELETE", _THREAD),
    ("PATCH", _THREAD),
    ("PUT", _THREAD),
    ("POST", f"{_THREAD}/chat"),
    ("POST", f"{_THREAD}/confirm"),
)


class CopilotRoutes:
    """What clients may ask for and do not get."""

    def routes(self) -> list[Route]:
        listed = Answer(schema=list[ProviderView])
        return [
            Route(
                "GET",
                "/ai/providers",
                self.providers,
                "AI providers.",
                "AI",
                answers=(listed,),
                runs=(copilot.providers,),
            ),
            *(
                Route(
                    method,
                    path,
                    self.absent if method in ("GET", "DELETE") else self.refused,
                    "Needs an AI provider.",
                    "AI",
                    body=None if method in ("GET", "DELETE") else JSON_BODY,
                    answers=(),
                    errors=(503,),
                    runs=(copilot.use,),
                )
                for method, path in _ABSENT
            ),
        ]

    async def providers(self, call: Call) -> Response:
        return json_answer(await call.run(copilot.ListProviders()))

    async def absent(self, call: Call) -> Response:
        await call.run(copilot.UseCopilot())

    async def refused(self, call: Call) -> Response:
        """Also always, once the request is right."""
        if not await call.is_empty():
            await call.json_map("request")
        return await self.absent(call)
