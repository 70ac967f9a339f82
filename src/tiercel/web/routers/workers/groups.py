"""Worker groups, their subscriptions and tokens, and what workers are at (assets-apps.md §7)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.lists.workers import WORKER_GROUPS
from tiercel.model.workers.groups import QueueSubscription, SubscriptionMode
from tiercel.ports.clock import Clock
from tiercel.service.operations.workers import groups
from tiercel.service.workers.groups import DescribedGroup, GroupDraft
from tiercel.service.workers.tokens import NewWorkerToken
from tiercel.web import filters, params
from tiercel.web.bodies import each_of, objects_in, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Body, flag
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.param_kinds import sought
from tiercel.web.route import EMPTY, GONE, Route, Row, routes_of, shape
from tiercel.web.routers.workers.payloads import (
    ReservationInput,
    SubscriptionInput,
    WorkerGroupChange,
    WorkerGroupInput,
    WorkerTokenInput,
)
from tiercel.web.views.workers.workers import (
    GroupLoadView,
    GroupWorkersView,
    NewTokenView,
    WorkerGroupsView,
    WorkerGroupView,
    group_view,
    load_view,
    new_token_view,
    worker_view,
)

GROUP = "Worker groups"
ONE = shape(WorkerGroupView)
FORCE = flag("force", "Also while workers of it run.")


class WorkerGroupRoutes:
    """All of them are for owners of the server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        lists = {"list": sought(WORKER_GROUPS), "delete": (FORCE,)}
        groups_of = routes_of(GROUP, [*self._groups(), *self._subscriptions()], **lists)
        return [*groups_of, *routes_of(GROUP, self._tokens())]

    def _groups(self) -> list[Row]:
        run, base, one = groups, "/instance/worker-groups", "/instance/worker-groups/{id}"
        new, change, listed = Body(WorkerGroupInput), Body(WorkerGroupChange), WorkerGroupsView
        places, workers = "Places of its workers.", shape(GroupWorkersView)
        return [
            ("GET", base, self.find, run.all_groups, "Worker groups.", None, shape(listed), (400,)),
            ("POST", base, self.create, run.create, "Create a worker group.", new, ONE,
             (404, 409, 422)),
            ("GET", one, self.get, run.get, "A worker group.", None, ONE, (404,)),
            ("PUT", one, self.update, run.update, "Change a worker group.", change, ONE,
             (404, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a worker group.", None, GONE,
             (400, 404, 409, 422)),
            ("GET", f"{one}/capacity", self.load, run.load, places, None, shape(GroupLoadView),
             (404,)),
            ("GET", f"{one}/workers", self.workers, run.workers, "Its workers.", None, workers,
             (404,)),
        ]  # fmt: skip

    def _subscriptions(self) -> list[Row]:
        run, base = groups, "/instance/worker-groups/{id}/subscriptions"
        one, reserved = f"{base}/{{workerQueueId}}", "Reserve places for a queue."
        new, change, no_more = Body(SubscriptionInput), Body(ReservationInput), "Leave a queue."
        return [
            ("POST", base, self.subscribe, run.subscribe, "Serve a queue.", new, ONE,
             (404, 409, 422)),
            ("PATCH", one, self.reserve, run.reserve, reserved, change, ONE, (404, 422)),
            ("DELETE", one, self.unsubscribe, run.unsubscribe, no_more, None, ONE, (404, 409)),
        ]  # fmt: skip

    def _tokens(self) -> list[Row]:
        run, base = groups, "/instance/worker-groups/{id}/tokens"
        one, new, revoke = f"{base}/{{tokenId}}", Body(WorkerTokenInput), "Revoke a token."
        return [
            ("POST", base, self.create_token, run.create_token, "Create a token.", new,
             shape(NewTokenView), (404, 409, 422)),
            ("POST", f"{one}/revoke", self.revoke_token, run.revoke_token, revoke, None, ONE,
             (404,)),
            ("DELETE", one, self.delete_token, run.delete_token, "Delete a token.", None, EMPTY,
             (404,)),
        ]  # fmt: skip

    async def find(self, call: Call) -> Response:
        """The default one first."""
        found = filters.filters_of(call, WORKER_GROUPS, self._clock.now())
        shown = await call.run(groups.ListWorkerGroups(filters=found))
        now = self._clock.now()
        return json_answer(WorkerGroupsView([group_view(each, now) for each in shown]))

    async def get(self, call: Call) -> Response:
        """With its queues and tokens."""
        return self._answer(await call.run(groups.GetWorkerGroup(group_id=call.params["id"])))

    async def create(self, call: Call) -> Response:
        """Also one that so far only a worker has named."""
        body = await call.json_map("workerGroup")
        asked = groups.CreateWorkerGroup(
            group_id=text_in(body, "id") or "", draft=await _draft(body)
        )
        return self._answer(await call.run(asked))

    async def update(self, call: Call) -> Response:
        """All of it but its id and its tokens."""
        draft = await _draft(await call.json_map("workerGroup"))
        asked = groups.UpdateWorkerGroup(group_id=call.params["id"], draft=draft)
        return self._answer(await call.run(asked))

    async def delete(self, call: Call) -> Response:
        """With its tokens."""
        forced = params.boolean(call, "force")
        await call.run(groups.DeleteWorkerGroup(group_id=call.params["id"], is_forced=forced))
        return empty(204)

    async def load(self, call: Call) -> Response:
        """As of the last heartbeats."""
        found = await call.run(groups.ShowGroupLoad(group_id=call.params["id"]))
        return json_answer(load_view(found))

    async def workers(self, call: Call) -> Response:
        """Those that run."""
        found = await call.run(groups.ListGroupWorkers(group_id=call.params["id"]))
        return json_answer(GroupWorkersView([worker_view(each) for each in found]))

    async def subscribe(self, call: Call) -> Response:
        """The group with it."""
        subscription = _subscription(await call.json_map("subscription"))
        asked = groups.Subscribe(group_id=call.params["id"], subscription=subscription)
        return self._answer(await call.run(asked))

    async def reserve(self, call: Call) -> Response:
        """The group with it."""
        percent = _percent_in(await call.json_map("subscription"))
        asked = groups.ReservePlaces(
            group_id=call.params["id"], queue_id=call.params["workerQueueId"], percent=percent
        )
        return self._answer(await call.run(asked))

    async def unsubscribe(self, call: Call) -> Response:
        """The group without it."""
        asked = groups.Unsubscribe(
            group_id=call.params["id"], queue_id=call.params["workerQueueId"]
        )
        return self._answer(await call.run(asked))

    async def create_token(self, call: Call) -> Response:
        """Its text is shown once."""
        body = await call.json_map("token")
        expires = text_in(body, "expiresAt")
        new = NewWorkerToken(
            name=text_in(body, "name") or "",
            description=text_in(body, "description") or "",
            expires=None if expires is None else params.parse_date("expiresAt", expires),
        )
        asked = groups.CreateWorkerToken(group_id=call.params["id"], asked=new)
        made = await call.run(asked)
        return json_answer(new_token_view(made, self._clock.now()))

    async def revoke_token(self, call: Call) -> Response:
        """The group with it."""
        asked = groups.RevokeWorkerToken(
            group_id=call.params["id"], token_id=call.params["tokenId"]
        )
        return self._answer(await call.run(asked))

    async def delete_token(self, call: Call) -> Response:
        """Without the last one the group is open."""
        asked = groups.DeleteWorkerToken(
            group_id=call.params["id"], token_id=call.params["tokenId"]
        )
        await call.run(asked)
        return empty()

    def _answer(self, described: DescribedGroup) -> Response:
        return json_answer(group_view(described, self._clock.now()))


async def _draft(body: dict[str, Json]) -> GroupDraft:
    return GroupDraft(
        name=text_in(body, "name") or "",
        description=text_in(body, "description") or "",
        subscriptions=await each_of(objects_in(body, "subscriptions"), _subscription),
    )


def _subscription(body: dict[str, Json]) -> QueueSubscription:
    mode = text_in(body, "mode")
    if mode is None:
        mode = SubscriptionMode.ELASTIC.value
    if mode not in SubscriptionMode.__members__:
        raise params.unknown_word("mode", mode, SubscriptionMode)
    return QueueSubscription(
        queue_id=text_in(body, "workerQueueId") or "",
        reserved_percent=_percent_in(body),
        mode=SubscriptionMode(mode),
    )


def _percent_in(body: dict[str, Json]) -> int | None:
    value = body.get("reservedPercent")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Refused("invalid-mapping", "[reservedPercent] must be a whole number")
    return value
