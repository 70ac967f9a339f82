"""What pages of executions show beside them: errors by kind, iterations of loops."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from tiercel.model.limits import ITERATION_LOGS_MAX, ITERATION_ROWS_MAX
from tiercel.model.lists.resources import EXECUTIONS, LOGS
from tiercel.model.log import Level
from tiercel.ports.clock import Clock
from tiercel.service.observability.logs import level_at_least
from tiercel.service.operations import execution_reports
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, Answer, number
from tiercel.web.http.answers import encoded_answer, encoded_json, json_answer
from tiercel.web.param_kinds import sought
from tiercel.web.route import Route
from tiercel.web.views.execution_report import (
    ErrorGroupsView,
    IterationPage,
    error_groups_view,
    iteration_page,
)

GROUP = "Executions"
NARROW = sought(
    EXECUTIONS, "q", "scope", "namespace", "flowId", "startDate", "endDate", "timeRange", "labels"
)
SIZE = number("size", "Results a page.", default=25, minimum=1, maximum=ITERATION_ROWS_MAX)
ENTRIES = number(
    "logs",
    "So many log entries of each iteration, the first ones.",
    default=0,
    minimum=0,
    maximum=ITERATION_LOGS_MAX,
)


class ExecutionReportRoutes:
    """Reports."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        """The table."""
        return [
            Route(
                "GET",
                "/executions/errors",
                self.errors,
                "Failed executions by task and error, without what differs each time; of the last"
                " week unless a date is given.",
                GROUP,
                NARROW,
                answers=(Answer(schema=ErrorGroupsView),),
                errors=(400, 422),
                runs=(execution_reports.errors,),
            ),
            Route(
                "GET",
                "/executions/{executionId}/iterations",
                self.iterations,
                "Iterations of the Loops of an execution with index and value, failed ones first.",
                GROUP,
                (PAGE, SIZE, *sought(EXECUTIONS, "state"), ENTRIES, *sought(LOGS, "level")),
                answers=(Answer(schema=IterationPage),),
                errors=(404, 422),
                runs=(execution_reports.iterations,),
            ),
        ]

    async def errors(self, call: Call) -> Response:
        """The largest groups first."""
        found = filters.filters_of(call, EXECUTIONS, self._clock.now())
        groups = await call.run(execution_reports.GroupErrors(filters=found))
        return json_answer(error_groups_view(groups))

    async def iterations(self, call: Call) -> Response:
        """A page; outputs may be large, so it is made in a thread."""
        page, _ = params.paging(call)
        level, logs = call.text("minLevel"), params.at_least(call, "logs", 0, least=0)
        severe = params.one_of("minLevel", level.upper(), Level) if level else None
        request = execution_reports.FindIterations(
            execution_id=call.params["executionId"],
            states=params.states(call, "state"),
            page=page,
            size=params.at_least(call, "size", 25),
            logs=logs,
            log_filters=() if severe is None else (level_at_least(severe),),
        )
        found = await call.run(request)
        return encoded_answer(
            await asyncio.to_thread(lambda: encoded_json(iteration_page(found, has_logs=logs > 0)))
        )
