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
EXAMPLE = "tiercel expr '{{ a | upper }}' --vars vars.yaml"


def add(app: typer.Typer) -> None:
    app.command("expr", epilog=f"Example: {EXAMPLE}")(render)


def render(template: Template, variables: Variables = None, as_json: Typed = False) -> None:
    """Render a template; exit 1 with the place of the error when it can't be rendered."""
    import sys

    from tiercel.expr import NoLookups, Renderer
    from tiercel.expr.outcome import evaluate

    text = sys.stdin.read() if template == "-" else template
    found = evaluate(
        Renderer(), text, scope=_variables(variables), lookups=NoLookups(), is_typed=as_json
    )
    if found.error is not None:
        place = f" (line {found.line}, column {found.column})" if found.line else ""
        reasons = "".join(f"\n  {reason}" for reason in (*found.causes, found.hint) if reason)
        typer.echo(f"{found.error}{place}{reasons}", err=True)
        raise typer.Exit(1)
    typer.echo(found.result or "")


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
