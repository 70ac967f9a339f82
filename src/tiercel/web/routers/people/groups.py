"""Groups and their members (access.md §8)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.lists.people import GROUPS
from tiercel.ports.clock import Clock
from tiercel.service.access.groups import GroupDraft
from tiercel.service.operations.people import groups
from tiercel.web import filters, params
from tiercel.web.bodies import text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import PAGE, SIZE, Answer, Body, needed, text
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.param_kinds import listing
from tiercel.web.people_payloads import GroupInput, IdsInput, Sought
from tiercel.web.route import EMPTY, Route, Row, shape
from tiercel.web.routers.people.rows import chosen_ids, offered, people_routes
from tiercel.web.views.people.people import (
    GroupsView,
    GroupView,
    MembersView,
    MemberView,
    group_view,
    member_view,
)

GROUP = "Groups"
ONE, MEMBER = shape(GroupView), shape(MemberView)
SEVERAL = Answer(schema=list[GroupView])
WORDS = ("MEMBER", "OWNER")


class GroupRoutes:
    """Groups of the tenant."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        return people_routes(
            GROUP,
            [*self._groups(), *self._members()],
            search=listing(GROUPS),
            members=(PAGE, SIZE, text("q", "A part of the e-mail address or of the names.")),
            set_membership=(needed(text("membership", "What the member is.", enum=[*WORDS])),),
        )

    def _groups(self) -> list[Row]:
        run, one, body = groups, "/groups/{id}", Body(GroupInput)
        while_typing, by_ids = "Groups while somebody types.", "Groups by their ids."
        return [
            (
                "POST",
                "/groups",
                self.create,
                run.create,
                "Create a group.",
                body,
                ONE,
                (404, 409, 422),
            ),
            (
                "GET",
                "/groups/search",
                self.find,
                run.search,
                "Search groups.",
                None,
                shape(GroupsView),
                (400, 422),
            ),
            (
                "POST",
                "/groups/autocomplete",
                self.offer,
                run.search,
                while_typing,
                Body(Sought),
                SEVERAL,
                (422,),
            ),
            (
                "POST",
                "/groups/ids",
                self.choose,
                run.choose,
                by_ids,
                Body(IdsInput),
                SEVERAL,
                (422,),
            ),
            ("GET", one, self.get, run.get, "A group.", None, ONE, (404,)),
            ("PUT", one, self.update, run.update, "Change a group.", body, ONE, (404, 409, 422)),
            ("DELETE", one, self.delete, run.delete, "Delete a group.", None, EMPTY, (404,)),
        ]

    def _members(self) -> list[Row]:
        run, base = groups, "/groups/{id}/members"
        one, part = f"{base}/{{userId}}", "Make a member an owner of the group, or none."
        return [
            (
                "GET",
                base,
                self.members,
                run.members,
                "Members of a group.",
                None,
                shape(MembersView),
                (404, 422),
            ),
            (
                "PUT",
                f"{base}/membership/{{userId}}",
                self.set_membership,
                run.set_membership,
                part,
                None,
                MEMBER,
                (400, 404, 409, 422),
            ),
            (
                "PUT",
                one,
                self.add,
                run.add_member,
                "Put a user into a group.",
                None,
                MEMBER,
                (404, 409),
            ),
            (
                "DELETE",
                one,
                self.remove,
                run.remove_member,
                "Take a user out of a group.",
                None,
                MEMBER,
                (404, 409),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """By name unless sorted."""
        query = filters.query_of(call, GROUPS, self._clock.now())
        page = await call.run(groups.FindGroups(query=query))
        return page_answer(GroupsView, group_view, page)

    async def offer(self, call: Call) -> Response:
        """By name."""
        page = await call.run(groups.FindGroups(query=await offered(call)))
        return json_answer([group_view(each) for each in page.results])

    async def choose(self, call: Call) -> Response:
        """In the order of the ids."""
        found = await call.run(groups.ChooseGroups(ids=await chosen_ids(call)))
        return json_answer([group_view(each) for each in found])

    async def get(self, call: Call) -> Response:
        """Without its members."""
        return json_answer(group_view(await call.run(groups.GetGroup(group_id=call.params["id"]))))

    async def create(self, call: Call) -> Response:
        """With members."""
        body = await call.json_map("group")
        members = tuple(texts_in(body, "membersId"))
        made = groups.CreateGroup(draft=_draft(body), members=members)
        return json_answer(group_view(await call.run(made)))

    async def update(self, call: Call) -> Response:
        """Its members stay."""
        draft = _draft(await call.json_map("group"))
        asked = groups.UpdateGroup(group_id=call.params["id"], draft=draft)
        return json_answer(group_view(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """With its bindings."""
        await call.run(groups.DeleteGroup(group_id=call.params["id"]))
        return empty(200)

    async def members(self, call: Call) -> Response:
        """By user name."""
        page, size = params.paging(call)
        asked = groups.ListMembers(group_id=call.params["id"], text=call.text("q"))
        found = [member_view(each) for each in await call.run(asked)]
        return json_answer(MembersView(found[(page - 1) * size : page * size], len(found)))

    async def add(self, call: Call) -> Response:
        """Who is in it may enter the tenant."""
        group_id, user_id = call.params["id"], call.params["userId"]
        asked = groups.AddMember(group_id=group_id, user_id=user_id)
        return json_answer(member_view(await call.run(asked)))

    async def remove(self, call: Call) -> Response:
        """Who was let in by this group only must stay outside."""
        group_id, user_id = call.params["id"], call.params["userId"]
        asked = groups.RemoveMember(group_id=group_id, user_id=user_id)
        return json_answer(member_view(await call.run(asked)))

    async def set_membership(self, call: Call) -> Response:
        """OWNER or MEMBER."""
        word = params.required(call, "membership").upper()
        if word not in WORDS:
            raise params.unknown_word("membership", word, WORDS)
        asked = groups.SetMembership(
            group_id=call.params["id"], user_id=call.params["userId"], is_owner=word == "OWNER"
        )
        return json_answer(member_view(await call.run(asked)))


def _draft(body: dict[str, object]) -> GroupDraft:
    return GroupDraft(
        name=text_in(body, "name") or "", description=text_in(body, "description") or ""
    )
