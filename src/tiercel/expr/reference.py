"""The reference page of all filters, functions and tests, made from their declarations.

`python -m tiercel.expr.reference` writes it to standard output; `docs/expressions.md` is its copy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from tiercel.expr import catalog
from tiercel.expr.declare import UNSET, Argument, Declaration
from tiercel.expr.json_form import to_json

_INTRODUCTION = """# Filters, functions and tests

This page is made from the declarations in `src/tiercel/expr` by
`python -m tiercel.expr.reference`; don't edit it by hand. Each example is a test.
An argument without a default must be passed; arguments can be passed by position or by name.
A flow whose expressions use other names, or can't be parsed, is not valid: `POST /flows/validate`
and `tiercel flow validate` show the place. The setting is `tiercel.flows.expressions`.
"""
_SECTIONS = (
    ("Filters", "`value | name(arguments)`; null stays null unless a filter says otherwise."),
    ("Functions", "`name(arguments)`."),
    ("Tests", "`value is name`, `value is not name`."),
)


def declarations() -> dict[str, list[Declaration]]:
    """All declarations by section, sorted by name, aliases left out."""
    tables = (catalog.filters(), catalog.functions(), catalog.tests())
    return {
        title: sorted(_unique(table), key=lambda declared: declared.name.lower())
        for (title, _), table in zip(_SECTIONS, tables, strict=True)
    }


def _unique(table: Mapping[str, Declaration]) -> Iterable[Declaration]:
    return (declared for name, declared in table.items() if name == declared.name)


def page() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION]
    for (title, about), entries in zip(_SECTIONS, declarations().values(), strict=True):
        parts.append(f"\n## {title}\n\n{about}\n")
        parts.extend(_entry(declared) for declared in entries)
    return "".join(parts)


def signature(declared: Declaration) -> str:
    """`name(first, second = default)`; a bare name when there are no arguments."""
    if declared.is_variadic:
        return f"{declared.name}(…)"
    if not declared.arguments:
        return f"{declared.name}()" if declared.kind == "function" else declared.name
    return f"{declared.name}({', '.join(map(_parameter, declared.arguments))})"


def _parameter(argument: Argument) -> str:
    if argument.default is UNSET:
        return argument.name
    return f"{argument.name} = {to_json(argument.default)}"


def _entry(declared: Declaration) -> str:
    lines = [f"\n### {declared.name}\n", f"`{signature(declared)}`", ""]
    since = f" Since {declared.since}." if declared.since else ""
    lines.append(declared.about + since)
    if declared.aliases:
        lines.append(f"Also called {', '.join(f'`{name}`' for name in declared.aliases)}.")
    if declared.arguments:
        lines.append("")
        lines.extend(f"- `{a.name}` ({a.type}): {a.about}" for a in declared.arguments)
    lines += ["", "```twig", declared.example, "```", ""]
    if declared.result is None:
        return "\n".join([*lines, "is an error.", ""])
    if declared.example_scope is not None:
        lines += [f"With `{to_json(declared.example_scope)}` this gives:", ""]
    else:
        lines += ["gives", ""]
    lines += ["```text", declared.result.rstrip("\n"), "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page())
