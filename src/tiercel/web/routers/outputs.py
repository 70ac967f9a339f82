"""Outputs of executions, and expressions rendered for people (dialect-2.0.md §10.2, misc.md §8)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.expr import catalog
from tiercel.expr.declare import UNSET, Declaration
from tiercel.expr.outcome import Outcome
from tiercel.model.errors import NotFound
from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSIONS_PER_REQUEST_MAX
from tiercel.service.executions import ExecutionService
from tiercel.service.expressions import ExpressionService, Place
from tiercel.web.answers import json_answer
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.route import TEXT, Answer, Body, Route

GROUP = "Executions"
OBJECT = Answer(schema={"type": "object"})
NAMES = Answer(schema={"type": "array", "items": {"type": "string"}})
LISTED = Answer(schema={"type": "array", "items": {"type": "object"}})
TEMPLATE = Body({"type": "string", "minLength": 1}, (TEXT,))
# Where expressions are rendered: an execution, a stored flow, or the source of one.
PLACE = ("executionId", "namespace", "flowId", "flow")
RENDER = Body(
    {
        "type": "object",
        "required": ["expressions"],
        "properties": {
            "expressions": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "maxItems": EXPRESSIONS_PER_REQUEST_MAX,
            },
            **{name: {"type": ["string", "null"]} for name in PLACE},
        },
    }
)


class OutputRoutes:
    """Read-only."""

    def __init__(self, executions: ExecutionService, expressions: ExpressionService) -> None:
        self._executions = executions
        self._expressions = expressions

    def routes(self) -> list[Route]:
        """The table."""
        outputs = "Outputs of a task run."
        listed = "Outputs of all task runs."
        evaluate = "What an expression is in an execution."
        one = "{executionId}/{taskRunId}"
        base = "/executions/{executionId}"
        gets = [
            ("/outputs/executions/{executionId}", self.of_execution, "Outputs.", OBJECT),
            ("/outputs/tasks/{executionId}", self.of_tasks, listed, LISTED),
            ("/outputs/{executionId}", self.of_tasks, listed, LISTED),
            (f"/outputs/tasks/{one}", self.of_task_run, outputs, OBJECT),
            (f"/outputs/{one}", self.of_task_run, outputs, OBJECT),
        ]
        names = [
            ("/pebble/filters", self.filters, "Names of filters.", NAMES),
            ("/pebble/functions", self.functions, "Functions.", LISTED),
        ]
        evaluations = [
            f"{base}/eval",
            f"{base}/eval/{{taskRunId}}",
            f"{base}/actions/eval",
            f"{base}/actions/eval/{{taskRunId}}",
        ]
        return [
            *(
                Route("GET", path, handler, summary, GROUP, answers=(answer,), errors=(404,))
                for path, handler, summary, answer in gets
            ),
            *(
                Route("GET", path, handler, summary, GROUP, answers=(answer,))
                for path, handler, summary, answer in names
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
                    (OBJECT,),
                    (404, 422),
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
                (OBJECT,),
                (404, 422),
            ),
        ]

    async def of_execution(self, call: Call) -> Response:
        """Of the flow."""
        execution = await self._executions.get(call.params["executionId"])
        return json_answer(execution.outputs)

    async def of_tasks(self, call: Call) -> Response:
        """One entry per task run that has some."""
        execution = await self._executions.get(call.params["executionId"])
        runs = [run for run in execution.task_run_list() if run.outputs]
        return json_answer([_entry(run) for run in runs])

    async def of_task_run(self, call: Call) -> Response:
        """A map."""
        execution = await self._executions.get(call.params["executionId"])
        task_run = execution.task_runs.get(call.params["taskRunId"])
        if task_run is None:
            raise NotFound()
        return json_answer(task_run.outputs or {})

    async def evaluate(self, call: Call) -> Response:
        """A text, or the error; both are answers."""
        found = await self._expressions.evaluate(
            call.params["executionId"],
            await call.source("expression"),
            call.params.get("taskRunId"),
        )
        return json_answer(_evaluated(found))

    async def render(self, call: Call) -> Response:
        """Display only."""
        body = await call.json_map("renderRequest")
        given = texts_in(body, "expressions")
        if not 1 <= len(given) <= EXPRESSIONS_PER_REQUEST_MAX:
            raise Refused(
                "invalid-argument", f"Give 1 to {EXPRESSIONS_PER_REQUEST_MAX} expressions"
            )
        execution_id, namespace, flow_id, source = (text_in(body, name) for name in PLACE)
        place = Place(execution_id, namespace, flow_id, source)
        return json_answer({"rendered": await self._expressions.render_all(given, place)})

    async def filters(self, call: Call) -> Response:
        """Sorted, aliases included."""
        return json_answer(sorted(catalog.filters()))

    async def functions(self, call: Call) -> Response:
        """With their arguments."""
        return json_answer([_function(name, one) for name, one in catalog.functions().items()])


def _entry(run: TaskRun) -> dict[str, Json]:
    body: dict[str, Json] = {"taskId": run.task_id, "taskRunId": run.id}
    if run.value is not None:
        body["value"] = run.value
    if run.iteration is not None:
        body["iteration"] = run.iteration
    body["inline"] = True
    return body


def _evaluated(found: Outcome) -> dict[str, Json]:
    if found.error is None:
        return {"result": found.result or ""}
    body: dict[str, Json] = {
        "error": found.error,
        "stackTrace": "\n".join((found.error, *found.causes)),
    }
    if found.line:
        body |= {"line": found.line, "column": found.column}
    if found.hint:
        body["hint"] = found.hint
    return body


def _function(name: str, declared: Declaration) -> dict[str, Json]:
    arguments = []
    for argument in declared.arguments:
        shown: dict[str, Json] = {"name": argument.name}
        if argument.default is not UNSET and argument.default is not None:
            shown["defaultValue"] = str(argument.default)
        arguments.append(shown)
    return {"name": name, "arguments": arguments}
