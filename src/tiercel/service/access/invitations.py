"""Invitations into the tenant: whoever has the link makes an account, or enters with their own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

import msgspec

from tiercel.model.authorization.grants import UNLIMITED, Grants
from tiercel.model.authorization.limits import INVITATION_SECONDS, INVITATIONS_MAX
from tiercel.model.authorization.people import (
    TENANT_ID,
    Binding,
    Group,
    Invitation,
    InvitedRole,
    SubjectKind,
    User,
)
from tiercel.model.authorization.roles import Role
from tiercel.model.errors import Conflict, Invalid, NotAllowed, NotFound, Violation
from tiercel.model.ids import NAMESPACE_PATTERN
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.people import INVITATIONS as LISTED
from tiercel.model.stored.records import INVITATIONS, USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access import passwords
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import check_gives, grants_in, subject_bindings
from tiercel.service.access.groups import groups_in, has_access
from tiercel.service.access.roles import role_in
from tiercel.service.access.rows import document_of, drop, insert_binding
from tiercel.service.access.tenant_access import TenantAccessService
from tiercel.service.access.users import UserDraft, named, new_user, put_user, user_from

_KEY_BYTES = 24
_GIVE = "invite with that"


class InvitationDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of an invitation: see `model.authorization.people.Invitation`."""

    email: str
    roles: tuple[InvitedRole, ...] = ()
    group_ids: tuple[str, ...] = ()
    is_owner: bool = False
    creates_user: bool = False


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation with what it names; only whoever made it is given its `key`, once."""

    invitation: Invitation
    status: str
    roles: tuple[Role, ...]
    groups: tuple[Group, ...]
    key: str | None = None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is who makes an account by an invitation."""

    first_name: str = ""
    last_name: str = ""
    password: str


class InvitationService:
    """Use cases over invitations: nobody offers what they do not have when it is taken."""

    def __init__(
        self, ports: Ports, changes: AccessChanges, tenant_access: TenantAccessService
    ) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._changes = changes
        self._tenant_access = tenant_access

    async def find(self, query: Query) -> Page[Invited]:
        """A page of invitations, the newest first."""
        async with self._store.transaction() as tx:
            found = [await self._shown(tx, each) for each in await _all(tx)]
        return page_of([(_row(each), each) for each in found], LISTED, query)

    async def of_email(self, email: str, *, is_pending: bool = False) -> list[Invited]:
        """Those of an address, the newest first."""
        async with self._store.transaction() as tx:
            found = [
                await self._shown(tx, each)
                for each in await _all(tx)
                if each.email == email.lower()
            ]
        return [each for each in found if not is_pending or each.status == "PENDING"]

    async def get(self, invitation_id: str) -> Invited:
        """One invitation. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await self._shown(tx, await _invitation_in(tx, invitation_id))

    async def create(
        self, giver: Grants, giver_id: str | None, draft: InvitationDraft
    ) -> Invited | None:
        """A new invitation; None where its user is there, or was made, and entered at once.

        Raises: Invalid, NotFound for a role or group, Conflict for who was invited or may enter
        already, NotAllowed.
        """
        email = draft.email.strip().lower()
        _check(email, draft)
        key, now = secrets.token_urlsafe(_KEY_BYTES), self._clock.now().timestamp()
        invitation = Invitation(
            id=self._ids.new_id(),
            email=email,
            key_hash=_digest(key),
            roles=draft.roles,
            group_ids=draft.group_ids,
            is_owner=draft.is_owner,
            invited_by=giver_id,
            sent=now,
            expires=now + INVITATION_SECONDS,
        )
        made = await new_user(self._ids.new_id(), UserDraft(username=email))

        async def write(tx: Tx) -> Invited | None:
            await self._check_gives(tx, giver, invitation)
            known = await named(tx, email)
            if known is not None and await has_access(tx, known.id):
                raise Conflict("The user has access to the tenant already")
            stored = await _all(tx)
            if any(self._is_pending(each) for each in stored if each.email == email):
                raise Conflict("The address was invited already")
            if known is None and draft.creates_user:
                known = made
                put_user(tx, made)
            if known is not None:
                await self._admit(tx, giver, known, invitation)
                return None
            if len(stored) >= INVITATIONS_MAX:
                raise Conflict(f"There are already {INVITATIONS_MAX} invitations")
            tx.records(INVITATIONS).put((TENANT_ID, invitation.id), document_of(invitation))
            shown = await self._shown(tx, invitation)
            return msgspec.structs.replace(shown, key=key)

        return await self._changes.change(write)

    async def delete(self, invitation_id: str) -> None:
        """Take an invitation back. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            await _invitation_in(tx, invitation_id)
            drop(tx, INVITATIONS, [(TENANT_ID, invitation_id)])

        await self._changes.change(write)

    async def accept(self, user_id: str, invitation_id: str) -> None:
        """Enter with an account of that address.

        Raises: NotFound, also for somebody else's; Conflict when it is over or was accepted.
        """

        async def write(tx: Tx) -> None:
            invitation = await _invitation_in(tx, invitation_id)
            document = await tx.records(USERS).get(user_id)
            user = None if document is None else user_from(document)
            if user is None or user.email != invitation.email:
                raise NotFound.of("Invitation", invitation_id)
            await self._take(tx, invitation, user)

        await self._changes.change(write)

    async def create_account(
        self, giver: Grants, invitation_id: str, key: str | None, account: Account
    ) -> None:
        """Make the account of the address and enter.

        Shapes: whoever may give all of it themselves needs no key.
        Raises: NotFound, also for a wrong key; Invalid; Conflict when it is over, was accepted or
        there is such a user.
        """
        async with self._store.transaction() as tx:
            invitation = await _invitation_in(tx, invitation_id)
            if not _is_key(invitation, key):
                await self._check_instead(tx, giver, invitation)
        draft = UserDraft(
            username=invitation.email,
            first_name=account.first_name,
            last_name=account.last_name,
            password=account.password,
        )
        user = await new_user(self._ids.new_id(), draft)

        async def write(tx: Tx) -> None:
            stored = await _invitation_in(tx, invitation_id)
            if await named(tx, user.username) is not None:
                raise Conflict("There is already a user of that address: sign in and accept")
            put_user(tx, user)
            await self._take(tx, stored, user)

        await self._changes.change(write)

    async def _check_instead(self, tx: Tx, giver: Grants, invitation: Invitation) -> None:
        """Raises: NotFound for whoever could not have made the invitation."""
        try:
            if not giver.is_owner:
                raise NotFound.of("Invitation", invitation.id)
            await self._check_gives(tx, giver, invitation)
        except NotAllowed as error:
            raise NotFound.of("Invitation", invitation.id) from error

    async def _take(self, tx: Tx, invitation: Invitation, user: User) -> None:
        """Raises: Conflict when it is no longer good."""
        now = self._clock.now().timestamp()
        if invitation.accepted is not None:
            raise Conflict("The invitation was accepted already")
        if now >= invitation.expires:
            raise Conflict("The invitation has expired")
        giver = await _giver_of(tx, invitation)
        try:
            await self._check_gives(tx, giver, invitation)
            await self._admit(tx, giver, user, invitation)
        except (NotAllowed, NotFound) as error:
            raise Conflict("Whoever invited may no longer give what was offered") from error
        accepted = msgspec.structs.replace(invitation, accepted=now)
        tx.records(INVITATIONS).put((TENANT_ID, invitation.id), document_of(accepted))

    async def _admit(self, tx: Tx, giver: Grants, user: User, invitation: Invitation) -> None:
        """Give what was offered; what somebody has already they keep."""
        await self._tenant_access.enter(tx, giver, user.id, invitation.group_ids)
        known = {
            (each.role_id, each.namespace)
            for each in await subject_bindings(tx, SubjectKind.USER, user.id)
        }
        for role in invitation.roles:
            for namespace in role.namespaces or (None,):
                if (role.role_id, namespace) not in known:
                    binding = Binding(
                        id=self._ids.new_id(),
                        kind=SubjectKind.USER,
                        subject_id=user.id,
                        role_id=role.role_id,
                        namespace=namespace,
                    )
                    insert_binding(tx, binding)
        if invitation.is_owner:
            put_user(tx, msgspec.structs.replace(user, is_owner=True))

    async def _check_gives(self, tx: Tx, giver: Grants, invitation: Invitation) -> None:
        """Raises: NotFound for a role or group, NotAllowed for more than the giver has."""
        if invitation.is_owner and not giver.is_owner:
            raise NotAllowed("Only owners of the server invite owners")
        for role in invitation.roles:
            permissions = (await role_in(tx, role.role_id)).permissions
            check_gives(giver, permissions, role.namespaces or (None,), _GIVE)
        await self._tenant_access.check_groups(tx, giver, invitation.group_ids)

    async def _shown(self, tx: Tx, invitation: Invitation) -> Invited:
        roles: list[Role] = []
        for each in invitation.roles:
            try:
                roles.append(await role_in(tx, each.role_id))
            except NotFound:
                # Of a role that was deleted since nothing is left to show.
                continue
        groups = await groups_in(tx, invitation.group_ids)
        return Invited(
            invitation=invitation,
            status=self._status(invitation),
            roles=tuple(roles),
            groups=tuple(groups),
        )

    def _status(self, invitation: Invitation) -> str:
        if invitation.accepted is not None:
            return "ACCEPTED"
        return "PENDING" if self._is_pending(invitation) else "EXPIRED"

    def _is_pending(self, invitation: Invitation) -> bool:
        is_over = self._clock.now().timestamp() >= invitation.expires
        return invitation.accepted is None and not is_over


