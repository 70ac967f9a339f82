"""Executions: create, read, search, remove (executions.md §2, §3)."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.model.maps import Map
from tiercel.plugin.server import FindExecutions, StartExecution
from tiercel.ports.ports import Ports
from tiercel.service.operations import execution_start as starts
from tiercel.service.operations.execution_reports import FindExecutionRows, rows
from tiercel.service.operations.execution_start import CheckInputs
from tiercel.service.operations.executions import (
    ExplainExecution,
    GetExecutionFlow,
    LatestExecutions,
    explain,
    flow_of,
    latest,
    search,
)
from tiercel.web import filters, params
from tiercel.web.bodies import each_of, flow_id_of
from tiercel.web.call import Call
from tiercel.web.documented import FORM, Answer, Body, date, flag, number, several, text
from tiercel.web.execution_answers import execution_answer, executions_answer
from tiercel.web.http.answers import json_answer, shown
from tiercel.web.inputs import FileInputs, inputs_of, read_checked
from tiercel.web.param_kinds import (
    LABELS,
    date_filter,
    paging,
    sought,
)
from tiercel.web.payloads import IdWithNamespace
from tiercel.web.route import Route
from tiercel.web.views.execution import (
    ExecutionPage,
    ExecutionView,
    LatestView,
    latest_view,
    slim_execution_view,
)
from tiercel.web.views.flow import FlowForExecutionView, flow_for_execution_view
from tiercel.web.views.inputs import InputReportsView, reports_view

GROUP = "Executions"
ONE = Answer(schema=ExecutionView)
PAGE = Answer(schema=ExecutionPage)
INPUTS = Body(
    {"type": "object", "additionalProperties": True, "description": "Inputs by id."},
    (FORM,),
    required=False,
)
FILTERS = sought(
    EXECUTIONS,
    "q",
    "scope",
    "namespace",
    "flowId",
    "startDate",
    "endDate",
    "timeRange",
    "state",
    "labels",
    "triggerExecutionId",
    "childFilter",
)
# By whether rows are slim.
VIEWS = {"FULL": False, "SLIM": True}
SLIM = text(
    "view",
    "`slim` leaves out of each row task runs, inputs, outputs and variables, and says why it"
    " failed.",
    enum=[word.lower() for word in VIEWS],
    default="full",
)
WITH_RUNS = flag("taskRuns", "With its task runs.", default=True)
TASK_RUNS = flag(
    "taskRuns",
    "With task runs, variables, metadata, breakpoints and trace; without them rows are short.",
    default=True,
)
DATE_FILTER = date_filter(EXECUTIONS.dates)


class ExecutionRoutes:
    """Executions one at a time, and in pages; links to them begin with `base_url`."""

    def __init__(self, ports: Ports, base_url: str) -> None:
        self._ports = ports
        self._base_url = base_url

    def routes(self) -> list[Route]:
        asked = (
            LABELS,
            flag("wait", "Answer when the execution has ended."),
            number("revision", "The revision of the flow."),
            date("scheduleDate", "Start later."),
            several("breakpoints", "Tasks to stop before, `taskId` or `taskId.value`."),
            text("kind", "NORMAL, TEST or PLAYGROUND."),
        )
        create = Route(
            "POST",
            "/executions/{namespace}/{id}",
            self.create,
            "Start an execution.",
            GROUP,
            asked,
            INPUTS,
            (ONE,),
            (404, 409, 413, 415, 422),
            runs=(starts.file_inputs, starts.start, starts.wait),
        )
        one = "/executions/{executionId}"
        flow = Answer(schema=FlowForExecutionView)
        return [
            create,
            msgspec.structs.replace(create, path="/executions/trigger/{namespace}/{id}"),
            Route(
                "POST",
                "/executions/{namespace}/{id}/validate",
                self.validate,
                "Check inputs without starting anything.",
                GROUP,
                asked[:1] + asked[2:3],
                INPUTS,
                (Answer(schema=InputReportsView),),
                (404, 409, 415, 422),
                runs=(starts.check,),
            ),
            Route(
                "GET",
                "/executions/search",
                self.find,
                "Search executions.",
                GROUP,
                (*paging(EXECUTIONS.sorts), *FILTERS, DATE_FILTER, TASK_RUNS, SLIM),
                answers=(PAGE,),
                errors=(400, 422),
                runs=(search, rows),
            ),
            Route(
                "GET",
                "/executions",
                self.of_flow,
                "Executions of a flow, or all of them.",
                GROUP,
                (*paging(EXECUTIONS.sorts), *FILTERS, DATE_FILTER, TASK_RUNS, SLIM),
                answers=(PAGE,),
                errors=(400, 422),
                runs=(search, rows),
            ),
            Route(
                "GET",
                one,
                self.get,
                "An execution.",
                GROUP,
                (WITH_RUNS,),
                answers=(ONE,),
                errors=(404, 422),
                runs=(explain,),
            ),
            Route(
                "GET",
                f"{one}/flow",
                self.flow_of,
                "The flow of an execution, tasks by id and type.",
                GROUP,
                answers=(flow,),
                errors=(404,),
                runs=(flow_of,),
            ),
            Route(
                "GET",
                "/executions/flows/{namespace}/{flowId}",
                self.flow,
                "A flow, tasks by id and type.",
                GROUP,
                (number("revision", "The revision."),),
                answers=(flow,),
                errors=(404, 422),
                runs=(starts.startable,),
            ),
            Route(
                "GET",
                "/executions/namespaces",
                self.namespaces,
                "Namespaces that have flows.",
                GROUP,
                answers=(Answer(schema=list[str]),),
                runs=(starts.startable_namespaces,),
            ),
            Route(
                "GET",
                "/executions/namespaces/{namespace}/flows",
                self.flows_of,
                "Flows of a namespace, tasks by id and type.",
                GROUP,
                answers=(Answer(schema=list[FlowForExecutionView]),),
                runs=(starts.startable_flows,),
            ),
            Route(
                "POST",
                "/executions/latest",
                self.latest,
                "The newest executions of each flow, newest first.",
                GROUP,
                (number("limit", "So many of each flow.", default=1, minimum=1, maximum=100),),
                body=Body(list[IdWithNamespace], required=False),
                answers=(Answer(schema=list[LatestView]),),
                errors=(422,),
                runs=(latest,),
            ),
        ]

    async def create(self, call: Call) -> Response:
        """Start one; with `wait` answer when it has ended."""
        namespace, flow_id = call.params["namespace"], call.params["id"]
        request = StartExecution(
            namespace=namespace,
            flow_id=flow_id,
            revision=params.integer(call, "revision"),
            execution_id=self._ports.ids.new_id(),
            labels=params.labels(call) if call.query else (),
            schedule_date=params.date(call, "scheduleDate"),
            kind=call.text("kind"),
            breakpoints=params.breakpoints(call),
        )
        if call.content_type:
            request, files = await self._files(call, request)
            async with inputs_of(call, files) as inputs:
                execution = await call.run(msgspec.structs.replace(request, inputs=inputs))
                if call.is_replayed:
                    await files.discard()
        else:
            execution = await call.run(request)
        url, waiting = url_of(self._base_url, execution), None
        if params.boolean(call, "wait"):
            waiting = await call.run(starts.AwaitExecution(execution_id=execution.id))
            execution = waiting.execution
        return await execution_answer(execution, self._ports.clock.now(), url=url, waiting=waiting)

    async def validate(self, call: Call) -> Response:
        """A report on each input; files are not stored."""
        raw = await read_checked(call)
        request = CheckInputs(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            revision=params.integer(call, "revision"),
            inputs=raw,
            labels=params.labels(call),
        )
        plan, reports = await call.run(request)
        flow = plan.flow
        declared = flow.document.get("inputs") or []
        return json_answer(reports_view(flow.id, flow.namespace, reports, declared))

    async def find(self, call: Call) -> Response:
        query = filters.query_of(call, EXECUTIONS, self._ports.clock.now())
        return await self._page(call, query)

    async def of_flow(self, call: Call) -> Response:
        """Exactly one flow, or as `find` when none is named."""
        namespace, flow_id = call.text("namespace"), call.text("flowId")
        if namespace is None or flow_id is None:
            return await self.find(call)
        query = filters.query_of(call, EXECUTIONS, self._ports.clock.now())
        exact = (
            Filter("namespace", Operation.EQUALS, namespace),
            Filter("flowId", Operation.EQUALS, flow_id),
        )
        others = [item for item in query.filters if item.field not in ("namespace", "flowId")]
        return await self._page(call, msgspec.structs.replace(query, filters=(*exact, *others)))

    async def _page(self, call: Call, query: Query) -> Response:
        now = self._ports.clock.now()
        if params.word(call, "view", VIEWS):
            found = await call.run(FindExecutionRows(query=query))
            views = await shown(
                found.results, lambda row: slim_execution_view(row.execution, row.failure, now)
            )
            return json_answer({"results": views, "total": found.total})
        is_slim = not params.boolean(call, "taskRuns", default=True)
        page = await call.run(FindExecutions(query=query))
        return await executions_answer(page.results, now, is_slim=is_slim, total=page.total)

    async def get(self, call: Call) -> Response:
        has_task_runs = params.boolean(call, "taskRuns", default=True)
        request = ExplainExecution(execution_id=call.params["executionId"])
        waiting = await call.run(request)
        execution = waiting.execution
        if not has_task_runs:
            execution = msgspec.structs.replace(execution, task_runs=Map())
        return await execution_answer(execution, self._ports.clock.now(), waiting=waiting)

    async def flow_of(self, call: Call) -> Response:
        """The revision that it runs."""
        flow = await call.run(GetExecutionFlow(execution_id=call.params["executionId"]))
        return json_answer(flow_for_execution_view(flow))

    async def flow(self, call: Call) -> Response:
        """Newest revision by default."""
        request = starts.GetStartable(
            namespace=call.params["namespace"],
            flow_id=call.params["flowId"],
            revision=params.integer(call, "revision"),
        )
        return json_answer(flow_for_execution_view(await call.run(request)))

    async def namespaces(self, call: Call) -> Response:
        """Names, sorted."""
        return json_answer(await call.run(starts.ListStartableNamespaces()))

    async def flows_of(self, call: Call) -> Response:
        """Flows of exactly that namespace."""
        flows = await call.run(starts.ListStartable(namespace=call.params["namespace"]))
        return json_answer([flow_for_execution_view(flow) for flow in flows])

    async def latest(self, call: Call) -> Response:
        """None of a flow that has none."""
        limit = params.at_least(call, "limit", 1)
        wanted = await each_of(await call.json_list("flows"), flow_id_of)
        found = await call.run(LatestExecutions(flows=wanted, limit=limit))
        now = self._ports.clock.now()
        views = await shown(found, lambda row: latest_view(row.execution, row.failure, now))
        return json_answer(views)

    async def _files(
        self, call: Call, request: StartExecution
    ) -> tuple[StartExecution, FileInputs]:
        """Where the files of a request go, and the request for the revision that says so.

        Raises: NotFound before any of them is read.
        """
        revision, names = await call.run(
            starts.FindFileInputs(
                namespace=request.namespace, flow_id=request.flow_id, revision=request.revision
            )
        )
        place = (request.namespace, request.flow_id, str(request.execution_id))
        # A revision that is saved meanwhile may type the inputs otherwise.
        pinned = msgspec.structs.replace(request, revision=revision)
        return pinned, FileInputs(self._ports.blobs, place, names.__contains__)


def url_of(base_url: str, execution: Execution) -> str:
    """The page of an execution."""
    return f"{base_url}/ui/main/executions/{execution.namespace}/{execution.flow_id}/{execution.id}"
