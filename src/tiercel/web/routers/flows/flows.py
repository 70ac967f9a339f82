"""Flows: create, read, update, delete, revisions (flows.md §2.1-2.13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.limits import REVISION_MESSAGE_CHARS_MAX, SOURCE_QUERY_CHARS_MAX
from tiercel.model.lists.paging import Query
from tiercel.model.lists.resources import FLOWS
from tiercel.plugin.server import DeleteFlow, FindFlows, ListFlowNamespaces, ListFlows
from tiercel.ports.clock import Clock
from tiercel.service.flows.json_sources import sources_from_json
from tiercel.service.flows.source_lines import SourceQuery
from tiercel.service.operations.flows import flows, sources
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import (
    JSON,
    TEXT,
    YAML,
    Answer,
    Body,
    flag,
    needed,
    number,
    several,
    text,
)
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, flow_answer, json_answer
from tiercel.web.param_kinds import paging, sought
from tiercel.web.payloads import TaskInput
from tiercel.web.route import Route
from tiercel.web.views.flow import (
    FlowPage,
    FlowView,
    FoundSourcePage,
    RevisionRunsView,
    TaskDocument,
    flow_view,
    found_source_view,
    plugin_json,
    revision_view,
)

GROUP = "Flows"
SOURCE = Body(
    {"type": "string", "description": "The YAML source of the flow."},
    (YAML, "application/yaml", "text/yaml", TEXT, JSON),
    example=(
        "id: hello\nnamespace: company.team\ntasks:\n  - id: say\n"
        "    type: io.kestra.plugin.core.log.Log\n    message: Hello World!\n"
    ),
)
MESSAGE = text("message", "What is said of the revision.", maxLength=REVISION_MESSAGE_CHARS_MAX)
DRAFT = flag("draft", "Save it as a draft, which nothing starts by default.")
FLOW = Answer(schema=FlowView)
SEVERAL = Answer(schema=list[FlowView])
FILTERS = sought(FLOWS, "q", "namespace", "scope", "labels")
SOURCE_COLUMNS = {"id": "id", "namespace": "namespace", "revision": "revision"}
REVISION = number("revision", "The revision; the newest one by default.")


class FlowRoutes:
    """One flow at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/flows/{namespace}/{id}"
        return [
            Route(
                "POST",
                "/flows",
                self.create,
                "Create a flow.",
                GROUP,
                (DRAFT, MESSAGE),
                SOURCE,
                (FLOW,),
                (422,),
                runs=(flows.create,),
            ),
            Route(
                "PUT",
                one,
                self.update,
                "Update a flow.",
                GROUP,
                (DRAFT, MESSAGE),
                SOURCE,
                (FLOW,),
                (404, 422),
                runs=(flows.update,),
            ),
            Route(
                "GET",
                one,
                self.get,
                "A flow.",
                GROUP,
                (
                    flag("source", "Add the source text."),
                    REVISION,
                    flag("allowDeleted", "Also a deleted one."),
                ),
                None,
                (FLOW,),
                (404, 422),
                runs=(flows.get,),
            ),
            Route(
                "DELETE",
                one,
                self.delete,
                "Delete a flow.",
                GROUP,
                (),
                None,
                (Answer(204),),
                (404,),
                runs=(flows.delete,),
            ),
            Route(
                "GET",
                "/flows/{namespace}",
                self.of_namespace,
                "The flows of a namespace.",
                GROUP,
                answers=(SEVERAL,),
                runs=(flows.find,),
            ),
            Route(
                "GET",
                f"{one}/revisions",
                self.revisions,
                "All revisions of a flow.",
                GROUP,
                (flag("allowDelete", "Also those that say the flow is deleted."),),
                answers=(SEVERAL,),
                runs=(flows.revisions,),
            ),
            Route(
                "GET",
                f"{one}/revisions/executions",
                self.revision_runs,
                "How many executions each revision of a flow has.",
                GROUP,
                answers=(Answer(schema=list[RevisionRunsView]),),
                runs=(flows.revision_runs,),
            ),
            Route(
                "DELETE",
                f"{one}/revisions",
                self.delete_revisions,
                "Delete stored revisions.",
                GROUP,
                (needed(several("revisions", "Their numbers.", type="integer")),),
                answers=(Answer(204),),
                errors=(400, 404, 409, 422),
                runs=(flows.delete_revisions,),
            ),
            Route(
                "GET",
                f"{one}/tasks/{{taskId}}",
                self.task,
                "A task of a flow.",
                GROUP,
                (REVISION,),
                answers=(Answer(schema=TaskDocument),),
                errors=(404, 422),
                runs=(flows.task,),
            ),
            Route(
                "PATCH",
                f"{one}/{{taskId}}",
                self.patch_task,
                "Replace a task of a flow.",
                GROUP,
                body=Body(TaskInput),
                answers=(FLOW,),
                errors=(404, 422),
                runs=(flows.replace_task,),
            ),
            Route(
                "GET",
                "/flows/search",
                self.find,
                "Search flows.",
                GROUP,
                (*paging(FLOWS.sorts), *FILTERS),
                answers=(Answer(schema=FlowPage),),
                errors=(400, 422),
                runs=(flows.search,),
            ),
            Route(
                "GET",
                "/flows/source",
                self.search_source,
                "Search the sources of flows.",
                GROUP,
                (
                    *paging(SOURCE_COLUMNS),
                    text("q", "What is sought.", maxLength=SOURCE_QUERY_CHARS_MAX),
                    text("namespace", "A namespace with those below."),
                    flag("caseSensitive", "Capital letters count."),
                    flag("wholeWord", "The text is a word of its own."),
                    flag("regex", "The text is a regular expression."),
                ),
                answers=(Answer(schema=FoundSourcePage),),
                errors=(422,),
                runs=(sources.search,),
            ),
            Route(
                "GET",
                "/flows/distinct-namespaces",
                self.namespaces,
                "Namespaces that have flows.",
                GROUP,
                (text("q", "A part of the name."),),
                answers=(Answer(schema=list[str]),),
                runs=(flows.namespaces,),
            ),
        ]

    async def create(self, call: Call) -> Response:
        """From YAML, or from the older JSON form."""
        source, is_json = await source_of(call, "flow")
        request = flows.CreateFlow(source=source, draft=_draft(call), message=call.text("message"))
        flow = await call.run(request)
        return await flow_answer([flow], lambda: flow_view(flow, with_source=not is_json))

    async def update(self, call: Call) -> Response:
        source, is_json = await source_of(call, "flow")
        request = flows.UpdateFlow(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            source=source,
            draft=_draft(call),
            message=call.text("message"),
        )
        flow = await call.run(request)
        return await flow_answer([flow], lambda: flow_view(flow, with_source=not is_json))

    async def get(self, call: Call) -> Response:
        request = flows.GetFlow(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            revision=params.integer(call, "revision"),
            allow_deleted=params.boolean(call, "allowDeleted"),
        )
        flow = await call.run(request)
        # Compat: whoever asks for a revision wants to read it.
        with_source = params.boolean(call, "source") or "revision" in call.query
        return await flow_answer([flow], lambda: flow_view(flow, with_source=with_source))

    async def delete(self, call: Call) -> Response:
        place = (call.params["namespace"], call.params["id"])
        await call.run(DeleteFlow(namespace=place[0], flow_id=place[1]))
        return empty(204)

    async def of_namespace(self, call: Call) -> Response:
        """Flows of exactly that namespace."""
        found = await call.run(ListFlows(namespace=call.params["namespace"]))
        return await flow_answer(found, lambda: [flow_view(flow) for flow in found])

    async def revisions(self, call: Call) -> Response:
        """Oldest first, with sources."""
        request = flows.ListRevisions(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            with_deleted=params.boolean(call, "allowDelete"),
        )
        found = await call.run(request)
        return await flow_answer(found, lambda: [revision_view(flow) for flow in found])

    async def revision_runs(self, call: Call) -> Response:
        """Those that ran."""
        request = flows.CountRevisionRuns(
            namespace=call.params["namespace"], flow_id=call.params["id"]
        )
        found = await call.run(request)
        return json_answer([RevisionRunsView(one.revision, one.executions) for one in found])

    async def delete_revisions(self, call: Call) -> Response:
        """Remove old ones for good."""
        numbers = params.integers(call, "revisions")
        if not numbers:
            raise Refused("missing-query", "Required QueryValue [revisions] not specified")
        request = flows.DeleteFlowRevisions(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            revisions=numbers,
        )
        await call.run(request)
        return empty(204)

    async def task(self, call: Call) -> Response:
        """One task, at any depth."""
        request = flows.GetTask(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            task_id=call.params["taskId"],
            revision=params.integer(call, "revision"),
        )
        return json_answer(plugin_json(await call.run(request)))

    async def patch_task(self, call: Call) -> Response:
        request = flows.ReplaceTask(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            task_id=call.params["taskId"],
            task=await call.json_map("task"),
        )
        flow = await call.run(request)
        return await flow_answer([flow], lambda: flow_view(flow))

    async def find(self, call: Call) -> Response:
        """A page of flows."""
        query = filters.query_of(call, FLOWS, self._clock.now())
        page = await call.run(FindFlows(query=query))
        return await flow_answer(
            page.results,
            lambda: FlowPage([flow_view(flow) for flow in page.results], page.total),
        )

    async def search_source(self, call: Call) -> Response:
        """A page of flows with the place where the text was found."""
        number, size = params.paging(call)
        asked = Query(sorts=params.sorts(call, SOURCE_COLUMNS), page=number, size=size)
        flags = [params.boolean(call, name) for name in ("caseSensitive", "wholeWord", "regex")]
        query = SourceQuery(call.text("q") or "", *flags)
        request = sources.SearchSources(query=query, namespace=call.text("namespace"), page=asked)
        page = await call.run(request)
        hits = page.results
        return await flow_answer(
            [hit.flow for hit in hits],
            lambda: FoundSourcePage([found_source_view(hit) for hit in hits], page.total),
        )

    async def namespaces(self, call: Call) -> Response:
        """Names, sorted."""
        return json_answer(await call.run(ListFlowNamespaces(text=call.text("q"))))


async def source_of(call: Call, argument: str) -> tuple[str, bool]:
    """The YAML source of a body, and whether it was made of a JSON object."""
    if call.content_type == JSON:
        value = await call.json(argument)
        if not isinstance(value, dict):
            raise Refused("invalid-mapping", f"[{argument}] must be an object")
        (source,) = await sources_from_json(len(await call.body()), [value])
        return source, True
    return await call.source(argument), False


def _draft(call: Call) -> bool | None:
    """The query's word, None when it says nothing."""
    return None if call.text("draft") is None else params.boolean(call, "draft")
