"""Statements of a template to closures that write; spec/expressions.md §7."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.expr.calls import bind_macro_arguments, filtered
from tiercel.expr.capture import captured
from tiercel.expr.compiler import Compiler
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluate, Evaluation, MacroCall, Write
from tiercel.expr.logic import condition_holds
from tiercel.expr.output import printed
from tiercel.expr.printing import string_form
from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.tree import names_in, weight_of
from tiercel.expr.values import Entry, Loop, is_list, is_map
from tiercel.model.json_types import Json

_DYNAMIC = frozenset({"render", "renderOnce", "printContext", "fetchContext", "block"})


def write_nothing(context: Evaluation, out: list[Json]) -> None:
    """The closure of an empty body."""


class TagCompiler:
    """Compiles the statements of one template; collects its blocks and macros."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self.blocks: dict[str, Write] = {}
        self.macros: dict[str, MacroCall] = {}

    def body(self, statements: nodes.Body) -> Write:
        """One closure for a sequence of statements."""
        writes = [self._statement(statement) for statement in statements]
        if not writes:
            return write_nothing
        if len(writes) == 1:
            return writes[0]

        def run(context: Evaluation, out: list[Json]) -> None:
            for write in writes:
                write(context, out)

        return run

    def _statement(self, statement: nodes.Statement) -> Write:
        match statement:
            case nodes.Text(text=text):
                return _text(text)
            case nodes.Print(expression=expression):
                return print_value(self._compiler.expression(expression))
            case nodes.If():
                return self._if(statement)
            case nodes.For():
                return self._for(statement)
            case nodes.Set(name=name, value=value):
                return _set(name, self._compiler.expression(value))
            case nodes.Macro():
                self.macros[statement.name] = self._macro(statement)
                return write_nothing
            case nodes.Block(name=name, body=body):
                return self._block(name, body)
            case nodes.FilterBlock():
                return self._filter(statement)

    def _if(self, statement: nodes.If) -> Write:
        branches = [
            (self._compiler.expression(condition), self.body(body))
            for condition, body in statement.branches
        ]
        otherwise = self.body(statement.otherwise or ())
        at = statement.at

        def run(context: Evaluation, out: list[Json]) -> None:
            for condition, body in branches:
                if condition_holds(condition, context, at):
                    body(context, out)
                    return
            otherwise(context, out)

        return run

    def _for(self, statement: nodes.For) -> Write:
        items_of = self._compiler.expression(statement.items)
        name, at = statement.variable, statement.at
        body, otherwise = self.body(statement.body), self.body(statement.otherwise or ())
        used = names_in(statement.body)
        needs_loop = "loop" in used.variables or bool(used.functions & _DYNAMIC)
        weight = weight_of(statement.body)

        def run(context: Evaluation, out: list[Json]) -> None:
            items = _iterable(items_of(context), at)
            if items is None:
                return
            if not items:
                otherwise(context, out)
                return
            scope: dict[str, Json] = {}
            context.scopes.append(scope)
            meter, length = context.meter, len(items)
            try:
                for index, item in enumerate(items):
                    meter.steps -= weight
                    if meter.steps < 0:
                        meter.spend(0)
                    scope[name] = item
                    if needs_loop:
                        scope["loop"] = Loop(index, length)
                    body(context, out)
            finally:
                context.scopes.pop()

        return run

    def _macro(self, statement: nodes.Macro) -> MacroCall:
        names = [name for name, _ in statement.parameters]
        defaults: list[tuple[str, Evaluate]] = [
            (name, self._compiler.expression(default))
            for name, default in statement.parameters
            if default is not None
        ]
        body, weight = self.body(statement.body), weight_of(statement.body)

        def call(context: Evaluation, values: tuple[Json, ...], named: Mapping[str, Json]) -> Json:
            scope = bind_macro_arguments(names, values, named)
            meter = context.meter
            meter.spend(weight)
            inner = Evaluation({}, context.renderer, context.lookups, meter)
            inner.blocks, inner.macros = context.blocks, context.macros
            for name, default in defaults:
                if name not in scope:
                    scope[name] = default(inner)
            inner.scopes = [{**dict.fromkeys(names), **scope}]
            meter.enter()
            try:
                return captured(inner, body) or ""
            finally:
                meter.depth -= 1

        return call

    def _block(self, name: str, statements: nodes.Body) -> Write:
        self.blocks[name] = self.body(statements)

        def run(context: Evaluation, out: list[Json]) -> None:
            context.blocks[name](context, out)

        return run

    def _filter(self, statement: nodes.FilterBlock) -> Write:
        body = self.body(statement.body)
        value: Evaluate = _captured_value(body)
        for name, arguments in statement.filters:
            value = filtered(self._compiler, name, arguments, target=value, at=statement.at)
        return print_value(value)


def print_value(evaluate: Evaluate) -> Write:
    """`{{ … }}`: write the value unless it is null; as text unless values keep their types."""

    def run(context: Evaluation, out: list[Json]) -> None:
        value = evaluate(context)
        if value is None:
            return
        if type(value) is not str:
            if context.is_typed:
                out.append(value)
                return
            value = printed(value, context.renderer.json_style, context.meter)
        meter = context.meter
        meter.chars -= len(value)
        if meter.chars < 0:
            meter.wrote(0)
        out.append(value)

    return run


def _captured_value(body: Write) -> Evaluate:
    return lambda context: captured(context, body) or ""


def _text(text: str) -> Write:
    length = len(text)

    def run(context: Evaluation, out: list[Json]) -> None:
        meter = context.meter
        meter.chars -= length
        if meter.chars < 0:
            meter.wrote(0)
        out.append(text)

    return run


def _set(name: str, value: Evaluate) -> Write:
    def run(context: Evaluation, out: list[Json]) -> None:
        context.assign(name, value(context))

    return run


def _iterable(value: Json, at: int) -> list[Json] | tuple[Json, ...] | None:
    if value is None or type(value) is list or type(value) is tuple:
        return value
    if is_map(value):
        return [Entry(key, value[key]) for key in value]
    if is_list(value):
        return list(value)
    raise EvaluationError(f"Not an iterable object. Value = [{string_form(value)}]", at=at)
