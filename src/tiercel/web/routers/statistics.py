"""Statistics of executions, task runs and logs (stats.md)."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import fields
from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.lists.fields import Scope
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.log import Level
from tiercel.ports.clock import Clock
from tiercel.service.executions.task_runs import TaskRunQuery
from tiercel.service.observability.statistics import Bucket, StatsQuery, default_window
from tiercel.service.off_loop import by_rows
from tiercel.service.operations import statistics
from tiercel.web import params
from tiercel.web.bodies import each_of, flow_id_of
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.execution_answers import executions_answer
from tiercel.web.http.answers import encoded_json, json_answer
from tiercel.web.payloads import (
    LatestRequest,
    LogStatsRequest,
    Payload,
    StatsByFlowRequest,
    StatsByNamespaceRequest,
    StatsRequest,
    SummaryRequest,
)
from tiercel.web.route import Route
from tiercel.web.views.execution import ExecutionView
from tiercel.web.views.statistics import (
    ExecutionStatisticsView,
    LogStatisticsView,
    NamespaceStatisticsView,
    SummaryView,
    executions_view,
    logs_view,
    namespace_statistics_view,
)

GROUP = "Stats"
BUCKETS = Answer(schema=list[ExecutionStatisticsView])
LOG_BUCKETS = Answer(schema=list[LogStatisticsView])
EXECUTIONS = Answer(schema=list[ExecutionView])
BY_FLOW_ANSWER = Answer(schema=dict[str, dict[str, list[ExecutionStatisticsView]]])
BY_NAMESPACE_ANSWER = Answer(schema=dict[str, NamespaceStatisticsView])
# What is asked with, what the answer is, and what is run.
SUMMARY = (SummaryRequest, Answer(schema=SummaryView), statistics.flows)
DAILY = (StatsRequest, BUCKETS, statistics.executions)
TASK_RUNS = (StatsRequest, BUCKETS, statistics.task_runs)
BY_FLOW = (StatsByFlowRequest, BY_FLOW_ANSWER, statistics.executions_by_flow)
BY_NAMESPACE = (StatsByNamespaceRequest, BY_NAMESPACE_ANSWER, statistics.executions_by_namespace)
LATEST = (LatestRequest, EXECUTIONS, statistics.last_ended)
LOGS = (LogStatsRequest, LOG_BUCKETS, statistics.logs)


class StatisticsRoutes:
    """All take a JSON body; `{}` asks for the last thirty days of everything."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        daily = "/stats/executions/daily"
        flow, namespace = f"{daily}/group-by-flow", f"{daily}/group-by-namespace"
        latest = "/stats/executions/latest/group-by-flow"
        table = (
            ("/stats/summary", self.summary, "How many flows and triggers there are.", SUMMARY),
            (daily, self.daily, "Executions over time.", DAILY),
            ("/stats/taskruns/daily", self.task_runs, "Task runs over time.", TASK_RUNS),
            (flow, self.by_flow, "Executions over time by flow.", BY_FLOW),
            (namespace, self.by_namespace, "Executions by namespace.", BY_NAMESPACE),
            (latest, self.latest, "The execution of each flow that ended last.", LATEST),
            ("/stats/logs/daily", self.logs, "Log entries over time.", LOGS),
        )
        return [
            Route(
                "POST",
                path,
                handler,
                title,
                GROUP,
                body=Body(request, example={}),
                answers=(answer,),
                errors=(422,),
                runs=(runs,),
            )
            for path, handler, title, (request, answer, runs) in table
        ]

    async def summary(self, call: Call) -> Response:
        """In exactly one namespace, or in all."""
        body = await _read(call, SummaryRequest)
        request = statistics.CountFlows(namespace=_text(body, "namespace"))
        flows, triggers = await call.run(request)
        return json_answer(SummaryView(flows, triggers))

    async def daily(self, call: Call) -> Response:
        """By bucket."""
        body = await _read(call, StatsRequest)
        query = self._query(body, _execution_filters(body))
        buckets = await call.run(statistics.CountExecutionsByDate(query=query))
        return json_answer([executions_view(bucket) for bucket in buckets])

    async def task_runs(self, call: Call) -> Response:
        """By bucket."""
        body = await _read(call, StatsRequest)
        query = TaskRunQuery(
            filters=tuple(_place(body)),
            words=tuple((_text(body, "q") or "").lower().split()),
            states=frozenset(_states(body)),
        )
        request = statistics.CountTaskRunsByDate(query=query, window=self._query(body, []))
        buckets = await call.run(request)
        return json_answer([executions_view(bucket) for bucket in buckets])

    async def by_flow(self, call: Call) -> Response:
        """Namespace, then flow, then buckets."""
        body = await _read(call, StatsByFlowRequest)
        request = statistics.CountExecutionsByFlow(
            query=self._query(body, _execution_filters(body), await _flows(body) or ()),
            only_namespaces=body.get("namespaceOnly") is True,
        )
        found = await call.run(request)
        count = sum(len(buckets) for flows in found.values() for buckets in flows.values())
        return await by_rows(count, lambda: json_answer(_by_flow_view(found)))

    async def by_namespace(self, call: Call) -> Response:
        """The whole window."""
        body = await _read(call, StatsByNamespaceRequest)
        query = self._query(body, _equals(body, "namespace"))
        found = await call.run(statistics.CountExecutionsByNamespace(query=query))
        shown = {name: namespace_statistics_view(counts) for name, counts in found.items()}
        return json_answer(shown)

    async def latest(self, call: Call) -> Response:
        """Of the flows that are named, or of all."""
        body = await _read(call, LatestRequest)
        found = await call.run(statistics.LastEndedExecutions(flows=await _flows(body)))
        return await executions_answer(found, self._clock.now())

    async def logs(self, call: Call) -> Response:
        """By bucket and level."""
        body = await _read(call, LogStatsRequest)
        filters = [*_place(body), *_equals(body, "q")]
        level = _text(body, "logLevel")
        if level is not None:
            wanted = params.one_of("logLevel", level.upper(), Level)
            filters.append(Filter("level", Operation.EQUALS, wanted))
        request = statistics.CountLogsByDate(query=self._query(body, filters))
        buckets = await call.run(request)
        return json_answer([logs_view(bucket) for bucket in buckets])

    def _query(
        self, body: dict[str, Json], filters: list[Filter], flows: tuple[tuple[str, str], ...] = ()
    ) -> StatsQuery:
        start, end = _date(body, "startDate"), _date(body, "endDate")
        return StatsQuery(*default_window(start, end, self._clock.now()), tuple(filters), flows)


