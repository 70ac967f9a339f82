"""The routes of a kind of record of the whole server, which are alike for each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from starlette.responses import Response

from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.service.operations.governance.records import RecordOperations
from tiercel.web import params
from tiercel.web.bodies import text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.route import EMPTY, Route, Row, routes_of, shape
from tiercel.web.views.view import View

T = TypeVar("T")


class RecordForm(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """How the API speaks of a kind of record.

    Shapes: `noun` is what summaries call one, `read` makes a record of a body, `show` its view of a
    record. What is deleted `is_archived`, or gone.
    """

    path: str
    group: str
    noun: str
    operations: RecordOperations
    body: Body
    view: type[View]
    read: Callable[[dict[str, Json]], T]
    show: Callable[[T], View]
    is_archived: bool = False


class RecordRoutes(Generic[T]):
    """Four calls: one lists all, the others write one."""

    def __init__(self, form: RecordForm[T]) -> None:
        self._form = form

    def routes(self) -> list[Route]:
        form, run = self._form, self._form.operations
        several = Answer(schema=list[form.view])  # type: ignore[name-defined]
        path, one = f"{form.path}/search", f"{form.path}/{{id}}"
        found, gone = f"All {form.group.lower()}.", f"Delete {form.noun}."
        rows: list[Row] = [
            ("GET", path, self.find, run.find, found, None, several, ()),
            ("DELETE", one, self.delete, run.delete, gone, None, EMPTY, (404,)),
        ]
        return routes_of(form.group, [*rows, *self.writing()])

    def writing(self) -> list[Row]:
        """Those that take a record; only what can be archived has a 409 of a change."""
        form, run = self._form, self._form.operations
        one, shown = f"{form.path}/{{id}}", shape(form.view)
        made, changed = f"Create {form.noun}.", f"Change {form.noun}."
        refused = (404, 409, 422) if form.is_archived else (404, 422)
        return [
            ("POST", form.path, self.create, run.create, made, form.body, shown, (409, 422)),
            ("PUT", one, self.update, run.update, changed, form.body, shown, refused),
        ]

    async def find(self, call: Call) -> Response:
        """In the order of their ids."""
        found = await call.run(self._form.operations.find.request())
        return json_answer([self._form.show(each) for each in found])

    async def create(self, call: Call) -> Response:
        """With an id that the server chooses unless the body has one."""
        asked = self._form.operations.create.request(record=await self._sent(call))
        return json_answer(self._form.show(await call.run(asked)))

    async def update(self, call: Call) -> Response:
        """All of it but its id."""
        record_id, record = call.params["id"], await self._sent(call)
        asked = self._form.operations.update.request(record_id=record_id, record=record)
        return json_answer(self._form.show(await call.run(asked)))

    async def delete(self, call: Call) -> Response:
        """One that is not there is an error."""
        await call.run(self._form.operations.delete.request(record_id=call.params["id"]))
        return empty(200)

    async def _sent(self, call: Call) -> T:
        return self._form.read(await call.json_map("record"))


def date_in(body: dict[str, Json], name: str) -> datetime | None:
    """A date of a body; None when it is missing, null or empty. Raises: Refused."""
    text = text_in(body, name)
    return params.parse_date(name, text) if text else None


def needed(name: str, value: T | None) -> T:
    """A member that must be there. Raises: Invalid."""
    if value is None:
        raise Invalid([Violation(name, "must not be null")])
    return value
