"""The stream of executions that belong together: when it ends."""

from __future__ import annotations

from msgspec.structs import replace

from tests.api.client import HELLO, Api
from tests.build import a_state, an_execution
from tiercel.bootstrap import Application
from tiercel.model.access import SYSTEM
from tiercel.model.execution import Execution
from tiercel.model.label import CORRELATION_ID, Label
from tiercel.service.operations.catalogue import operations_of
from tiercel.service.operations.executions import FollowRelated
from tiercel.web.routers.executions.follow import FollowRoutes

AFTER = """id: {id}
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: hi
triggers:
  - id: then
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: one
      flows:
        - namespace: company.team
          flowId: {source}
"""


def ended(execution_id: str, flow_id: str) -> Execution:
    """An execution that was put there by hand: nothing listens to it."""
    labels = (Label(CORRELATION_ID, "first"),)
    made = an_execution(id=execution_id, flow_id=flow_id, labels=labels)
    return replace(made, state=a_state("CREATED", "SUCCESS"), is_settled=True)


async def put(application: Application, execution: Execution) -> None:
    async with application.ports.store.transaction() as tx:
        tx.executions.insert(execution)


async def seen_while_they_end(
    application: Application, request: FollowRelated, *flow_ids: str
) -> list[str]:
    """The events when these flows end after `hello`, each once that of the one before came."""
    first = ended("first", "hello")
    await put(application, first)
    found = []
    waiting = list(flow_ids)
    operations = operations_of(application.services)
    shown, related = await operations.run(SYSTEM, request)
    routes = FollowRoutes(application.ports.clock)
    async for name, body in routes.related_changes(shown, related):
        found.append(name if name == "end-all" else f"{name} {body.flow_id}")
        if name == "end" and waiting:
            flow_id = waiting.pop(0)
            await put(application, ended(flow_id, flow_id))
    return found


async def test_it_goes_on_until_each_flow_that_follows_has_ended(
    api: Api, application: Application
) -> None:
    await api.create(HELLO)
    await api.create(AFTER.format(id="second", source="hello"))
    await api.create(AFTER.format(id="third", source="second"))
    near = await seen_while_they_end(application, FollowRelated(execution_id="first"), "second")
    assert near == ["start hello", "end hello", "end second", "end-all"]


async def test_expanded_it_waits_for_those_behind_them_too(
    api: Api, application: Application
) -> None:
    await api.create(HELLO)
    await api.create(AFTER.format(id="second", source="hello"))
    await api.create(AFTER.format(id="third", source="second"))
    request = FollowRelated(execution_id="first", expands=True)
    found = await seen_while_they_end(application, request, "second", "third")
    assert found == ["start hello", "end hello", "end second", "end third", "end-all"]


async def test_with_flows_that_come_before_alone_nothing_is_waited_for(
    api: Api, application: Application
) -> None:
    await api.create(HELLO)
    await api.create(AFTER.format(id="second", source="hello"))
    request = FollowRelated(execution_id="first", waits_for_flows=False)
    found = await seen_while_they_end(application, request)
    assert found == ["start hello", "end hello", "end-all"]


async def test_flags_that_are_none_are_refused_before_anything_is_sent(
    api: Api, application: Application
) -> None:
    await put(application, ended("first", "hello"))
    for name in ("destinationOnly", "expandAll"):
        refused = await api.get(f"/executions/first/follow-dependencies?{name}=maybe")
        assert refused.status_code == 422
        assert f"[{name}] for value [maybe]" in refused.json()["message"]
