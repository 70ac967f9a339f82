"""Errors of the driver as errors of Tiercel, in words that help."""

from __future__ import annotations

import asyncpg

from tiercel.adapters.postgres.address import Address
from tiercel.model.errors import Away, Invalid, Stale, TiercelError, Unavailable, Unstorable

# What asyncpg raises; its client errors are no PostgresError.
FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
# The whole commit may run again: somebody else was in the way.
RETRIED = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
)
# A value is to blame (SQLSTATE classes 22 and 54, and what the driver refuses to send).
_DATA = (asyncpg.DataError, asyncpg.ProgramLimitExceededError, UnicodeError, OverflowError)
# The values of one unit are to blame; all other errors concern the database.
# The database itself is away, starting, or has no place yet.
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)
OF_ONE_UNIT = (*_DATA, asyncpg.IntegrityConstraintViolationError, Stale)


def clear_error(error: BaseException, address: Address) -> TiercelError:
    """The message for the user."""
    if isinstance(error, TiercelError):
        return error
    if isinstance(error, (asyncpg.IntegrityConstraintViolationError, *RETRIED)):
        return Stale()
    if isinstance(error, asyncpg.InvalidRegularExpressionError):
        return Invalid(f"The regular expression is not valid: {_text(error)}")
    if isinstance(error, _DATA):
        return Unstorable(f"The database can't hold or compare this value: {_text(error)}")
    where = f"The PostgreSQL database {address.shown}"
    for kind, words in _MESSAGES:
        if isinstance(error, kind):
            return (Away if isinstance(error, _AWAY) else Unavailable)(f"{where} {words}")
    return Unavailable(f"{where} can't be used: {_text(error) or type(error).__name__}.")


_MESSAGES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (
        (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError),
        "refuses the user name or the password: check kestra.datasources.postgres.",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "does not exist: create it, or correct kestra.datasources.postgres.url.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "does not allow this: the user must own the schema, or be granted CREATE and USAGE on it.",
    ),
    (
        asyncpg.TooManyConnectionsError,
        "has no connection left: raise max_connections, or run fewer servers.",
    ),
    (asyncpg.CannotConnectNowError, "is starting or stopping."),
    (asyncpg.AdminShutdownError, "is shutting down."),
    (asyncpg.QueryCanceledError, "took too long for the query and stopped it: narrow it down."),
    (asyncpg.DiskFullError, "has a full disk: free some space."),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "is read-only, perhaps a standby: name the primary in the address.",
    ),
    (TimeoutError, "does not answer in time."),
    (
        (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError),
        "can't be reached.",
    ),
)


def _text(error: BaseException) -> str:
    return str(error).strip().rstrip(".")
