"""Old task types, values in use, names for an editor."""

from __future__ import annotations

from msgspec import UNSET
from starlette.responses import Response

from tiercel.expr.completion import completion
from tiercel.model.limits import WEB_PAGE_SIZE_MAX
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.ports.clock import Clock
from tiercel.service.operations import executions
from tiercel.service.operations.flows import flows, sources
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import TEXT, YAML, Answer, Body, needed, number, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route
from tiercel.web.views.expression import CompletionView
from tiercel.web.views.source_edit import DeprecatedFlowView, DeprecatedTaskView

TEXTS = Answer(schema=list[str])
# Wire name or enum name -> column.
COLUMNS = {
    "NAMESPACE": "NAMESPACE",
    "NAMESPACES": "NAMESPACE",
    "FLOW_ID": "FLOW_ID",
    "FLOWID": "FLOW_ID",
    "STATE": "STATE",
}


class InsightRoutes:
    """Read-only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        listed = Answer(schema=list[DeprecatedFlowView])
        return [
            Route(
                "GET",
                "/flows/deprecated",
                self.old_flows,
                "Flows that use deprecated task types.",
                "Flows",
                (text("namespace", "A namespace; those below it count too."),),
                answers=(listed,),
                runs=(flows.deprecated,),
            ),
            Route(
                "POST",
                "/flows/expressions",
                self.names,
                "What expressions of a flow may refer to.",
                "Flows",
                (text("taskId", "The task that is being written."),),
                Body({"type": "string"}, (YAML, TEXT)),
                (Answer(schema=CompletionView),),
                (422,),
                runs=(sources.expression_names,),
            ),
            Route(
                "GET",
                "/executions/distinct-field-values",
                self.values,
                "Values that a field of executions has.",
                "Executions",
                (
                    needed(text("field", "What is asked for.", enum=list(COLUMNS))),
                    number("size", "How many at most.", default=100, minimum=1),
                ),
                answers=(TEXTS,),
                errors=(400, 422),
                runs=(executions.field_values,),
            ),
        ]

    async def old_flows(self, call: Call) -> Response:
        """One entry a flow."""
        found = await call.run(flows.ListDeprecated(namespace=call.text("namespace")))
        results = [
            DeprecatedFlowView(
                flow.namespace,
                flow.id,
                flow.revision,
                [
                    DeprecatedTaskView(task.task_id, task.type, task.replacement or UNSET)
                    for task in tasks
                ],
            )
            for flow, tasks in found
        ]
        return json_answer(results)

    async def names(self, call: Call) -> Response:
        """By category, with what filters, functions and tests do and take."""
        source = await call.source("flow")
        categories = await call.run(sources.ListExpressionNames(source=source))
        return json_answer({"categories": categories, "explained": list(completion())})

    async def values(self, call: Call) -> Response:
        """Sorted."""
        name = params.required(call, "field")
        column = COLUMNS.get(name.upper())
        if column is None:
            raise Refused("bad-request", f"Field {name} has no list of values")
        wanted = filters.filters_of(call, EXECUTIONS, self._clock.now())
        size = min(params.at_least(call, "size", 100), WEB_PAGE_SIZE_MAX)
        request = executions.ListFieldValues(field=column, filters=wanted, limit=size)
        return json_answer(await call.run(request))
