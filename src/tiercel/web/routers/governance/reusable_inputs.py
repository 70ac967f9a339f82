"""Blocks of reusable inputs of namespaces (assets-apps.md §8)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.lists.reusable_inputs import REUSABLE_INPUTS
from tiercel.ports.clock import Clock
from tiercel.service.operations.governance import reusable_inputs as run
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import JSON, TEXT, YAML, Body, flag, number
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.route import EMPTY, Route, Row, routes_of, shape
from tiercel.web.views.governance.reusable_inputs import (
    ReusableInputsPage,
    ReusableInputsView,
    reusable_inputs_view,
)

GROUP = "Reusable inputs"
BASE = "/namespaces/{namespace}/reusable-inputs"
BODY = Body(
    {"type": "string", "description": "Inputs as a flow declares them, YAML."},
    (YAML, "application/yaml", "text/yaml", TEXT, JSON),
    example="inputs:\n  - id: stage\n    type: SELECT\n    values: [dev, prod]\n",
)
REVISION = number("revision", "The revision; the newest one by default.")
MUST_BE_NEW = flag("failIfExists", "Whether one that is there already is an error.")


class ReusableInputsRoutes:
    """A namespace reads its own and those above it, and writes its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one, shown = f"{BASE}/{{id}}", shape(ReusableInputsView)
        every, names = shape(list[ReusableInputsView]), shape(list[str])
        kept, listed = "Revisions of a block of inputs.", "Blocks of inputs of a namespace."
        owners = "Namespaces with blocks of inputs."
        rows: list[Row] = [
            ("GET", BASE, self.find, run.search, listed, None, shape(ReusableInputsPage),
             (400, 422)),
            ("GET", one, self.get, run.get, "A block of inputs.", None, shown, (404,)),
            ("GET", f"{one}/revisions", self.revisions, run.revisions, kept, None, every, (404,)),
            ("PUT", one, self.put, run.put, "Store a block of inputs.", BODY, shown, (409, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a block of inputs.", None, EMPTY,
             (404, 409)),
            ("GET", "/reusable-inputs/namespaces", self.namespaces, run.namespaces, owners, None,
             names, ()),
        ]  # fmt: skip
        asked = listing(REUSABLE_INPUTS)
        return routes_of(GROUP, rows, search=asked, get=(REVISION,), put=(MUST_BE_NEW,))

    async def find(self, call: Call) -> Response:
        """By id unless sorted."""
        query = filters.query_of(call, REUSABLE_INPUTS, self._clock.now())
        asked = run.FindReusableInputs(namespace=call.params["namespace"], query=query)
        return page_answer(ReusableInputsPage, reusable_inputs_view, await call.run(asked))

    async def get(self, call: Call) -> Response:
        """The nearest one of that id."""
        namespace, block_id = _key(call)
        revision = params.integer(call, "revision")
        asked = run.GetReusableInputs(namespace=namespace, block_id=block_id, revision=revision)
        return json_answer(reusable_inputs_view(await call.run(asked)))

    async def revisions(self, call: Call) -> Response:
        """Oldest first."""
        namespace, block_id = _key(call)
        asked = run.ListReusableInputsRevisions(namespace=namespace, block_id=block_id)
        return json_answer([reusable_inputs_view(each) for each in await call.run(asked)])

    async def put(self, call: Call) -> Response:
        """A new one, or its next revision."""
        namespace, block_id = _key(call)
        asked = run.PutReusableInputs(
            namespace=namespace,
            block_id=block_id,
            source=await call.source("source"),
            is_new=params.boolean(call, "failIfExists"),
        )
        return json_answer(reusable_inputs_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """With its revisions, once no flow takes it in."""
        namespace, block_id = _key(call)
        await call.run(run.DeleteReusableInputs(namespace=namespace, block_id=block_id))
        return empty(200)

    async def namespaces(self, call: Call) -> Response:
        """Those that may be seen."""
        return json_answer(await call.run(run.ListReusableInputsNamespaces()))


def _key(call: Call) -> tuple[str, str]:
    return call.params["namespace"], call.params["id"]
