"""A tree back to source text, every group in parentheses: reading it gives the same tree again."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.nodes import Argument, Body, Expression, Statement


def print_template(body: Body) -> str:
    """The source of a parsed template."""
    return "".join(_statement(statement) for statement in body)


def _statement(statement: Statement) -> str:
    match statement:
        case nodes.Text(text=text):
            return _text(text)
        case nodes.Print(expression=expression):
            return f"{{{{ {print_expression(expression)} }}}}"
        case nodes.If():
            return _if(statement)
        case nodes.For():
            return _for(statement)
        case nodes.Set(name=name, value=value):
            return f"{{% set {name} = {print_expression(value)} %}}"
        case nodes.Macro():
            return _macro(statement)
        case nodes.Block(name=name, body=body):
            return f"{{% block {_block_name(name)} %}}{print_template(body)}{{% endblock %}}"
        case nodes.FilterBlock(filters=filters, body=body):
            names = " | ".join(name + _given(arguments) for name, arguments in filters)
            return f"{{% filter {names} %}}{print_template(body)}{{% endfilter %}}"


def _text(text: str) -> str:
    if "{" not in text:
        return text
    # White space at the start of a verbatim body would be lost.
    start = len(text) - len(text.lstrip())
    return f"{text[:start]}{{% verbatim %}}{text[start:]}{{% endverbatim %}}"


def _block_name(name: str) -> str:
    return "'" + name.replace("'", "\\'") + "'"


def _if(statement: nodes.If) -> str:
    out = []
    for index, (condition, body) in enumerate(statement.branches):
        tag = "elseif" if index else "if"
        out.append(f"{{% {tag} {print_expression(condition)} %}}{print_template(body)}")
    return "".join(out) + _otherwise(statement.otherwise) + "{% endif %}"


def _otherwise(body: Body | None) -> str:
    return "" if body is None else "{% else %}" + print_template(body)


def _for(statement: nodes.For) -> str:
    start = f"{{% for {statement.variable} in {print_expression(statement.items)} %}}"
    return start + print_template(statement.body) + _otherwise(statement.otherwise) + "{% endfor %}"


def _macro(statement: nodes.Macro) -> str:
    parameters = [
        name if default is None else f"{name}={print_expression(default)}"
        for name, default in statement.parameters
    ]
    start = f"{{% macro {statement.name}({', '.join(parameters)}) %}}"
    return start + print_template(statement.body) + "{% endmacro %}"


def print_expression(node: Expression) -> str:
    """The source of an expression."""
    match node:
        case nodes.Literal(source=source):
            return source
        case nodes.Variable(name=name):
            return name
        case nodes.Interpolation(parts=parts):
            inner = [p if isinstance(p, str) else f"#{{{print_expression(p)}}}" for p in parts]
            return f'"{"".join(inner)}"'
        case nodes.ListLiteral(items=items):
            return f"[{', '.join(map(print_expression, items))}]"
        case nodes.MapLiteral(entries=entries):
            pairs = [f"{_group(k)}: {print_expression(v)}" for k, v in entries]
            return f"{{{', '.join(pairs)}}}"
        case nodes.Call(name=name, arguments=arguments):
            return f"{name}({_listed(arguments)})"
        case _:
            return _operation(node)


def _operation(node: Expression) -> str:
    match node:
        case nodes.Attribute(target=target, key=str() as key, arguments=None):
            return f"{_group(target)}.{key}"
        case nodes.Attribute(target=target, key=str() as key, arguments=arguments):
            return f"{_group(target)}.{key}({_listed(arguments or ())})"
        case nodes.Attribute(target=target, key=key):
            shown = key if isinstance(key, str) else print_expression(key)
            return f"{_group(target)}[{shown}]"
        case nodes.Filter(target=target, name=name, arguments=arguments):
            return f"{_group(target)} | {name}{_given(arguments)}"
        case nodes.Test(target=target, name=name, arguments=arguments, is_negated=negated):
            word = "is not" if negated else "is"
            return f"{_group(target)} {word} {name}{_given(arguments)}"
        case nodes.Unary(operator=operator, operand=operand):
            return f"{operator} {_group(operand)}"
        case nodes.Binary(operator=operator, left=left, right=right):
            return f"{_group(left)} {operator} {_group(right)}"
        case nodes.Ternary(condition=condition, yes=yes, no=no):
            return f"{_group(condition)} ? {_group(yes)} : {_group(no)}"
    raise AssertionError(node)


def _group(node: Expression) -> str:
    text = print_expression(node)
    simple = (nodes.Literal, nodes.Variable, nodes.Call)
    return text if isinstance(node, simple) else f"({text})"


def _given(arguments: Sequence[Argument]) -> str:
    return f"({_listed(arguments)})" if arguments else ""


def _listed(arguments: Sequence[Argument]) -> str:
    return ", ".join(
        f"{a.name}={print_expression(a.value)}" if a.name else print_expression(a.value)
        for a in arguments
    )
