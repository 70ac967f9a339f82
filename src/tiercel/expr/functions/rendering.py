"""Functions that render, and those that show the variables of the rendering."""

from __future__ import annotations

from tiercel.expr.declare import UNSET, Argument, function
from tiercel.expr.errors import EvaluationError, RenderDepthExceeded, UndefinedVariable
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_RECURSION_MAX


def _render(context: Evaluation, value: Json, is_recursive: Json) -> Json:
    if not isinstance(is_recursive, bool):
        raise EvaluationError(
            "The 'render' function expects an optional argument 'recursive' with type boolean."
        )
    return _nested(context, value, is_recursive=is_recursive, name="render")


def _render_once(context: Evaluation, value: Json) -> Json:
    return _nested(context, value, is_recursive=False, name="renderOnce")


def _nested(context: Evaluation, value: Json, *, is_recursive: bool, name: str) -> Json:
    if context.renderer.recursive:
        raise EvaluationError(f"Function or Macro [{name}] does not exist.")
    if value is UNSET:
        raise EvaluationError(f"The '{name}' function expects an argument 'toRender'.")
    if isinstance(value, str) or is_list(value) or is_map(value):
        return _until_stable(context, value, is_recursive=is_recursive)
    return value


def _until_stable(context: Evaluation, value: Json, *, is_recursive: bool) -> Json:
    """A text or every leaf of a structure, until it is stable.

    Raises: LimitExceeded when calls are nested too deeply; an undefined variable inside is an
    ordinary error outside, so that `??` does not catch it.
    """
    renderer, meter = context.renderer, context.meter
    meter.renders += 1
    if meter.renders > renderer.max_render_depth:
        raise RenderDepthExceeded(renderer.max_render_depth)
    scope = context.view()
    try:
        for _ in range(EXPRESSION_RECURSION_MAX if is_recursive else 1):
            before = value
            value = renderer.render_deep_within(before, scope, context.lookups, meter)
            if value == before:
                break
        else:
            if is_recursive:
                raise EvaluationError("Too many rendering attempts")
    except UndefinedVariable as error:
        raise _plain_error(error) from error
    finally:
        meter.renders -= 1
    return value


def _plain_error(error: UndefinedVariable) -> EvaluationError:
    """The same complete error in a form that `??` and `default` do not catch."""
    plain = EvaluationError(error.message, at=error.at)
    plain.is_complete = error.is_complete
    plain.line, plain.column, plain.hint = error.line, error.column, error.hint
    return plain


def _print_context(context: Evaluation) -> Json:
    return dict(context.view())


def _env(context: Evaluation, name: Json, default: Json) -> Json:
    try:
        variables = context.view()["envs"]
    except KeyError:
        variables = {}
    key = string_form(name)
    value = variables[key] if is_map(variables) and key in variables else None
    return default if value is None or value == "" else value


_SOURCE = Argument("toRender", "any", "a text, or a structure whose texts are rendered")

FUNCTIONS = (
    function(
        "render",
        _render,
        "Renders a text that came out of a variable, until it no longer changes.",
        arguments=(
            _SOURCE,
            Argument("recursive", "boolean", "whether to render the result again", default=True),
        ),
        wants_context=True,
        example="{{ render(greeting) }}",
        example_scope={"greeting": "Hello {{ name }}", "name": "Ada"},
        result="Hello Ada",
    ),
    function(
        "renderOnce",
        _render_once,
        "Renders a text that came out of a variable, once.",
        arguments=(_SOURCE,),
        wants_context=True,
        example="{{ renderOnce(greeting) }}",
        example_scope={"greeting": "Hello {{ name }}", "name": "Ada"},
        result="Hello Ada",
    ),
    function(
        "printContext",
        _print_context,
        "All variables as one map.",
        aliases=("fetchContext",),
        wants_context=True,
        example="{{ printContext() }}",
        example_scope={"name": "Ada"},
        result='{"name":"Ada"}',
    ),
    function(
        "env",
        _env,
        "An environment variable of the server, by its name in `envs`.",
        arguments=(
            Argument(
                "name",
                "text",
                "name in small letters, without the prefix",
                required="The 'env' function expects an argument 'name'.",
            ),
            Argument("default", "any", "value when it is missing or empty", default=None),
        ),
        wants_context=True,
        example="{{ env('stage', 'dev') }}",
        result="dev",
        since="2.0",
    ),
)
