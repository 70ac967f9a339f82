"""Ways back in for whoever has the machine: passwords made anew, owners made again."""

from __future__ import annotations

import secrets

import msgspec

from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.authorization.people import SubjectKind, User
from tiercel.model.authorization.roles import ADMIN
from tiercel.model.errors import Conflict, NotFound
from tiercel.ports.ports import Ports
from tiercel.service.access.access import Access
from tiercel.service.access.identities import Identities
from tiercel.service.access.roles import BindingDraft, BindingService
from tiercel.service.access.tenant_access import TenantAccessService
from tiercel.service.access.tokens import Tokens
from tiercel.service.access.users import UserDraft, UserService, all_users, named
from tiercel.settings.sections import BasicAuth

_PASSWORD_BYTES = 15


class OneTimePassword(msgspec.Struct, frozen=True):
    """A password that its user has to change at once."""

    user: User
    password: str


class RecoveryService:
    """Use cases that only the command line has: it is used by whoever may read the database."""

    def __init__(  # noqa: PLR0913  It goes through the services that requests go through.
        self,
        ports: Ports,
        settings: BasicAuth,
        access: Access,
        identities: Identities,
        users: UserService,
        tenant_access: TenantAccessService,
        bindings: BindingService,
        tokens: Tokens,
    ) -> None:
        self._store = ports.store
        self._is_configured = bool(settings.username and settings.password)
        self._access = access
        self._identities = identities
        self._users = users
        self._tenant_access = tenant_access
        self._bindings = bindings
        self._tokens = tokens

    async def user_named(self, username: str) -> User:
        """The user of a name. Raises: NotFound."""
        async with self._store.transaction() as tx:
            found = await named(tx, username)
        if found is None:
            raise NotFound.of("User", username)
        return found

    async def reset_password(self, username: str) -> OneTimePassword:
        """A new password for a user, who is no longer locked and has to change it.

        All their sessions end. Raises: NotFound, also for a service account; Conflict for a
        password that the configuration sets at each start.
        """
        user = await self.user_named(username)
        if not user.is_person:
            raise NotFound.of("User", username)
        password = _new_password()
        if user.is_first:
            self._check_not_configured()
            await self._access.set_user(self._access.username, password, must_change=True)
            return OneTimePassword(user, password)
        fields = {"password": password, "must_change_password": True, "is_disabled": False}
        return OneTimePassword(await self._users.update(user.id, **fields), password)

    async def create_user(
        self, username: str, *, is_owner: bool = False, is_admin: bool = False
    ) -> OneTimePassword:
        """A person, who is the first user where there is none yet and they own the server.

        Raises: Invalid, Conflict when the name is taken.
        """
        password = _new_password()
        if is_owner and self._access.first is None:
            self._check_not_configured()
            await self._access.set_user(username, password, must_change=True)
            return OneTimePassword(await self.user_named(username), password)
        draft = UserDraft(username=username, password=password, is_owner=is_owner)
        made = await self._tenant_access.create_user(UNLIMITED, draft, enters=is_admin)
        user = await self._users.update(made.user.id, must_change_password=True)
        if is_admin:
            admin = BindingDraft(kind=SubjectKind.USER, subject_id=user.id, role_id=ADMIN.id)
            await self._bindings.create(UNLIMITED, (admin,))
        return OneTimePassword(user, password)

    async def recover_owner(self, username: str) -> OneTimePassword:
        """An owner who can sign in: a user of that name, or a new one.

        Raises: Invalid, Conflict for a password that the configuration sets.
        """
        async with self._store.transaction() as tx:
            known = await named(tx, username)
        if known is None:
            return await self.create_user(username, is_owner=True, is_admin=True)
        if not known.is_first:
            await self._users.update(known.id, is_owner=True)
        return await self.reset_password(username)

    async def revoke_tokens(self, username: str) -> int:
        """All tokens of a user are refused from now on; how many. Raises: NotFound."""
        user = await self.user_named(username)
        # Tokens that the first user makes belong to nobody by id.
        owners = (None, user.id) if user.is_first else (user.id,)
        known = [token for owner in owners for token in await self._tokens.of(owner)]
        for token in known:
            await self._tokens.delete(token.user_id, token.id)
        return len(known)

    async def unlock(self, username: str) -> None:
        """Let a user try to sign in again after too many failures. Raises: NotFound."""
        await self._identities.unlock((await self.user_named(username)).id)

    async def everybody(self) -> list[User]:
        """All users, service accounts among them."""
        async with self._store.transaction() as tx:
            return await all_users(tx)

    def _check_not_configured(self) -> None:
        if self._is_configured:
            text = (
                "kestra.server.basic-auth of the configuration names the first user and sets the"
                " password at each start: change it there"
            )
            raise Conflict(text)


def _new_password() -> str:
    """As strong as the rules want, whatever is drawn."""
    return f"{secrets.token_urlsafe(_PASSWORD_BYTES)}-Aa1"
