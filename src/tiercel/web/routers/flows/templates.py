"""Templates (templates.md)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from msgspec import UNSET
from starlette.responses import Response

from tiercel.flowlang.write import split_documents
from tiercel.model.errors import NotFound
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.resources import TEMPLATES
from tiercel.ports.clock import Clock, IdSource
from tiercel.service.flows.json_sources import sources_from_json
from tiercel.service.flows.template_inliner import TemplateId
from tiercel.service.flows.templates import Template
from tiercel.service.off_loop import by_length
from tiercel.service.operations.flows import templates
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.turns import Turns
from tiercel.web import filters, params
from tiercel.web.bodies import SENT_FILTERS, each_of, filters_of_call, flow_id_of
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, FORM, JSON, YAML, Answer, Body, Param, flag
from tiercel.web.errors import Refused
from tiercel.web.http.answers import attachment, bulk, empty, json_answer, stream
from tiercel.web.http.uploads import uploaded
from tiercel.web.param_kinds import FILE_UPLOAD, paging, sought
from tiercel.web.payloads import IdWithNamespace, TemplateDraft, TemplateInput
from tiercel.web.route import Handler, Route
from tiercel.web.views.flow import plugin_json
from tiercel.web.views.namespace import TemplatePage, TemplateView
from tiercel.web.views.report import BulkResponseView, ValidationReportView
from tiercel.web.views.view import given

GROUP = "Templates"
ONE = Answer(schema=TemplateView)
PAGE = Answer(schema=TemplatePage)
SEVERAL = Answer(schema=list[TemplateView])
COUNT = Answer(schema=BulkResponseView)
REPORTS = Answer(schema=list[ValidationReportView])
SOURCE = Body(TemplateInput, (JSON, YAML))
# One or several, or something else, refused with what it lacks.
SOURCES = Body(list[TemplateDraft] | TemplateDraft, (JSON, YAML))
IDS = Body(list[IdWithNamespace])
FILTERS = sought(TEMPLATES, "q", "namespace")
# What is refused: by id, as a source, as a file, as filters.
NAMED, SOURCED, CHANGED, IMPORTED, FILTERED = (404,), (422,), (404, 422), (413, 422), (400, 422)
# Method, path, handler, summary, parameters, body, answer, errors.
Row = tuple[str, str, Handler, str, tuple[Param, ...], Body | None, Answer, tuple[int, ...]]


# The operation of each row.
RUNS: dict[tuple[str, str], AnyOperation] = {
    ("GET", "/templates/{namespace}/{id}"): templates.get,
    ("GET", "/templates/search"): templates.search,
    ("GET", "/templates/distinct-namespaces"): templates.namespaces,
    ("POST", "/templates/validate"): templates.check,
    ("GET", "/templates/export/by-query"): templates.export,
    ("POST", "/templates/export/by-ids"): templates.export,
    ("POST", "/templates"): templates.create,
    ("PUT", "/templates/{namespace}/{id}"): templates.update,
    ("DELETE", "/templates/{namespace}/{id}"): templates.delete,
    ("POST", "/templates/{namespace}"): templates.replace_all,
    ("POST", "/templates/import"): templates.import_file,
    **{
        (method, f"/templates/delete/{which}"): templates.delete
        for method in ("DELETE", "POST")
        for which in ("by-ids", "by-query")
    },
}


class TemplateRoutes:
    """Templates, one and many."""

    def __init__(self, clock: Clock, ids: IdSource) -> None:
        self._clock = clock
        self._ids = ids

    def routes(self) -> list[Route]:
        one = "/templates/{namespace}/{id}"
        archive = Answer(schema={"type": "string", "format": "binary"}, type=BINARY)
        names = Answer(schema=list[str])
        upload = Body(FILE_UPLOAD, (FORM,))
        done = Answer(204)
        delete = flag("delete", "Delete the others.", default=True)
        by_ids, by_query = "/templates/delete/by-ids", "/templates/delete/by-query"
        search = (*paging(TEMPLATES.sorts), *FILTERS)
        matching = (self.delete_query, "Delete.", FILTERS, SENT_FILTERS, COUNT, FILTERED)
        table: tuple[Row, ...] = (
            ("GET", one, self.get, "A template.", (), None, ONE, NAMED),
            ("POST", "/templates", self.create, "Create a template.", (), SOURCE, ONE, SOURCED),
            ("PUT", one, self.update, "Update a template.", (), SOURCE, ONE, CHANGED),
            ("DELETE", one, self.delete, "Delete a template.", (), None, done, NAMED),
            ("GET", "/templates/search", self.find, "Search.", search, None, PAGE, FILTERED),
            (
                "GET",
                "/templates/distinct-namespaces",
                self.namespaces,
                "Namespaces.",
                (),
                None,
                names,
                (),
            ),
            (
                "POST",
                "/templates/{namespace}",
                self.replace_all,
                "Create, update and delete the templates of a namespace.",
                (delete,),
                SOURCES,
                SEVERAL,
                SOURCED,
            ),
            ("POST", "/templates/validate", self.validate, "Check.", (), SOURCES, REPORTS, SOURCED),
            (
                "GET",
                "/templates/export/by-query",
                self.export_by_query,
                "Matching ones as a zip.",
                FILTERS,
                None,
                archive,
                FILTERED,
            ),
            (
                "POST",
                "/templates/export/by-ids",
                self.export_by_ids,
                "Some as a zip.",
                (),
                IDS,
                archive,
                CHANGED,
            ),
            ("POST", "/templates/import", self.import_file, "Import.", (), upload, done, IMPORTED),
            ("DELETE", by_ids, self.delete_ids, "Delete.", (), IDS, COUNT, CHANGED),
            ("POST", by_ids, self.delete_ids, "Delete.", (), IDS, COUNT, CHANGED),
            *((method, by_query, *matching) for method in ("DELETE", "POST")),
        )
        return [_route(*row) for row in table]

    async def get(self, call: Call) -> Response:
        request = templates.GetTemplate(
            namespace=call.params["namespace"], template_id=call.params["id"]
        )
        return _answer(await call.run(request))

    async def create(self, call: Call) -> Response:
        """From JSON or YAML."""
        return _answer(await call.run(templates.CreateTemplate(source=await _source_of(call))))

    async def update(self, call: Call) -> Response:
        """From JSON or YAML."""
        source = await _source_of(call)
        request = templates.UpdateTemplate(
            namespace=call.params["namespace"], template_id=call.params["id"], source=source
        )
        return _answer(await call.run(request))

    async def delete(self, call: Call) -> Response:
        wanted = ((call.params["namespace"], call.params["id"]),)
        await call.run(templates.DeleteTemplates(templates=wanted))
        return empty(204)

    async def find(self, call: Call) -> Response:
        query = filters.query_of(call, TEMPLATES, self._clock.now())
        found = await call.run(templates.FindTemplates(query=query))
        results = [_json(one) for one in found.results]
        return json_answer({"results": results, "total": found.total})

    async def namespaces(self, call: Call) -> Response:
        """Sorted."""
        return json_answer(await call.run(templates.ListTemplateNamespaces()))

    async def replace_all(self, call: Call) -> Response:
        """Compat: a single object is a list of one, and deletes nothing."""
        value = await call.json("templates") if call.content_type != YAML else None
        if value is None:
            sources = await _documents_of(call)
        else:
            entries = value if isinstance(value, list) else [value]
            sources = await sources_from_json(len(await call.body()), entries)
        request = templates.ReplaceTemplates(
            namespace=call.params["namespace"],
            sources=tuple(sources),
            deletes=params.boolean(call, "delete", default=True) and not isinstance(value, dict),
        )
        return json_answer([_json(one) for one in await call.run(request)])

    async def validate(self, call: Call) -> Response:
        """One report a document."""
        reports = []
        turns = Turns()
        for index, source in enumerate(await _documents_of(call)):
            await turns.turn()
            document, problems = await call.run(templates.CheckTemplate(source=source))
            name, namespace = document.get("id"), document.get("namespace")
            reports.append(
                ValidationReportView(
                    flow=name if isinstance(name, str) else UNSET,
                    namespace=namespace if isinstance(namespace, str) else UNSET,
                    index=index,
                    constraints=given(problems),
                    outdated=False,
                )
            )
        return json_answer(reports)

    async def export_by_query(self, call: Call) -> Response:
        """One entry a template."""
        return await _archive(call, templates.ExportTemplates(matching=await self._wanted(call)))

    async def export_by_ids(self, call: Call) -> Response:
        """One entry a template."""
        return await _archive(call, templates.ExportTemplates(templates=await _ids_of(call)))

    async def import_file(self, call: Call) -> Response:
        """Stops at the first bad one."""
        name, content = await uploaded(call, "fileUpload")
        await call.run(templates.ImportTemplates(name=name, content=content))
        return empty(204)

    async def delete_ids(self, call: Call) -> Response:
        """All or none."""
        request = templates.DeleteTemplates(templates=await _ids_of(call))
        try:
            return bulk(await call.run(request), self._ids.new_id())
        except NotFound:
            raise NotFound("No value present") from None

    async def delete_query(self, call: Call) -> Response:
        """Matching ones."""
        request = templates.DeleteTemplates(matching=await self._wanted(call))
        return bulk(await call.run(request), self._ids.new_id())

    async def _wanted(self, call: Call) -> tuple[Filter, ...]:
        return tuple(await filters_of_call(call, TEMPLATES, self._clock.now()))


async def _archive(call: Call, request: templates.ExportTemplates) -> Response:
    content = await call.run(request)

    async def once() -> AsyncIterator[bytes]:
        yield content

    return stream(once(), BINARY, attachment("templates.zip"))


def _route(  # noqa: PLR0913  A row of the table.
    method: str,
    path: str,
    handler: Handler,
    summary: str,
    asked: tuple[Param, ...],
    body: Body | None,
    answer: Answer,
    errors: tuple[int, ...],
) -> Route:
    runs = (RUNS[method, path],)
    return Route(method, path, handler, summary, GROUP, asked, body, (answer,), errors, runs)


async def _documents_of(call: Call) -> list[str]:
    text = await call.source("templates")
    return await by_length(len(text), split_documents, text)


async def _source_of(call: Call) -> str:
    if call.content_type in (JSON, ""):
        document = await call.json_map("template")
        (source,) = await sources_from_json(len(await call.body()), [document])
        return source
    return await call.source("template")


async def _ids_of(call: Call) -> tuple[TemplateId, ...]:
    value = await call.json("ids")
    if not isinstance(value, list):
        raise Refused("invalid-mapping", "[ids] must be a list")
    return await each_of(value, flow_id_of)


def _answer(template: Template) -> Response:
    return json_answer(_json(template))


def _json(template: Template) -> dict[str, Json]:
    return {
        "tenantId": TENANT,
        "deleted": template.is_deleted,
        **{k: plugin_json(v) for k, v in template.document.items()},
    }
