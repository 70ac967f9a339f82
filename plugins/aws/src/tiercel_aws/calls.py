"""Tasks that are one request: properties are its members, and its answer the outputs.

Names of AWS and those of flows differ in the case of letters only; what differs more is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from pydantic import BaseModel

from tiercel.plugin import Json, Output, Part, Plugin, RunContext, RunnableTask, plugin
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.variants import variant
from tiercel_aws.connection import Aws, AwsTask

OutputT = TypeVar("OutputT", bound=Output)
MadeT = TypeVar("MadeT", bound=BaseModel)


class Call(AwsTask, RunnableTask[OutputT], Generic[OutputT]):
    """One request to a service.

    `operation` is its name in the client, `renamed` has members of the request by property,
    `inside` is the member of the answer that holds the outputs where they are deeper.
    """

    service: ClassVar[str]
    operation: ClassVar[str]
    renamed: ClassVar[Mapping[str, str]] = {}
    inside: ClassVar[str] = ""

    def run(self, ctx: RunContext) -> OutputT | None:
        with self.client(ctx, self.service) as client:
            return self.result(ctx, client, self.answer(client))

    def answer(self, client: Any) -> dict[str, Json]:
        """What the service answers to the request of the properties."""
        found: dict[str, Json] = getattr(client, self.operation)(**self.arguments(client))
        return found

    def arguments(self, client: Any) -> dict[str, Json]:
        """The request that the properties make."""
        return request_of(self, client, self.operation)

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> OutputT | None:
        """The outputs; of an answer that has none, none."""
        outputs = outputs_class_of(type(self))
        if outputs is None:
            return None
        found: Any = made(outputs, answer.get(self.inside, {}) if self.inside else answer)
        return found  # type: ignore[no-any-return]  # The class is that of the parameter.


class Listing(Call[OutputT], Generic[OutputT]):
    """All entries of a list, page by page; `member` is what the answer calls them."""

    member: ClassVar[str]

    def answer(self, client: Any) -> dict[str, Json]:
        asked = self.arguments(client)
        return {self.member: list(paged(client, self.operation, self.member, asked))}

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> OutputT | None:
        """The outputs: the list by the name of their first field, and how many there are."""
        outputs: Any = outputs_class_of(type(self))
        name = next(iter(outputs.model_fields))
        entries = answer[self.member]
        found: Any = made(outputs, {name: entries, "total": len(entries)})
        return found  # type: ignore[no-any-return]  # The class is that of the parameter.


def paged(
    client: Any, operation: str, member: str, asked: Mapping[str, Json]
) -> Iterator[dict[str, Json]]:
    """The entries of a list over all its pages, also where the client has no way of its own."""
    request = dict(asked)
    while True:
        page = getattr(client, operation)(**request)
        yield from page[member]
        if not page.get("NextToken"):
            return
        request["NextToken"] = page["NextToken"]


class CallRow(msgspec.Struct, frozen=True, kw_only=True):
    """A type that is a request without more: the properties are those of `of`."""

    name: str
    title: str
    text: str
    example: str
    operation: str
    of: type[Plugin]
    outputs: type[Output] = Output
    inside: str = ""


def call_types(
    module: str, service: str, prefix: str, rows: Iterable[CallRow]
) -> dict[str, type[Any]]:
    """The classes of such types by name, for the names of a module (see `variant`)."""
    return {row.name: _call_type(module, service, prefix, row) for row in rows}


def _call_type(module: str, service: str, prefix: str, row: CallRow) -> type[Any]:
    values = {
        "service": service,
        "operation": row.operation,
        "inside": row.inside,
        "__doc__": row.text,
    }
    bases: tuple[Any, ...] = (row.of, Call[row.outputs])  # type: ignore[name-defined]
    made_type = variant(bases, module, row.name, values)
    return plugin(prefix + row.name, title=row.title, examples=[row.example])(made_type)


def request_of(task: Aws, client: Any, operation: str) -> dict[str, Json]:
    """The request that the properties of a task make, without empty ones."""
    name = client.meta.method_to_api_mapping[operation]
    shape = client.meta.service_model.operation_model(name).input_shape
    members = {member.lower(): member for member in (shape.members if shape is not None else ())}
    renamed: Mapping[str, str] = getattr(task, "renamed", {})
    found = {}
    for field in type(task).model_fields.keys() - Aws.model_fields.keys():
        value = getattr(task, field)
        member = renamed.get(field) or members.get(field.replace("_", ""))
        if value is not None and member is not None:
            found[member] = plain(value)
    return found


def made(kind: type[MadeT], answer: Mapping[str, Json]) -> MadeT:
    """An object whose fields are members of an answer, whatever the case of their letters."""
    by_name = {name.lower(): value for name, value in answer.items()}
    values = {
        field: readable(by_name[field.replace("_", "")])
        for field in kind.model_fields
        if field.replace("_", "") in by_name
    }
    return kind.model_validate(values)


def plain(value: Json) -> Json:
    """A property as requests have it."""
    if isinstance(value, Part):
        return value.model_dump(exclude_none=True)
    return value


def readable(value: Json) -> Json:
    """An answer as outputs have it: dates as ISO texts, also deeper."""
    if isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {key: readable(each) for key, each in value.items()}
    return [readable(each) for each in value] if isinstance(value, list) else value


def without_none(values: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    """What has a value."""
    return {name: value for name, value in values if value is not None}
