"""Roles, what can be allowed, and bindings (access.md §9, §10)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.authorization.older_words import permissions_in
from tiercel.model.authorization.people import SubjectKind
from tiercel.model.authorization.permissions import ACTIONS
from tiercel.model.authorization.roles import by_resource
from tiercel.model.json_types import Json
from tiercel.model.limits import BULK_IDS_MAX
from tiercel.model.lists.people import BINDINGS, ROLES
from tiercel.ports.clock import Clock
from tiercel.service.access.roles import BindingDraft, RoleDraft
from tiercel.service.operations.people import roles
from tiercel.web import filters, params
from tiercel.web.bodies import each_of, flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.people_payloads import BindingInput, IdsInput, RoleInput, Sought
from tiercel.web.route import GONE, Route, Row, shape
from tiercel.web.routers.people.rows import chosen_ids, offered, people_routes
from tiercel.web.views.people.people import (
    BindingsView,
    BindingView,
    FullRoleView,
    PermissionsView,
    RoleSummaryView,
    RolesView,
    RoleView,
    binding_view,
    full_role_view,
    role_summary,
    role_view,
)

ROLE, BINDING = shape(RoleView), shape(BindingView)


class RoleRoutes:
    """Roles of the tenant, and whom they are given to."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            *people_routes("Roles", self._roles(), search=listing(ROLES)),
            *people_routes("Bindings", self._bindings(), search=listing(BINDINGS)),
        ]

    def _roles(self) -> list[Row]:
        run, one, body = roles, "/roles/{id}", Body(RoleInput)
        while_typing, by_ids = "Roles while somebody types.", "Roles by their ids."
        several, full = Answer(schema=list[RoleSummaryView]), Answer(schema=list[FullRoleView])
        can, allowed = "What can be allowed.", "What the roles that come with the server allow."
        templates = Answer(schema=dict[str, PermissionsView])
        return [
            (
                "POST",
                "/roles",
                self.create,
                run.create,
                "Create a role.",
                body,
                ROLE,
                (409, 422),
            ),
            (
                "GET",
                "/roles/search",
                self.find,
                run.search,
                "Search roles.",
                None,
                shape(RolesView),
                (400, 422),
            ),
            (
                "POST",
                "/roles/autocomplete",
                self.offer,
                run.search,
                while_typing,
                Body(Sought),
                several,
                (422,),
            ),
            ("POST", "/roles/ids", self.choose, run.choose, by_ids, Body(IdsInput), full, (422,)),
            ("GET", one, self.get, run.get, "A role.", None, ROLE, (404,)),
            ("PUT", one, self.update, run.update, "Change a role.", body, ROLE, (404, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a role.", None, GONE, (404,)),
            (
                "GET",
                "/acls/permissions",
                self.permissions,
                run.managed,
                can,
                None,
                shape(PermissionsView),
                (),
            ),
            (
                "GET",
                "/acls/actions",
                self.actions,
                run.managed,
                "All actions.",
                None,
                shape(list[str]),
                (),
            ),
            ("GET", "/acls/templates", self.templates, run.managed, allowed, None, templates, ()),
        ]

    def _bindings(self) -> list[Row]:
        run, one, body = roles, "/bindings/{id}", Body(BindingInput)
        several = Answer(schema=list[BindingView])
        bulk, given = Body(list[BindingInput]), "Give several roles."
        return [
            (
                "POST",
                "/bindings",
                self.bind,
                run.bind,
                "Give a role.",
                body,
                BINDING,
                (404, 422),
            ),
            (
                "POST",
                "/bindings/bulk",
                self.bind_all,
                run.bind_all,
                given,
                bulk,
                several,
                (404, 422),
            ),
            (
                "GET",
                "/bindings/search",
                self.bindings,
                run.search_bindings,
                "Search bindings.",
                None,
                shape(BindingsView),
                (400, 422),
            ),
            ("GET", one, self.binding, run.get_binding, "A binding.", None, BINDING, (404,)),
            ("DELETE", one, self.unbind, run.unbind, "Take a role away.", None, GONE, (404,)),
        ]

    async def find(self, call: Call) -> Response:
        """By name unless sorted."""
        query = filters.query_of(call, ROLES, self._clock.now())
        page = await call.run(roles.FindRoles(query=query))
        return page_answer(RolesView, role_summary, page)

    async def offer(self, call: Call) -> Response:
        """By name."""
        page = await call.run(roles.FindRoles(query=await offered(call)))
        return json_answer([role_summary(each) for each in page.results])

    async def choose(self, call: Call) -> Response:
        """In the order of the ids."""
        found = await call.run(roles.ChooseRoles(ids=await chosen_ids(call)))
        return json_answer([full_role_view(each) for each in found])

    async def get(self, call: Call) -> Response:
        """With what it allows."""
        return json_answer(role_view(await call.run(roles.GetRole(role_id=call.params["id"]))))

    async def create(self, call: Call) -> Response:
        """In the words of today or of 1.x."""
        draft = _role(await call.json_map("role"))
        return json_answer(role_view(await call.run(roles.CreateRole(draft=draft))))

    async def update(self, call: Call) -> Response:
        """Whoever has it has what it allows now."""
        draft = _role(await call.json_map("role"))
        asked = roles.UpdateRole(role_id=call.params["id"], draft=draft)
        return json_answer(role_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """With its bindings."""
        await call.run(roles.DeleteRole(role_id=call.params["id"]))
        return empty(204)

    async def permissions(self, call: Call) -> Response:
        """Actions by resource."""
        await call.run(roles.ListManagedRoles())
        return json_answer({resource.value: list(found) for resource, found in ACTIONS.items()})

    async def actions(self, call: Call) -> Response:
        """By name."""
        await call.run(roles.ListManagedRoles())
        return json_answer(sorted({each for found in ACTIONS.values() for each in found}))

    async def templates(self, call: Call) -> Response:
        """By the name of the role in capitals."""
        found = await call.run(roles.ListManagedRoles())
        return json_answer(
            {role.name.upper(): by_resource(role.permissions) for role in found.values()}
        )

    async def bindings(self, call: Call) -> Response:
        """`id` is that of the user or group."""
        query = filters.query_of(call, BINDINGS, self._clock.now())
        page = await call.run(roles.FindBindings(query=query))
        return page_answer(BindingsView, binding_view, page)

    async def binding(self, call: Call) -> Response:
        """With the names of what it binds."""
        asked = roles.GetBinding(binding_id=call.params["id"])
        return json_answer(binding_view(await call.run(asked)))

    async def bind(self, call: Call) -> Response:
        """One that is given already is the answer."""
        draft = _binding(await call.json_map("binding"))
        return json_answer(binding_view(await call.run(roles.BindRole(draft=draft))))

    async def bind_all(self, call: Call) -> Response:
        """All or none."""
        sent = await call.json_list("bindings")
        if len(sent) > BULK_IDS_MAX:
            raise Refused("invalid-argument", f"At most {BULK_IDS_MAX} bindings can be sent")
        if not all(isinstance(each, dict) for each in sent):
            raise Refused("invalid-mapping", "[bindings] must hold objects")
        drafts = await each_of(sent, _binding)
        found = await call.run(roles.BindAll(drafts=drafts))
        return json_answer([binding_view(each) for each in found])

    async def unbind(self, call: Call) -> Response:
        """The role stays."""
        await call.run(roles.DeleteBinding(binding_id=call.params["id"]))
        return empty(204)


def _role(body: dict[str, Json]) -> RoleDraft:
    permissions = body.get("permissions")
    if permissions is not None and not isinstance(permissions, dict):
        raise Refused("invalid-mapping", "[permissions] must be an object")
    return RoleDraft(
        name=text_in(body, "name") or "",
        permissions=permissions_in(permissions or {}),
        description=text_in(body, "description") or "",
        is_default=flag_in(body, "isDefault"),
    )


def _binding(body: dict[str, Json]) -> BindingDraft:
    kind = (text_in(body, "type") or "").upper()
    if kind not in SubjectKind.__members__:
        raise params.unknown_word("type", kind, SubjectKind)
    return BindingDraft(
        kind=SubjectKind(kind),
        subject_id=text_in(body, "externalId") or "",
        role_id=text_in(body, "roleId") or "",
        namespace=text_in(body, "namespaceId") or None,
    )