def _by_flow_view(found: dict[str, dict[str, list[Bucket]]]) -> Json:
    """Buckets by namespace and flow, each flow encoded: all of them at once are a large tree."""
    return {
        namespace: {
            flow: msgspec.Raw(encoded_json([executions_view(bucket) for bucket in buckets]))
            for flow, buckets in flows.items()
        }
        for namespace, flows in found.items()
    }


_TEXTS = ("q", "namespace", "flowId", "startDate", "endDate", "logLevel")
_KINDS: dict[str, type] = {"flows": list, "scope": list, "state": list, "namespaceOnly": bool}


async def _read(call: Call, asked: type[Payload]) -> dict[str, Json]:
    """The members that such a request has; others say nothing.

    Raises: Refused when a member is of another type than it has.
    """
    sent = await call.json_map("request")
    names = [field.encode_name for field in fields(asked)]
    body = {name: sent[name] for name in names if name in sent}
    wrong = [name for name in _TEXTS if isinstance(body.get(name), dict | list)]
    for name, kind in _KINDS.items():
        if body.get(name) is not None and not isinstance(body[name], kind):
            wrong.append(name)
    if wrong:
        raise Refused("invalid-mapping", f"[{wrong[0]}] is of the wrong type")
    if not all(isinstance(each, dict) for each in body.get("flows") or ()):
        raise Refused("invalid-mapping", "[flows] must hold objects")
    for each in _words(body, "scope"):
        params.one_of("scope", each, Scope)
    _states(body)
    for name in ("startDate", "endDate"):
        _date(body, name)
    return body


def _execution_filters(body: dict[str, Json]) -> list[Filter]:
    found = [*_place(body), *_equals(body, "q")]
    scopes = _words(body, "scope")
    if scopes:
        found.append(Filter("scope", Operation.EQUALS, scopes))
    states = _states(body)
    if states:
        found.append(Filter("state", Operation.IN, states))
    return found


def _place(body: dict[str, Json]) -> list[Filter]:
    """A flow exactly, or a namespace with those below it."""
    namespace, flow_id = _text(body, "namespace"), _text(body, "flowId")
    found = []
    if namespace is not None:
        how = Operation.PREFIX if flow_id is None else Operation.EQUALS
        found.append(Filter("namespace", how, namespace))
    return found + _equals(body, "flowId")


def _equals(body: dict[str, Json], name: str) -> list[Filter]:
    value = _text(body, name)
    return [] if value is None else [Filter(name, Operation.EQUALS, value)]


def _states(body: dict[str, Json]) -> list[Json]:
    return [params.state("state", each) for each in _words(body, "state")]


def _words(body: dict[str, Json], name: str) -> list[str]:
    """The words of a list, each once: there are a few, which may stand there often."""
    return list(dict.fromkeys(map(str, body.get(name) or ())))


async def _flows(body: dict[str, Json]) -> tuple[tuple[str, str], ...] | None:
    """The flows of a body; None when it names none."""
    value = body.get("flows")
    if not isinstance(value, list) or not value:
        return None
    first = value[0]
    if not isinstance(first, dict) or not first.get("namespace") or not first.get("id"):
        return None
    return await each_of(value, flow_id_of)


def _text(body: dict[str, Json], name: str) -> str | None:
    value = body.get(name)
    return None if value is None or value == "" else str(value)


def _date(body: dict[str, Json], name: str) -> datetime | None:
    value = _text(body, name)
    if value is None:
        return None
    try:
        return params.parse_date(name, value)
    except Refused as error:
        raise Refused("invalid-mapping", error.message) from None
