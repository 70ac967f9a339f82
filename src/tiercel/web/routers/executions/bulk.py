"""Actions on many executions, by ids or by query (executions.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.limits import BULK_IDS_MAX, WEB_JSON_VALUES_MAX
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.model.request import Request
from tiercel.model.state import StateType
from tiercel.ports.clock import Clock, IdSource
from tiercel.service.operations import execution_bulk as bulks
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import filters, params
from tiercel.web.bodies import SENT_FILTERS, filters_of_call, labels_of
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, Param, flag, needed, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import bulk
from tiercel.web.param_kinds import END_STATES, STATES, sought
from tiercel.web.payloads import LabelledExecutions, LabelsInput
from tiercel.web.route import Route
from tiercel.web.views.report import BulkResponseView

GROUP = "Executions"
Verb = Callable[[Call, tuple[str, ...]], Request[int]]
IDS = Body(list[str], values_max=BULK_IDS_MAX)
LABELLED = Body(LabelledExecutions, values_max=BULK_IDS_MAX + WEB_JSON_VALUES_MAX)
COUNT = Answer(schema=BulkResponseView)
FILTERS = sought(EXECUTIONS, "q", "namespace", "flowId", "state", "labels")
RUNS: dict[str, AnyOperation] = {
    "": bulks.delete,
    "/change-status": bulks.change_status,
    "/restart": bulks.restart,
    "/replay": bulks.replay,
    "/resume": bulks.resume,
    "/pause": bulks.pause,
    "/kill": bulks.kill,
    "/unqueue": bulks.unqueue,
    "/force-run": bulks.force_run,
}


class ExecutionBulkRoutes:
    """All or nothing."""

    def __init__(self, clock: Clock, ids: IdSource) -> None:
        self._clock = clock
        self._ids = ids

    def routes(self) -> list[Route]:
        delete = (
            flag("includeNonTerminated", "Running ones too."),
            flag("deleteLogs", "Logs too.", default=True),
            flag("deleteMetrics", "Metrics too.", default=True),
            flag("deleteStorage", "Files too.", default=True),
        )
        status = (needed(text("newStatus", "The new end state.", enum=END_STATES)),)
        state = (
            text("state", "The state to go on with.", enum=STATES),
            text("newState", "The same.", enum=STATES),
        )
        latest = (flag("latestRevision", "With the newest revisions."),)
        return [
            *self._rows("", _delete, delete, methods=("DELETE", "POST")),
            *self._rows("/change-status", _change_status, status),
            *self._rows("/restart", lambda call, ids: bulks.RestartExecutions(ids=ids)),
            *self._rows("/replay", _replay, latest),
            *self._rows("/resume", lambda call, ids: bulks.ResumeExecutions(ids=ids)),
            *self._rows("/pause", lambda call, ids: bulks.PauseExecutions(ids=ids)),
            *self._rows(
                "/kill",
                lambda call, ids: bulks.KillExecutions(ids=ids),
                methods=("DELETE", "POST"),
            ),
            *self._rows("/unqueue", _unqueue, state),
            *self._rows("/force-run", lambda call, ids: bulks.ForceRunExecutions(ids=ids)),
            Route(
                "POST",
                "/executions/labels/by-ids",
                self.labels_by_ids,
                "Set labels of executions.",
                GROUP,
                body=LABELLED,
                answers=(COUNT,),
                errors=(400, 422),
                runs=(bulks.merge_labels,),
            ),
            Route(
                "POST",
                "/executions/labels/by-query",
                self.labels_by_query,
                "Set labels of matching executions.",
                GROUP,
                FILTERS,
                Body(LabelsInput),
                (COUNT,),
                (400, 422),
                runs=(bulks.merge_labels,),
            ),
        ]

    def _rows(
        self,
        name: str,
        verb: Verb,
        asked: tuple[Param, ...] = (),
        *,
        methods: Sequence[str] = ("POST",),
    ) -> list[Route]:
        async def by_ids(call: Call) -> Response:
            count = await call.run(verb(call, await _ids_of(call)))
            return bulk(count, self._ids.new_id())

        async def by_query(call: Call) -> Response:
            wanted = tuple(await filters_of_call(call, EXECUTIONS, self._clock.now()))
            request = msgspec.structs.replace(verb(call, ()), matching=wanted)
            return bulk(await call.run(request), self._ids.new_id())

        word = name.strip("/").replace("-", " ") or "remove"
        found = []
        for method in methods:
            path = f"/executions{name}"
            summary = f"{word.capitalize()} executions."
            by_id = Route(
                method,
                f"{path}/by-ids",
                by_ids,
                summary,
                GROUP,
                asked,
                IDS,
                (COUNT,),
                (400, 422),
                runs=(RUNS[name],),
            )
            matching = msgspec.structs.replace(
                by_id,
                path=f"{path}/by-query",
                handler=by_query,
                summary=summary.replace("executions", "matching executions"),
                params=(*asked, *FILTERS),
                body=SENT_FILTERS,
            )
            found += [by_id, matching]
        return found

    async def labels_by_ids(self, call: Call) -> Response:
        """Ids and labels in the body."""
        body = await call.json_map("setLabelsByIdsRequest")
        ids = _texts([] if (ids := body.get("executionsId")) is None else ids)
        labels = labels_of([] if (given := body.get("executionLabels")) is None else given)
        return await self._label(call, bulks.MergeLabels(ids=ids, labels=tuple(labels)))

    async def labels_by_query(self, call: Call) -> Response:
        """Labels in the body."""
        labels = labels_of(await call.json("labels"))
        found = filters.filters_of(call, EXECUTIONS, self._clock.now())
        request = bulks.MergeLabels(matching=tuple(found), labels=tuple(labels))
        return await self._label(call, request)

    async def _label(self, call: Call, request: bulks.MergeLabels) -> Response:
        return bulk(await call.run(request), self._ids.new_id())


async def _ids_of(call: Call) -> tuple[str, ...]:
    return _texts(await call.json("executionsId"))


def _texts(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise Refused("invalid-mapping", "[executionsId] must be a list of ids")
    return tuple(value)


def _delete(call: Call, ids: tuple[str, ...]) -> bulks.DeleteExecutions:
    return bulks.DeleteExecutions(
        ids=ids,
        is_open_too=params.boolean(call, "includeNonTerminated"),
        logs=params.boolean(call, "deleteLogs", default=True),
        metrics=params.boolean(call, "deleteMetrics", default=True),
        files=params.boolean(call, "deleteStorage", default=True),
    )


def _change_status(call: Call, ids: tuple[str, ...]) -> bulks.ChangeStatuses:
    wanted = params.state("newStatus", params.required(call, "newStatus"))
    return bulks.ChangeStatuses(ids=ids, state=wanted)


def _replay(call: Call, ids: tuple[str, ...]) -> bulks.ReplayExecutions:
    return bulks.ReplayExecutions(ids=ids, is_latest=params.boolean(call, "latestRevision"))


def _unqueue(call: Call, ids: tuple[str, ...]) -> bulks.UnqueueExecutions:
    given = [(name, call.text(name)) for name in ("state", "newState")]
    asked = [params.state(name, word) for name, word in given if word]
    return bulks.UnqueueExecutions(ids=ids, state=asked[0] if asked else StateType.RUNNING)
