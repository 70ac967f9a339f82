"""A directory that is asked by LDAP: people are looked up by one account, and proved by a bind."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPException, LDAPSASLPrepError
from ldap3.core.results import (
    RESULT_BUSY,
    RESULT_SIZE_LIMIT_EXCEEDED,
    RESULT_SUCCESS,
    RESULT_UNAVAILABLE,
)
from ldap3.utils.conv import escape_filter_chars

from tiercel.model.authorization.limits import LDAP_ASKED_MAX, LDAP_S_MAX, SIGN_IN_GROUPS_MAX
from tiercel.model.authorization.sign_in import DirectoryEntry
from tiercel.model.errors import Unavailable
from tiercel.settings.sign_in_sections import LdapSection

T = TypeVar("T")
# What names an entry for ever, by the kinds of directories: RFC 4530, Active Directory.
_SUBJECTS = ("entryuuid", "objectguid")
_DIRECTORY_IS_DOWN = (RESULT_BUSY, RESULT_UNAVAILABLE)
# Whoever asks for some has them when there are more.
_FOUND = (RESULT_SUCCESS, RESULT_SIZE_LIMIT_EXCEEDED)
_FAILURES = (LDAPException, OSError)
Row = tuple[str, Mapping[str, list[bytes]]]


class _StandardTls(ldap3.Tls):  # type: ignore[misc]
    """Certificates and names as the standard library checks them, in place of the library's way."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = context

    def wrap_socket(self, connection: ldap3.Connection, do_handshake: bool = False) -> None:
        """Raises: OSError for a certificate that proves nothing."""
        connection.socket = self._context.wrap_socket(
            connection.socket,
            server_hostname=connection.server.host,
            do_handshake_on_connect=do_handshake,
        )


class LdapDirectory:
    """See `ports.sign_in.PeopleDirectory`. Each question has a connection of its own, in a thread.

    Referrals are not followed: they could lead a password to another server.
    """

    def __init__(self, settings: LdapSection) -> None:
        self._settings = settings
        self._asking = asyncio.Semaphore(LDAP_ASKED_MAX)

    async def find(self, username: str) -> DirectoryEntry | None:
        """The one entry that the filter finds. Raises: Unavailable."""
        asked = self._settings.filter.replace("{username}", escape_filter_chars(username))
        rows = await self._asked(lambda: self._rows(self._settings.base, asked, size=2))
        if len(rows) != 1:
            return None
        name, values = rows[0]
        email = values.get(self._settings.email_attribute.lower(), [])
        return DirectoryEntry(
            name=name,
            subject=_subject_of(name, values),
            email=email[0].decode("utf-8", "replace") if email else "",
        )

    async def proves(self, entry: DirectoryEntry | None, password: str) -> bool:
        """Whether a bind succeeds. Raises: Unavailable."""
        if not password:
            # A bind without one is anonymous, and succeeds for everybody: RFC 4513 §5.1.2.
            return False
        nobody = f"cn={secrets.token_hex(8)},{self._settings.base}"
        name = nobody if entry is None else entry.name
        return await self._asked(lambda: self._binds(name, password)) and entry is not None

    async def groups_of(self, entry: DirectoryEntry, username: str) -> tuple[str, ...] | None:
        """Those whose filter finds the entry. Raises: Unavailable."""
        settings = self._settings
        if not settings.groups_base:
            return None
        asked = settings.groups_filter.replace("{username}", escape_filter_chars(username))
        asked = asked.replace("{dn}", escape_filter_chars(entry.name))
        rows = await self._asked(
            lambda: self._rows(settings.groups_base, asked, size=SIGN_IN_GROUPS_MAX)
        )
        attribute = settings.groups_attribute.lower()
        names = {
            value.decode("utf-8", "replace")
            for _, values in rows
            for value in values.get(attribute, [])[:1]
        }
        return tuple(sorted(names))

    async def _asked(self, ask: Callable[[], T]) -> T:
        async with self._asking:
            try:
                return await asyncio.to_thread(ask)
            except _FAILURES as error:
                raise Unavailable(f"The directory of people does not answer: {error}") from error

    def _rows(self, base: str, asked: str, *, size: int) -> list[Row]:
        """Entries below a base, with what is needed of them; no more than `size` of them."""
        settings = self._settings
        attributes = [settings.email_attribute, settings.groups_attribute, *_SUBJECTS]
        with self._connection(settings.bind_dn, settings.bind_password) as connection:
            if not connection.bind():
                raise LDAPException(f"bind-dn is refused: {connection.result['description']}")
            connection.search(base, asked, attributes=attributes, size_limit=size)
            if connection.result["result"] not in _FOUND:
                # Nobody loses their groups because a directory had no time to name them.
                why = connection.result["description"]
                raise LDAPException(f"the search below {base} ends with {why}")
            return [
                (
                    each["dn"],
                    {key.lower(): list(found) for key, found in each["raw_attributes"].items()},
                )
                for each in connection.response or ()
                if each["type"] == "searchResEntry"
            ]

    def _binds(self, name: str, password: str) -> bool:
        with self._connection(name, password) as connection:
            try:
                connection.bind()
            except LDAPSASLPrepError:
                # It has characters that no password has.
                return False
            code = connection.result["result"]
            if code in _DIRECTORY_IS_DOWN:
                raise LDAPException(str(connection.result["description"]))
            return bool(code == RESULT_SUCCESS)

    @contextmanager
    def _connection(self, name: str, password: str) -> Iterator[ldap3.Connection]:
        """One that is open, and encrypted where it shall be; nobody is bound yet."""
        connection = ldap3.Connection(
            self._server,
            user=name or None,
            password=password or None,
            authentication=ldap3.SIMPLE if name else ldap3.ANONYMOUS,
            receive_timeout=LDAP_S_MAX,
            auto_referrals=False,
            check_names=False,
            read_only=True,
        )
        try:
            connection.open(read_server_info=False)
            if self._settings.start_tls and not connection.start_tls(read_server_info=False):
                raise LDAPException("it does not begin to encrypt")
            yield connection
        finally:
            connection.unbind()
            if connection.socket is not None:
                # The library leaves the one open on which a connection failed.
                connection.socket.close()

    @cached_property
    def _server(self) -> ldap3.Server:
        parts = urlsplit(self._settings.address)
        is_encrypted = parts.scheme == "ldaps"
        ca_file = self._settings.ca_file
        tls = None
        if is_encrypted or self._settings.start_tls:
            trusted = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
            trusted.hostname_checks_common_name = False
            tls = _StandardTls(trusted)
        return ldap3.Server(
            parts.hostname,
            port=parts.port or (636 if is_encrypted else 389),
            use_ssl=is_encrypted,
            tls=tls,
            get_info=ldap3.NONE,
            connect_timeout=LDAP_S_MAX,
        )


def _subject_of(name: str, values: Mapping[str, list[bytes]]) -> str:
    for attribute in _SUBJECTS:
        for value in values.get(attribute, [])[:1]:
            return value.hex() if attribute == "objectguid" else value.decode("ascii", "replace")
    return name.lower()
