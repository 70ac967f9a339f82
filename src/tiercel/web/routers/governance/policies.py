"""Policies of the server, the tenant and namespaces, by the same calls (assets-apps.md §8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from tiercel.flowlang.coerce import is_map
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.limits import BULK_IDS_MAX
from tiercel.model.lists.policies import POLICIES
from tiercel.ports.clock import Clock
from tiercel.service.flows.sources import plain_source
from tiercel.service.operations.governance import policies
from tiercel.service.operations.governance.policies import Placed
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import filters, params
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, FORM, JSON, PAGE, SIZE, TEXT, YAML, Answer, Body, Param
from tiercel.web.errors import Refused
from tiercel.web.http.answers import attachment, empty, json_answer, page_answer, text_answer
from tiercel.web.http.uploads import uploaded
from tiercel.web.param_kinds import FILE_UPLOAD, listing
from tiercel.web.route import Handler, Route
from tiercel.web.routers.governance.payloads import PolicyPreviewInput
from tiercel.web.views.governance.policy import (
    DeletedCountView,
    PoliciesImportedView,
    PoliciesView,
    PolicyEvaluationView,
    PolicyPreviewView,
    PolicyView,
    evaluation_view,
    imported_view,
    policy_summary,
    policy_view,
    preview_view,
)

P = TypeVar("P", bound=Placed)
GROUP = "Policies"
BASES = ("/instance/policies", "/policies", "/namespaces/{namespace}/policies")
BODY = Body(
    {"type": "string", "description": "A policy as YAML or JSON."},
    (YAML, "application/yaml", "text/yaml", TEXT, JSON),
    example="id: owners\nrules:\n  - {type: Require, properties: [labels.owner]}\n",
)
IDS = Body(list[str], example=["timeouts"])
ONE = Answer(schema=PolicyView)
DOCUMENTS = Answer(schema={"type": "string", "format": "binary"}, type=BINARY)
# Method, path, handler, operation, summary, parameters, body, answer, errors.
Row = tuple[
    str, str, Handler, AnyOperation, str, tuple[Param, ...], Body | None, Answer, tuple[int, ...]
]


class PolicyRoutes:
    """A place is said by the path: that of the server, the tenant or a namespace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        rows = [*(row for base in BASES for row in self._rows(base)), *self._others()]
        return [
            Route(method, path, handler, title, GROUP, asked, body, (answer,), errors, (runs,))
            for method, path, handler, runs, title, asked, body, answer, errors in rows
        ]

    def _rows(self, base: str) -> list[Row]:
        run, one = policies, f"{base}/{{id}}"
        search, export, several = f"{base}/search", f"{base}/export", f"{base}/delete/by-ids"
        listed, page, count = listing(POLICIES), Answer(schema=PoliciesView), DeletedCountView
        tried, gone, counted = (
            Answer(schema=PolicyEvaluationView),
            Answer(204),
            Answer(schema=count),
        )
        made, changed, found = "Create a policy.", "Change a policy.", "Search policies."
        some, all_, by_ids = "Delete policies.", "Export policies.", "Export some policies."
        evaluated = "What a policy would make of the flows that are stored."
        # What the configuration of a server has stays as it is.
        fixed = (409,) if base == BASES[0] else ()
        return [
            ("POST", base, self.create, run.create, made, (), BODY, ONE, (409, 422)),
            ("GET", search, self.find, run.search, found, listed, None, page, (400, 422)),
            ("DELETE", several, self.delete_all, run.delete_all, some, (), IDS, counted,
             (*fixed, 422)),
            ("POST", export, self.export, run.export, all_, (), None, DOCUMENTS, ()),
            ("POST", f"{export}/by-ids", self.export_some, run.export, by_ids, (), IDS, DOCUMENTS,
             (422,)),
            ("GET", one, self.get, run.get, "A policy.", (), None, ONE, (404,)),
            ("PUT", one, self.update, run.update, changed, (), BODY, ONE, (404, *fixed, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a policy.", (), None, gone,
             (404, *fixed)),
            ("GET", f"{one}/evaluate", self.evaluate, run.evaluate, evaluated, (PAGE, SIZE), None,
             tried, (404, 422)),
        ]  # fmt: skip

    def _others(self) -> list[Row]:
        run, upload = policies, Body(FILE_UPLOAD, (FORM,))
        imported, previewed = Answer(schema=PoliciesImportedView), Answer(schema=PolicyPreviewView)
        bring, try_ = "Create or replace policies.", "What policies make of a source."
        source = Body(PolicyPreviewInput)
        return [
            ("POST", "/policies/import", self.import_file, run.import_file, bring, (), upload,
             imported, (413, 422)),
            ("POST", "/flows/policies/preview", self.preview, run.preview, try_, (), source,
             previewed, (422,)),
        ]  # fmt: skip

    async def find(self, call: Call) -> Response:
        """By id unless sorted."""
        query = filters.query_of(call, POLICIES, self._clock.now())
        page = await call.run(_placed(call, policies.FindPolicies, query=query))
        return page_answer(PoliciesView, policy_summary, page)

    async def get(self, call: Call) -> Response:
        """With its rules."""
        asked = _placed(call, policies.GetPolicy, policy_id=call.params["id"])
        return json_answer(policy_view(await call.run(asked)))

    async def create(self, call: Call) -> Response:
        """Flows are held to it from their next save on."""
        document = await _document(call)
        asked = _placed(call, policies.CreatePolicy, document=document)
        return json_answer(policy_view(await call.run(asked)))

    async def update(self, call: Call) -> Response:
        """All of it but its id."""
        document = await _document(call)
        asked = _placed(call, policies.UpdatePolicy, policy_id=call.params["id"], document=document)
        return json_answer(policy_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """Flows go on without it."""
        await call.run(_placed(call, policies.DeletePolicy, policy_id=call.params["id"]))
        return empty(204)

    async def delete_all(self, call: Call) -> Response:
        """How many there were."""
        asked = _placed(call, policies.DeletePolicies, ids=await _ids(call))
        return json_answer(DeletedCountView(await call.run(asked)))

    async def export(self, call: Call) -> Response:
        """YAML documents, each with its place."""
        return _documents(await call.run(_placed(call, policies.ExportPolicies)))

    async def export_some(self, call: Call) -> Response:
        """As all of them; unknown ids are passed over."""
        asked = _placed(call, policies.ExportPolicies, ids=await _ids(call))
        return _documents(await call.run(asked))

    async def evaluate(self, call: Call) -> Response:
        """As if it were in force and no other."""
        page, size = params.paging(call)
        asked = _placed(call, policies.EvaluatePolicy, policy_id=call.params["id"])
        return json_answer(evaluation_view(await call.run(asked), page, size))

    async def import_file(self, call: Call) -> Response:
        """YAML documents, as the export gives them."""
        _, content = await uploaded(call, "fileUpload")
        return json_answer(imported_view(await call.run(policies.ImportPolicies(content=content))))

    async def preview(self, call: Call) -> Response:
        """Nothing is saved."""
        body = await call.json_map("preview")
        asked = policies.PreviewPolicies(
            namespace=text_in(body, "namespace") or "", source=text_in(body, "source") or ""
        )
        return json_answer(preview_view(await call.run(asked)))


def _placed(call: Call, ask: Callable[..., P], **members: object) -> P:
    """The request for the place that the path names."""
    route = call.route
    of_instance = route is not None and route.path.startswith(BASES[0])
    return ask(namespace=call.params.get("namespace"), is_of_instance=of_instance, **members)


async def _document(call: Call) -> dict[str, Json]:
    """The policy of a body: JSON is YAML too. Raises: Invalid for neither."""
    text = (await call.body()).decode("utf-8", "replace")
    document = await plain_source(text, "policy")
    if document.problems:
        raise Invalid(document.problems)
    if not is_map(document.value):
        raise Refused("invalid-mapping", "[policy] must be a map")
    return document.value


async def _ids(call: Call) -> tuple[str, ...]:
    sent = await call.json_list("ids")
    if len(sent) > BULK_IDS_MAX or not all(isinstance(each, str) for each in sent):
        raise Refused("invalid-argument", f"[ids] must be texts, {BULK_IDS_MAX} at most")
    return tuple(str(each) for each in sent)


def _documents(text: str) -> Response:
    return text_answer(text, BINARY, headers=attachment("policies.yaml"))
