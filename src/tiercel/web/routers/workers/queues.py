"""Worker queues, and the credentials of workers that registered (assets-apps.md §7)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.workers.groups import WorkerQueue
from tiercel.service.operations.workers import queues
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.route import GONE, Route, Row, routes_of, shape
from tiercel.web.routers.workers.payloads import WorkerQueueChange, WorkerQueueInput
from tiercel.web.views.workers.workers import (
    DescribedQueueView,
    SubscribersView,
    WorkerCredentialsView,
    WorkerCredentialView,
    WorkerQueuesView,
    WorkerQueueView,
    WorkerTagsView,
    credential_view,
    described_queue,
    listed_queue,
    queue_view,
    subscribers_view,
)

GROUP = "Worker queues"
ONE = shape(WorkerQueueView)


class WorkerQueueRoutes:
    """For owners of the server, but for the tags, which whoever writes a flow asks for."""

    def routes(self) -> list[Route]:
        return routes_of(GROUP, [*self._queues(), *self._credentials()])

    def _queues(self) -> list[Row]:
        run, base, one = queues, "/instance/worker-queues", "/instance/worker-queues/{id}"
        body, change = Body(WorkerQueueInput), Body(WorkerQueueChange)
        whole = shape(DescribedQueueView)
        listed, subscribers, serve = WorkerQueuesView, f"{one}/subscribers", "Groups that serve it."
        tags, every = shape(WorkerTagsView), "Tags of workers."
        return [
            ("GET", base, self.find, run.all_queues, "Worker queues.", None, shape(listed), ()),
            ("POST", base, self.create, run.create, "Create a worker queue.", body, ONE,
             (409, 422)),
            ("GET", one, self.get, run.get, "A worker queue.", None, whole, (404,)),
            ("PUT", one, self.update, run.update, "Change a worker queue.", change, ONE,
             (404, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a worker queue.", None, GONE,
             (404, 409)),
            ("GET", subscribers, self.subscribers, run.subscribers, serve, None,
             shape(SubscribersView), (404,)),
            ("GET", "/worker-selectors/tags", self.tags, run.worker_tags, every, None, tags, ()),
        ]  # fmt: skip

    def _credentials(self) -> list[Row]:
        run, base = queues, "/instance/workers/credentials"
        one, each, revoke = shape(WorkerCredentialView), f"{base}/{{id}}", "Revoke a credential."
        found = shape(WorkerCredentialsView)
        return [
            ("GET", base, self.credentials, run.credentials, "Credentials of workers.", None,
             found, ()),
            ("GET", each, self.credential, run.credential, "A credential.", None, one, (404,)),
            ("POST", f"{each}/revoke", self.revoke, run.revoke_credential, revoke, None, one,
             (404,)),
        ]  # fmt: skip

    async def find(self, call: Call) -> Response:
        """The reserved ones first."""
        found = await call.run(queues.ListWorkerQueues())
        return json_answer(WorkerQueuesView([listed_queue(each) for each in found]))

    async def get(self, call: Call) -> Response:
        """With its workers."""
        found = await call.run(queues.GetWorkerQueue(queue_id=call.params["id"]))
        return json_answer(described_queue(found))

    async def create(self, call: Call) -> Response:
        """Nothing waits in it until a task asks for its tags."""
        queue = _queue(await call.json_map("workerQueue"))
        return json_answer(queue_view(await call.run(queues.CreateWorkerQueue(queue=queue))))

    async def update(self, call: Call) -> Response:
        """All of it but its id, which the body may leave out."""
        body = await call.json_map("workerQueue")
        if body.get("id") is None:
            body = {**body, "id": call.params["id"]}
        asked = queues.UpdateWorkerQueue(queue_id=call.params["id"], queue=_queue(body))
        return json_answer(queue_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """Not while a group serves it."""
        await call.run(queues.DeleteWorkerQueue(queue_id=call.params["id"]))
        return empty(204)

    async def subscribers(self, call: Call) -> Response:
        """By id."""
        found = await call.run(queues.ListSubscribers(queue_id=call.params["id"]))
        return json_answer(subscribers_view(found))

    async def tags(self, call: Call) -> Response:
        """Of queues that the tenant may use."""
        return json_answer(WorkerTagsView(await call.run(queues.ListWorkerTags())))

    async def credentials(self, call: Call) -> Response:
        """By id."""
        found = await call.run(queues.ListCredentials())
        return json_answer(WorkerCredentialsView([credential_view(each) for each in found]))

    async def credential(self, call: Call) -> Response:
        """With when its worker was last heard of."""
        found = await call.run(queues.GetCredential(credential_id=call.params["id"]))
        return json_answer(credential_view(found))

    async def revoke(self, call: Call) -> Response:
        """Its worker takes no more jobs."""
        found = await call.run(queues.RevokeCredential(credential_id=call.params["id"]))
        return json_answer(credential_view(found))


def _queue(body: dict[str, Json]) -> WorkerQueue:
    return WorkerQueue(
        id=text_in(body, "id") or "",
        name=text_in(body, "name") or "",
        description=text_in(body, "description") or "",
        tags=tuple(dict.fromkeys(texts_in(body, "tags"))),
        allowed_tenants=tuple(dict.fromkeys(texts_in(body, "allowedTenants"))),
    )
