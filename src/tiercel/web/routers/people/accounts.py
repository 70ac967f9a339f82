"""Service accounts of the server, for its owners (access.md §5, §12)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.authorization.people import UserKind
from tiercel.model.json_types import Json
from tiercel.model.lists.people import USERS
from tiercel.ports.clock import Clock
from tiercel.service.access.users import UserDraft
from tiercel.service.operations.people import users
from tiercel.web import filters
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.people_payloads import AccountChange, AccountInput
from tiercel.web.route import GONE, Route, Row, shape
from tiercel.web.routers.people.rows import owner_in, owner_rows, people_routes
from tiercel.web.routers.people.tokens import TokenOwner, TokenRoutes
from tiercel.web.views.people.people import AccountsView, AccountView, account_view

ACCOUNT = shape(AccountView)
_TOKENS = TokenOwner(
    path="/service-accounts/{id}",
    noun="a service account",
    listing=users.tokens,
    creating=users.create_token,
    deleting=users.delete_token,
    kind=UserKind.SERVICE_ACCOUNT,
)


class AccountRoutes:
    """Programs and their tokens, of the whole server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        rows = [*self._accounts(), *TokenRoutes(_TOKENS).rows()]
        return people_routes("Service accounts", rows, search=listing(USERS))

    def _accounts(self) -> list[Row]:
        run, base, one = users, "/service-accounts", "/service-accounts/{id}"
        return [
            (
                "GET",
                base,
                self.find_accounts,
                run.search,
                "Search service accounts.",
                None,
                shape(AccountsView),
                (400, 422),
            ),
            (
                "POST",
                base,
                self.create_account,
                run.create,
                "Create a service account.",
                Body(AccountInput),
                ACCOUNT,
                (404, 409, 422),
            ),
            ("GET", one, self.get_account, run.get, "A service account.", None, ACCOUNT, (404,)),
            (
                "PATCH",
                one,
                self.change_account,
                run.update,
                "Change a service account.",
                Body(AccountChange),
                ACCOUNT,
                (404, 409, 422),
            ),
            (
                "DELETE",
                one,
                self.delete_account,
                run.delete,
                "Delete a service account.",
                None,
                GONE,
                (404,),
            ),
            *owner_rows(one, self.set_account_owner, "a service account", (404, 422)),
        ]

    async def find_accounts(self, call: Call) -> Response:
        """Programs alone."""
        query = filters.query_of(call, USERS, self._clock.now())
        page = await call.run(users.FindUsers(query=query, kind=UserKind.SERVICE_ACCOUNT))
        return page_answer(AccountsView, account_view, page)

    async def create_account(self, call: Call) -> Response:
        """It can do nothing until a binding or a group gives it something."""
        body = await call.json_map("account")
        tenants = tuple(texts_in(body, "tenants"))
        found = await call.run(users.CreateUser(draft=account_draft(body), tenants=tenants))
        return json_answer(account_view(found.user))

    async def get_account(self, call: Call) -> Response:
        """Of the whole server."""
        asked = users.GetUserDetail(user_id=call.params["id"], kind=UserKind.SERVICE_ACCOUNT)
        return json_answer(account_view((await call.run(asked)).user))

    async def change_account(self, call: Call) -> Response:
        """Name and description."""
        body = await call.json_map("account")
        fields: dict[str, Json] = {"username": text_in(body, "name") or ""}
        if "description" in body:
            fields["description"] = text_in(body, "description") or ""
        return json_answer(account_view((await call.run(_of_account(call, fields))).user))

    async def delete_account(self, call: Call) -> Response:
        """With its tokens."""
        user_id = call.params["id"]
        await call.run(users.DeleteUser(user_id=user_id, kind=UserKind.SERVICE_ACCOUNT))
        return empty(204)

    async def set_account_owner(self, call: Call) -> Response:
        """An owner may do everything that owners do, by its tokens."""
        await call.run(_of_account(call, {"is_owner": owner_in(await call.json_map("owner"))}))
        return empty(200)


def account_draft(body: dict[str, Json]) -> UserDraft:
    """What a body asks of a new service account. Raises: Refused."""
    return UserDraft(
        username=text_in(body, "name") or "",
        kind=UserKind.SERVICE_ACCOUNT,
        description=text_in(body, "description") or "",
        is_owner=owner_in(body),
    )


def _of_account(call: Call, fields: dict[str, Json]) -> users.UpdateUser:
    user_id, kind = call.params["id"], UserKind.SERVICE_ACCOUNT
    return users.UpdateUser(user_id=user_id, fields=fields, kind=kind)
