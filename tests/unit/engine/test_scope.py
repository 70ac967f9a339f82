"""What expressions see of the flowables above a task run, and of inputs."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import RENDERER, Player
from tiercel.engine.env import EngineConfig
from tiercel.engine.scope import ScopeSource
from tiercel.expr import NoLookups
from tiercel.model.errors import ExpressionError

PARENTS = (
    '[{"task":{"id":"choice"},"outputs":{"evaluationResult":true}},'
    '{"task":{"id":"inner"},"taskrun":{"value":"a"}},'
    '{"task":{"id":"each"}},{"task":{"id":"outer"}}]'
)
NESTED = """\
tasks:
  - id: outer
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - id: each
        type: io.kestra.plugin.core.flow.ForEach
        values: [a]
        tasks:
          - id: inner
            type: io.kestra.plugin.core.flow.Sequential
            tasks:
              - id: choice
                type: io.kestra.plugin.core.flow.If
                condition: "true"
                then:
                  - {id: leaf, type: io.kestra.plugin.core.flow.Sleep, duration: PT1S}
"""


def seen(play: Player, task_id: str, source: str) -> str | None:
    scope = ScopeSource(play.execution, play.plan, EngineConfig())
    task_run = play.run(task_id)
    variables = scope.for_task_run(play.plan.tasks[task_id], task_run)
    return RENDERER.render(source, variables, NoLookups())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ parent.task.id }}", "choice"),
        ("{{ parents | jq('.[].task.id') }}", '["choice","inner","each","outer"]'),
        ("{{ parents }}", PARENTS),
        ("{{ parent.taskrun.value }} {{ parents[0].taskrun.value }}", "a a"),
        ("{{ parents[2].taskrun.value ?? 'none' }}", "none"),
        ("{{ currentEachOutput({'a': 'of a'}) }}", "of a"),
    ],
)
def test_every_flowable_above_is_a_parent(source: str, text: str) -> None:
    assert seen(Player(NESTED).start(), "leaf", source) == text


def test_a_task_below_a_plain_sequence_has_a_parent() -> None:
    play = Player(flowable("flow.Sequential", sleep("a"))).start()
    assert seen(play, "a", "{{ parent }}") == '{"task":{"id":"x"}}'


def test_without_inputs_there_is_no_such_variable() -> None:
    play = Player(listed(sleep("a"))).start()
    assert seen(play, "a", "{{ inputs.invalid ?? 'none' }}") == "none"
    with pytest.raises(ExpressionError, match="Unable to find `inputs` used in") as caught:
        seen(play, "a", "{{ inputs.invalid }}")
    assert "outputs'?" not in caught.value.hint
