"""What pages of executions show beside them: errors by kind, states, iterations of loops."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.limits import (
    ATTENTION_STREAK_MAX,
    ERROR_BUCKETS_MAX,
    ITERATION_LOGS_MAX,
    ITERATION_ROWS_MAX,
    TRIGGER_OVERDUE_S,
    USUAL_EXECUTIONS_MAX,
)
from tiercel.model.lists.resources import EXECUTIONS, LOGS
from tiercel.model.log import Level
from tiercel.ports.clock import Clock
from tiercel.service.observability.logs import level_at_least
from tiercel.service.off_loop import in_thread
from tiercel.service.operations import execution_reports
from tiercel.web import filters, params
from tiercel.web.bodies import each_of, flow_id_of
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, Answer, Body, needed, number, text
from tiercel.web.http.answers import encoded_answer, encoded_json, json_answer
from tiercel.web.param_kinds import sought
from tiercel.web.payloads import IdWithNamespace
from tiercel.web.route import Route
from tiercel.web.views.execution_report import (
    AttentionView,
    ComparisonView,
    ErrorGroupsView,
    FlowDurationsView,
    IterationPage,
    StateCountsView,
    UsualDurationsView,
    attention_view,
    comparison_view,
    durations_view,
    error_groups_view,
    flow_durations_view,
    iteration_page,
    state_counts_view,
)
from tiercel.web.views.late import LateExecutionsView, late_executions_view
from tiercel.web.views.side_by_side import SideBySideView, side_by_side_view
from tiercel.web.views.waiting import WaitingView, waiting_view

GROUP = "Executions"
NARROW = sought(
    EXECUTIONS, "q", "scope", "namespace", "flowId", "startDate", "endDate", "timeRange", "labels"
)
COUNTED = sought(EXECUTIONS, "state", "triggerExecutionId", "childFilter")
SIZE = number("size", "Results a page.", default=25, minimum=1, maximum=ITERATION_ROWS_MAX)
ENTRIES = number(
    "logs",
    "So many log entries of each iteration, the first ones.",
    default=0,
    minimum=0,
    maximum=ITERATION_LOGS_MAX,
)


LAST = number("last", "So many executions.", default=50, minimum=1, maximum=USUAL_EXECUTIONS_MAX)
OF_EACH = number(
    "last", "So many of each flow.", default=20, minimum=1, maximum=USUAL_EXECUTIONS_MAX
)
IN_A_ROW = number(
    "inARow",
    "Failures in a row of a flow that is listed.",
    default=3,
    minimum=1,
    maximum=ATTENTION_STREAK_MAX,
)


BELOW = text("namespace", "Of this namespace and those below it; of all without.")
BUCKETS = number(
    "buckets",
    "Count each group in so many equal parts of the time.",
    default=0,
    minimum=0,
    maximum=ERROR_BUCKETS_MAX,
)
LEAST = number(
    "least",
    "Seconds that an execution must have begun late.",
    default=int(TRIGGER_OVERDUE_S),
    minimum=0,
)
LEFT = needed(text("left", "The id of the execution on the left."))
RIGHT = needed(text("right", "The id of the execution on the right."))


class ExecutionReportRoutes:
    """Reports."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/executions/errors",
                self.errors,
                "Failed executions by task and error, without what differs each time; of the last"
                " week unless a date is given.",
                GROUP,
                (*NARROW, BUCKETS),
                answers=(Answer(schema=ErrorGroupsView),),
                errors=(400, 422),
                runs=(execution_reports.errors,),
            ),
            Route(
                "GET",
                "/executions/late",
                self.late,
                "Executions of schedules that began later than their date, the latest first; of the"
                " last day unless a date is given.",
                GROUP,
                (*NARROW, LEAST),
                answers=(Answer(schema=LateExecutionsView),),
                errors=(400, 422),
                runs=(execution_reports.late,),
            ),
            Route(
                "GET",
                "/executions/counts",
                self.counts,
                "How many executions are in each state: what tabs by state show, in one call.",
                GROUP,
                (*NARROW, *COUNTED),
                answers=(Answer(schema=StateCountsView),),
                errors=(400, 422),
                runs=(execution_reports.states,),
            ),
            Route(
                "GET",
                "/executions/{executionId}/waiting",
                self.waiting,
                "Why an execution and its task runs wait: the causes, with numbers and words.",
                GROUP,
                answers=(Answer(schema=WaitingView),),
                errors=(404,),
                runs=(execution_reports.waiting,),
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
            Route(
                "GET",
                "/executions/{executionId}/changes",
                self.changes,
                "What changed since the last success of the flow: revision, inputs, outputs.",
                GROUP,
                answers=(Answer(schema=ComparisonView),),
                errors=(404,),
                runs=(execution_reports.compare,),
            ),
            Route(
                "GET",
                "/executions/compare",
                self.compare,
                "Two executions side by side: values that differ, durations of tasks, and what only"
                " one of them logged.",
                GROUP,
                (LEFT, RIGHT),
                answers=(Answer(schema=SideBySideView),),
                errors=(400, 404),
                runs=(execution_reports.compare_sides,),
            ),
            Route(
                "GET",
                "/flows/{namespace}/{id}/durations",
                self.durations,
                "How long the last good executions of a flow and its tasks took.",
                "Flows",
                (LAST,),
                answers=(Answer(schema=UsualDurationsView),),
                errors=(422,),
                runs=(execution_reports.durations,),
            ),
            Route(
                "POST",
                "/executions/durations",
                self.durations_of_flows,
                "How long the last good executions of each flow took.",
                GROUP,
                (OF_EACH,),
                body=Body(list[IdWithNamespace], required=False),
                answers=(Answer(schema=list[FlowDurationsView]),),
                errors=(422,),
                runs=(execution_reports.durations_of_flows,),
            ),
            Route(
                "GET",
                "/attention",
                self.attention,
                "What needs somebody now: flows that fail again and again, executions that run"
                " longer than usual, triggers that can't be evaluated, workers that are gone;"
                " and what fails most, runs longest and comes next.",
                "Instance",
                (IN_A_ROW, BELOW),
                answers=(Answer(schema=AttentionView),),
                errors=(422,),
                runs=(execution_reports.attention,),
            ),
        ]

    async def errors(self, call: Call) -> Response:
        """The largest groups first."""
        found = filters.filters_of(call, EXECUTIONS, self._clock.now())
        buckets = params.at_least(call, "buckets", 0, least=0)
        groups = await call.run(execution_reports.GroupErrors(filters=found, buckets=buckets))
        return json_answer(error_groups_view(groups))

    async def late(self, call: Call) -> Response:
        """With how late each was."""
        found = filters.filters_of(call, EXECUTIONS, self._clock.now())
        least = params.at_least(call, "least", int(TRIGGER_OVERDUE_S), least=0)
        request = execution_reports.FindLate(filters=found, least_s=least)
        return json_answer(late_executions_view(await call.run(request)))

    async def changes(self, call: Call) -> Response:
        """Beside the last success before it."""
        request = execution_reports.CompareExecution(execution_id=call.params["executionId"])
        return json_answer(comparison_view(await call.run(request), self._clock.now()))

    async def compare(self, call: Call) -> Response:
        """Values may be large, so the answer is made in a thread."""
        sides = (params.required(call, "left"), params.required(call, "right"))
        found = await call.run(execution_reports.CompareSides(ids=sides))
        now = self._clock.now()
        return encoded_answer(await in_thread(lambda: encoded_json(side_by_side_view(found, now))))

    async def durations(self, call: Call) -> Response:
        """In seconds."""
        request = execution_reports.UsualDurationsOf(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            last=params.at_least(call, "last", 50),
        )
        return json_answer(durations_view(await call.run(request)))

    async def durations_of_flows(self, call: Call) -> Response:
        """In seconds; nothing of a flow that never succeeded."""
        flows = await each_of(await call.json_list("flows"), flow_id_of)
        last = min(params.at_least(call, "last", 20), USUAL_EXECUTIONS_MAX)
        request = execution_reports.UsualDurationsOfFlows(flows=flows, last=last)
        return json_answer(flow_durations_view(await call.run(request)))

    async def attention(self, call: Call) -> Response:
        """The worst first."""
        in_a_row = min(params.at_least(call, "inARow", 3), ATTENTION_STREAK_MAX)
        found = await call.run(
            execution_reports.ShowAttention(
                in_a_row=in_a_row, namespace=call.text("namespace") or None
            )
        )
        return json_answer(attention_view(found, self._clock.now()))

    async def counts(self, call: Call) -> Response:
        """Of executions that match all filters."""
        found = filters.filters_of(call, EXECUTIONS, self._clock.now())
        counts = await call.run(execution_reports.CountStates(filters=found))
        return json_answer(state_counts_view(counts))

    async def waiting(self, call: Call) -> Response:
        """Nothing of an execution that has ended."""
        request = execution_reports.ExplainWaiting(execution_id=call.params["executionId"])
        return json_answer(waiting_view(await call.run(request)))

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
            await in_thread(lambda: encoded_json(iteration_page(found, has_logs=logs > 0)))
        )
