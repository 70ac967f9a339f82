"""Tasks that transform values by expressions of JSONata."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.rows import lines_of_rows, row_of_text
from tiercel_transform.limits import EVALUATE_MILLISECONDS_MAX

_PREFIX = "io.kestra.plugin.transform.jsonata."
# One step of JSONata takes up to ten calls of Python.
_PYTHON_DEPTH = 10_000


class _DeepRecursion:
    """Python's limit is raised while any expression is evaluated, and is as before afterwards.

    The library raises it for the whole process when it is imported, and templates rely on it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._before = 0

    @contextmanager
    def allowed(self) -> Iterator[None]:
        with self._lock:
            if not self._users:
                self._before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(self._before, _PYTHON_DEPTH))
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    sys.setrecursionlimit(self._before)


_deep_recursion = _DeepRecursion()


class WithExpression(Plugin):
    """Has an expression."""

    expression: Annotated[str, Prop("The expression of JSONata.")]
    max_depth: Annotated[
        int, Prop("How deeply its evaluation may be nested.", "1000 by default.")
    ] = 1_000

    def evaluator(self) -> Any:
        """What evaluates it. Raises: PluginError for an expression that is none."""
        try:
            with _deep_recursion.allowed():
                library = import_module("jsonata")
        except ImportError as error:
            raise PluginError(
                f"The library jsonata can't be imported ({error}): pip install 'tiercel[transform]'"
            ) from None
        error_class = import_module("jsonata.jexception").JException
        try:
            with _deep_recursion.allowed():
                compiled = library.Jsonata(self.expression)
        except error_class as error:
            raise PluginError(f"`expression` is no JSONata: {error}") from None

        def evaluate(value: Json) -> Json:
            frame = compiled.create_frame()
            frame.set_runtime_bounds(EVALUATE_MILLISECONDS_MAX, self.max_depth)
            try:
                with _deep_recursion.allowed():
                    return compiled.evaluate(value, frame)
            except (error_class, RecursionError) as error:
                raise PluginError(f"The expression can't be evaluated: {error}") from None

        return evaluate


class Value(Output):
    """The new value."""

    value: Annotated[Json, Prop("What the expression gave.")] = None


class Items(Output):
    """The new rows."""

    uri: Annotated[str, Prop("The file of rows in the internal storage.")]
    processed_items_total: Annotated[int, Prop("How many rows were read.")]


@plugin(
    f"{_PREFIX}TransformValue",
    title="Transform a value by an expression of JSONata.",
    examples=['from: "{{ outputs.request.body }}"\nexpression: $sum(orders.(price * quantity))'],
)
class TransformValue(WithExpression, RunnableTask[Value]):
    """A JSON text becomes one value."""

    from_: Annotated[str, Field(alias="from"), Prop("The value as JSON text.")]

    def run(self, ctx: RunContext) -> Value:
        """Raises: PluginError for a text that is no JSON."""
        try:
            given = msgspec.json.decode(self.from_)
        except msgspec.DecodeError as error:
            raise PluginError(f"`from` must be JSON: {error}") from None
        return Value(value=self.evaluator()(given))


@plugin(
    f"{_PREFIX}TransformItems",
    title="Transform each row of a file by an expression of JSONata.",
    examples=[
        'from: "{{ outputs.query.uri }}"\nexpression: "{\\"id\\": id, \\"total\\": price * 2}"'
    ],
)
class TransformItems(WithExpression, RunnableTask[Items]):
    """Row by row."""

    from_: Annotated[str, Field(alias="from"), Prop("The file of rows in the internal storage.")]
    explode_array: Annotated[
        bool,
        Prop("Whether a list that a row gives becomes a row for each element.", "Yes by default."),
    ] = True

    def run(self, ctx: RunContext) -> Items:
        evaluate = self.evaluator()
        count = 0

        def rows(lines: Iterator[bytes]) -> Iterator[Json]:
            nonlocal count
            for line in lines:
                if line.strip():
                    count += 1
                    found = evaluate(row_of_text(line))
                    is_list = self.explode_array and isinstance(found, list)
                    yield from found if is_list else (found,)

        with ctx.blobs.open(self.from_) as file:
            uri = ctx.blobs.put_new(lines_of_rows(rows(iter(file))), "ion")
        return Items(uri=uri, processed_items_total=count)
