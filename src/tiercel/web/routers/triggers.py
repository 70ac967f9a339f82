"""States of triggers: switches, locks, backfills (triggers.md)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from msgspec import UNSET
from starlette.responses import Response

from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.label import SYSTEM_PREFIX
from tiercel.model.limits import BACKFILL_PARALLEL_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.lists.resources import TRIGGERS
from tiercel.model.trigger import Backfill, RunOrder, StoredTrigger
from tiercel.plugin.server import DisableTrigger, EnableTrigger, FindTriggers
from tiercel.ports.clock import Clock, IdSource
from tiercel.service.operations import trigger_bulk, triggers
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.triggers.triggers import SwitchOfRealtime, TriggerId
from tiercel.web import filters, params
from tiercel.web.bodies import (
    each_of,
    flag_in,
    labels_of,
    sent_filters,
    settled_filters,
    text_in,
)
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, Param, flag
from tiercel.web.errors import Refused
from tiercel.web.http.answers import bulk, empty, json_answer, shown
from tiercel.web.param_kinds import date_filter, paging, sought
from tiercel.web.payloads import (
    FilterInput,
    FiltersInput,
    TriggerBackfill,
    TriggerChange,
    TriggerName,
    TriggerSwitch,
    TriggerSwitches,
)
from tiercel.web.route import Route
from tiercel.web.views.report import BulkResponseView
from tiercel.web.views.trigger import (
    FoundTriggerPage,
    FoundTriggerView,
    TriggerPage,
    TriggerView,
    definition_json,
    trigger_view,
)

GROUP = "Triggers"
ONE = Answer(schema=TriggerView)
COUNT = Answer(schema=BulkResponseView)
# Nothing was scheduled before.
BACKFILL_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
BODY = Body(TriggerChange)
SWITCH = Body(TriggerSwitch)
NAME = Body(TriggerName)
BACKFILL = Body(TriggerBackfill)
# What narrows besides the query string; filters may be sent bare.
MATCHED = Body(FiltersInput | list[FilterInput] | None, required=False)
LIST = Body(list[TriggerName], required=False)
FILTERS = sought(TRIGGERS, "q", "namespace")
# Filters that there are not, and values that they can't have.
MATCHING = (400, 422)
Names = dict[str, str]  # `namespace`, `flow_id` and `trigger_id`.
Many = tuple[type[trigger_bulk.ManyTriggers], AnyOperation]


FIELDS = ("namespace", "flow_id", "trigger_id")
SWITCHES = (triggers.enable, triggers.disable)
SWITCH_MANY = (trigger_bulk.switch,)
UNLOCK_MANY = (trigger_bulk.UnlockTriggers, trigger_bulk.unlock)
DELETE_MANY = (trigger_bulk.DeleteTriggers, trigger_bulk.delete)
PAUSE_MANY = (trigger_bulk.PauseBackfills, trigger_bulk.pause_backfills)
RESUME_MANY = (trigger_bulk.ResumeBackfills, trigger_bulk.resume_backfills)
END_MANY = (trigger_bulk.DeleteBackfills, trigger_bulk.delete_backfills)


class TriggerRoutes:
    """One trigger, or many."""

    def __init__(self, clock: Clock, ids: IdSource) -> None:
        self._clock = clock
        self._ids = ids

    def routes(self) -> list[Route]:
        one = "/triggers/{namespace}/{flowId}/{triggerId}"
        disabled = flag("disabled", "Off, or on.", default=True)
        lookup = (
            *paging(TRIGGERS.sorts),
            *sought(TRIGGERS),
        )
        return [
            _row(
                "GET",
                "/triggers/search",
                self.find,
                "Search triggers.",
                (*lookup, date_filter(TRIGGERS.dates)),
                answer=Answer(schema=FoundTriggerPage),
                errors=MATCHING,
                runs=(triggers.search,),
            ),
            _row(
                "GET",
                "/triggers/{namespace}/{flowId}",
                self.of_flow,
                "Triggers of a flow.",
                (*paging(TRIGGERS.sorts), FILTERS[0]),
                answer=Answer(schema=TriggerPage),
                errors=(422,),
                runs=(triggers.search,),
            ),
            _row(
                "PUT",
                "/triggers",
                self.update,
                "Switch or backfill a trigger.",
                body=BODY,
                errors=(400, 404, 422),
                runs=(triggers.update,),
            ),
            _row(
                "POST",
                f"{one}/unlock",
                self.unlock,
                "Take a lock away.",
                errors=(404, 409),
                runs=(triggers.unlock,),
            ),
            _row(
                "POST",
                f"{one}/restart",
                self.restart,
                "Begin anew.",
                errors=(400, 404),
                runs=(triggers.restart,),
            ),
            _row(
                "DELETE",
                one,
                self.delete,
                "Forget a trigger.",
                answer=Answer(204),
                errors=(404,),
                runs=(triggers.delete,),
            ),
            _row(
                "PUT",
                "/triggers/set-disabled",
                self.set_disabled,
                "Switch one.",
                body=SWITCH,
                errors=(400, 404, 409, 422),
                runs=SWITCHES,
            ),
            _row(
                "POST",
                "/triggers/set-disabled/by-triggers",
                self.set_disabled_many,
                "Switch several.",
                body=Body(TriggerSwitches),
                answer=COUNT,
                errors=(422,),
                runs=SWITCH_MANY,
            ),
            _row(
                "POST",
                "/triggers/set-disabled/by-query",
                self.set_disabled_query,
                "Switch matching ones.",
                (*FILTERS, disabled),
                body=MATCHED,
                answer=COUNT,
                errors=MATCHING,
                runs=SWITCH_MANY,
            ),
            *self._many("unlock", UNLOCK_MANY),
            *self._many("delete", DELETE_MANY, method="DELETE"),
            _row(
                "PUT",
                "/triggers/backfill/create",
                self.create_backfill,
                "Run past dates.",
                body=BACKFILL,
                errors=(400, 404, 409, 422),
                runs=(triggers.create_backfill,),
            ),
            self._backfill("PUT", "pause", triggers.PauseBackfill, triggers.pause_backfill),
            self._backfill("PUT", "unpause", triggers.ResumeBackfill, triggers.resume_backfill),
            self._backfill("POST", "delete", triggers.DeleteBackfill, triggers.delete_backfill),
            *self._many("backfill/pause", PAUSE_MANY),
            *self._many("backfill/unpause", RESUME_MANY),
            *self._many("backfill/delete", END_MANY),
        ]

    def _backfill(
        self,
        method: str,
        name: str,
        ask: type[triggers.OneTrigger],
        runs: AnyOperation,
    ) -> Route:
        async def one(call: Call) -> Response:
            body = await call.json_map("trigger")
            return json_answer(self._view(await call.run(ask(**names_of(body)))))

        path = f"/triggers/backfill/{name}"
        summary = f"{name.capitalize()} a backfill."
        return _row(method, path, one, summary, body=NAME, errors=(400, 404, 422), runs=(runs,))

    def _many(self, name: str, many: Many, *, method: str = "POST") -> list[Route]:
        ask, runs = many

        async def by_triggers(call: Call) -> Response:
            body = await call.json_list("triggers")
            request = ask(triggers=await each_of(body, _id_in))
            return bulk(await call.run(request), self._ids.new_id())

        async def by_query(call: Call) -> Response:
            request = ask(matching=await self._matching(call))
            return bulk(await call.run(request), self._ids.new_id())

        verb = name.replace("/", " ").capitalize()
        return [
            _row(
                method,
                f"/triggers/{name}/by-triggers",
                by_triggers,
                f"{verb}: several.",
                body=LIST,
                answer=COUNT,
                errors=(422,),
                runs=(runs,),
            ),
            _row(
                method,
                f"/triggers/{name}/by-query",
                by_query,
                f"{verb}: matching ones.",
                FILTERS,
                body=MATCHED,
                answer=COUNT,
                errors=MATCHING,
                runs=(runs,),
            ),
        ]

    async def _matching(self, call: Call) -> tuple[Filter, ...]:
        found = list(filters.filters_of(call, TRIGGERS, self._clock.now()))
        body = await sent_filters(call)
        if body is not None:
            found.extend(await settled_filters(body, TRIGGERS, self._clock.now()))
        return tuple(found)

    async def find(self, call: Call) -> Response:
        """States with their definitions, under the names of both generations."""
        query = filters.query_of(call, TRIGGERS, self._clock.now())
        page = await call.run(FindTriggers(query=query))
        results = await shown(page.results, self._found_view)
        return json_answer(FoundTriggerPage(results, page.total))

    async def of_flow(self, call: Call) -> Response:
        """States alone."""
        page, size = params.paging(call)
        wanted = [
            Filter("namespace", Operation.EQUALS, call.params["namespace"]),
            Filter("flowId", Operation.EQUALS, call.params["flowId"]),
        ]
        if call.text("q"):
            wanted.append(Filter("q", Operation.EQUALS, call.text("q")))
        sorts = filters.sorts_of(call, TRIGGERS)
        query = Query(tuple(wanted), sorts, page, size)
        found = await call.run(FindTriggers(query=query))
        results = [self._view(row) for row in found.results]
        return json_answer(TriggerPage(results, found.total))

    async def update(self, call: Call) -> Response:
        """Only the switch and the backfill are taken."""
        body = await call.json_map("trigger")
        disabled = None if body.get("disabled") is None else _disabled_in(body)
        given = body.get("backfill")
        request = triggers.UpdateTrigger(
            **names_of(body),
            disabled=disabled,
            backfill=None if given is None else backfill_of(given, self._clock.now()),
        )
        return json_answer(self._view(await call.run(request)))

    async def unlock(self, call: Call) -> Response:
        return json_answer(self._view(await call.run(triggers.UnlockTrigger(**_in_path(call)))))

    async def restart(self, call: Call) -> Response:
        return json_answer(self._view(await call.run(triggers.RestartTrigger(**_in_path(call)))))

    async def delete(self, call: Call) -> Response:
        await call.run(triggers.DeleteTrigger(**_in_path(call)))
        return empty(204)

    async def set_disabled(self, call: Call) -> Response:
        body = await call.json_map("trigger")
        wanted, ask = names_of(body), _switch(disabled=_disabled_in(body))
        try:
            row = await call.run(ask(**wanted))
        except SwitchOfRealtime as error:
            # Compat: the newer form answers a conflict, the older one as an illegal argument.
            raise Refused("conflict", error.message) from None
        return json_answer(self._view(row))

    async def set_disabled_many(self, call: Call) -> Response:
        """Counts the list, as the reference."""
        body = await call.json_map("request")
        entries = body.get("triggers")
        if not isinstance(entries, list):
            raise Refused("invalid-mapping", "[triggers] must be a list")
        if not entries:
            raise Invalid(
                [Violation("setDisabledByTriggers.request.triggers", "must not be empty")]
            )
        wanted = await each_of(entries, _id_in)
        disabled = _disabled_in(body)
        await call.run(trigger_bulk.SwitchTriggers(triggers=wanted, disabled=disabled))
        return bulk(len(wanted), self._ids.new_id())

    async def set_disabled_query(self, call: Call) -> Response:
        """Matching ones."""
        disabled = params.boolean(call, "disabled", default=True)
        wanted = await self._matching(call)
        request = trigger_bulk.SwitchTriggers(matching=wanted, disabled=disabled)
        return bulk(await call.run(request), self._ids.new_id())

    async def create_backfill(self, call: Call) -> Response:
        body = await call.json_map("trigger")
        backfill = backfill_of(body.get("backfill") or {}, self._clock.now())
        request = triggers.CreateBackfill(**names_of(body), backfill=backfill)
        return json_answer(self._view(await call.run(request)))

    def _found_view(self, row: StoredTrigger) -> FoundTriggerView:
        state = self._view(row)
        definition: Json = UNSET if row.definition is None else definition_json(row.definition)
        return FoundTriggerView(state, state, definition, definition)

    def _view(self, row: StoredTrigger) -> TriggerView:
        return trigger_view(row, self._clock.now())


def _switch(*, disabled: bool) -> type[DisableTrigger | EnableTrigger]:
    return DisableTrigger if disabled else EnableTrigger


def names_of(entry: Json) -> Names:
    """Namespace, flow and trigger of a body."""
    names = ("namespace", "flowId", "triggerId")
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), str) for n in names):
        raise Refused("invalid-mapping", "A trigger needs namespace, flowId and triggerId")
    return {field: entry[name] for field, name in zip(FIELDS, names, strict=True)}


def _id_in(entry: Json) -> TriggerId:
    """The same as a request on many has it."""
    names = names_of(entry)
    return names["namespace"], names["flow_id"], names["trigger_id"]


def backfill_of(given: Json, now: datetime) -> Backfill:
    """A request to run past dates; without an end it is now. Raises: Refused."""
    if not isinstance(given, dict):
        raise Refused("invalid-mapping", "[backfill] must be an object")
    begins, ends = text_in(given, "start"), text_in(given, "end")
    if begins is None:
        raise Refused("invalid-mapping", "A backfill needs a start")
    start = params.parse_date("start", begins)
    if start < BACKFILL_FIRST:
        raise Refused("invalid-argument", "A backfill can't start before 1970")
    inputs = {} if given.get("inputs") is None else given["inputs"]
    if not isinstance(inputs, dict):
        raise Refused("invalid-mapping", "[inputs] must be an object")
    labels = labels_of(given.get("labels") or [])
    for label in labels:
        if label.key.startswith(SYSTEM_PREFIX):
            raise Refused(
                "invalid-argument",
                "System labels can only be set by Kestra itself, offending label: "
                f"{label.key}={label.value}",
            )
    return Backfill(
        start=start,
        current=start,
        end=now if ends is None else params.parse_date("end", ends),
        inputs=inputs,
        labels=tuple((label.key, label.value) for label in labels),
        order=_order_in(given),
        parallel=_parallel_in(given),
        skips_succeeded=flag_in(given, "skipSucceeded"),
    )


def _order_in(given: dict[str, Json]) -> RunOrder:
    name = text_in(given, "order") or RunOrder.OLDEST_FIRST
    if name not in list(RunOrder):
        raise Refused("invalid-mapping", f"[order] must be one of {', '.join(RunOrder)}")
    return RunOrder(name)


def _parallel_in(given: dict[str, Json]) -> int | None:
    count = given.get("parallel")
    if count is None:
        return None
    is_number = isinstance(count, int) and not isinstance(count, bool)
    if not is_number or not 1 <= count <= BACKFILL_PARALLEL_MAX:
        wanted = f"a whole number from 1 to {BACKFILL_PARALLEL_MAX}"
        raise Refused("invalid-mapping", f"[parallel] must be {wanted}")
    return int(count)


def _row(  # noqa: PLR0913  A row of the table.
    method: str,
    path: str,
    handler: Callable[[Call], Awaitable[Response]],
    summary: str,
    asked: tuple[Param, ...] = (),
    *,
    body: Body | None = None,
    answer: Answer = ONE,
    errors: tuple[int, ...],
    runs: tuple[AnyOperation, ...] = (),
) -> Route:
    return Route(method, path, handler, summary, GROUP, asked, body, (answer,), errors, runs)


def _in_path(call: Call) -> Names:
    return names_of(call.params)


def _disabled_in(body: dict[str, Json]) -> bool:
    disabled = body.get("disabled")
    if not isinstance(disabled, bool):
        raise Refused("invalid-mapping", "[disabled] must be true or false")
    return disabled
