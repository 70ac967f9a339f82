"""The expression language: templates such as `{{ outputs.first.value | upper }}` to values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiercel.expr.errors import EvaluationError, LookupMissing, UndefinedVariable
from tiercel.expr.lookups import Absent, Lookups, NoLookups, StaticLookups
from tiercel.expr.renderer import Renderer
from tiercel.model.errors import ExpressionError

if TYPE_CHECKING:
    from tiercel.expr.syntax.tree import NamesUsed
    from tiercel.expr.template import Template

__all__ = [
    "Absent",
    "EvaluationError",
    "ExpressionError",
    "LookupMissing",
    "Lookups",
    "NamesUsed",
    "NoLookups",
    "Renderer",
    "StaticLookups",
    "Template",
    "UndefinedVariable",
    "is_expression",
    "is_truthy",
]


def __getattr__(name: str) -> object:
    """What only type annotations need is loaded when it is asked for."""
    if name == "NamesUsed":
        from tiercel.expr.syntax import tree as syntax_tree

        return syntax_tree.NamesUsed
    if name == "Template":
        from tiercel.expr import template

        return template.Template
    raise AttributeError(name)


def is_truthy(text: str | None) -> bool:
    """Truth of a rendered condition: false for None, empty, `0`, `-0` and `false` only."""
    return text is not None and text not in ("", "0", "-0", "false")


def is_expression(text: str) -> bool:
    """Whether the text contains anything to render."""
    return "{{" in text or "{%" in text or "{#" in text
