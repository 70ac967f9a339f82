"""Security integrations: providers of identities that keep users and groups of the tenant.

Each has a service account of its own, with a role that holds what it needs and no more.
"""

from __future__ import annotations

import msgspec

from tiercel.model.authorization.limits import SECURITY_INTEGRATIONS_MAX
from tiercel.model.authorization.people import (
    TENANT_ID,
    Binding,
    SecurityIntegration,
    StoredRole,
    SubjectKind,
    TenantAccess,
    UserKind,
)
from tiercel.model.authorization.permissions import Resource, permissions_on
from tiercel.model.authorization.roles import by_resource
from tiercel.model.errors import Conflict, NotFound
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import (
    GROUPS,
    PROVISIONED,
    ROLES,
    SECURITY_INTEGRATIONS,
    TENANT_ACCESS,
    USERS,
)
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.named import NamedDraft
from tiercel.service.access.rows import document_of, drop, insert_binding
from tiercel.service.access.tokens import ApiToken, NewToken, Tokens
from tiercel.service.access.users import UserDraft, UserService, insert_user, new_user
from tiercel.service.unit import jointly

ROLE_NAME = "SCIMProvisioner"
# It gives no role to anybody, and acts as nobody else.
OF_PROVISIONERS = permissions_on(
    Resource.USER, "VIEW", "LIST", "CREATE", "UPDATE", "DELETE", "MANAGE_GROUP_MEMBERSHIP"
) | permissions_on(Resource.GROUP)


class IntegrationDraft(NamedDraft, frozen=True, kw_only=True):
    """What is asked of a security integration."""


class NewIntegration(msgspec.Struct, frozen=True):
    """A security integration that was just made; the full text of its token is shown once."""

    integration: SecurityIntegration
    token: ApiToken


class SecurityIntegrationService:
    """Use cases over security integrations."""

    def __init__(
        self, ports: Ports, changes: AccessChanges, users: UserService, tokens: Tokens
    ) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes
        self._users = users
        self._tokens = tokens

    async def find(self, query: Query) -> Page[SecurityIntegration]:
        """A page of security integrations."""
        async with self._store.transaction() as tx:
            page = await tx.records(SECURITY_INTEGRATIONS).find(query)
        return Page(tuple(map(_integration, page.results)), page.total)

    async def get(self, integration_id: str) -> SecurityIntegration:
        """One of them, without its token. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await integration_in(tx, integration_id)

    async def create(self, draft: IntegrationDraft) -> NewIntegration:
        """A new one, with its account and a token. Raises: Invalid, Conflict for a taken name."""
        draft.check()
        integration_id = self._ids.new_id()
        account = await new_user(
            self._ids.new_id(),
            UserDraft(
                username=f"scim-{integration_id.lower()}",
                kind=UserKind.SERVICE_ACCOUNT,
                description="Acts for a security integration.",
            ),
        )
        account = msgspec.structs.replace(account, integration_id=integration_id)
        integration = SecurityIntegration(
            id=integration_id, name=draft.name, description=draft.description, account_id=account.id
        )

        async def write(tx: Tx) -> None:
            await _check_free(tx, draft.name)
            insert_user(tx, account)
            access = document_of(TenantAccess(user_id=account.id))
            tx.records(TENANT_ACCESS).put((TENANT_ID, account.id), access)
            binding = Binding(
                id=self._ids.new_id(),
                kind=SubjectKind.USER,
                subject_id=account.id,
                role_id=await self._role_id(tx),
            )
            insert_binding(tx, binding)
            _put(tx, integration)

        async def make(_: Tx) -> ApiToken:
            await self._changes.change(write)
            return await self._tokens.create(account.id, NewToken(name="scim"))

        return NewIntegration(integration, await jointly(self._store, make))

    async def set_enabled(self, integration_id: str, *, is_enabled: bool) -> SecurityIntegration:
        """Let its calls in, or refuse all of them. Raises: NotFound."""

        async def write(tx: Tx) -> SecurityIntegration:
            before = await integration_in(tx, integration_id)
            after = msgspec.structs.replace(before, is_enabled=is_enabled)
            _put(tx, after)
            return after

        return await self._changes.change(write)

    async def delete(self, integration_id: str) -> None:
        """Remove one with its account and tokens; users and groups stay, and people
        change these groups from now on. Raises: NotFound."""

        async def write(tx: Tx) -> SecurityIntegration:
            found = await integration_in(tx, integration_id)
            tx.records(SECURITY_INTEGRATIONS).delete(TENANT_ID, integration_id)
            kept = await tx.records(PROVISIONED).all()
            drop(tx, PROVISIONED, [key for key in kept if key[1] == integration_id])
            for key, document in (await tx.records(GROUPS).all()).items():
                if document.get("source") == integration_id:
                    tx.records(GROUPS).put(key, {**document, "source": ""})
            return found

        async def remove(tx: Tx) -> None:
            found = await self._changes.change(write)
            if await tx.records(USERS).get(found.account_id) is not None:
                await self._users.delete(found.account_id)

        await jointly(self._store, remove)

    async def _role_id(self, tx: Tx) -> str:
        """The role of provisioners, made when there is none that holds exactly this."""
        wanted = by_resource(OF_PROVISIONERS)
        stored = await tx.records(ROLES).all(Filter("name", Operation.EQUALS, ROLE_NAME))
        for document in stored.values():
            if document["permissions"] == wanted:
                return str(document["id"])
        role = StoredRole(
            id=self._ids.new_id(),
            name=ROLE_NAME,
            description="Keeps users and groups for a security integration.",
            permissions=wanted,
        )
        tx.records(ROLES).put((TENANT_ID, role.id), document_of(role))
        return role.id


async def integration_in(tx: Tx, integration_id: str) -> SecurityIntegration:
    """A security integration as of a transaction. Raises: NotFound."""
    document = await tx.records(SECURITY_INTEGRATIONS).get(TENANT_ID, integration_id)
    if document is None:
        raise NotFound.of("Security integration", integration_id)
    return _integration(document)


def _integration(document: dict[str, object]) -> SecurityIntegration:
    return msgspec.convert(document, SecurityIntegration)


def _put(tx: Tx, integration: SecurityIntegration) -> None:
    key = (TENANT_ID, integration.id)
    tx.records(SECURITY_INTEGRATIONS).put(key, document_of(integration))


async def _check_free(tx: Tx, name: str) -> None:
    stored = (await tx.records(SECURITY_INTEGRATIONS).all()).values()
    if any(document["name"] == name for document in stored):
        raise Conflict(f"There is already a security integration named '{name}'")
    if len(stored) >= SECURITY_INTEGRATIONS_MAX:
        raise Conflict(f"There are already {SECURITY_INTEGRATIONS_MAX} security integrations")
