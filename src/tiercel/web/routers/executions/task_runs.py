"""Task runs across executions (taskruns.md)."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from tiercel.model.errors import IllegalArgument
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.resources import EXECUTIONS, TASK_RUNS
from tiercel.model.lists.words import words
from tiercel.model.state import StateType
from tiercel.ports.clock import Clock
from tiercel.service.executions.task_runs import OWNER_FIELDS, TaskRunQuery
from tiercel.service.operations import executions
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, number, text
from tiercel.web.http.answers import json_answer, shown
from tiercel.web.param_kinds import paging, sought
from tiercel.web.route import Route
from tiercel.web.views.execution import TaskRunPage, found_task_run_view

GROUP = "TaskRuns"
TASK_TYPE = text("taskType", "A plugin type, or an alias of one.")
LEAST = number("least", "Seconds that a task run must have taken.", default=0, minimum=0)


class TaskRunRoutes:
    """A search."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/taskruns/search",
                self.find,
                "Search task runs.",
                GROUP,
                (
                    *paging(TASK_RUNS.sorts),
                    *sought(TASK_RUNS, "q"),
                    *sought(EXECUTIONS, "namespace", "flowId"),
                    *sought(TASK_RUNS, "startDate", "endDate", "state"),
                    *sought(EXECUTIONS, "labels"),
                    TASK_TYPE,
                    LEAST,
                ),
                answers=(Answer(schema=TaskRunPage),),
                errors=(400, 422),
                runs=(executions.task_runs,),
            ),
            Route(
                "GET",
                "/taskruns/maxTaskRunSetting",
                self.most,
                "How deep a search reaches.",
                GROUP,
                answers=(Answer(schema=int),),
                runs=(executions.task_run_depth,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        now = self._clock.now()
        page, size = params.paging(call)
        wanted = list(filters.filters_of(call, EXECUTIONS, now))
        query = TaskRunQuery(
            filters=tuple(item for item in wanted if item.field in OWNER_FIELDS),
            words=_words(wanted),
            states=frozenset(_states(wanted)),
            start=next((one.value for one in wanted if one.field == "startDate"), None),
            end=next((one.value for one in wanted if one.field == "endDate"), None),
            type=call.text("taskType") or None,
            least=timedelta(seconds=params.at_least(call, "least", 0, least=0)),
            sorts=filters.sorts_of(call, TASK_RUNS),
            page=page,
            size=size,
        )
        found = await call.run(executions.FindTaskRuns(query=query))
        results = await shown(found.results, lambda each: found_task_run_view(each, now))
        return json_answer(TaskRunPage(results, found.total, found.searched, found.is_all))

    async def most(self, call: Call) -> Response:
        return json_answer(await call.run(executions.GetTaskRunDepth()))


def _words(wanted: list[Filter]) -> tuple[str, ...]:
    texts = [str(item.value) for item in wanted if item.field == "q" and item.value != "*"]
    return tuple(word for one in texts for word in words(one))


def _states(wanted: list[Filter]) -> list[StateType]:
    found: list[StateType] = []
    for item in wanted:
        if item.field == "state":
            values = item.value if isinstance(item.value, list) else [item.value]
            if item.operation.value.startswith("NOT"):
                raise IllegalArgument("Task runs can't be searched by states to leave out")
            found.extend(values)
    return found
