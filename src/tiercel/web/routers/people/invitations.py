"""Invitations into the tenant (access.md §11)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.authorization.people import InvitedRole
from tiercel.model.json_types import Json
from tiercel.model.lists.people import INVITATIONS
from tiercel.ports.clock import Clock
from tiercel.service.access.invitations import Account, InvitationDraft
from tiercel.service.operations.people import invitations as run
from tiercel.settings.sections import Settings
from tiercel.web import filters
from tiercel.web.bodies import flag_in, objects_in, text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.http.answers import empty, json_answer, page_answer
from tiercel.web.http.own_address import OwnAddress
from tiercel.web.param_kinds import listing
from tiercel.web.people_payloads import InvitationInput, InvitedAccountInput
from tiercel.web.route import GONE, Route, Row, shape
from tiercel.web.routers.people.rows import owner_in, people_routes
from tiercel.web.views.people.invitations import (
    InvitationsView,
    InvitationView,
    OwnInvitationView,
    invitation_view,
    own_invitation_view,
)
from tiercel.web.views.people.people import NothingView

GROUP = "Invitations"
DONE = shape(NothingView)


class InvitationRoutes:
    """Invitations of the tenant; links begin with `kestra.url`, else as the request did."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._address = OwnAddress(settings)

    def routes(self) -> list[Route]:
        open_route = Route(
            "POST",
            "/invitation/create/{id}",
            self.create_account,
            "Make an account by an invitation.",
            GROUP,
            body=Body(InvitedAccountInput),
            answers=(DONE,),
            errors=(404, 409, 422),
            is_open=True,
            runs=(run.create_account,),
        )
        return [*people_routes(GROUP, self._rows(), search=listing(INVITATIONS)), open_route]

    def _rows(self) -> list[Row]:
        one, body = "/invitations/{id}", Body(InvitationInput)
        made, several = shape(InvitationView, 201), Answer(schema=list[InvitationView])
        own = Answer(schema=list[OwnInvitationView])
        return [
            (
                "POST",
                "/invitations",
                self.invite,
                run.create,
                "Invite.",
                body,
                made,
                (404, 409, 422),
            ),
            (
                "GET",
                "/invitations/search",
                self.find,
                run.search,
                "Search invitations.",
                None,
                shape(InvitationsView),
                (400, 422),
            ),
            (
                "GET",
                "/invitations/email/{email}",
                self.of_email,
                run.of_email,
                "Invitations to an address.",
                None,
                several,
                (),
            ),
            ("GET", one, self.get, run.get, "An invitation.", None, shape(InvitationView), (404,)),
            ("DELETE", one, self.delete, run.delete, "Take back.", None, GONE, (404,)),
            ("GET", "/me/invitations", self.mine, run.mine, "Own invitations.", None, own, ()),
            (
                "POST",
                "/invitation/accept/{id}",
                self.accept,
                run.accept,
                "Accept an invitation.",
                None,
                DONE,
                (404, 409),
            ),
        ]

    async def invite(self, call: Call) -> Response:
        """204 where the user is there already and enters at once."""
        body = await call.json_map("invitation")
        draft = InvitationDraft(
            email=text_in(body, "email") or "",
            roles=_roles_in(body),
            group_ids=tuple(texts_in(body, "groups")),
            is_owner=owner_in(body),
            creates_user=flag_in(body, "createUserIfNotExist"),
        )
        made = await call.run(run.Invite(draft=draft))
        if made is None:
            return empty(204)
        return json_answer(invitation_view(made, self._address.of(call)), 201)

    async def find(self, call: Call) -> Response:
        """The newest first."""
        query = filters.query_of(call, INVITATIONS, self._clock.now())
        page = await call.run(run.FindInvitations(query=query))
        base = self._address.of(call)
        return page_answer(InvitationsView, lambda each: invitation_view(each, base), page)

    async def of_email(self, call: Call) -> Response:
        """None is fine."""
        found = await call.run(run.ListInvitationsTo(email=call.params["email"]))
        return json_answer([invitation_view(each, self._address.of(call)) for each in found])

    async def mine(self, call: Call) -> Response:
        """Those that can still be accepted."""
        found = await call.run(run.ListMyInvitations())
        return json_answer([own_invitation_view(each, self._address.of(call)) for each in found])

    async def get(self, call: Call) -> Response:
        """Without the key of its link."""
        found = await call.run(run.GetInvitation(invitation_id=call.params["id"]))
        return json_answer(invitation_view(found, self._address.of(call)))

    async def delete(self, call: Call) -> Response:
        """Its link is good for nothing."""
        await call.run(run.DeleteInvitation(invitation_id=call.params["id"]))
        return empty(204)

    async def accept(self, call: Call) -> Response:
        """For the user of that address."""
        await call.run(run.AcceptInvitation(invitation_id=call.params["id"]))
        return json_answer(NothingView())

    async def create_account(self, call: Call) -> Response:
        """Whoever has the link needs no credentials."""
        body = await call.json_map("account")
        account = Account(
            first_name=text_in(body, "firstName") or "",
            last_name=text_in(body, "lastName") or "",
            password=text_in(body, "password") or "",
        )
        asked = run.CreateInvitedAccount(
            invitation_id=call.params["id"], key=text_in(body, "key"), account=account
        )
        await call.run(asked)
        return json_answer(NothingView())


def _roles_in(body: dict[str, Json]) -> tuple[InvitedRole, ...]:
    return tuple(
        InvitedRole(
            role_id=text_in(each, "id") or "", namespaces=tuple(texts_in(each, "namespaces"))
        )
        for each in objects_in(body, "roles")
    )
