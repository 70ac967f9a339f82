"""Many documents of a file, some with each request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Annotated, Any

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel_elasticsearch.connection import Asking
from tiercel_elasticsearch.documents import INDEX, OP_TYPE, OpType

Operation = tuple[Json, ...]


class Loaded(Output):
    """How many were sent."""

    size: Annotated[int, Prop("How many documents there were.")]


class Sending(Asking, RunnableTask[Loaded]):
    """What sends operations in groups."""

    from_: Annotated[str, Field(alias="from"), Prop("The address of a stored file.")]
    chunk: Annotated[int, Prop("How many documents go with one request.")] = 1000

    def operations(self, ctx: RunContext) -> Iterator[Operation]:
        """Each of a line that says what is done, and mostly one with the document."""
        raise NotImplementedError

    def run(self, ctx: RunContext) -> Loaded:
        """Raises: PluginError for the first document that the cluster refuses."""
        return Loaded(size=send_operations(self, ctx, self.operations(ctx), self.chunk))


def send_operations(
    asking: Asking, ctx: RunContext, operations: Iterable[Operation], chunk: int
) -> int:
    """Send all, `chunk` with each request, and count them.

    Raises: PluginError for the first document that the cluster refuses.
    """
    size, requests, began = 0, 0, monotonic()
    for group in groups_of(operations, max(1, chunk)):
        _send(asking, ctx, group)
        size += len(group)
        requests += 1
    ctx.metrics.counter("requests.count", requests)
    ctx.metrics.counter("records", size)
    ctx.metrics.timer("requests.duration", timedelta(seconds=monotonic() - began))
    return size


def _send(asking: Asking, ctx: RunContext, group: Iterable[Operation]) -> None:
    lines = [msgspec.json.encode(line) for operation in group for line in operation]
    body = b"\n".join([*lines, b""])
    given = {"routing": asking.routing}
    said = asking.ask_for(ctx, ("POST", "_bulk"), ("items",), body=body, params=given)
    if not said.get("errors"):
        return
    for item in said["items"]:
        (outcome,) = item.values()
        error = outcome.get("error")
        if error:
            reason = f"{error.get('type')}: {error.get('reason')}"
            raise PluginError(
                f"{asking.product}: the document '{outcome.get('_id')}' of "
                f"'{outcome.get('_index')}' was refused: {reason}"
            )


class Bulk(Sending):
    """Lines as the bulk API has them: what is done, then the document."""

    def operations(self, ctx: RunContext) -> Iterator[Operation]:
        """Raises: PluginError for a line that says nothing to do."""
        lines = rows_given(ctx, self.from_)
        for number, action in enumerate(lines, 1):
            if not isinstance(action, dict) or len(action) != 1:
                raise PluginError(f'Operation {number} must be a map such as {{"index": {{…}}}}')
            if "delete" in action:
                yield (action,)
                continue
            document = next(lines, None)
            if document is None:
                raise PluginError(f"Operation {number} has no document")
            yield (action, document)


class Load(Sending):
    """A row is a document."""

    index: Annotated[str, INDEX]
    op_type: Annotated[OpType | None, OP_TYPE] = None
    id_key: Annotated[str | None, Prop("The column that has the keys of documents.")] = None
    remove_id_key: Annotated[bool, Prop("Whether that column is left out of them.")] = True

    def operations(self, ctx: RunContext) -> Iterator[Operation]:
        """Raises: PluginError for a row that is no map, or has no key."""
        action = (self.op_type or "INDEX").lower()
        for number, row in enumerate(rows_given(ctx, self.from_), 1):
            if not isinstance(row, dict):
                raise PluginError(f"Row {number} must be a map")
            head: dict[str, Any] = {"_index": self.index}
            if self.id_key is not None:
                if row.get(self.id_key) is None:
                    raise PluginError(f"Row {number} has no `{self.id_key}`")
                head["_id"] = str(row[self.id_key])
                if self.remove_id_key:
                    row = {name: value for name, value in row.items() if name != self.id_key}
            if action == "delete":
                yield ({action: head},)
            else:
                yield ({action: head}, {"doc": row} if action == "update" else row)
