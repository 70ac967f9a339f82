"""Namespaces (namespaces.md)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.resources import NAMESPACES
from tiercel.ports.clock import Clock
from tiercel.service.namespaces import NamespaceService
from tiercel.service.operations import namespaces
from tiercel.web import filters
from tiercel.web.answers import empty, json_answer
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.param_kinds import NEW_NAMESPACE, in_path, paging, sought
from tiercel.web.route import Answer, Body, Route

GROUP = "Namespaces"
OBJECT = Answer(schema={"type": "object"})
SOUGHT = Body(
    {
        "type": "object",
        "properties": {
            "q": {"type": ["string", "null"]},
            "ids": {"type": ["array", "null"], "items": {"type": "string"}},
        },
    }
)
NAMES = Answer(schema={"type": "array", "items": {"type": "string"}})
BODY = Body({"type": "object"})
NEW = Body(
    {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "pattern": NEW_NAMESPACE}},
    }
)


class NamespaceRoutes:
    """Namespaces exist because something lies in them."""

    def __init__(self, namespaces: NamespaceService, clock: Clock) -> None:
        self._namespaces = namespaces
        self._clock = clock

    def routes(self) -> list[Route]:
        """The table."""
        one = "/namespaces/{id}"
        asked = (*paging(NAMESPACES.sorts), *sought(NAMESPACES))
        return [
            Route(
                "GET",
                "/namespaces/search",
                self.find,
                "Search namespaces.",
                GROUP,
                asked,
                answers=(OBJECT,),
                errors=(400, 422),
            ),
            Route("GET", one, self.get, "A namespace.", GROUP, answers=(OBJECT,)),
            Route(
                "POST",
                "/namespaces/autocomplete",
                self.autocomplete,
                "Names that match.",
                GROUP,
                body=SOUGHT,
                answers=(NAMES,),
                errors=(422,),
            ),
            Route("GET", "/namespaces/ids", self.ids, "All names.", GROUP, answers=(NAMES,)),
            Route(
                "POST",
                "/namespaces",
                self.create,
                "Describe a namespace.",
                GROUP,
                body=NEW,
                answers=(OBJECT,),
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
                answers=(OBJECT,),
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
                answers=(OBJECT,),
            ),
            Route(
                "GET",
                f"{one}/inherited-plugindefaults",
                self.inherited_defaults,
                "Plugin defaults of the namespaces above.",
                GROUP,
                answers=(OBJECT,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """A page of names."""
        query = filters.query_of(call, NAMESPACES, self._clock.now())
        found = await self._namespaces.find(query)
        results = [{"id": name, "deleted": False, "disabled": True} for name in found.results]
        return json_answer({"results": results, "total": found.total})

    async def get(self, call: Call) -> Response:
        """Any name has an answer."""
        return json_answer(await self._namespaces.get(call.params["id"]))

    async def autocomplete(self, call: Call) -> Response:
        """Names for a form."""
        body = await call.json_map("autocomplete")
        words, ids = text_in(body, "q"), texts_in(body, "ids")
        return json_answer(await self._namespaces.autocomplete(words, ids))

    async def ids(self, call: Call) -> Response:
        """All of them."""
        return json_answer(await self._namespaces.ids())

    async def create(self, call: Call) -> Response:
        """A new description."""
        body = await call.json_map("namespace")
        return json_answer(await call.run(namespaces.CreateNamespace(document=body)))

    async def update(self, call: Call) -> Response:
        """Create or replace."""
        request = namespaces.UpdateNamespace(
            namespace=call.params["id"], document=await call.json_map("namespace")
        )
        return json_answer(await call.run(request))

    async def delete(self, call: Call) -> Response:
        """Flows and files stay."""
        await call.run(namespaces.DeleteNamespace(namespace=call.params["id"]))
        return empty(204)

    async def inherited_variables(self, call: Call) -> Response:
        """A map."""
        return json_answer(await self._namespaces.inherited(call.params["id"], "variables"))

    async def inherited_defaults(self, call: Call) -> Response:
        """A map."""
        return json_answer(await self._namespaces.inherited(call.params["id"], "pluginDefaults"))
