"""What an error of a transaction means: the database is away, or something in it is to blame."""

from __future__ import annotations

from tiercel.model.errors import Damaged, TiercelError, Unavailable


def is_outage(error: BaseException) -> bool:
    """Whether the same work can succeed later; otherwise a part of it is to blame."""
    return isinstance(error, Unavailable) and not isinstance(error, Damaged)


def reason_of(error: BaseException, while_what: str = "") -> str:
    """The text of an error of ours; of a bug only its kind, since its text may be anything."""
    if isinstance(error, TiercelError):
        return error.explained
    return f"Internal error{f' while {while_what}' if while_what else ''} ({type(error).__name__})"
