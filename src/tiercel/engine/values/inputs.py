"""Reading inputs: which are enabled, their values or defaults, converted and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from tiercel.engine.values.typed_values import (
    BadValue,
    Declared,
    Encrypt,
    allowed_values,
    check,
    convert,
)
from tiercel.expr import ExpressionError, Lookups, Renderer
from tiercel.expr.printing import string_form
from tiercel.model.errors import Invalid, Violation
from tiercel.model.flow import Input, Output
from tiercel.model.json_types import Json

_SELECTS = ("SELECT", "MULTISELECT", "ENUM")


class InputEnv(msgspec.Struct, frozen=True):
    """What reading inputs needs.

    Shapes: `variables` are those of expressions (`flow`, `execution`, `labels`, `envs`, …);
    `inputs` among them are visible besides the declared dependencies. `encrypt` is None when no
    key is configured.
    """

    renderer: Renderer
    lookups: Lookups
    variables: Mapping[str, Json] = {}
    encrypt: Encrypt | None = None


class InputReport(msgspec.Struct, frozen=True):
    """What became of one input.

    Shapes: `value` is in its stored form, or as it was sent when there are `errors`; `input` has
    the values that an `expression` computed in its `values`.
    """

    input: Input
    value: Json = None
    enabled: bool = True
    is_default: bool = False
    errors: tuple[str, ...] = ()


def read_inputs(inputs: Sequence[Input], raw: Mapping[str, Json], env: InputEnv) -> dict[str, Json]:
    """The inputs of an execution in their stored form, nested by the dots of their ids.

    Shapes: `raw` has values by full id (nested maps are accepted, too); those that are not
    declared are dropped; an optional input without a value is an explicit None.
    Raises: Invalid for the first input that fails, its id as the path; LookupMissing.
    Source: spec/flow-language.md §5, "Resolution algorithm".
    """
    values: dict[str, Json] = {}
    for report in check_inputs(inputs, raw, env):
        if report.enabled and report.errors:
            raise Invalid([Violation(report.input.id, report.errors[0])])
        if report.enabled:
            put_nested(values, report.input.id, report.value)
    return values


def check_inputs(
    inputs: Sequence[Input], raw: Mapping[str, Json], env: InputEnv
) -> list[InputReport]:
    """A report on every declared input, in order, with all that is wrong.

    Raises: LookupMissing.
    """
    reader = _Reader(inputs, raw, env)
    return [reader.report(declared) for declared in inputs]


def convert_outputs(
    outputs: Sequence[Output], rendered: Mapping[str, Json], env: InputEnv
) -> dict[str, Json]:
    """The outputs of a flow in their stored form, by id.

    Shapes: `rendered` has the rendered values by id.
    Raises: Invalid for the first output that fails, its id as the path.
    Source: spec/flow-language.md §6.
    """
    values: dict[str, Json] = {}
    for output in outputs:
        value = rendered.get(output.id)
        if value is None:
            if output.required:
                raise Invalid([Violation(output.id, f"Missing required output:{output.id}")])
        else:
            try:
                value = convert(Declared(output.type), value, env.encrypt)
            except BadValue as error:
                text = f"Invalid value for output `{output.id}`. Cause: {error}"
                raise Invalid([Violation(output.id, text)]) from None
        values[output.id] = value
    return values


def put_nested(values: dict[str, Json], dotted: str, value: Json) -> None:
    """Set a value under a dotted id. Raises: Invalid when a part of it is no map."""
    *parents, last = dotted.split(".")
    target = values
    for key in parents:
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            raise _conflict(dotted, key, target)
        target = inner
    if isinstance(target.get(last), dict) and not isinstance(value, dict):
        raise _conflict(dotted, last, target)
    target[last] = value


def _conflict(dotted: str, key: str, target: Mapping[str, Json]) -> Invalid:
    keys = ", ".join(target)
    return Invalid([Violation(dotted, f"Conflict at key: '{key}', Map keys are: [{keys}]")])


class _Resolved(msgspec.Struct, frozen=True):
    """A report, and the value that expressions of dependent inputs see (secrets in clear)."""

    report: InputReport
    clear: Json = None


class _Problem(Exception):
    """An input fails; the text is complete."""


class _Reader:
    """One reading; every input is resolved once, after those that it depends on."""

    def __init__(self, inputs: Sequence[Input], raw: Mapping[str, Json], env: InputEnv) -> None:
        self._raw = raw
        self._env = env
        self._by_id = {declared.id: declared for declared in inputs}
        self._resolved: dict[str, _Resolved] = {}
        self._open: set[str] = set()

    def report(self, declared: Input) -> InputReport:
        """What became of the input."""
        return self._resolve(declared).report

    def _resolve(self, declared: Input) -> _Resolved:
        known = self._resolved.get(declared.id)
        if known is None:
            self._open.add(declared.id)
            known = self._resolved[declared.id] = self._read(declared)
            self._open.discard(declared.id)
        return known

    def _read(self, declared: Input) -> _Resolved:
        needed = [
            self._resolve(self._by_id[id_])
            for id_ in declared.depends_on
            if id_ in self._by_id and id_ not in self._open
        ]
        if not all(each.report.enabled for each in needed):
            return _Resolved(InputReport(declared, enabled=False))
        scope = self._scope(needed)
        try:
            if not self._holds(declared, scope):
                return _Resolved(InputReport(declared, enabled=False))
        except ExpressionError as error:
            text = f"Invalid condition: {error.message}"
            return _Resolved(InputReport(declared, enabled=False, errors=(text,)))
        try:
            declared = self._with_options(declared, scope)
            return self._value(declared, scope)
        except _Problem as problem:
            sent = self._sent(declared)
            return _Resolved(InputReport(declared, value=sent, errors=(str(problem),)))

    def _scope(self, needed: Iterable[_Resolved]) -> Mapping[str, Json]:
        visible: dict[str, Json] = dict(self._env.variables.get("inputs") or {})
        for each in needed:
            if not each.report.errors:
                put_nested(visible, each.report.input.id, each.clear)
        return {**self._env.variables, "inputs": visible}

    def _holds(self, declared: Input, scope: Mapping[str, Json]) -> bool:
        if declared.condition is None:
            return True
        value = self._env.renderer.render_typed(declared.condition, scope, self._env.lookups)
        return value is True

    def _with_options(self, declared: Input, scope: Mapping[str, Json]) -> Input:
        """A select whose values are computed, with the values of this moment."""
        expression = declared.properties.get("expression")
        if declared.type not in _SELECTS or expression is None:
            return declared
        renderer, lookups = self._env.renderer, self._env.lookups
        try:
            found = renderer.render_typed(string_form(expression), scope, lookups)
        except ExpressionError as error:
            raise _Problem(f"Cannot render 'expression'. Cause: {error.message}") from None
        if not isinstance(found, list | tuple):
            kind = type(found).__name__
            raise _Problem(
                f"Invalid expression result. Expected a list of strings, but received {kind}"
            )
        values = [string_form(item) for item in found if item is not None]
        properties = {**declared.properties, "values": values}
        return msgspec.structs.replace(declared, properties=properties)

    def _value(self, declared: Input, scope: Mapping[str, Json]) -> _Resolved:
        sent, is_default = self._sent(declared), False
        if sent is None:
            sent, is_default = self._default(declared, scope), True
        if sent is None:
            if declared.required:
                raise _Problem(f"Missing required input:{declared.id}")
            return _Resolved(InputReport(declared))
        rules = Declared(declared.type, declared.required, declared.properties)
        try:
            value = convert(rules, sent, self._env.encrypt)
            check(rules, value, sent)
        except BadValue as error:
            raise _Problem(_cause(declared, str(error))) from None
        clear = string_form(sent) if declared.type == "SECRET" else value
        return _Resolved(InputReport(declared, value, is_default=is_default), clear)

    def _sent(self, declared: Input) -> Json:
        value = self._raw.get(declared.id)
        if value is None and "." in declared.id:
            value = _dig(self._raw, declared.id)
        # Compat: a form that leaves an address empty sends an empty text.
        return None if declared.type == "URI" and value == "" else value

    def _default(self, declared: Input, scope: Mapping[str, Json]) -> Json:
        properties = declared.properties
        value = properties.get("defaults")
        if value is None and properties.get("autoSelectFirst") is True:
            first = allowed_values(properties)[:1]
            if first:
                return list(first) if declared.type == "MULTISELECT" else first[0]
        if not isinstance(value, str | list | dict):
            return value
        render: Callable[..., Json] = self._env.renderer.render_deep
        try:
            return render(value, scope, self._env.lookups)
        except ExpressionError as error:
            raise _Problem(_cause(declared, error.message)) from None


def _cause(declared: Input, text: str) -> str:
    return f"Invalid value for input `{declared.id}`. Cause: {text}"


def _dig(raw: Mapping[str, Json], dotted: str) -> Json:
    value: Json = raw
    for key in dotted.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value
