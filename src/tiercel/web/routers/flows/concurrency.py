"""Concurrency limits (flows.md §2.18)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.flow import TENANT
from tiercel.service.flows.concurrency import ConcurrencyUse
from tiercel.service.operations.flows import flows
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, SIZE, Answer, Body, text
from tiercel.web.http.answers import json_answer, page_answer
from tiercel.web.payloads import ConcurrencyLimitInput
from tiercel.web.route import Route
from tiercel.web.views.instance import ConcurrencyLimitPage, ConcurrencyLimitView

GROUP = "Flows"


class ConcurrencyRoutes:
    """How much of each limit is in use."""

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/concurrency-limit/search",
                self.find,
                "Flows with a concurrency limit, and how many executions hold a slot.",
                GROUP,
                (
                    PAGE,
                    SIZE,
                    text("namespace", "A namespace; those below it count too."),
                    text("flowId", "Only flows with this id."),
                ),
                answers=(Answer(schema=ConcurrencyLimitPage),),
                errors=(422,),
                runs=(flows.concurrency_limits,),
            ),
            Route(
                "PUT",
                "/concurrency-limit/{namespace}/{flowId}",
                self.update,
                "Accepted without effect: slots are counted from executions.",
                GROUP,
                body=Body(ConcurrencyLimitInput),
                answers=(Answer(schema=ConcurrencyLimitView),),
                errors=(404, 422),
                runs=(flows.concurrency_limit,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """By namespace and id."""
        page, size = params.paging(call)
        namespace = call.text("namespace") or call.text("filters[namespace][PREFIX]")
        request = flows.FindConcurrencyLimits(
            namespace=namespace, flow_id=call.text("flowId") or None, page=page, size=size
        )
        found = await call.run(request)
        return page_answer(ConcurrencyLimitPage, _view, found)

    async def update(self, call: Call) -> Response:
        """Compat: clients repair a counter that can't be wrong here; they get the true one."""
        await call.json_map("concurrencyLimit")
        request = flows.GetConcurrencyLimit(
            namespace=call.params["namespace"], flow_id=call.params["flowId"]
        )
        return json_answer(_view(await call.run(request)))


def _view(use: ConcurrencyUse) -> ConcurrencyLimitView:
    return ConcurrencyLimitView(
        TENANT, use.namespace, use.flow_id, use.running, use.limit, use.behavior
    )
