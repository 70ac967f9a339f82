"""Files over FTP, in the clear or with TLS."""

from __future__ import annotations

import ftplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec

from tiercel.plugin import RunContext
from tiercel_fs.limits import BLOCK_BYTES
from tiercel_fs.places.place import (
    Entry,
    Place,
    joined,
    library,
    parent_of,
    stat_entry,
    without_scheme,
)

_MISSING = ("550", "450")
_UNKNOWN = ("500", "502")


class FtpOptions(msgspec.Struct, frozen=True):
    """How to connect. Shapes: `seconds` that the server may be silent; `tls` IMPLICIT, EXPLICIT."""

    host: str
    port: int
    user: str
    password: str
    seconds: float
    is_passive: bool = True
    tls: str | None = None
    protection: str = "P"
    trusts_all: bool = False


class _Reused(ftplib.FTP_TLS):
    """Data connections go on with the session of TLS, as many servers demand."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> Any:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._prot_p:  # type: ignore[attr-defined]  # Set by `prot_p`, as the base does.
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            connection = self.context.wrap_socket(
                connection, server_hostname=self.host, session=session
            )
        return connection, size


class _Implicit(_Reused):
    """TLS from the first byte."""

    def connect(
        self, host: str = "", port: int = 0, timeout: float = -1, source: Any = None
    ) -> str:
        self.host, self.port = host, port
        plain = socket.create_connection((host, port), timeout)
        self.af = plain.family
        self.sock = self.context.wrap_socket(plain, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome


class Ftp(Place):
    """A session."""

    title = "FTP"

    def __init__(
        self, ctx: RunContext, address: str, options: FtpOptions, *, in_home: bool
    ) -> None:
        self.address = address
        self._in_home = in_home
        # Until the server says that it knows no such command.
        self._has_facts = True
        self._client = _client(options)
        ctx.on_stop(self._stop)
        try:
            self._client.connect(options.host, options.port, options.seconds)
            self._client.login(options.user, options.password)
            self._client.set_pasv(options.is_passive)
            if isinstance(self._client, ftplib.FTP_TLS) and options.protection == "P":
                self._client.prot_p()
        except BaseException:
            self._client.close()
            raise

    def path(self, written: str) -> str:
        given = without_scheme(written)
        return (given.lstrip("/") or ".") if self._in_home else given

    def look(self, path: str) -> Entry | None:
        # The listing of the parent names a folder without the slash that a flow may end it with.
        path = path.rstrip("/") or path
        try:
            found = [each for each in self.entries(parent_of(path)) if each.path == path]
        except ftplib.error_perm as error:
            if str(error).startswith(_MISSING):
                return None
            raise
        if found:
            return found[0]
        return Entry(path, is_folder=True) if path.strip("/") in ("", ".") else None

    def entries(self, folder: str) -> Iterator[Entry]:
        if self._has_facts:
            try:
                return iter(self._with_facts(folder))
            except ftplib.error_perm as error:
                if not str(error).startswith(_UNKNOWN):
                    raise
                self._has_facts = False
        return iter(self._as_text(folder))

    def _with_facts(self, folder: str) -> list[Entry]:
        """As servers list for programs (RFC 3659)."""
        listed = list(self._client.mlsd("" if folder == "." else folder))
        return [
            _entry(joined(folder, name), facts)
            for name, facts in sorted(listed, key=lambda each: each[0])
            if facts.get("type", "").lower() not in ("cdir", "pdir")
        ]

    def _as_text(self, folder: str) -> list[Entry]:
        """As servers list for people: of a folder that is gone some list nothing, and a name with
        wildcards would be a pattern, so the folder is gone to.
        """
        lines: list[str] = []
        home = self._client.pwd()
        self._client.cwd(folder)
        try:
            self._client.retrlines("LIST", lines.append)
        finally:
            self._client.cwd(home)
        return listed_entries(folder, lines)

    def read(self, path: str) -> Iterator[bytes]:
        self._client.voidcmd("TYPE I")
        with self._client.transfercmd(f"RETR {path}") as connection:
            while block := connection.recv(BLOCK_BYTES):
                yield block
        self._client.voidresp()

    def write(self, path: str, content: BinaryIO) -> None:
        self._client.storbinary(f"STOR {path}", content, BLOCK_BYTES)

    def move(self, source: str, target: str) -> None:
        self._client.rename(source, target)

    def remove(self, entry: Entry) -> None:
        if entry.is_folder and not entry.is_link:
            self._client.rmd(entry.path)
        else:
            self._client.delete(entry.path)

    def make_folder(self, path: str) -> None:
        self._client.mkd(path)

    def close(self) -> None:
        with suppress(OSError, EOFError, ftplib.Error):
            self._client.quit()
        self._client.close()

    def _stop(self) -> None:
        """From another thread: what waits for the server ends at once."""
        connection = self._client.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _client(options: FtpOptions) -> ftplib.FTP:
    if options.tls is None:
        return ftplib.FTP(timeout=options.seconds)
    context = ssl.create_default_context()
    if options.trusts_all:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    kind = _Implicit if options.tls == "IMPLICIT" else _Reused
    return kind(context=context, timeout=options.seconds)


def ftp_errors() -> tuple[type[Exception], ...]:
    """What the client raises."""
    return (ftplib.Error, OSError, EOFError, ValueError)


def listed_entries(folder: str, lines: Iterable[str]) -> list[Entry]:
    """What the lines of a listing for people say, of servers of Unix or of Windows.

    Dates are to the minute, or to the day, in the zone of the server: they are read as UTC.
    Raises: ValueError for a line of another form.
    """
    formats = library("ftputil.stat")
    unknown = library("ftputil.error").ParserError
    parsers = [formats.UnixParser(), formats.MSParser()]
    found = []
    for line in lines:
        if parsers[0].ignores_line(line):
            continue
        for parser in parsers:
            with suppress(unknown):
                found.append(parser.parse_line(line))
                # The others are of the same server.
                parsers = [parser]
                break
        else:
            raise ValueError(f"the line '{line}' of the listing has no known form")
    named = {each._st_name: each for each in found if each._st_name not in (".", "..")}
    return [stat_entry(joined(folder, name), facts) for name, facts in sorted(named.items())]


def _entry(path: str, facts: dict[str, str]) -> Entry:
    kind, changed = facts.get("type", "file").lower(), facts.get("modify")
    return Entry(
        path=path,
        is_folder=kind == "dir",
        is_link="slink" in kind or "symlink" in kind,
        size=int(facts["size"]) if facts.get("size", "").isdigit() else None,
        modified=(
            datetime.strptime(changed[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if changed else None
        ),
    )
