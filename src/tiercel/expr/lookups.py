"""The door to the outside: whatever a template can't compute is asked for here by kind.

| kind          | arguments                           | answer                                  |
|---------------|-------------------------------------|-----------------------------------------|
| SECRET        | (key, namespace or None)            | text                                    |
| CREDENTIAL    | (name,)                             | its current access token, text          |
| KV            | (key, namespace or None)            | value; None: the flow's and its parents |
| READ          | target                              | text                                    |
| FILE_SIZE     | target                              | bytes, int                              |
| FILE_EXISTS   | target                              | bool, true for a directory too          |
| FILE_REVISION | (namespace, path, revision or None) | number of the file's revision, int      |
| MAY_READ      | (uri,)                              | bool: another execution's file, allowed?|
| HTTP          | (request,)                          | decoded body                            |
| SUBFLOW       | (request,)                          | map with id, state, outputs, labels     |
| ERROR_LOGS    | ()                                  | list of maps                            |
| NOW           | ()                                  | aware datetime in UTC                   |
| UUID          | ()                                  | text of 36 characters                   |
| RANDOM_BYTES  | (count,)                            | bytes                                   |
| RANDOM_INT    | (lower, upper)                      | int, lower <= n < upper                 |
| RANDOM_PORT   | ()                                  | a free TCP port, int                    |

`target` is ("namespace", namespace, path, revision or None), ("storage", uri) or ("local", uri);
`request` is a map of the function's arguments. Whoever answers may raise `Absent` (the thing does
not exist), `LookupMissing` (it must be fetched first) or an ExpressionError with the final text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from tiercel.expr.errors import AllowanceUsedUp, EvaluationError
from tiercel.model.json_types import Json

SECRET = "secret"
CREDENTIAL = "credential"
KV = "kv"
READ = "read"
FILE_SIZE = "file_size"
FILE_EXISTS = "file_exists"
FILE_REVISION = "file_revision"
MAY_READ = "may_read"
HTTP = "http"
SUBFLOW = "subflow"
ERROR_LOGS = "error_logs"
NOW = "now"
UUID = "uuid"
RANDOM_BYTES = "random_bytes"
RANDOM_INT = "random_int"
RANDOM_PORT = "random_port"


class Absent(Exception):
    """The thing asked for does not exist; the reason, when given, is the text for the user."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Allowance:
    """Steps that all renderings with some lookups may take together where they are run.

    Who has used them up gets AllowanceUsedUp: the work is too long for a thread that others wait
    for. It is counted, not timed, so that the same work has the same end everywhere.
    """

    __slots__ = ("steps",)

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int) -> None:
        """Count work that is no rendering. Raises: AllowanceUsedUp."""
        self.steps -= steps
        if self.steps < 0:
            raise AllowanceUsedUp()


def allowance_of(lookups: Lookups) -> Allowance | None:
    """The allowance that comes with lookups; None where work may take its time."""
    found: Allowance | None = getattr(lookups, "allowance", None)
    return found


class Lookups(Protocol):
    """Everything that comes from outside of an expression; perhaps with an `allowance`."""

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value; raises Absent, LookupMissing or ExpressionError."""
        ...


class NoLookups:
    """The outside is out of reach: every lookup is an error of the expression."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        self.allowance = allowance

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """Always raises EvaluationError."""
        raise EvaluationError(f"'{kind}' is not available here")


class StaticLookups:
    """Answers from a table: by kind a value, or a function of the arguments."""

    def __init__(self, answers: Mapping[str, Json | Callable[..., Json]]) -> None:
        self._answers = dict(answers)

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The answer of the table; raises EvaluationError when it has none."""
        if kind not in self._answers:
            raise EvaluationError(f"'{kind}' is not available here")
        answer = self._answers[kind]
        return answer(*arguments) if callable(answer) else answer
