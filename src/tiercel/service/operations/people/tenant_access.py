"""Operations on who may enter the tenant, and on its service accounts."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN, TENANT, Actor, Permission, Resource
from tiercel.model.authorization.limits import AUTOCOMPLETE_MAX
from tiercel.model.authorization.people import UserKind
from tiercel.model.errors import NotAllowed
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page
from tiercel.model.request import Request
from tiercel.service.access.granting import check_gives
from tiercel.service.access.tenant_access import AccessDetail, Entrant
from tiercel.service.access.tokens import ApiToken, NewToken
from tiercel.service.access.users import UserDraft
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_ACCOUNT = UserKind.SERVICE_ACCOUNT
_VIEW = Permission(Resource.USER, "VIEW")
_VIEW_ACCOUNT = Permission(Resource.SERVICE_ACCOUNT, "VIEW")
_UPDATE_ACCOUNT = Permission(Resource.SERVICE_ACCOUNT, "UPDATE")
_DELETE_ACCOUNT = Permission(Resource.SERVICE_ACCOUNT, "DELETE")


class FindEntrants(Request[Page[Entrant]], frozen=True, kw_only=True):
    """A page of people who may enter the tenant, whose names have a text."""

    text: str | None = None
    page: int = 1
    size: int = AUTOCOMPLETE_MAX


class ChooseEntrants(Request[list[Entrant]], frozen=True, kw_only=True):
    """Those of the ids who may enter the tenant."""

    ids: tuple[str, ...]


class GetTenantAccess(Request[AccessDetail], frozen=True, kw_only=True):
    """What somebody is given in the tenant."""

    user_id: str


class GiveAccessByName(Request[None], frozen=True, kw_only=True):
    """Let the user of an e-mail address in."""

    username: str


class GiveAccess(Request[None], frozen=True, kw_only=True):
    """Let a user in."""

    user_id: str


class TakeAccess(Request[None], frozen=True, kw_only=True):
    """Shut a user out."""

    user_id: str


class FindAccounts(Request[Page[Entrant]], frozen=True, kw_only=True):
    """A page of the service accounts of the tenant, whose names have a text."""

    text: str | None = None
    page: int = 1
    size: int = AUTOCOMPLETE_MAX


class GetAccount(Request[Entrant], frozen=True, kw_only=True):
    """One service account with its groups."""

    user_id: str


class CreateAccount(Request[Entrant], frozen=True, kw_only=True):
    """A new service account in groups of the tenant."""

    draft: UserDraft
    groups: tuple[str, ...] = ()


class UpdateAccount(Request[Entrant], frozen=True, kw_only=True):
    """Another name, description and other groups for a service account."""

    user_id: str
    name: str
    description: str
    groups: tuple[str, ...] = ()


class DeleteAccount(Request[None], frozen=True, kw_only=True):
    """Remove a service account with its tokens."""

    user_id: str


class ListAccountTokens(Request[list[ApiToken]], frozen=True, kw_only=True):
    """The tokens of a service account, without their texts."""

    user_id: str


class CreateAccountToken(Request[ApiToken], frozen=True, kw_only=True):
    """A token for a service account."""

    user_id: str
    asked: NewToken


class DeleteAccountToken(Request[None], frozen=True, kw_only=True):
    """Revoke a token of a service account."""

    user_id: str
    token_id: str


@operation("tenant_access.search", allows=Permission(Resource.USER, "LIST"), scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindEntrants) -> Page[Entrant]:
    """In the order of their user names."""
    return await deps.tenant_access.find(UserKind.STANDARD, ask.text, ask.page, ask.size)


@operation("tenant_access.choose", allows=Permission(Resource.USER, "LIST"), scope=TENANT)
async def choose(deps: Services, actor: Actor, ask: ChooseEntrants) -> list[Entrant]:
    """In the order of the ids."""
    return await deps.tenant_access.chosen(ask.ids)


@operation("tenant_access.get", allows=SIGNED_IN, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetTenantAccess) -> AccessDetail:
    """For USER:VIEW, and for oneself. Raises: NotFound, NotAllowed."""
    if actor.user_id != ask.user_id and not actor.grants.may(_VIEW):
        raise NotAllowed(f"Permission {_VIEW} is missing")
    return await deps.tenant_access.get(ask.user_id)


@operation("tenant_access.give_by_name", allows=Permission(Resource.USER, "CREATE"), scope=TENANT)
async def give_by_name(deps: Services, actor: Actor, ask: GiveAccessByName) -> None:
    """With the default role. Raises: NotFound, Conflict for who has access, NotAllowed."""
    await deps.tenant_access.give_by_name(actor.grants, ask.username)


@operation("tenant_access.give", allows=Permission(Resource.USER, "CREATE"), scope=TENANT)
async def give(deps: Services, actor: Actor, ask: GiveAccess) -> None:
    """With the default role; who has access keeps it. Raises: NotFound, NotAllowed."""
    await deps.tenant_access.give(actor.grants, ask.user_id)


@operation("tenant_access.take", allows=Permission(Resource.USER, "DELETE"), scope=TENANT)
async def take(deps: Services, actor: Actor, ask: TakeAccess) -> None:
    """Bindings and memberships go too. Raises: NotFound, Conflict for the first user."""
    await deps.tenant_access.take(ask.user_id)


@operation("account.search", allows=Permission(Resource.SERVICE_ACCOUNT, "LIST"), scope=TENANT)
async def accounts(deps: Services, actor: Actor, ask: FindAccounts) -> Page[Entrant]:
    """In the order of their names."""
    return await deps.tenant_access.find(_ACCOUNT, ask.text, ask.page, ask.size)


@operation("account.get", allows=_VIEW_ACCOUNT, scope=TENANT)
async def account(deps: Services, actor: Actor, ask: GetAccount) -> Entrant:
    """Only one that may enter the tenant. Raises: NotFound."""
    return (await deps.tenant_access.get(ask.user_id, _ACCOUNT)).entrant


async def _recalled(deps: Services, kept: Json) -> Entrant:
    return (await deps.tenant_access.get(kept, _ACCOUNT)).entrant


@makes(Made(lambda one: one.user.id, _recalled))
@operation("account.create", allows=Permission(Resource.SERVICE_ACCOUNT, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateAccount) -> Entrant:
    """Raises: Invalid, Conflict when the name is taken, NotFound for a group, NotAllowed."""
    if ask.draft.is_owner and not actor.grants.is_owner:
        raise NotAllowed("Only owners of the server make others owners")
    return await deps.tenant_access.create_user(actor.grants, ask.draft, ask.groups, enters=True)


@operation("account.update", allows=_UPDATE_ACCOUNT, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateAccount) -> Entrant:
    """Raises: NotFound, Invalid, Conflict when the name is taken, NotAllowed."""
    await deps.tenant_access.get(ask.user_id, _ACCOUNT)
    await deps.groups.set_groups(actor.grants, ask.user_id, ask.groups)
    await deps.users.update(ask.user_id, username=ask.name, description=ask.description)
    await deps.tenant_access.give(actor.grants, ask.user_id)
    return (await deps.tenant_access.get(ask.user_id, _ACCOUNT)).entrant


@operation("account.delete", allows=_DELETE_ACCOUNT, scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteAccount) -> None:
    """Its tokens are refused from now on. Raises: NotFound."""
    await deps.tenant_access.get(ask.user_id, _ACCOUNT)
    await deps.users.delete(ask.user_id, _ACCOUNT)


@operation("account_token.list", allows=_VIEW_ACCOUNT, scope=TENANT)
async def tokens(deps: Services, actor: Actor, ask: ListAccountTokens) -> list[ApiToken]:
    """Expired ones too. Raises: NotFound for the account."""
    await deps.tenant_access.get(ask.user_id, _ACCOUNT)
    return await deps.tokens.of(ask.user_id)


@operation("account_token.create", allows=_UPDATE_ACCOUNT, scope=TENANT)
async def create_token(deps: Services, actor: Actor, ask: CreateAccountToken) -> ApiToken:
    """A token may do what its account may: nobody makes one that may do more than they.

    Raises: NotFound, Conflict when its name is taken, NotAllowed.
    """
    found = await deps.tenant_access.get(ask.user_id, _ACCOUNT)
    account = found.entrant.user
    if (account.is_owner or account.integration_id) and not actor.grants.is_owner:
        raise NotAllowed("Only owners of the server make tokens of owners and of integrations")
    for given in found.roles:
        check_gives(
            actor.grants, given.role.permissions, (given.binding.namespace,), "create the token"
        )
    return await deps.tokens.create(ask.user_id, ask.asked)


@operation("account_token.delete", allows=_DELETE_ACCOUNT, scope=TENANT)
async def delete_token(deps: Services, actor: Actor, ask: DeleteAccountToken) -> None:
    """At once. Raises: NotFound for the account or the token."""
    await deps.tenant_access.get(ask.user_id, _ACCOUNT)
    await deps.tokens.delete(ask.user_id, ask.token_id)
