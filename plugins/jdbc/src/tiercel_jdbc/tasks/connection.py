"""The connection of a task: its properties, and a session that ends with the attempt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import tzinfo
from threading import Event, Thread
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tiercel.plugin import Interrupted, Json, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import words_of
from tiercel.plugin.services.far_work import FarWork, tied
from tiercel_jdbc.addresses import address_of
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CANCEL_PAUSE_SECONDS, MESSAGE_CHARS_MAX
from tiercel_jdbc.sessions import Session

_KEPT_OPEN = "Accepted; each attempt opens a connection of its own and closes it."


class Connected(Plugin):
    """Base of everything that has the address of a database."""

    far_work: ClassVar[FarWork | None] = tied(
        "the server undoes what is not committed; PostgreSQL ends the statement"
    )

    database: ClassVar[Database]

    url: Annotated[str, Prop("The JDBC URL of the database, such as jdbc:postgresql://host/name.")]
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with.")] = None

    def connection_options(self) -> Mapping[str, Json]:
        """Further properties of the connection by their written names."""
        return {}

    @property
    def zone_name(self) -> str | None:
        """The zone that the flow asks for."""
        return None

    def zone(self, ctx: RunContext) -> tzinfo:
        """The zone of dates without one: that of the flow, else that of the machine.

        Raises: PluginError for a name that no zone has.
        """
        if self.zone_name is not None:
            try:
                return ZoneInfo(self.zone_name)
            except (ZoneInfoNotFoundError, ValueError):
                raise PluginError(
                    f"`timeZoneId` must be a zone such as Europe/Paris, not {self.zone_name!r}"
                ) from None
        found = ctx.now().astimezone().tzinfo
        assert found is not None
        return found

    @contextmanager
    def session(self, ctx: RunContext) -> Iterator[Session]:
        """A session; a kill or a timeout cancels what it runs.

        Raises: PluginError with host, operation and the message of the service, Interrupted when
        the task was stopped.
        """
        self.zone(ctx)
        login = self.login(ctx)
        self.database.refuse_network(ctx, login.address)
        errors = self.database.errors()
        with explained(ctx, self.database, login, "connecting", errors):
            session = self.database.open(login)
        canceller = Canceller(session, errors)
        ctx.on_stop(canceller.start)
        try:
            with explained(ctx, self.database, login, "the statement", errors):
                yield session
        finally:
            canceller.end()
            try:
                session.close()
            except errors:
                ctx.log.debug("The connection was closed already")

    def login(self, ctx: RunContext) -> Login:
        """Where and as whom. Raises: PluginError for an address that is none."""
        return Login(
            address=address_of(self.url),
            folder=ctx.files.path,
            username=self.username,
            password=self.password,
            zone=self.zone_name,
            options={name: value for name, value in self.connection_options().items() if value},
        )


class Zoned(Connected):
    """A connection with a zone, and what the reference says about keeping connections."""

    time_zone_id: Annotated[
        str | None, Prop("The zone of dates and times; the server's own by default.")
    ] = None

    @property
    def zone_name(self) -> str | None:
        return self.time_zone_id


class Pooled(Zoned):
    """A connection of a database for which the reference keeps some open."""

    connection_pooling: Annotated[bool, Prop("Whether connections are kept.", _KEPT_OPEN)] = True
    connection_pool_size: Annotated[
        int, Prop("How many connections of one address are kept.", _KEPT_OPEN)
    ] = 10


class Canceller:
    """Cancels what a session runs until it ends.

    Once is not enough: a statement that is about to start would not notice.
    """

    def __init__(self, session: Session, errors: tuple[type[Exception], ...]) -> None:
        self._session = session
        self._errors = errors
        self._ended = Event()

    def start(self) -> None:
        """Begin, in a thread: the server answers when it likes."""
        Thread(target=self._run, name="cancel-statement", daemon=True).start()

    def end(self) -> None:
        """The session is about to be closed."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            # What can't be cancelled any more has ended; else the next round says so again.
            with suppress(*self._errors):
                self._session.cancel()
            self._ended.wait(CANCEL_PAUSE_SECONDS)


@contextmanager
def explained(
    ctx: RunContext,
    database: Database,
    login: Login,
    operation: str,
    errors: tuple[type[Exception], ...],
) -> Iterator[None]:
    """Errors of the client library as one that says where, what, and what the service says."""
    try:
        yield
    except errors as error:
        if ctx.is_stopped:
            raise Interrupted(f"{operation} was cancelled") from None
        message = masked(words_of(error), login)[:MESSAGE_CHARS_MAX]
        raise PluginError(
            f"{database.title} at {login.address.place}: {operation} failed: {message}"
        ) from None


def masked(message: str, login: Login) -> str:
    """A message without what the login keeps secret."""
    secrets = [login.secret, *(login.address.options.get(each) for each in _SECRET_OPTIONS)]
    secrets += [
        str(value) for name, value in login.options.items() if "assword" in name or "Key" in name
    ]
    for secret in secrets:
        if secret:
            message = message.replace(secret, "****")
    return message


_SECRET_OPTIONS = ("password", "motherduck_token", "token", "private_key_pwd")
