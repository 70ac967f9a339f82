"""Properties that say which server, and how to reach it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.hosts import allowed_addresses, port_of
from tiercel_fs.limits import CONNECT_SECONDS_MAX
from tiercel_fs.places.ftp import Ftp, FtpOptions, ftp_errors
from tiercel_fs.places.local import Local
from tiercel_fs.places.place import Place, library
from tiercel_fs.places.sftp import Sftp
from tiercel_fs.places.smb import Smb, smb_errors
from tiercel_fs.places.ssh import ssh_errors

HALF_A_MINUTE = timedelta(seconds=30)
_OLDER = "An older name of `{}`."
_IN_HOME = Prop(
    "Whether paths begin in the folder that a login comes to.",
    "Yes by default; otherwise `/` is the root of the server.",
)
_RSA = Prop(
    "Whether keys that sign with SHA-1 (ssh-rsa) are taken.", "Of old servers; no by default."
)


class Connected(Plugin):
    """Reaches a place of files."""

    title: ClassVar[str]

    def place(self, ctx: RunContext, operation: str) -> AbstractContextManager[Place]:
        """The place, until the task is done with it.

        Raises: PluginError with host, operation and the server's message, Interrupted when the
        task was stopped.
        """
        raise NotImplementedError


class OnWorker(Connected):
    """Files of the worker itself."""

    kind: ClassVar[str] = "local"

    @contextmanager
    def place(self, ctx: RunContext, operation: str) -> Iterator[Place]:
        with explained(ctx, f"Files of the worker ({self.kind})", operation, (OSError,)):
            yield Local(ctx, self.kind)


class Remote(Connected):
    """A server with a login."""

    default_port: ClassVar[int]

    host: Annotated[str, Prop("The name or address of the server.")]
    port: Annotated[str, Prop("The port of the server.")]
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with, best from a secret.")] = (
        None
    )

    @property
    def port_number(self) -> int:
        """Raises: PluginError for what is no port."""
        return port_of("port", self.port)

    @property
    def where(self) -> str:
        """How errors call the server."""
        return f"{self.title} at {self.host}:{self.port}"

    def address(self, ctx: RunContext) -> str:
        """An address of the host. Raises: PluginError for one that is not allowed or not there."""
        return allowed_addresses(ctx, self.where, self.host, self.port_number)[0]


class OverSftp(Remote):
    """Over SFTP."""

    title = "SFTP"

    port: Annotated[str, Prop("The port of the server.", "22 by default.")] = "22"
    keyfile: Annotated[
        str | None,
        Prop("The private key as text, instead of a password, best from a secret."),
    ] = None
    passphrase: Annotated[str | None, Prop("The passphrase that opens the private key.")] = None
    root_dir: Annotated[bool, _IN_HOME] = True
    key_exchange_algorithm: Annotated[
        str | None,
        Prop("The only algorithms to agree on a key with, by commas.", "Those of the client."),
    ] = None
    enable_ssh_rsa1: Annotated[bool, _RSA] = False
    proxy_address: Annotated[
        str | None, Prop("The host of a proxy.", "Accepted: proxies are not supported.")
    ] = None
    proxy_host: Annotated[
        str | None, Prop("The host of a proxy.", _OLDER.format("proxyAddress"), deprecated=True)
    ] = None
    proxy_port: Annotated[str | None, Prop("The port of the proxy; accepted, as `proxyHost`.")] = (
        None
    )
    proxy_type: Annotated[str | None, Prop("The kind of the proxy.")] = None
    proxy_username: Annotated[str | None, Prop("The name to sign in at the proxy with.")] = None
    proxy_user: Annotated[
        str | None,
        Prop("The name for the proxy.", _OLDER.format("proxyUsername"), deprecated=True),
    ] = None
    proxy_password: Annotated[str | None, Prop("The password for the proxy.")] = None

    @contextmanager
    def place(self, ctx: RunContext, operation: str) -> Iterator[Place]:
        refuse_proxy(self.proxy_address or self.proxy_host)
        secrets = (self.password, self.passphrase)
        with explained(ctx, self.where, operation, ssh_errors(), secrets):
            options = {**self.options(), "host": self.address(ctx), "port": self.port_number}
            address = f"sftp://{self.host}:{self.port}/"
            place = Sftp(ctx, address, options, in_home=self.root_dir)
            try:
                yield place
            finally:
                place.close()

    def options(self) -> dict[str, Json]:
        """As the client takes them. Raises: errors of the client for a key that is none."""
        found = login_options(self.username, self.password, self.keyfile, self.passphrase)
        if self.key_exchange_algorithm:
            found["kex_algs"] = [each.strip() for each in self.key_exchange_algorithm.split(",")]
        if self.enable_ssh_rsa1:
            found |= old_signatures()
        return found


def login_options(
    user: str | None, password: str | None, key: str | None, passphrase: str | None
) -> dict[str, Json]:
    """Options of the client for SSH: nothing of the user who runs the worker counts."""
    keys = [library("asyncssh").import_private_key(key, passphrase)] if key else None
    return {
        "username": user or "root",
        "password": password,
        "client_keys": keys,
        "known_hosts": None,
        "config": None,
        "agent_path": None,
        "connect_timeout": CONNECT_SECONDS_MAX,
        "login_timeout": CONNECT_SECONDS_MAX,
    }


def old_signatures() -> dict[str, Json]:
    """Signatures with SHA-1 are taken as well."""
    return {"signature_algs": "+ssh-rsa", "server_host_key_algs": "+ssh-rsa"}


def refuse_proxy(host: str | None) -> None:
    """Raises: PluginError when there is one: going without it would reveal the worker."""
    if host:
        raise PluginError("Connections through a proxy are not supported")


class Options(Part):
    """How long a server may take; connecting and silence count."""

    connection_timeout: Annotated[timedelta, Prop("How long connecting may take.")] = HALF_A_MINUTE
    data_timeout: Annotated[timedelta, Prop("How long data may fail to come.")] = HALF_A_MINUTE
    socket_timeout: Annotated[timedelta, Prop("How long the server may be silent.")] = HALF_A_MINUTE
    control_keep_alive_timeout: Annotated[
        timedelta, Prop("How often to say that the task is there.", "Accepted, without effect.")
    ] = HALF_A_MINUTE
    control_keep_alive_reply_timeout: Annotated[
        timedelta, Prop("How long the answer to that may take.", "Accepted, without effect.")
    ] = HALF_A_MINUTE


class OverFtp(Remote):
    """Over FTP."""

    title = "FTP"
    tls: ClassVar[bool] = False

    port: Annotated[str, Prop("The port of the server.", "21 by default.")] = "21"
    root_dir: Annotated[bool, _IN_HOME] = True
    passive_mode: Annotated[
        bool, Prop("Whether the task opens the connections for data.", "Yes by default.")
    ] = True
    remote_ip_verification: Annotated[
        bool,
        Prop(
            "Whether data must come from the server itself.",
            "Yes by default. Accepted: addresses that the server names are never followed.",
        ),
    ] = True
    options: Annotated[Static[Options], Prop("How long the server may take.")] = Field(
        default=Options()
    )
    proxy_host: Annotated[
        str | None, Prop("The host of a proxy.", "Accepted: proxies are not supported.")
    ] = None
    proxy_port: Annotated[str | None, Prop("The port of the proxy; accepted, as `proxyHost`.")] = (
        None
    )
    proxy_type: Annotated[
        Literal["DIRECT", "HTTP", "SOCKS"] | None, Prop("The kind of the proxy.")
    ] = None
    enable_ssh_rsa1: Annotated[
        bool,
        Prop(
            "A setting of SFTP, taken for flows that change protocols.", "Accepted, without effect."
        ),
    ] = False

    @contextmanager
    def place(self, ctx: RunContext, operation: str) -> Iterator[Place]:
        refuse_proxy(self.proxy_host)
        with explained(ctx, self.where, operation, ftp_errors(), (self.password,)):
            self.address(ctx)
            scheme = "ftps" if self.tls else "ftp"
            address = f"{scheme}://{self.host}:{self.port}/"
            place = Ftp(ctx, address, self.ftp_options(), in_home=self.root_dir)
            try:
                yield place
            finally:
                place.close()

    def ftp_options(self) -> FtpOptions:
        """As the client takes them."""
        silence = min(self.options.connection_timeout, self.options.socket_timeout)
        return FtpOptions(
            host=self.host,
            port=self.port_number,
            user=self.username or "anonymous",
            password=self.password or "",
            seconds=max(silence.total_seconds(), 1),
            is_passive=self.passive_mode,
        )


class OverFtps(OverFtp):
    """Over FTP with TLS."""

    title = "FTPS"
    tls = True

    port: Annotated[str, Prop("The port of the server.", "990 by default.")] = "990"
    mode: Annotated[
        Literal["IMPLICIT", "EXPLICIT"],
        Prop(
            "When encryption begins on the connection.",
            "EXPLICIT, the default, once the connection is there; IMPLICIT with its first byte.",
        ),
    ] = "EXPLICIT"
    data_channel_protection_level: Annotated[
        Literal["C", "S", "E", "P"],
        Prop("How data are protected.", "P, the default, encrypts them; C does not."),
    ] = "P"
    insecure_trust_all_certificates: Annotated[
        bool | None, Prop("Whether any certificate is taken.", "No by default.")
    ] = None

    def ftp_options(self) -> FtpOptions:
        plain = super().ftp_options()
        return FtpOptions(
            host=plain.host,
            port=plain.port,
            user=plain.user,
            password=plain.password,
            seconds=plain.seconds,
            is_passive=plain.is_passive,
            tls=self.mode,
            protection=self.data_channel_protection_level,
            trusts_all=bool(self.insecure_trust_all_certificates),
        )


class OverSmb(Remote):
    """Over SMB; the first part of a path is the share."""

    title = "SMB"

    port: Annotated[str, Prop("The port of the server.", "445 by default.")] = "445"
    enable_ssh_rsa1: Annotated[
        bool,
        Prop(
            "A setting of SFTP, taken for flows that change protocols.",
            "Accepted, without effect.",
            hidden=True,
        ),
    ] = False

    @contextmanager
    def place(self, ctx: RunContext, operation: str) -> Iterator[Place]:
        with explained(ctx, self.where, operation, smb_errors(), (self.password,)):
            self.address(ctx)
            place = Smb(self.host, self.port_number, self.username, self.password)
            try:
                yield place
            finally:
                place.close()
