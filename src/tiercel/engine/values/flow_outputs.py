"""Outputs of a flow or of a loop iteration: rendered with everything in view, then typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.values.inputs import InputEnv, convert_outputs
from tiercel.model.flow import Output
from tiercel.model.json_types import Json
from tiercel.model.task import Task


def outputs_of(
    draft: Draft, outputs: Sequence[Output], variables: Mapping[str, Json]
) -> dict[str, Json]:
    """The typed outputs. Raises: ExpressionError, Invalid."""
    env = draft.env
    rendered = env.renderer.render_deep(
        {output.id: output.value for output in outputs}, variables, env.lookups
    )
    input_env = InputEnv(
        renderer=env.renderer,
        variables=variables,
        lookups=env.lookups,
        encrypt=env.config.encrypt,
    )
    return convert_outputs(outputs, rendered, input_env)


def loop_outputs(task: Task) -> tuple[Output, ...]:
    """The outputs that a Loop declares for its iterations."""
    declared = task.properties.get("outputs")
    return _loop_outputs(msgspec.json.encode(declared)) if declared else ()


@lru_cache(maxsize=500)
def _loop_outputs(encoded: bytes) -> tuple[Output, ...]:
    return tuple(
        Output(
            id=str(entry["id"]),
            type=str(entry.get("type", "STRING")),
            value=entry.get("value"),
            required=entry.get("required", True) is not False,
        )
        for entry in msgspec.json.decode(encoded)
    )
