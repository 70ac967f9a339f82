"""Who may enter the tenant, its service accounts, and oneself (access.md §4, §7, §12)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.authorization.roles import by_resource
from tiercel.model.json_types import Json
from tiercel.service.operations.people import me, tenant_access
from tiercel.web import params
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, SIZE, Answer, Body, text
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.people_payloads import (
    EntrantsSought,
    OwnPasswordInput,
    TenantAccessInput,
    TenantAccountInput,
    UserChange,
)
from tiercel.web.route import EMPTY, GONE, Route, Row, shape
from tiercel.web.routers.people.accounts import account_draft
from tiercel.web.routers.people.rows import people_routes
from tiercel.web.routers.people.tokens import TokenOwner, TokenRoutes
from tiercel.web.routers.people.users import names_in
from tiercel.web.views.access import MeView, me_view
from tiercel.web.views.people.people import (
    EntrantsView,
    EntrantView,
    NothingView,
    PermissionsView,
    TenantAccessView,
    TenantAccountView,
    access_view,
    entrant_view,
    tenant_account_view,
)

GROUP = "Tenant access"
# Service accounts of the server have the same path without the tenant.
ACCOUNTS = "/main/service-accounts"
ACCOUNT = shape(TenantAccountView)
PAGE_OF_ENTRANTS = shape(EntrantsView)
LIST = (PAGE, SIZE, text("q", "A part of the e-mail address or of the names."))
_TOKENS = TokenOwner(
    path=f"{ACCOUNTS}/{{id}}",
    noun="a service account of the tenant",
    listing=tenant_access.tokens,
    creating=tenant_access.create_token,
    deleting=tenant_access.delete_token,
)


class TenantAccessRoutes:
    """Those of the tenant, and of whoever asks."""

    def routes(self) -> list[Route]:
        return [
            *people_routes(GROUP, self._access(), search=LIST),
            *people_routes(
                "Service accounts", [*self._accounts(), *TokenRoutes(_TOKENS).rows()], search=LIST
            ),
            *people_routes(
                "Misc",
                self._me(),
                permissions=(text("namespace", "A namespace; the whole tenant without one."),),
            ),
        ]

    def _access(self) -> list[Row]:
        run, base, one = tenant_access, "/tenant-access", "/tenant-access/{userId}"
        offered, several = "People while somebody types.", Answer(schema=list[EntrantView])
        body, given = Body(TenantAccessInput), "What somebody is given."
        return [
            (
                "GET",
                base,
                self.find,
                run.search,
                "Who may enter the tenant.",
                None,
                PAGE_OF_ENTRANTS,
                (422,),
            ),
            (
                "POST",
                base,
                self.give_by_name,
                run.give_by_name,
                "Let a user in by e-mail.",
                body,
                GONE,
                (404, 409, 422),
            ),
            (
                "POST",
                f"{base}/autocomplete",
                self.offer,
                run.search,
                offered,
                Body(EntrantsSought),
                several,
                (422,),
            ),
            ("GET", one, self.get, run.get, given, None, shape(TenantAccessView), (404,)),
            ("PUT", one, self.give, run.give, "Let a user in.", None, Answer(201), (404,)),
            ("DELETE", one, self.take, run.take, "Shut a user out.", None, GONE, (404, 409)),
        ]

    def _accounts(self) -> list[Row]:
        run, one, body = tenant_access, f"{ACCOUNTS}/{{id}}", Body(TenantAccountInput)
        return [
            (
                "GET",
                ACCOUNTS,
                self.accounts,
                run.accounts,
                "Service accounts of the tenant.",
                None,
                PAGE_OF_ENTRANTS,
                (422,),
            ),
            (
                "POST",
                ACCOUNTS,
                self.create,
                run.create,
                "Create a service account of the tenant.",
                body,
                ACCOUNT,
                (404, 409, 422),
            ),
            (
                "GET",
                one,
                self.account,
                run.account,
                "A service account of the tenant.",
                None,
                ACCOUNT,
                (404,),
            ),
            (
                "PUT",
                one,
                self.update,
                run.update,
                "Change a service account of the tenant.",
                body,
                ACCOUNT,
                (404, 409, 422),
            ),
            (
                "DELETE",
                one,
                self.delete,
                run.delete,
                "Delete a service account of the tenant.",
                None,
                EMPTY,
                (404,),
            ),
        ]

    def _me(self) -> list[Row]:
        password = "Change the own password."
        return [
            (
                "PATCH",
                "/me",
                self.change_me,
                me.update,
                "Change the own names.",
                Body(UserChange),
                shape(MeView),
                (409, 422),
            ),
            (
                "PUT",
                "/me/password",
                self.change_password,
                me.change_password,
                password,
                Body(OwnPasswordInput),
                shape(NothingView),
                (403, 422),
            ),
            (
                "GET",
                "/me/permissions",
                self.permissions,
                me.permissions,
                "What one may do.",
                None,
                shape(PermissionsView),
                (),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """People alone."""
        page, size = params.paging(call)
        asked = tenant_access.FindEntrants(text=call.text("q"), page=page, size=size)
        return page_answer(EntrantsView, entrant_view, await call.run(asked))

    async def give_by_name(self, call: Call) -> Response:
        """With the default role."""
        name = text_in(await call.json_map("access"), "email") or ""
        await call.run(tenant_access.GiveAccessByName(username=name))
        return empty(204)

    async def offer(self, call: Call) -> Response:
        """A few that have the text."""
        body = await call.json_map("sought")
        texts_in(body, "ids")
        words = text_in(body, "q") or text_in(body, "username")
        page = await call.run(tenant_access.FindEntrants(text=words))
        return json_answer([entrant_view(each) for each in page.results])

    async def get(self, call: Call) -> Response:
        """By groups and by bindings."""
        asked = tenant_access.GetTenantAccess(user_id=call.params["userId"])
        return json_answer(access_view(await call.run(asked)))

    async def give(self, call: Call) -> Response:
        """With the default role."""
        await call.run(tenant_access.GiveAccess(user_id=call.params["userId"]))
        return empty(201)

    async def take(self, call: Call) -> Response:
        """Bindings and memberships go."""
        await call.run(tenant_access.TakeAccess(user_id=call.params["userId"]))
        return empty(204)

    async def accounts(self, call: Call) -> Response:
        """Programs alone."""
        page, size = params.paging(call)
        words = call.text("q") or call.text("name") or call.text("filters[name][EQUALS]")
        asked = tenant_access.FindAccounts(text=words, page=page, size=size)
        return page_answer(EntrantsView, entrant_view, await call.run(asked))

    async def create(self, call: Call) -> Response:
        """It may enter the tenant at once."""
        body = await call.json_map("account")
        made = tenant_access.CreateAccount(draft=account_draft(body), groups=_group_ids(body))
        return json_answer(tenant_account_view(await call.run(made)))

    async def account(self, call: Call) -> Response:
        """With its groups."""
        asked = tenant_access.GetAccount(user_id=call.params["id"])
        return json_answer(tenant_account_view(await call.run(asked)))

    async def update(self, call: Call) -> Response:
        """Groups that are not named are left."""
        body = await call.json_map("account")
        asked = tenant_access.UpdateAccount(
            user_id=call.params["id"],
            name=text_in(body, "name") or "",
            description=text_in(body, "description") or "",
            groups=_group_ids(body),
        )
        return json_answer(tenant_account_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """With its tokens."""
        await call.run(tenant_access.DeleteAccount(user_id=call.params["id"]))
        return empty(200)

    async def change_me(self, call: Call) -> Response:
        """What is missing stays."""
        fields = names_in(await call.json_map("me"))
        return json_answer(me_view(await call.run(me.UpdateMe(fields=fields))))

    async def change_password(self, call: Call) -> Response:
        """Sessions end, that of the request too."""
        body = await call.json_map("password")
        old, new = text_in(body, "oldPassword") or "", text_in(body, "newPassword") or ""
        await call.run(me.ChangePassword(old=old, new=new))
        return json_answer(NothingView())

    async def permissions(self, call: Call) -> Response:
        """Actions by resource."""
        asked = me.ListMyPermissions(namespace=call.text("namespace") or None)
        return json_answer(by_resource(await call.run(asked)))


def _group_ids(body: dict[str, Json]) -> tuple[str, ...]:
    sent = body.get("groups") or []
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        raise Refused("invalid-mapping", "[groups] must hold objects with an id")
    return tuple(text_in(each, "id") or "" for each in sent)
