"""How long executions of a flow take (dialect-2.0.md §10.6)."""

from __future__ import annotations

from msgspec import UNSET
from starlette.responses import Response

from tiercel.model.limits import AVERAGE_EXECUTIONS_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.service.executions.executions import ExecutionService
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route
from tiercel.web.views.execution import AverageDurationView

ENDED = ["SUCCESS", "WARNING", "FAILED"]


class DurationRoutes:
    """Averages over recent executions."""

    def __init__(self, executions: ExecutionService) -> None:
        self._executions = executions

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/executions/namespaces/{namespace}/flows/{flowId}/average-duration",
                self.average,
                "How long recent executions of a flow took.",
                "Executions",
                answers=(Answer(schema=AverageDurationView),),
            )
        ]

    async def average(self, call: Call) -> Response:
        """Without an average when there was no execution."""
        query = Query(
            (
                Filter("namespace", Operation.EQUALS, call.params["namespace"]),
                Filter("flowId", Operation.EQUALS, call.params["flowId"]),
                Filter("state", Operation.IN, ENDED),
            ),
            size=AVERAGE_EXECUTIONS_MAX,
        )
        found = (await self._executions.find(query)).results
        millis = [
            (execution.state.end - execution.state.start).total_seconds() * 1000
            for execution in found
            if execution.state.end is not None
        ]
        average = round(sum(millis) / len(millis)) if millis else UNSET
        return json_answer(AverageDurationView(len(millis), average))
