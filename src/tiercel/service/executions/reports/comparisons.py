"""What changed since the last success of a flow: revision, inputs, sizes of outputs."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import COMPARED_NAMES_MAX, COMPARED_VALUE_BYTES_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.state import StateType
from tiercel.model.stored.codec import encode_json
from tiercel.ports.store import Store
from tiercel.service.executions.executions import shown
from tiercel.service.off_loop import in_thread


class Value(msgspec.Struct, frozen=True):
    """A value that may be too large to be shown: then it has only a size, in bytes of JSON."""

    size: int
    shown: Json = msgspec.UNSET


class Difference(msgspec.Struct, frozen=True):
    """A name with its values before and now; None where it had none."""

    name: str
    before: Value | None
    now: Value | None


class Comparison(msgspec.Struct, frozen=True):
    """An execution beside the last one before it that was a success, if there is one.

    Shapes: `inputs` are those that differ; `outputs` are all, with their sizes only. Neither has
    more than COMPARED_NAMES_MAX.
    """

    execution: Execution
    success: Execution | None = None
    inputs: tuple[Difference, ...] = ()
    outputs: tuple[Difference, ...] = ()


class ExecutionComparisons:
    """Compares without task runs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def with_last_success(self, execution_id: str) -> Comparison:
        """An execution beside the last success of its flow that began no later.

        Raises: NotFound.
        """
        async with self._store.transaction() as tx:
            execution = await tx.executions.head(execution_id)
            if execution is None:
                raise NotFound.of("Execution", execution_id)
            earlier = (
                Filter("state", Operation.EQUALS, StateType.SUCCESS),
                Filter("startDate", Operation.LESS_THAN_OR_EQUAL_TO, execution.state.start),
                Filter("id", Operation.NOT_EQUALS, execution_id),
            )
            place = (execution.namespace, execution.flow_id)
            found = await tx.executions.newest([place], shown(earlier), 1)
        if not found:
            return Comparison(execution)
        success = found[0]
        # Values may be large: they are compared by what they are in JSON.
        return await in_thread(compared, execution, success)


def compared(execution: Execution, success: Execution) -> Comparison:
    """Both beside each other."""
    inputs = differences(success.inputs, execution.inputs)
    outputs = differences(success.outputs, execution.outputs, is_whole=True)
    most = COMPARED_NAMES_MAX
    return Comparison(execution, success, tuple(inputs[:most]), tuple(outputs[:most]))


def differences(
    before: Mapping[str, Json], now: Mapping[str, Json], *, is_whole: bool = False
) -> list[Difference]:
    """Names whose values differ; with `is_whole` all of them, by their sizes alone."""
    found = []
    for name in sorted({*before, *now}):
        old = encode_json(before[name]) if name in before else None
        new = encode_json(now[name]) if name in now else None
        if is_whole or old != new:
            values = (
                _value(text, values.get(name), is_shown=not is_whole)
                for text, values in ((old, before), (new, now))
            )
            found.append(Difference(name, *values))
    return found


def _value(text: bytes | None, value: Json, *, is_shown: bool) -> Value | None:
    if text is None:
        return None
    is_small = len(text) <= COMPARED_VALUE_BYTES_MAX
    return Value(len(text), value) if is_shown and is_small else Value(len(text))
