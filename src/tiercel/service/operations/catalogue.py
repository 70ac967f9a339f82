"""All operations of the server."""

from __future__ import annotations

from tiercel.service.operations import executions, files, flows, kv, logs, triggers
from tiercel.service.operations.operation import Operations, Registry, operations_in
from tiercel.service.services import Services

OPERATIONS = Registry(operations_in(executions, files, flows, kv, logs, triggers))


def operations_of(services: Services) -> Operations:
    """All operations over the services of a server."""
    return Operations(services, OPERATIONS)
