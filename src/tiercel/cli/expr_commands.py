"""`tiercel expr`: what an expression makes of some variables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiercel.model.json_types import Json

Template = Annotated[str, typer.Argument(help="The template, `{{ … }}`; - reads it from stdin.")]
Variables = Annotated[
    Path | None,
    typer.Option("--vars", help="Variables as YAML or JSON.", exists=True, dir_okay=False),
]
Typed = Annotated[
    bool, typer.Option("--json", help="Print the value as JSON, with the type it has.")
]


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("expr")(render)


def render(template: Template, variables: Variables = None, as_json: Typed = False) -> None:
    """Render a template; exit 1 with the place of the error when it can't be rendered."""
    import sys

    from tiercel.expr import ExpressionError, NoLookups, Renderer

    text = sys.stdin.read() if template == "-" else template
    scope = _variables(variables)
    renderer = Renderer()
    try:
        if as_json:
            _print_json(renderer.render_typed(text, scope, NoLookups()))
        else:
            typer.echo(renderer.render(text, scope, NoLookups()) or "")
    except ExpressionError as error:
        place = f" (line {error.line}, column {error.column})" if error.line else ""
        hint = f"\n  {error.hint}" if error.hint else ""
        typer.echo(f"{error.message}{place}{hint}", err=True)
        raise typer.Exit(1) from None


def _variables(path: Path | None) -> dict[str, Json]:
    if path is None:
        return {}
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise typer.BadParameter(f"{path} is no valid YAML: {error}") from None
    if not isinstance(found, dict):
        raise typer.BadParameter(f"{path} must hold a map of variables")
    return found


def _print_json(value: Json) -> None:
    from tiercel.expr.json_form import to_json

    typer.echo(to_json(value))