async def _giver_of(tx: Tx, invitation: Invitation) -> Grants:
    """What whoever invited may do by now."""
    if invitation.invited_by is None:
        return UNLIMITED
    document = await tx.records(USERS).get(invitation.invited_by)
    if document is None:
        return Grants()
    user = user_from(document)
    return UNLIMITED if user.is_first else await grants_in(tx, user)


def _check(email: str, draft: InvitationDraft) -> None:
    """Raises: Invalid."""
    found = []
    if not passwords.is_email(email):
        found.append(Violation("email", "must be an e-mail address"))
    found += [
        Violation("roles.namespaces", f"'{namespace}' must be the name of a namespace")
        for role in draft.roles
        for namespace in role.namespaces
        if not NAMESPACE_PATTERN.fullmatch(namespace)
    ]
    if found:
        raise Invalid(found)


async def _all(tx: Tx) -> Sequence[Invitation]:
    stored = (await tx.records(INVITATIONS).all()).values()
    found = [msgspec.convert(document, Invitation) for document in stored]
    return sorted(found, key=lambda each: each.sent, reverse=True)


async def _invitation_in(tx: Tx, invitation_id: str) -> Invitation:
    """Raises: NotFound."""
    document = await tx.records(INVITATIONS).get(TENANT_ID, invitation_id)
    if document is None:
        raise NotFound.of("Invitation", invitation_id)
    return msgspec.convert(document, Invitation)


def _row(found: Invited) -> dict[str, str | float]:
    each = found.invitation
    return {"id": each.id, "email": each.email, "status": found.status, "sent": each.sent}


def _is_key(invitation: Invitation, key: str | None) -> bool:
    return key is not None and hmac.compare_digest(_digest(key), invitation.key_hash)


def _digest(key: str) -> str:
    """A random text needs no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()
