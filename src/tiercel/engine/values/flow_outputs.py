"""Outputs of a flow or of a loop iteration: rendered with everything in view, then typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.masking import Mask, SecretLookups, masking, sealed
from tiercel.engine.task_scope import draft_source
from tiercel.engine.values.inputs import InputEnv, convert_outputs
from tiercel.model.flow import Output
from tiercel.model.json_types import Json
from tiercel.model.task import Task


def outputs_of(draft: Draft, outputs: Sequence[Output]) -> dict[str, Json]:
    """The typed outputs, those with a secret encrypted. Raises: ExpressionError, Invalid."""
    env, mask = draft.env, Mask()
    variables = draft_source(draft, masking(env.config, mask)).base()
    lookups, encrypt = SecretLookups(env.lookups, mask), env.config.encrypt
    rendered = env.renderer.render_deep(
        {output.id: output.value for output in outputs}, variables, lookups
    )
    input_env = InputEnv(
        renderer=env.renderer,
        variables=variables,
        lookups=lookups,
        encrypt=encrypt,
    )
    found = convert_outputs(outputs, rendered, input_env)
    if encrypt is None or mask.is_empty:
        return found
    return {name: sealed(value, mask, encrypt, 1) for name, value in found.items()}


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
