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
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.param_kinds import paging, sought
from tiercel.web.people_payloads import (
    AccountChange,
    AccountInput,
    OwnerInput,
    UserInput,
    UserTokenInput,
)
from tiercel.web.route import Route
from tiercel.web.routers.people.rows import (
    EMPTY,
    GONE,
    TOKENS,
    Row,
    created_token,
    new_token,
    owner_in,
    routes_of,
    shape,
    tokens_answer,
)
from tiercel.web.views.access import token_view
from tiercel.web.views.people.people import (
    AccountsView,
    AccountView,
    UserView,
    account_view,
)

GROUP = "Users"
ONE = shape(UserView)
ACCOUNT = shape(AccountView)
USER, TOKEN = Body(UserInput), Body(UserTokenInput)
_NAMES = {"firstName": "first_name", "lastName": "last_name", "email": "username"}


class AccountRoutes:
    """Programs and their tokens, of the whole server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        lists = {"search": (*paging(USERS.sorts), *sought(USERS))}
        return routes_of("Service accounts", self._accounts(), **lists)

    def _accounts(self) -> list[Row]:
        run, one, owner = users, "/service-accounts/{id}", Body(OwnerInput)
        base, tokens = "/service-accounts", f"{one}/api-tokens"
        made = "Make a service account an owner of the server, or none."
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
            (
                "PATCH",
                f"{one}/superadmin",
                self.set_account_owner,
                run.update,
                made,
                owner,
                EMPTY,
                (404, 422),
            ),
            (
                "PATCH",
                f"{one}/instance-owner",
                self.set_account_owner,
                run.update,
                made,
                owner,
                EMPTY,
                (404, 422),
            ),
            (
                "GET",
                tokens,
                self.account_tokens,
                run.tokens,
                "Tokens of a service account.",
                None,
                TOKENS,
                (404,),
            ),
            (
                "POST",
                tokens,
                self.create_account_token,
                run.create_token,
                "Create a token for a service account.",
                TOKEN,
                created_token(),
                (404, 409, 422),
            ),
            (
                "DELETE",
                f"{tokens}/{{tokenId}}",
                self.delete_account_token,
                run.delete_token,
                "Revoke a token of a service account.",
                None,
                EMPTY,
                (404,),
            ),
        ]

    async def find_accounts(self, call: Call) -> Response:
        """Programs alone."""
        query = filters.query_of(call, USERS, self._clock.now())
        page = await call.run(users.FindUsers(query=query, kind=UserKind.SERVICE_ACCOUNT))
        return json_answer(AccountsView([account_view(each) for each in page.results], page.total))

    async def create_account(self, call: Call) -> Response:
        """It can do nothing until a binding or a group gives it something."""
        body = await call.json_map("account")
        draft = UserDraft(
            username=text_in(body, "name") or "",
            kind=UserKind.SERVICE_ACCOUNT,
            description=text_in(body, "description") or "",
            is_owner=owner_in(body),
        )
        tenants = tuple(texts_in(body, "tenants"))
        found = await call.run(users.CreateUser(draft=draft, tenants=tenants))
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

    async def account_tokens(self, call: Call) -> Response:
        """Without their texts."""
        kind = UserKind.SERVICE_ACCOUNT
        asked = users.ListUserTokens(user_id=call.params["id"], kind=kind)
        return tokens_answer(await call.run(asked))

    async def create_account_token(self, call: Call) -> Response:
        """The full text is shown once."""
        made = users.CreateUserToken(
            user_id=call.params["id"],
            asked=await new_token(call),
            kind=UserKind.SERVICE_ACCOUNT,
        )
        return json_answer(token_view(await call.run(made)))

    async def delete_account_token(self, call: Call) -> Response:
        """At once."""
        user_id, token_id, kind = (
            call.params["id"],
            call.params["tokenId"],
            UserKind.SERVICE_ACCOUNT,
        )
        await call.run(users.DeleteUserToken(user_id=user_id, token_id=token_id, kind=kind))
        return empty(200)


def _of_account(call: Call, fields: dict[str, Json]) -> users.UpdateUser:
    user_id, kind = call.params["id"], UserKind.SERVICE_ACCOUNT
    return users.UpdateUser(user_id=user_id, fields=fields, kind=kind)
