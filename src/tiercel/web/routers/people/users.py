"""Users of the server, for its owners (access.md §5, §6)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.lists.people import USERS
from tiercel.ports.clock import Clock
from tiercel.service.access.users import UserDraft
from tiercel.service.operations.people import groups, users
from tiercel.web import filters
from tiercel.web.bodies import flag_in, text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Body
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.people_payloads import (
    PasswordInput,
    RestrictedInput,
    UserChange,
    UserGroupsInput,
    UserInput,
)
from tiercel.web.route import EMPTY, GONE, Route, Row, shape
from tiercel.web.routers.people.rows import owner_in, owner_rows, people_routes
from tiercel.web.routers.people.tokens import TokenOwner, TokenRoutes
from tiercel.web.views.people.people import UsersView, UserView, user_summary, user_view

ONE = shape(UserView)
USER = Body(UserInput)
_NAMES = {"firstName": "first_name", "lastName": "last_name", "email": "username"}
_TOKENS = TokenOwner(
    path="/users/{id}",
    noun="a user",
    listing=users.tokens,
    creating=users.create_token,
    deleting=users.delete_token,
    statuses=(201, 204),
)


class UserRoutes:
    """People and their tokens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        rows = [*self._people(), *self._one_person(), *TokenRoutes(_TOKENS).rows()]
        return people_routes("Users", rows, search=listing(USERS))

    def _people(self) -> list[Row]:
        run, one = users, "/users/{id}"
        page, groups_body = shape(UsersView), Body(UserGroupsInput)
        return [
            ("GET", "/users", self.find, run.search, "Search users.", None, page, (400, 422)),
            (
                "POST",
                "/users",
                self.create,
                run.create,
                "Create a user.",
                USER,
                shape(UserView, 201),
                (404, 409, 422),
            ),
            ("GET", one, self.get, run.get, "A user.", None, ONE, (404,)),
            ("PUT", one, self.replace, run.update, "Change a user.", USER, ONE, (404, 409, 422)),
            (
                "PATCH",
                one,
                self.change,
                run.update,
                "Change names of a user.",
                Body(UserChange),
                ONE,
                (404, 409, 422),
            ),
            ("DELETE", one, self.delete, run.delete, "Delete a user.", None, GONE, (404, 409)),
            (
                "PUT",
                f"{one}/groups",
                self.set_groups,
                groups.set_groups,
                "Set the groups of a user.",
                groups_body,
                GONE,
                (404, 422),
            ),
        ]

    def _one_person(self) -> list[Row]:
        run, one = users, "/users/{id}"
        return [
            (
                "PATCH",
                f"{one}/password",
                self.set_password,
                run.update,
                "Set the password of a user.",
                Body(PasswordInput),
                ONE,
                (404, 409, 422),
            ),
            *owner_rows(one, self.set_owner, "a user", (404, 409, 422)),
            (
                "PATCH",
                f"{one}/restricted",
                self.set_restricted,
                run.update,
                "Keep a user from changing name and password.",
                Body(RestrictedInput),
                EMPTY,
                (404, 422),
            ),
            (
                "DELETE",
                f"{one}/auths/{{auth}}",
                self.remove_password,
                run.remove_password,
                "Take a way to sign in from a user.",
                None,
                ONE,
                (404,),
            ),
            (
                "DELETE",
                f"{one}/refresh-token",
                self.end_sessions,
                run.end_sessions,
                "Sign a user out everywhere.",
                None,
                GONE,
                (404,),
            ),
            (
                "POST",
                f"{one}/unlock",
                self.unlock,
                run.unlock,
                "Unlock a user.",
                None,
                GONE,
                (404,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """People alone."""
        query = filters.query_of(call, USERS, self._clock.now())
        page = await call.run(users.FindUsers(query=query))
        return page_answer(UsersView, user_summary, page)

    async def create(self, call: Call) -> Response:
        """Without a password they can't sign in with one."""
        body = await call.json_map("user")
        draft = UserDraft(
            username=text_in(body, "email") or text_in(body, "username") or "",
            first_name=text_in(body, "firstName") or "",
            last_name=text_in(body, "lastName") or "",
            password=text_in(body, "password") or None,
            is_owner=owner_in(body),
            is_restricted=flag_in(body, "restricted"),
        )
        tenants, in_groups = texts_in(body, "tenants"), texts_in(body, "groups")
        made = users.CreateUser(draft=draft, tenants=tuple(tenants), groups=tuple(in_groups))
        return json_answer(user_view(await call.run(made)), 201)

    async def get(self, call: Call) -> Response:
        """With groups."""
        return json_answer(
            user_view(await call.run(users.GetUserDetail(user_id=call.params["id"])))
        )

    async def replace(self, call: Call) -> Response:
        """What is missing is empty; a missing password stays."""
        body = await call.json_map("user")
        fields: dict[str, Json] = {
            "first_name": text_in(body, "firstName") or "",
            "last_name": text_in(body, "lastName") or "",
        }
        name = text_in(body, "email") or text_in(body, "username")
        fields.update({"username": name} if name else {})
        fields.update({"password": body["password"]} if text_in(body, "password") else {})
        return await _updated(call, fields)

    async def change(self, call: Call) -> Response:
        """What is missing stays."""
        return await _updated(call, names_in(await call.json_map("user")))

    async def delete(self, call: Call) -> Response:
        """With tokens, memberships and bindings."""
        await call.run(users.DeleteUser(user_id=call.params["id"]))
        return empty(204)

    async def set_groups(self, call: Call) -> Response:
        """Those that are not named are left."""
        ids = texts_in(await call.json_map("groups"), "groupIds")
        await call.run(groups.SetUserGroups(user_id=call.params["id"], groups=tuple(ids)))
        return empty(204)

    async def set_password(self, call: Call) -> Response:
        """Sessions end, and locks go."""
        body = await call.json_map("password")
        return await _updated(call, {"password": text_in(body, "password") or ""})

    async def set_owner(self, call: Call) -> Response:
        """The first user stays one."""
        await _update(call, {"is_owner": owner_in(await call.json_map("owner"))})
        return empty(200)

    async def set_restricted(self, call: Call) -> Response:
        """Owners may still change the user."""
        body = await call.json_map("restricted")
        await _update(call, {"is_restricted": flag_in(body, "restricted")})
        return empty(200)

    async def remove_password(self, call: Call) -> Response:
        """Sessions end."""
        user_id, way = call.params["id"], call.params["auth"]
        found = await call.run(users.RemovePassword(user_id=user_id, way=way))
        return json_answer(user_view(found))

    async def end_sessions(self, call: Call) -> Response:
        """Also when there are none."""
        await call.run(users.EndSessions(user_id=call.params["id"]))
        return empty(204)

    async def unlock(self, call: Call) -> Response:
        """Also when the user is not locked."""
        await call.run(users.UnlockUser(user_id=call.params["id"]))
        return empty(204)


def names_in(body: dict[str, Json]) -> dict[str, Json]:
    """The names that a body has, as members of a user."""
    found = {member: text_in(body, name) for name, member in _NAMES.items()}
    return {member: text for member, text in found.items() if text}


async def _update(call: Call, fields: dict[str, Json]) -> None:
    await call.run(users.UpdateUser(user_id=call.params["id"], fields=fields))


async def _updated(call: Call, fields: dict[str, Json]) -> Response:
    asked = users.UpdateUser(user_id=call.params["id"], fields=fields)
    return json_answer(user_view(await call.run(asked)))
