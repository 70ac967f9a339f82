"""Namespaces (namespaces.md)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.limits import NAMESPACE_VALUES_MAX
from tiercel.model.lists.resources import NAMESPACES
from tiercel.plugin.server import ListNamespaces
from tiercel.ports.clock import Clock
from tiercel.service.namespaces import Namespace
from tiercel.service.operations import namespaces
from tiercel.web import filters
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, FORM, Answer, Body
from tiercel.web.http.answers import attachment, empty, json_answer, page_answer, text_answer
from tiercel.web.http.uploads import uploaded
from tiercel.web.param_kinds import FILE_UPLOAD, NEW_NAMESPACE, in_path, listing
from tiercel.web.payloads import NamespaceChange, NamespaceInput, NamespaceSought
from tiercel.web.route import Route
from tiercel.web.views.namespace import (
    InheritedDefaultView,
    NamespacePage,
    NamespaceView,
    QuotaLimitView,
    VariablesView,
    inherited_default_view,
    namespace_name_view,
    quota_limit_view,
)

GROUP = "Namespaces"
SOUGHT = Body(NamespaceSought)
NAMES = Answer(schema=list[str])
BODY = Body(NamespaceChange, values_max=NAMESPACE_VALUES_MAX)
NEW = Body(NamespaceInput, values_max=NAMESPACE_VALUES_MAX)


class NamespaceRoutes:
    """Namespaces exist because something lies in them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/namespaces/{id}"
        asked = listing(NAMESPACES)
        return [
            Route(
                "GET",
                "/namespaces/search",
                self.find,
                "Search namespaces.",
                GROUP,
                asked,
                answers=(Answer(schema=NamespacePage),),
                errors=(400, 422),
                runs=(namespaces.search,),
            ),
            Route(
                "GET",
                one,
                self.get,
                "A namespace.",
                GROUP,
                answers=(Answer(schema=NamespaceView),),
                runs=(namespaces.get,),
            ),
            Route(
                "POST",
                "/namespaces/autocomplete",
                self.autocomplete,
                "Names that match.",
                GROUP,
                body=SOUGHT,
                answers=(NAMES,),
                errors=(422,),
                runs=(namespaces.suggest,),
            ),
            Route(
                "GET",
                "/namespaces/ids",
                self.ids,
                "All names.",
                GROUP,
                answers=(NAMES,),
                runs=(namespaces.find,),
            ),
            Route(
                "POST",
                "/namespaces",
                self.create,
                "Describe a namespace.",
                GROUP,
                body=NEW,
                answers=(Answer(schema=NamespaceView),),
                errors=(409, 422),
                runs=(namespaces.create,),
            ),
            Route(
                "PUT",
                one,
                self.update,
                "Change the description of a namespace.",
                GROUP,
                (in_path("id", pattern=NEW_NAMESPACE),),
                BODY,
                answers=(Answer(schema=NamespaceView),),
                errors=(422,),
                runs=(namespaces.update,),
            ),
            Route(
                "DELETE",
                one,
                self.delete,
                "Forget the description of a namespace.",
                GROUP,
                answers=(Answer(204),),
                errors=(404,),
                runs=(namespaces.delete,),
            ),
            Route(
                "GET",
                f"{one}/inherited-variables",
                self.inherited_variables,
                "Variables of the namespaces above.",
                GROUP,
                answers=(Answer(schema=VariablesView),),
                runs=(namespaces.inherited_variables,),
            ),
            Route(
                "GET",
                f"{one}/inherited-plugindefaults",
                self.inherited_defaults,
                "Plugin defaults of the namespaces above.",
                GROUP,
                answers=(Answer(schema=list[InheritedDefaultView]),),
                runs=(namespaces.inherited_defaults,),
            ),
            Route(
                "GET",
                "/quota-limits",
                self.quotas,
                "Quotas of namespaces and how much of them is used.",
                GROUP,
                answers=(Answer(schema=list[QuotaLimitView]),),
                runs=(namespaces.quotas,),
            ),
            Route(
                "POST",
                f"{one}/plugindefaults/export",
                self.export_defaults,
                "Plugin defaults of a namespace as YAML.",
                GROUP,
                answers=(Answer(schema={"type": "string", "format": "binary"}, type=BINARY),),
                runs=(namespaces.export_defaults,),
            ),
            Route(
                "POST",
                f"{one}/plugindefaults/import",
                self.import_defaults,
                "Give a namespace the plugin defaults of a file.",
                GROUP,
                body=Body(FILE_UPLOAD, (FORM,)),
                answers=(NAMES,),
                errors=(413, 422),
                runs=(namespaces.import_defaults,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """A page of names."""
        query = filters.query_of(call, NAMESPACES, self._clock.now())
        found = await call.run(namespaces.FindNamespaces(query=query))
        return page_answer(NamespacePage, namespace_name_view, found)

    async def get(self, call: Call) -> Response:
        """Any name has an answer."""
        found = await call.run(namespaces.GetNamespace(namespace=call.params["id"]))
        return json_answer(_json(found))

    async def autocomplete(self, call: Call) -> Response:
        """Names for a form."""
        body = await call.json_map("autocomplete")
        request = namespaces.SuggestNamespaces(
            text=text_in(body, "q"), ids=tuple(texts_in(body, "ids"))
        )
        return json_answer(await call.run(request))

    async def ids(self, call: Call) -> Response:
        """All of them."""
        return json_answer(await call.run(ListNamespaces()))

    async def create(self, call: Call) -> Response:
        body = await call.json_map("namespace")
        return json_answer(_json(await call.run(namespaces.CreateNamespace(document=body))))

    async def update(self, call: Call) -> Response:
        request = namespaces.UpdateNamespace(
            namespace=call.params["id"], document=await call.json_map("namespace")
        )
        return json_answer(_json(await call.run(request)))

    async def delete(self, call: Call) -> Response:
        """Flows and files stay."""
        await call.run(namespaces.DeleteNamespace(namespace=call.params["id"]))
        return empty(204)

    async def inherited_variables(self, call: Call) -> Response:
        request = namespaces.ListInheritedVariables(namespace=call.params["id"])
        return json_answer(await call.run(request))

    async def inherited_defaults(self, call: Call) -> Response:
        request = namespaces.ListInheritedDefaults(namespace=call.params["id"])
        return json_answer([inherited_default_view(each) for each in await call.run(request)])

    async def quotas(self, call: Call) -> Response:
        """Those of the namespaces that may be seen."""
        found = await call.run(namespaces.ListQuotas())
        return json_answer([quota_limit_view(each) for each in found])

    async def export_defaults(self, call: Call) -> Response:
        """As an import takes them."""
        text = await call.run(namespaces.ExportPluginDefaults(namespace=call.params["id"]))
        return text_answer(text, BINARY, headers=attachment("plugin-defaults.yaml"))

    async def import_defaults(self, call: Call) -> Response:
        """The types that the file has."""
        _, content = await uploaded(call, "fileUpload")
        request = namespaces.ImportPluginDefaults(namespace=call.params["id"], content=content)
        return json_answer(await call.run(request))


def _json(namespace: Namespace) -> dict[str, Json]:
    return {**namespace.document, "id": namespace.id, "deleted": False}
