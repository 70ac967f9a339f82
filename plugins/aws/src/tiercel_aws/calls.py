"""Tasks that are one request: properties are its members, and its answer the outputs.

Names of AWS and those of flows differ in the case of letters only; what differs more is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel

from tiercel.plugin import Json, Output, Part, RunContext, RunnableTask
from tiercel.plugin.outputs import outputs_class_of
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
