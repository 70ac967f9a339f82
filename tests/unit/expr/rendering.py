"""Renders a template over some variables, nothing from outside."""

from __future__ import annotations

from typing import Any

from tiercel.expr import Renderer, StaticLookups
from tiercel.model.json_types import Json

RENDERER = Renderer()


def rendered(template: str, answers: dict[str, Any] | None = None, **scope: Json) -> str | None:
    """The text; `answers` are values from outside by kind."""
    return RENDERER.render(template, scope, StaticLookups(answers or {}))


def typed(template: str, answers: dict[str, Any] | None = None, **scope: Json) -> Json:
    """The value of a lone expression."""
    return RENDERER.render_typed(template, scope, StaticLookups(answers or {}))
