"""Sources of one flow: as it fails at first, repaired, and with a schedule."""

from __future__ import annotations


def failing(namespace: str, flow_id: str) -> str:
    """Its second task fails and says why."""
    return f"""id: {flow_id}
namespace: {namespace}
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello
  - id: convert
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: The rates are missing
"""


def repaired(namespace: str, flow_id: str, trigger_id: str) -> str:
    """It asks for two inputs, succeeds, and runs each day."""
    return f"""id: {flow_id}
namespace: {namespace}
inputs:
  - {{id: day, type: DATE, defaults: "2026-11-27"}}
  - {{id: count, type: INT, min: 1, max: 9, defaults: 3}}
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{{{ inputs.count }}}}"
triggers:
  - id: {trigger_id}
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "2 14 * * *"
    disabled: false
"""
