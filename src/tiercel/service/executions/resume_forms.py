"""The inputs that somebody gives to what is paused: their values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiercel.engine.creation import input_env
from tiercel.engine.storage_paths import Reader
from tiercel.engine.values.inputs import InputReport, check_inputs, put_nested
from tiercel.expr import Lookups
from tiercel.model.errors import Invalid, Violation
from tiercel.model.execution import Execution
from tiercel.model.flow import Input
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.executions.step_env import step_env
from tiercel.service.lookup_rounds import LookupSource, with_lookups


class ResumeForms:
    """Reads the inputs of pauses and approvals."""

    def __init__(self, ports: Ports, executions: ExecutionService, lookups: LookupSource) -> None:
        self._ports = ports
        self._executions = executions
        self._lookups = lookups

    async def reports(
        self, execution: Execution, inputs: Sequence[Input], raw: Mapping[str, Json]
    ) -> list[InputReport]:
        """A report on each input, with what expressions see of the execution."""
        plan = await self._executions.plan_of(execution)
        now = self._ports.clock.now()

        def run(lookups: Lookups) -> list[InputReport]:
            env = step_env(self._ports, plan, now, Ids("", 0), lookups)
            return check_inputs(inputs, raw, input_env(execution, env))

        reader = Reader(execution.namespace, execution.flow_id, execution.id)
        return await with_lookups(self._lookups, reader, run)


def values_of(reports: Sequence[InputReport]) -> dict[str, Json]:
    """The values of the inputs that count, nested by their ids. Raises: Invalid for the first
    bad one.
    """
    enabled = [report for report in reports if report.enabled]
    for report in enabled:
        if report.errors:
            raise Invalid([Violation(report.input.id, report.errors[0])])
    values: dict[str, Json] = {}
    for report in enabled:
        put_nested(values, report.input.id, report.value)
    return values
