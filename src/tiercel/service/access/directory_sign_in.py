"""Sign-in with the password of a directory (LDAP), under the limits of passwords here."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections import OrderedDict
from datetime import datetime, timedelta

from tiercel.model.access import Via
from tiercel.model.authorization.limits import (
    ACCESS_CACHE_ENTRIES_MAX,
    LDAP_KNOWN_SECONDS,
    SIGN_IN_GROUPS_MAX,
)
from tiercel.model.authorization.people import User
from tiercel.model.authorization.sign_in import DirectoryEntry
from tiercel.model.errors import Unavailable
from tiercel.ports.ports import Ports
from tiercel.ports.sign_in import PeopleDirectory
from tiercel.service.access import passwords
from tiercel.service.access.access import Access
from tiercel.service.access.locks import UserLocks
from tiercel.service.access.provisioning import Assertion, Provisioning, Subject
from tiercel.service.audit.log import AuditLog
from tiercel.settings.sign_in_sections import LdapSection

LOG = logging.getLogger("tiercel.access")
_PROVIDER = "ldap"


class DirectorySignIn:
    """Whoever has no password here may have one in the directory.

    All who are refused are refused alike: unknown, locked and disabled ones, and everybody while
    the directory does not answer. What it proved is believed for LDAP_KNOWN_SECONDS, since each
    request may bring the password.
    """

    def __init__(  # noqa: PLR0913  Each decides something of its own.
        self,
        ports: Ports,
        directory: PeopleDirectory,
        settings: LdapSection,
        access: Access,
        provisioning: Provisioning,
        locks: UserLocks,
        audit: AuditLog,
    ) -> None:
        self._clock = ports.clock
        self._directory = directory
        self._settings = settings
        self._access = access
        self._provisioning = provisioning
        self._locks = locks
        self._audit = audit
        self._key = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[datetime, Assertion]] = OrderedDict()

    async def user_of(self, username: str, password: str, address: str) -> User | None:
        """Whom a name and a password prove. Raises: TooManyTries."""
        for place in (address, _everywhere(username)):
            self._access.check_may_try(place, username)
        longest = max(len(username), len(password))
        user = None
        if username and password and longest <= passwords.CREDENTIAL_CHARS_MAX:
            try:
                user = await self._proved(username, password, address)
            except Unavailable as error:
                LOG.warning("%s", error)
                await self._audit.failed_sign_in(username, address, Via.LDAP)
                return None
        if user is None:
            await self._refused(username, address)
        return user

    async def _refused(self, username: str, address: str) -> None:
        for place in (address, _everywhere(username)):
            self._access.note_failure(place, username)
        await self._audit.failed_sign_in(username, address, Via.LDAP)

    async def _proved(self, username: str, password: str, address: str) -> User | None:
        now = self._clock.now()
        key = hmac.digest(self._key, f"{username}\0{password}".encode(), "sha256")
        until, assertion = self._known.get(key, (now, None))
        if assertion is None or now >= until:
            assertion = await self._asserted(username, password, address)
            if assertion is None:
                return None
            self._known[key] = (now + timedelta(seconds=LDAP_KNOWN_SECONDS), assertion)
            self._known.move_to_end(key)
            if len(self._known) > ACCESS_CACHE_ENTRIES_MAX:
                self._known.popitem(last=False)
        user = await self._provisioning.user_of(assertion)
        return None if user is None or self._locks.has(user) else user

    async def _asserted(self, username: str, password: str, address: str) -> Assertion | None:
        """What the directory says of somebody; None for a wrong password, and while locked."""
        entry = await self._directory.find(username)
        before = None
        if entry is not None:
            before = await self._provisioning.known(self._assertion(entry, None, links=True))
        is_locked = before is not None and self._locks.has(before)
        is_proved = await self._directory.proves(None if is_locked else entry, password)
        if entry is None or is_locked:
            return None
        if not is_proved:
            if before is not None and not before.is_first:
                await self._locks.note_failure(before.id, address)
            return None
        groups = await self._directory.groups_of(entry, username)
        # Nobody becomes an owner by the address that a directory has of them.
        is_owner = before is not None and before.is_owner
        return self._assertion(entry, groups, links=self._settings.link_by_email and not is_owner)

    def _assertion(
        self, entry: DirectoryEntry, groups: tuple[str, ...] | None, *, links: bool
    ) -> Assertion:
        mapping = self._settings.group_mapping
        if groups is not None and mapping:
            groups = tuple(mapping[each] for each in groups if each in mapping)
        return Assertion(
            provider=_PROVIDER,
            username=entry.email,
            groups=None if groups is None else groups[:SIGN_IN_GROUPS_MAX],
            creates_user=self._settings.create_users,
            subject=Subject(_PROVIDER, entry.subject),
            links=links,
        )


def _everywhere(username: str) -> str:
    """What counts failures of a name from all addresses: who is not known here can't be locked."""
    return f"{_PROVIDER}:{username.lower()}"
