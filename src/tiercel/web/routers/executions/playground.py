"""Executions that somebody only tries out: recorded outputs, and stops before tasks."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.operations import execution_actions as actions
from tiercel.web import params
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.execution_answers import execution_answer
from tiercel.web.payloads import PlaygroundInput
from tiercel.web.route import Route
from tiercel.web.views.execution import ExecutionView

GROUP = "Executions"


class PlaygroundRoutes:
    """Runs executions again as executions of kind PLAYGROUND, which lists leave out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                "POST",
                "/executions/{executionId}/actions/playground",
                self.try_out,
                "Run it again in the playground, with the newest revision of the flow: from the"
                " start or from a task run, with the outputs recorded before it or with others.",
                GROUP,
                body=Body(PlaygroundInput),
                answers=(Answer(schema=ExecutionView),),
                errors=(404, 409, 422),
                runs=(actions.try_out,),
            ),
        ]

    async def try_out(self, call: Call) -> Response:
        """The new execution."""
        body = await call.json_map("playground")
        request = actions.TryExecution(
            execution_id=call.params["executionId"],
            task_run_id=text_in(body, "taskRunId"),
            breakpoints=params.breakpoints_from(texts_in(body, "breakpoints")),
            outputs=_outputs_in(body),
        )
        return await execution_answer(await call.run(request), self._clock.now())


def _outputs_in(body: dict[str, Json]) -> dict[str, dict[str, Json]]:
    """Outputs by the id of their task run. Raises: Refused."""
    outputs = body.get("outputs") or {}
    if not isinstance(outputs, dict) or not all(isinstance(one, dict) for one in outputs.values()):
        raise Refused("invalid-mapping", "[outputs] must hold an object for each task run")
    return outputs
