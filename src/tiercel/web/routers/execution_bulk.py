"""Actions on many executions, by ids or by query (executions.md §5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.limits import BULK_IDS_MAX
from tiercel.model.resources import EXECUTIONS
from tiercel.model.state import StateType
from tiercel.ports.clock import Clock, IdSource
from tiercel.service.execution_bulk import ExecutionBulk
from tiercel.service.executions import ExecutionService
from tiercel.web import filters, params
from tiercel.web.answers import bulk
from tiercel.web.bodies import SENT_FILTERS, filters_of_call, labels_of
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.param_kinds import END_STATES, STATES, sought
from tiercel.web.route import Answer, Body, Param, Route, flag, needed, text
from tiercel.web.views.report import BulkResponseView

GROUP = "Executions"
Verb = Callable[[Call, Sequence[str]], Awaitable[int]]
IDS = Body({"type": "array", "items": {"type": "string"}})
LABELLED = Body(
    {
        "type": "object",
        "properties": {
            "executionsId": {"type": ["array", "null"], "items": {"type": "string"}},
            "executionLabels": {
                "anyOf": [{"$ref": "#/components/schemas/LabelsInput"}, {"type": "null"}]
            },
        },
    }
)
COUNT = Answer(schema=BulkResponseView)
FILTERS = sought(EXECUTIONS, "q", "namespace", "flowId", "state", "labels")


class ExecutionBulkRoutes:
    """All or nothing."""

    def __init__(
        self, bulk_service: ExecutionBulk, executions: ExecutionService, clock: Clock, ids: IdSource
    ) -> None:
        self._bulk = bulk_service
        self._executions = executions
        self._clock = clock
        self._ids = ids

    def routes(self) -> list[Route]:
        """The table."""
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
            *self._rows("", self._delete, delete, methods=("DELETE", "POST")),
            *self._rows("/change-status", self._change_status, status),
            *self._rows("/restart", lambda call, ids: self._bulk.restart(ids)),
            *self._rows("/replay", self._replay, latest),
            *self._rows("/resume", lambda call, ids: self._bulk.resume(ids)),
            *self._rows("/pause", lambda call, ids: self._bulk.pause(ids)),
            *self._rows(
                "/kill", lambda call, ids: self._bulk.kill(ids), methods=("DELETE", "POST")
            ),
            *self._rows("/unqueue", self._unqueue, state),
            *self._rows("/force-run", lambda call, ids: self._bulk.force_run(ids)),
            Route(
                "POST",
                "/executions/labels/by-ids",
                self.labels_by_ids,
                "Set labels of executions.",
                GROUP,
                body=LABELLED,
                answers=(COUNT,),
                errors=(400, 422),
            ),
            Route(
                "POST",
                "/executions/labels/by-query",
                self.labels_by_query,
                "Set labels of matching executions.",
                GROUP,
                FILTERS,
                Body("LabelsInput"),
                (COUNT,),
                (400, 422),
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
            count = await verb(call, await _ids_of(call))
            return bulk(count, self._ids.new_id())

        async def by_query(call: Call) -> Response:
            count = await verb(call, await self._matching(call))
            return bulk(count, self._ids.new_id())

        word = name.strip("/").replace("-", " ") or "remove"
        found = []
        for method in methods:
            path = f"/executions{name}"
            summary = f"{word.capitalize()} executions."
            errors = (400, 422)
            found.append(
                Route(
                    method, f"{path}/by-ids", by_ids, summary, GROUP, asked, IDS, (COUNT,), errors
                )
            )
            found.append(
                Route(
                    method,
                    f"{path}/by-query",
                    by_query,
                    summary.replace("executions", "matching executions"),
                    GROUP,
                    (*asked, *FILTERS),
                    SENT_FILTERS,
                    (COUNT,),
                    errors,
                )
            )
        return found

    async def _matching(self, call: Call) -> list[str]:
        found = await filters_of_call(call, EXECUTIONS, self._clock.now())
        return await self._executions.find_ids(found, BULK_IDS_MAX)

    async def _delete(self, call: Call, ids: Sequence[str]) -> int:
        return await self._bulk.delete(
            ids,
            is_open_too=params.boolean(call, "includeNonTerminated"),
            logs=params.boolean(call, "deleteLogs", default=True),
            metrics=params.boolean(call, "deleteMetrics", default=True),
            files=params.boolean(call, "deleteStorage", default=True),
        )

    async def _change_status(self, call: Call, ids: Sequence[str]) -> int:
        wanted = params.state("newStatus", params.required(call, "newStatus"))
        return await self._bulk.change_status(ids, wanted)

    async def _replay(self, call: Call, ids: Sequence[str]) -> int:
        return await self._bulk.replay(ids, is_latest=params.boolean(call, "latestRevision"))

    async def _unqueue(self, call: Call, ids: Sequence[str]) -> int:
        given = [(name, call.text(name)) for name in ("state", "newState")]
        asked = [params.state(name, word) for name, word in given if word]
        return await self._bulk.unqueue(ids, asked[0] if asked else StateType.RUNNING)

    async def labels_by_ids(self, call: Call) -> Response:
        """Ids and labels in the body."""
        body = await call.json_map("setLabelsByIdsRequest")
        ids = _texts([] if (ids := body.get("executionsId")) is None else ids)
        labels = labels_of([] if (given := body.get("executionLabels")) is None else given)
        return await self._label(ids, labels)

    async def labels_by_query(self, call: Call) -> Response:
        """Labels in the body."""
        labels = labels_of(await call.json("labels"))
        found = filters.filters_of(call, EXECUTIONS, self._clock.now())
        return await self._label(await self._executions.find_ids(found, BULK_IDS_MAX), labels)

    async def _label(self, ids: Sequence[str], labels: Sequence[Label]) -> Response:
        return bulk(await self._bulk.set_labels(ids, labels), self._ids.new_id())


async def _ids_of(call: Call) -> list[str]:
    return _texts(await call.json("executionsId"))


def _texts(value: Json) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise Refused("invalid-mapping", "[executionsId] must be a list of ids")
    return value
