"""`tiercel plugin`: what is installed, what a type does, and a start for a new package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TypeName = Annotated[str, typer.Argument(help="A plugin type or an alias of one.")]


def add(app: typer.Typer) -> None:
    """Add the group, under its older name too."""
    group = typer.Typer(help="List, describe and begin plugins.", no_args_is_help=True)
    group.command("list")(show_list)
    group.command("doc")(show_doc)
    group.command("new")(new)
    app.add_typer(group, name="plugin")
    app.add_typer(group, name="plugins", hidden=True)


def show_list(
    kind: Annotated[str | None, typer.Option("--kind", help="task, trigger, …")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """All plugin types, and packages that can't be loaded."""
    from tiercel.cli.output import print_json
    from tiercel.plugin.catalog.registry import Catalog

    catalog = Catalog.of_builtins()
    rows = sorted((row.kind, row.name) for row in catalog.rows() if kind in (None, row.kind))
    if as_json:
        print_json([{"kind": each_kind, "type": name} for each_kind, name in rows])
        return
    for each_kind, name in rows:
        typer.echo(f"{each_kind:<10} {name}")
    for broken in catalog.load_packages():
        typer.echo(f"broken     {broken.name}: {broken.reason}. {broken.fix}", err=True)


def show_doc(type_name: TypeName) -> None:
    """What a type does, its properties and examples, as Markdown."""
    from tiercel.model.errors import NotFound
    from tiercel.plugin.catalog.registry import Catalog

    catalog = Catalog.of_builtins()
    plugin = catalog.class_of(type_name)
    info = catalog.info_of(type_name)
    if plugin is None or info is None:
        raise NotFound(f"There is no plugin type '{type_name}'; see `tiercel plugin list`.")
    typer.echo(f"# {info.name}\n\n{info.title}\n")
    if info.description:
        typer.echo(f"{info.description}\n")
    for example in info.examples:
        typer.echo(f"```yaml\n{example.code.rstrip()}\n```\n")
    typer.echo("| property | required | type |\n|---|---|---|")
    for name, field in plugin.model_fields.items():
        shown = field.alias or name
        required = "yes" if field.is_required() else ""
        typer.echo(f"| `{shown}` | {required} | {_type_text(field.annotation)} |")


def new(
    name: Annotated[str, typer.Argument(help="Name of the package, such as acme-tiercel.")],
    folder: Annotated[Path, typer.Option("--in", help="Where to make it.")] = Path(),
) -> None:
    """A new plugin package with one task and its test."""
    from tiercel.cli.plugin_template import write_package
    from tiercel.model.errors import Conflict

    target = folder / name
    if target.exists():
        raise Conflict(f"{target} exists already.")
    write_package(target, name)
    typer.echo(f"Made {target}. Next: pip install -e {target} and tiercel plugin list")


def _type_text(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return text.replace("typing.", "").replace("|", "or")
