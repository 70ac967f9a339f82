"""Operations on invitations into the tenant."""

from __future__ import annotations

from tiercel.model.access import PUBLIC, SIGNED_IN, TENANT, Actor, Permission, Resource
from tiercel.model.audit.rules import AuditRule
from tiercel.model.errors import NotFound
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.access.invitations import Account, InvitationDraft, Invited
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.INVITATION, "LIST")


class FindInvitations(Request[Page[Invited]], frozen=True, kw_only=True):
    """A page of invitations."""

    query: Query


class ListInvitationsTo(Request[list[Invited]], frozen=True, kw_only=True):
    """The invitations to an e-mail address."""

    email: str


class ListMyInvitations(Request[list[Invited]], frozen=True, kw_only=True):
    """Those that one may accept."""


class GetInvitation(Request[Invited], frozen=True, kw_only=True):
    """An invitation with its state, by its id."""

    invitation_id: str


class Invite(Request[Invited | None], frozen=True, kw_only=True):
    """A new invitation, or access at once for who has an account."""

    draft: InvitationDraft


class DeleteInvitation(Request[None], frozen=True, kw_only=True):
    """Take an invitation back."""

    invitation_id: str


class AcceptInvitation(Request[None], frozen=True, kw_only=True):
    """Enter with the account that one has."""

    invitation_id: str


class CreateInvitedAccount(Request[None], frozen=True, kw_only=True):
    """Make an account by the link of an invitation."""

    invitation_id: str
    key: str | None
    account: Account


@operation("invitation.search", allows=_LIST, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindInvitations) -> Page[Invited]:
    """As the filters say."""
    return await deps.invitations.find(ask.query)


@operation("invitation.list", allows=_LIST, scope=TENANT)
async def of_email(deps: Services, actor: Actor, ask: ListInvitationsTo) -> list[Invited]:
    """The newest first; none is fine."""
    return await deps.invitations.of_email(ask.email)


@operation("invitation.mine", allows=SIGNED_IN, scope=TENANT)
async def mine(deps: Services, actor: Actor, ask: ListMyInvitations) -> list[Invited]:
    """By one's own e-mail address."""
    if actor.user_id is None:
        return []
    user = await deps.users.get(actor.user_id)
    return await deps.invitations.of_email(user.email, is_pending=True) if user.email else []


@operation("invitation.get", allows=Permission(Resource.INVITATION, "VIEW"), scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetInvitation) -> Invited:
    """The invitation, whatever became of it. Raises: NotFound."""
    return await deps.invitations.get(ask.invitation_id)


@operation("invitation.create", allows=Permission(Resource.INVITATION, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: Invite) -> Invited | None:
    """Nobody offers more than they have. Raises: Invalid, NotFound, Conflict, NotAllowed."""
    return await deps.invitations.create(actor.grants, actor.user_id, ask.draft)


@operation("invitation.delete", allows=Permission(Resource.INVITATION, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteInvitation) -> None:
    """Its link is good for nothing from now on. Raises: NotFound."""
    await deps.invitations.delete(ask.invitation_id)


@operation("invitation.accept", allows=SIGNED_IN, scope=TENANT)
async def accept(deps: Services, actor: Actor, ask: AcceptInvitation) -> None:
    """Raises: NotFound, also for somebody else's; Conflict when it is over."""
    if actor.user_id is None:
        raise NotFound.of("Invitation", ask.invitation_id)
    await deps.invitations.accept(actor.user_id, ask.invitation_id)


@operation(
    "invitation.create_account", allows=PUBLIC, scope=TENANT, audits=AuditRule(resource="USER")
)
async def create_account(deps: Services, actor: Actor, ask: CreateInvitedAccount) -> None:
    """By the key of the link. Raises: NotFound, Invalid, Conflict when it is over."""
    await deps.invitations.create_account(actor.grants, ask.invitation_id, ask.key, ask.account)
