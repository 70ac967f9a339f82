"""How long executions of a flow take (dialect-2.0.md §10.6)."""

from __future__ import annotations

from msgspec import UNSET
from starlette.responses import Response

from tiercel.service.operations import statistics
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route
from tiercel.web.views.execution import AverageDurationView


class DurationRoutes:
    """Averages over recent executions."""

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/executions/namespaces/{namespace}/flows/{flowId}/average-duration",
                self.average,
                "How long recent executions of a flow took.",
                "Executions",
                answers=(Answer(schema=AverageDurationView),),
                runs=(statistics.average_duration,),
            )
        ]

    async def average(self, call: Call) -> Response:
        """Without an average when there was no execution."""
        request = statistics.AverageDuration(
            namespace=call.params["namespace"], flow_id=call.params["flowId"]
        )
        count, millis = await call.run(request)
        return json_answer(AverageDurationView(count, UNSET if millis is None else millis))
