"""Flows and dashboards that the run creates."""

NAMESPACE = "sdk.two"
TENANT = "main"

HELLO = f"""id: hello
namespace: {NAMESPACE}
description: Says hello
labels:
  team: sdk
inputs:
  - id: who
    type: STRING
    defaults: world
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello {{{{ inputs.who }}}}
  - id: echo
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ inputs.who }}}}"
outputs:
  - id: said
    type: STRING
    value: "{{{{ outputs.echo.value }}}}"
"""

INPUTS = f"""id: inputs
namespace: {NAMESPACE}
inputs:
  - id: text
    type: STRING
  - id: number
    type: INT
    required: false
  - id: flag
    type: BOOL
    required: false
  - id: json
    type: JSON
    required: false
  - id: document
    type: FILE
    required: false
tasks:
  - id: store
    type: io.kestra.plugin.core.storage.Write
    content: "{{{{ inputs.text }}}}"
    extension: .txt
"""

PAUSED = f"""id: paused
namespace: {NAMESPACE}
tasks:
  - id: hold
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - id: reason
        type: STRING
        defaults: none
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: after
"""

SLEEPING = f"""id: sleeping
namespace: {NAMESPACE}
tasks:
  - id: sleep
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT20S
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: after
"""

FAILING = f"""id: failing
namespace: {NAMESPACE}
tasks:
  - id: fail
    type: io.kestra.plugin.core.execution.Fail
"""

LIMITED = f"""id: limited
namespace: {NAMESPACE}
concurrency:
  limit: 1
  behavior: QUEUE
tasks:
  - id: sleep
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT20S
"""

TRIGGERED = f"""id: triggered
namespace: {NAMESPACE}
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * *"
  - id: weekly
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 3 * * 1"
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: sdk-two-webhook-key
"""

CHILD = f"""id: parent
namespace: {NAMESPACE}
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: {NAMESPACE}
    flowId: hello
    wait: true
"""

DASHBOARD = """id: sdk-two
title: Runs of the client
description: Made by the client
timeWindow:
  default: P30D
  max: P365D
charts:
  - id: runs
    type: io.kestra.plugin.core.dashboard.chart.TimeSeries
    chartOptions:
      displayName: Runs
      column: date
      colorByColumn: state
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        date:
          field: START_DATE
          displayName: Date
        state:
          field: STATE
        total:
          displayName: Runs
          agg: COUNT
  - id: latest
    type: io.kestra.plugin.core.dashboard.chart.Table
    chartOptions:
      displayName: Latest
    data:
      type: io.kestra.plugin.core.dashboard.data.Executions
      columns:
        id:
          field: ID
        flow:
          field: FLOW_ID
        state:
          field: STATE
"""

CHART = """id: by_state
type: io.kestra.plugin.core.dashboard.chart.Pie
chartOptions:
  displayName: By state
data:
  type: io.kestra.plugin.core.dashboard.data.Executions
  columns:
    state:
      field: STATE
    total:
      agg: COUNT
"""

METERED = f"""id: metered
namespace: {NAMESPACE}
tasks:
  - id: measure
    type: io.kestra.plugin.core.metric.Publish
    metrics:
      - type: counter
        name: rows
        value: 5
      - type: timer
        name: took
        value: PT2S
"""


def named(source: str, flow_id: str) -> str:
    """The same flow with another id."""
    return f"id: {flow_id}\n" + source.partition("\n")[2]


def all_of(*filters: object) -> list[object]:
    """Filters that must all hold, in the list form that every query takes."""
    return list(filters)
