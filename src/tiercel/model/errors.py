"""The one error tree. Class docstrings are the default messages.

Everything that Tiercel refuses on purpose is a `TiercelError`; anything else that escapes is a bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import msgspec

from tiercel.model.limits import SOURCE_PROBLEMS_MAX


class Violation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One failed constraint of a user's document or request.

    Shapes: `path` is the property path (`tasks[0].message`, empty for the whole document);
    `message` is complete without the path. `line` and `column` are 1-based places in the
    source text, 0 when unknown. `hint` is advice such as `did you mean 'message'?`.
    """

    path: str
    message: str
    line: int = 0
    column: int = 0
    hint: str = ""

    @property
    def explained(self) -> str:
        """The message with the advice."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


class TiercelError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message if message is not None else (type(self).__doc__ or "").strip())

    @property
    def message(self) -> str:
        """The text for the user, without secrets, paths of the server or stack traces."""
        return str(self.args[0])

    @property
    def explained(self) -> str:
        """The message with all that is known beyond it, for a log."""
        return self.message


class NotFound(TiercelError):
    """Not found."""

    def __init__(self, message: str) -> None:
        # Required here: nobody can act on the bare words.
        super().__init__(message)

    @classmethod
    def of(cls, kind: str, name: str, place: str = "") -> Self:
        """Of an object by its kind, such as `Flow`, and its name; `place`: what it is not in."""
        where = f" in {place}" if place else ""
        return cls(f"{kind} '{name}' not found{where}.")


class Invalid(TiercelError):
    """The request is not valid."""

    # Shapes: `violations` are the first of them: a body may have one in each of its members.
    def __init__(self, violations: Sequence[Violation] | str) -> None:
        if isinstance(violations, str):
            violations = [Violation(path="", message=violations)]
        self.violations = tuple(violations[:SOURCE_PROBLEMS_MAX])
        super().__init__(", ".join(_placed(v.path, v.message) for v in self.violations))

    @property
    def explained(self) -> str:
        """What is wrong, with the advice that there is."""
        return ", ".join(_placed(v.path, v.explained) for v in self.violations)


def _placed(path: str, text: str) -> str:
    return f"{path}: {text}" if path else text


class IllegalArgument(TiercelError):
    """The argument is not allowed."""


class Unstorable(IllegalArgument):
    """The database can't hold this value."""


class Conflict(TiercelError):
    """The current state does not allow this."""


class NotAllowed(TiercelError):
    """This is not allowed."""


class Expired(TiercelError):
    """The requested value has expired."""


class TooLarge(TiercelError):
    """The request is too large."""


class Unavailable(TiercelError):
    """The service is not available right now."""


class Away(Unavailable):
    """The database is not there right now; waiting helps."""


class Damaged(Unavailable):
    """A stored document is damaged."""


class PluginError(TiercelError):
    """A plugin failed."""


class ExpressionError(TiercelError):
    """The expression can't be rendered."""

    def __init__(
        self,
        message: str | None = None,
        *,
        line: int = 0,
        column: int = 0,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.hint = hint

    @property
    def explained(self) -> str:
        """The message with line and column, and with the hint if there is one."""
        text = self.message
        if self.column:
            line = f" at line {self.line}"
            text = f"{text.removesuffix(line)}{line}, column {self.column}"
        return f"{text}: {self.hint}" if self.hint else text


class Stale(TiercelError):
    """Something changed in between; the use case must run again."""
