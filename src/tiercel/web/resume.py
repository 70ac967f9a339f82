"""Resuming a pause whose inputs may be files."""

from __future__ import annotations

from tiercel.model.execution import Execution
from tiercel.plugin.server import ResumeExecution
from tiercel.ports.ports import Ports
from tiercel.service.operations.execution_start import FindResumeFiles
from tiercel.web.call import Call
from tiercel.web.inputs import FileInputs, inputs_of


class Resume:
    """Stores the files of the request with the execution, and goes on."""

    def __init__(self, ports: Ports) -> None:
        self._blobs = ports.blobs
        self._ids = ports.ids

    async def __call__(self, call: Call) -> Execution:
        """Raises: NotFound and Conflict before any file is read, Invalid for a bad input."""
        request = FindResumeFiles(execution_id=call.params["executionId"])
        execution, names = await call.run(request)
        files = FileInputs(
            self._blobs,
            (execution.namespace, execution.flow_id, execution.id),
            names.__contains__,
            # A folder for each request: one that is refused removes its own files only.
            below=f"resume/{self._ids.new_id()}",
        )
        async with inputs_of(call, files) as raw:
            return await call.run(
                ResumeExecution(execution_id=execution.id, inputs=raw, waits=True)
            )
