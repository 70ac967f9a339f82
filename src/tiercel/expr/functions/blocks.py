"""`block` and `parent`, which belong to the `block` tag."""

from __future__ import annotations

from tiercel.expr.capture import captured
from tiercel.expr.declare import Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.printing import string_form
from tiercel.model.json_types import Json


def _block(context: Evaluation, name: Json) -> str:
    body = context.blocks.get(string_form(name))
    if body is None:
        return ""
    context.meter.spend(10)
    context.meter.enter()
    try:
        return captured(context, body) or ""
    finally:
        context.meter.depth -= 1


def _parent() -> Json:
    raise EvaluationError(
        "Can not use parent function if template does not extend another template."
    )


FUNCTIONS = (
    function(
        "block",
        _block,
        "Renders a block of the template once more.",
        arguments=(Argument("name", "text", "name of the block", default=None),),
        wants_context=True,
        example="{% block greeting %}Hi{% endblock %} {{ block('greeting') }}",
        result="Hi Hi",
    ),
    function(
        "parent",
        _parent,
        "Always an error: templates can't extend each other.",
        example="{{ parent() }}",
    ),
)
