"""Outputs, and what expressions are and may refer to."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.web.views.view import OpenView, View


class OutputsView(OpenView, frozen=True):
    """Outputs by name."""


class TaskOutputsView(View, frozen=True, kw_only=True):
    """A task run that has outputs."""

    task_id: str
    task_run_id: str
    value: str | UnsetType = UNSET
    iteration: int | UnsetType = UNSET
    inline: bool = True


class EvaluationView(View, frozen=True, kw_only=True):
    """What an expression is, or why it is nothing."""

    result: str | UnsetType = UNSET
    error: str | UnsetType = UNSET
    stack_trace: str | UnsetType = UNSET
    line: int | UnsetType = UNSET
    column: int | UnsetType = UNSET
    hint: str | UnsetType = UNSET


class RenderedView(View, frozen=True):
    """What each expression is."""

    rendered: dict[str, str]


class ArgumentView(View, frozen=True):
    """An argument of a function."""

    name: str
    default_value: str | UnsetType = UNSET


class FunctionView(View, frozen=True):
    """A function of expressions."""

    name: str
    arguments: list[ArgumentView]


class ExplainedArgumentView(View, frozen=True):
    """What an argument is for."""

    name: str
    type: str
    about: str


class ExplainedView(View, frozen=True):
    """What a filter, function or test does and takes."""

    kind: str
    name: str
    signature: str
    about: str
    arguments: list[ExplainedArgumentView]


class CompletionView(View, frozen=True):
    """What expressions of a flow may refer to, by category."""

    categories: dict[str, list[str]]
    explained: list[ExplainedView]
