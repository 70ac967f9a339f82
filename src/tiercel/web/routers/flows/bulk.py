"""Many flows at once, checks, and archives (flows.md §2.3, §2.4, §2.14, §2.15, §2.17)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from starlette.responses import Response

from tiercel.flowlang.catalog import PluginKind
from tiercel.flowlang.write import split_documents, with_namespace
from tiercel.model.flow import Flow
from tiercel.model.limits import EXPORT_BYTES_MAX
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.resources import FLOWS
from tiercel.plugin.server import ExportFlows
from tiercel.ports.clock import Clock, IdSource
from tiercel.service.flows.bulk import FlowId
from tiercel.service.flows.json_sources import sources_from_json
from tiercel.service.off_loop import by_length
from tiercel.service.operations.flows import bulk as many
from tiercel.service.operations.flows import sources
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import params
from tiercel.web.bodies import SENT_FILTERS, each_of, filters_of_call, flow_id_of
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, FORM, JSON, TEXT, YAML, Answer, Body, flag, needed, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import attachment, bulk, flow_answer, json_answer, stream
from tiercel.web.http.multipart import read_form, text_sink
from tiercel.web.http.uploads import uploaded
from tiercel.web.param_kinds import FILE_UPLOAD, sought
from tiercel.web.payloads import IdWithNamespace
from tiercel.web.route import Route
from tiercel.web.views.flow import FlowView, flow_view
from tiercel.web.views.report import BulkResponseView, ValidationReportView, report_view

GROUP = "Flows"
Ask = type[many.DeleteFlows | many.DisableFlows | many.EnableFlows]
SOURCES = Body({"type": "string"}, (YAML, TEXT, FORM), required=False)
SECTIONS = ("TASKS", "TRIGGERS")
ID_LIST = Body(list[IdWithNamespace])
COUNT = Answer(schema=BulkResponseView)
SEVERAL = Answer(schema=list[FlowView])
FILTERS = sought(FLOWS, "q", "namespace", "scope", "labels")


class FlowBulkRoutes:
    """Bulk changes, checks, export and import."""

    def __init__(self, clock: Clock, ids: IdSource) -> None:
        self._clock = clock
        self._ids = ids

    def routes(self) -> list[Route]:
        delete = flag("delete", "Delete the others.", default=True)
        children = flag("allowNamespaceChild", "Also namespaces below.")
        section = needed(text("section", "TASKS or TRIGGERS.", enum=list(SECTIONS)))
        yaml = Body({"type": "string"}, (YAML, JSON, TEXT))
        return [
            Route(
                "POST",
                "/flows/bulk",
                self.replace_all,
                "Create, update and delete flows.",
                GROUP,
                (delete, text("namespace", "Only this namespace."), children),
                SOURCES,
                (SEVERAL,),
                (422,),
                runs=(many.replace_all,),
            ),
            Route(
                "POST",
                "/flows/{namespace}",
                self.replace_namespace,
                "Create, update and delete the flows of a namespace.",
                GROUP,
                (delete, flag("override", "Rewrite the namespace of each source.")),
                SOURCES,
                (SEVERAL,),
                (422,),
                runs=(many.replace_all,),
            ),
            *self._rows(many.DeleteFlows, many.delete, ("DELETE", "POST")),
            *self._rows(many.DisableFlows, many.disable, ("POST",)),
            *self._rows(many.EnableFlows, many.enable, ("POST",)),
            Route(
                "POST",
                "/flows/validate",
                self.validate,
                "Check sources of flows.",
                GROUP,
                (),
                Body({"type": "string"}, (YAML, TEXT, FORM)),
                (Answer(schema=list[ValidationReportView]),),
                (422,),
                runs=(sources.check,),
            ),
            Route(
                "POST",
                "/flows/validate/task",
                self.validate_task,
                "Check a task.",
                GROUP,
                (section,),
                yaml,
                (Answer(schema=ValidationReportView),),
                (400, 422),
                runs=(sources.check_part,),
            ),
            Route(
                "POST",
                "/flows/validate/trigger",
                self.validate_trigger,
                "Check a trigger.",
                GROUP,
                (),
                yaml,
                (Answer(schema=ValidationReportView),),
                (422,),
                runs=(sources.check_part,),
            ),
            *self._archive_routes(),
        ]

    def _archive_routes(self) -> list[Route]:
        archive = Answer(schema={"type": "string", "format": "binary"}, type=BINARY)
        upload = Body(FILE_UPLOAD, (FORM,))
        return [
            Route(
                "GET",
                "/flows/export/by-query",
                self.export_by_query,
                "The sources of matching flows as a zip.",
                GROUP,
                FILTERS,
                answers=(archive,),
                errors=(400, 422),
                runs=(many.export,),
            ),
            Route(
                "POST",
                "/flows/export/by-ids",
                self.export_by_ids,
                "The sources of flows as a zip.",
                GROUP,
                (),
                ID_LIST,
                (archive,),
                (404, 422),
                runs=(many.export,),
            ),
            Route(
                "POST",
                "/flows/import",
                self.import_file,
                "Create or update the flows of a file.",
                GROUP,
                (flag("failOnError", "Refuse when a flow is not valid."),),
                upload,
                (Answer(schema=list[str]),),
                (413, 422),
                runs=(many.import_file,),
            ),
        ]

    def _rows(self, ask: Ask, runs: AnyOperation, methods: Sequence[str]) -> list[Route]:
        async def by_ids(call: Call) -> Response:
            request = ask(flows=await _ids_of(call))
            return bulk(await call.run(request), self._ids.new_id())

        async def by_query(call: Call) -> Response:
            request = ask(matching=await self._wanted(call))
            return bulk(await call.run(request), self._ids.new_id())

        name = runs.name.removeprefix("flows.")
        word = name.capitalize()
        found: list[Route] = []
        for method in methods:
            base = f"/flows/{name}"
            found.append(
                Route(
                    method,
                    f"{base}/by-ids",
                    by_ids,
                    f"{word} flows.",
                    GROUP,
                    (),
                    ID_LIST,
                    (COUNT,),
                    (404, 422),
                    (runs,),
                )
            )
            found.append(
                Route(
                    method,
                    f"{base}/by-query",
                    by_query,
                    f"{word} matching flows.",
                    GROUP,
                    FILTERS,
                    SENT_FILTERS,
                    (COUNT,),
                    (400, 422),
                    (runs,),
                )
            )
        return found

    async def _wanted(self, call: Call) -> tuple[Filter, ...]:
        return tuple(await filters_of_call(call, FLOWS, self._clock.now()))

    async def replace_all(self, call: Call) -> Response:
        """The deleted ones first."""
        texts, _ = await _sources_of(call)
        request = many.ReplaceFlows(
            sources=tuple(texts),
            namespace=call.text("namespace"),
            allow_children=params.boolean(call, "allowNamespaceChild"),
            deletes=params.boolean(call, "delete", default=True),
        )
        return await _flows(await call.run(request))

    async def replace_namespace(self, call: Call) -> Response:
        """The deleted ones first."""
        namespace = call.params["namespace"]
        texts, is_json = await _sources_of(call)
        if params.boolean(call, "override"):
            texts = [with_namespace(text, namespace) for text in texts]
        request = many.ReplaceFlows(
            sources=tuple(texts),
            namespace=namespace,
            deletes=params.boolean(call, "delete", default=True),
        )
        return await _flows(await call.run(request), with_source=not is_json)

    async def validate(self, call: Call) -> Response:
        """Never refused for what the sources say."""
        texts, _ = await _sources_of(call, argument="flows")
        reports = await call.run(sources.CheckFlows(sources=tuple(texts)))
        return json_answer([report_view(report) for report in reports])

    async def validate_task(self, call: Call) -> Response:
        """A task, or a trigger when the section says so."""
        section = params.required(call, "section").upper()
        if section not in SECTIONS:
            raise params.unknown_word("section", section, SECTIONS)
        return await self._part(call, "task" if section == "TASKS" else "trigger")

    async def validate_trigger(self, call: Call) -> Response:
        return await self._part(call, "trigger")

    async def _part(self, call: Call, kind: PluginKind) -> Response:
        request = sources.CheckPart(source=await call.source(kind), kind=kind)
        return json_answer(report_view(await call.run(request), is_part=True))

    async def export_by_query(self, call: Call) -> Response:
        """One entry a flow."""
        return await _archive(call, ExportFlows(matching=await self._wanted(call)))

    async def export_by_ids(self, call: Call) -> Response:
        """One entry a flow."""
        return await _archive(call, ExportFlows(flows=await _ids_of(call)))

    async def import_file(self, call: Call) -> Response:
        """What could not be imported."""
        name, content = await uploaded(call, "fileUpload")
        request = many.ImportFlows(
            name=name, content=content, fail_on_error=params.boolean(call, "failOnError")
        )
        return json_answer(await call.run(request))


async def _archive(call: Call, request: ExportFlows) -> Response:
    content = await call.run(request)

    async def once() -> AsyncIterator[bytes]:
        yield content

    return stream(once(), BINARY, attachment("flows.zip"))


async def _ids_of(call: Call) -> tuple[FlowId, ...]:
    value = await call.json("ids")
    if not isinstance(value, list):
        raise Refused("invalid-mapping", "[ids] must be a list")
    return await each_of(value, flow_id_of)


async def _sources_of(call: Call, argument: str | None = None) -> tuple[list[str], bool]:
    """Sources of a YAML text, of form parts `flows`, or of a JSON list (then True).

    With `argument` a missing body is refused.
    """
    if call.content_type == FORM:
        parts = await read_form(call, text_sink, bytes_max=EXPORT_BYTES_MAX, is_kept=True)
        return [part.value for part in parts if part.name == "flows" and part.value], False
    if call.content_type == JSON:
        value = await call.json_list("flows")
        return await sources_from_json(len(await call.body()), value), True
    if argument is None and await call.is_empty():
        return [], False
    text = await call.source(argument or "flows")
    return await by_length(len(text), split_documents, text), False


async def _flows(found: Sequence[Flow], *, with_source: bool = True) -> Response:
    return await flow_answer(
        found, lambda: [flow_view(flow, with_source=with_source) for flow in found]
    )
