"""The route table: one `Route` a method and path. The matcher and the OpenAPI document read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.responses import Response

from tiercel.service.operations.operation import AnyOperation
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body, Param

Handler = Callable[[Call], Awaitable[Response]]


class Route(msgspec.Struct, frozen=True):
    """A method and path with the coroutine that answers.

    Shapes: `path` starts below `/api/v1` unless `is_root`; `{name}` is one segment, `{name:rest}`
    all that follow. `errors` are the documented statuses besides those that every route has; `runs`
    are the operations that the handler runs, which say what its caller must be allowed to do.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    group: str = ""
    params: tuple[Param, ...] = ()
    body: Body | None = None
    answers: tuple[Answer, ...] = (Answer(),)
    errors: tuple[int, ...] = ()
    runs: tuple[AnyOperation, ...] = ()
    is_root: bool = False
    is_open: bool = False
    is_hidden: bool = False

    @property
    def makes(self) -> bool:
        """Whether one of its operations makes something."""
        return any(one.makes is not None for one in self.runs)
