"""The route table: one `Route` a method and path. The matcher and the OpenAPI document read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import msgspec
from starlette.responses import Response

from tiercel.service.operations.operation import AnyOperation
from tiercel.web.call import Call
from tiercel.web.components import Form
from tiercel.web.documented import Answer, Body, Param

Handler = Callable[[Call], Awaitable[Response]]
# Method, path, handler, operation, summary, body, answer and the statuses of refusals.
Row = tuple[str, str, Handler, AnyOperation, str, Body | None, Answer, tuple[int, ...]]
EMPTY, GONE = Answer(200), Answer(204)


class Route(msgspec.Struct, frozen=True):
    """A method and path with the coroutine that answers.

    Shapes: `path` starts below `/api/v1` unless `is_root`; `{name}` is one segment, `{name:rest}`
    all that follow. `errors` are the documented statuses besides those that every route has; `runs`
    are the operations that the handler runs, which say what its caller must be allowed to do, and
    whether one of them `makes` something.
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
    makes: bool = False

    def __post_init__(self) -> None:
        # Each request with a key asks for it.
        makes = any(one.makes is not None for one in self.runs)
        msgspec.structs.force_setattr(self, "makes", makes)


def routes_of(group: str, rows: Iterable[Row], **lists: tuple[Param, ...]) -> list[Route]:
    """Routes of rows; `lists` has the parameters of those whose operation ends with its word.

    What is posted has its words in the body.
    """
    return [
        Route(
            method,
            path,
            handler,
            summary,
            group,
            () if method == "POST" else lists.get(runs.name.rpartition(".")[2], ()),
            body,
            (answer,),
            errors,
            (runs,),
        )
        for method, path, handler, runs, summary, body, answer, errors in rows
    ]


def shape(form: Form, status: int = 200) -> Answer:
    """An answer of that form."""
    return Answer(status, form)
