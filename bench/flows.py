"""The flows that are measured."""

import json

NAMESPACE = "bench.team"

TWO_TASKS = f"""
id: b1
namespace: {NAMESPACE}
inputs:
  - id: name
    type: STRING
    defaults: World
tasks:
  - id: out
    type: io.kestra.plugin.core.output.OutputValues
    values:
      greeting: "Hello {{{{ inputs.name }}}}"
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ outputs.out['values'].greeting }}}}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: bench
"""


def _branch(number: int) -> str:
    return f"""
  - id: if{number}
    type: io.kestra.plugin.core.flow.If
    condition: "{{{{ trigger.body.n >= {number} }}}}"
    then:
      - id: then{number}
        type: io.kestra.plugin.core.log.Log
        message: "then {number}"
    else:
      - id: else{number}
        type: io.kestra.plugin.core.log.Log
        message: "else {number}"
"""


FIVE_IFS = f"""
id: b2
namespace: {NAMESPACE}
tasks:
{"".join(_branch(number) for number in range(1, 6))}
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: bench
"""


def for_each(count: int) -> str:
    """A loop without a limit over 1 … count, one OutputValues each."""
    return f"""
id: b3-{count}
namespace: {NAMESPACE}
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{{{ range(1, {count}) }}}}"
    concurrencyLimit: 0
    tasks:
      - id: out
        type: io.kestra.plugin.core.output.OutputValues
        values:
          value: "{{{{ taskrun.value }}}}"
"""


BIG_BODY = f"""
id: b4
namespace: {NAMESPACE}
tasks:
  - id: first
    type: io.kestra.plugin.core.output.OutputValues
    values:
      body: "{{{{ trigger.body }}}}"
  - id: second
    type: io.kestra.plugin.core.output.OutputValues
    values:
      body: "{{{{ outputs.first['values'].body }}}}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: bench
"""


def scripts(flow_id: str, script: str, *, is_warm: bool) -> str:
    """B5: forty sequential tasks, each running a Python script in a process."""
    tasks = [
        {
            "id": f"script_{number}",
            "type": "io.kestra.plugin.scripts.python.Script",
            "taskRunner": {"type": "io.kestra.plugin.core.runner.Process"},
            "script": script,
            **({"warmInterpreter": True} if is_warm else {}),
        }
        for number in range(40)
    ]
    # Every JSON document is a YAML document.
    return json.dumps({"id": flow_id, "namespace": NAMESPACE, "tasks": tasks})
