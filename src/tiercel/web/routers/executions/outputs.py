"""Outputs of executions, and expressions rendered for people (dialect-2.0.md §10.2, misc.md §8)."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from tiercel.expr.declare import UNSET, Declaration
from tiercel.expr.outcome import Outcome
from tiercel.model.execution import TaskRun
from tiercel.model.limits import EXPRESSIONS_PER_REQUEST_MAX
from tiercel.service.executions.expressions import RenderTarget
from tiercel.service.operations import execution_outputs as outputs
from tiercel.service.operations import expressions
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import TEXT, Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import json_answer
from tiercel.web.payloads import ExpressionsInput
from tiercel.web.route import Handler, Route
from tiercel.web.views.expression import (
    ArgumentView,
    EvaluationView,
    FunctionView,
    OutputsView,
    RenderedView,
    TaskOutputsView,
)
from tiercel.web.views.view import given

GROUP = "Executions"
OUTPUTS = Answer(schema=OutputsView)
NAMES = Answer(schema=list[str])
FUNCTIONS = Answer(schema=list[FunctionView])
LISTED = Answer(schema=list[TaskOutputsView])
TEMPLATE = Body({"type": "string", "minLength": 1}, (TEXT,))
# Where expressions are rendered: an execution, a stored flow, or the source of one.
PLACE = ("executionId", "namespace", "flowId", "flow")
RENDER = Body(ExpressionsInput)


class OutputRoutes:
    """Read-only."""

    def routes(self) -> list[Route]:
        of_flow, of_tasks, of_task_run = outputs.of_flow, outputs.of_tasks, outputs.of_task_run
        of_one = "Outputs of a task run."
        listed = "Outputs of all task runs."
        evaluate = "What an expression is in an execution."
        one = "{executionId}/{taskRunId}"
        base = "/executions/{executionId}"
        gets: list[tuple[str, Handler, str, Answer, AnyOperation]] = [
            ("/outputs/executions/{executionId}", self.of_execution, "Outputs.", OUTPUTS, of_flow),
            ("/outputs/tasks/{executionId}", self.of_tasks, listed, LISTED, of_tasks),
            ("/outputs/{executionId}", self.of_tasks, listed, LISTED, of_tasks),
            (f"/outputs/tasks/{one}", self.of_task_run, of_one, OUTPUTS, of_task_run),
            (f"/outputs/{one}", self.of_task_run, of_one, OUTPUTS, of_task_run),
        ]
        names: list[tuple[str, Handler, AnyOperation, str, Answer]] = [
            ("/pebble/filters", self.filters, expressions.filters, "Names of filters.", NAMES),
            ("/pebble/functions", self.functions, expressions.functions, "Functions.", FUNCTIONS),
        ]
        evaluations = [
            f"{base}/eval",
            f"{base}/eval/{{taskRunId}}",
            f"{base}/actions/eval",
            f"{base}/actions/eval/{{taskRunId}}",
        ]
        return [
            *(
                Route(
                    "GET",
                    path,
                    handler,
                    summary,
                    GROUP,
                    answers=(answer,),
                    errors=(404,),
                    runs=(runs,),
                )
                for path, handler, summary, answer, runs in gets
            ),
            *(
                Route("GET", path, handler, summary, GROUP, answers=(answer,), runs=(operation,))
                for path, handler, operation, summary, answer in names
            ),
            *(
                Route(
                    "POST",
                    path,
                    self.evaluate,
                    evaluate,
                    GROUP,
                    (),
                    TEMPLATE,
                    (Answer(schema=EvaluationView),),
                    (404, 422),
                    (expressions.evaluate,),
                )
                for path in evaluations
            ),
            Route(
                "POST",
                "/expressions/render",
                self.render,
                "Render expressions for display.",
                GROUP,
                (),
                RENDER,
                (Answer(schema=RenderedView),),
                (404, 422),
                (expressions.render,),
            ),
        ]

    async def of_execution(self, call: Call) -> Response:
        request = outputs.GetOutputs(execution_id=call.params["executionId"])
        return json_answer(await call.run(request))

    async def of_tasks(self, call: Call) -> Response:
        """One entry per task run that has some."""
        request = outputs.ListTaskOutputs(execution_id=call.params["executionId"])
        return json_answer([_entry(run) for run in await call.run(request)])

    async def of_task_run(self, call: Call) -> Response:
        request = outputs.GetTaskOutputs(
            execution_id=call.params["executionId"], task_run_id=call.params["taskRunId"]
        )
        return json_answer(await call.run(request))

    async def evaluate(self, call: Call) -> Response:
        """A text, or the error; both are answers."""
        request = expressions.EvaluateExpression(
            execution_id=call.params["executionId"],
            expression=await call.source("expression"),
            task_run_id=call.params.get("taskRunId"),
        )
        return json_answer(_evaluated(await call.run(request)))

    async def render(self, call: Call) -> Response:
        """Display only."""
        body = await call.json_map("renderRequest")
        templates = texts_in(body, "expressions")
        if not 1 <= len(templates) <= EXPRESSIONS_PER_REQUEST_MAX:
            raise Refused(
                "invalid-argument", f"Give 1 to {EXPRESSIONS_PER_REQUEST_MAX} expressions"
            )
        execution_id, namespace, flow_id, source = (text_in(body, name) for name in PLACE)
        place = RenderTarget(execution_id, namespace, flow_id, source)
        request = expressions.RenderExpressions(expressions=tuple(templates), place=place)
        return json_answer(RenderedView(await call.run(request)))

    async def filters(self, call: Call) -> Response:
        """Sorted, aliases included."""
        return json_answer(await call.run(expressions.ListFilters()))

    async def functions(self, call: Call) -> Response:
        """With their arguments."""
        found = await call.run(expressions.ListFunctions())
        return json_answer([_function(name, one) for name, one in found.items()])


def _entry(run: TaskRun) -> TaskOutputsView:
    return TaskOutputsView(
        task_id=run.task_id,
        task_run_id=run.id,
        value=given(run.value),
        iteration=given(run.iteration),
    )


def _evaluated(found: Outcome) -> EvaluationView:
    if found.error is None:
        return EvaluationView(result=found.result or "")
    return EvaluationView(
        error=found.error,
        stack_trace="\n".join((found.error, *found.causes)),
        line=found.line or msgspec.UNSET,
        column=found.column if found.line else msgspec.UNSET,
        hint=found.hint or msgspec.UNSET,
    )


def _function(name: str, declared: Declaration) -> FunctionView:
    shown = [
        ArgumentView(
            argument.name,
            msgspec.UNSET if argument.default in (UNSET, None) else str(argument.default),
        )
        for argument in declared.arguments
    ]
    return FunctionView(name, shown)
