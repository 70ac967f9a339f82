"""`tiercel plugin`: what is installed, what a type does, and a start for a new package."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.parameters.shared import AsJson
from tiercel.cli.tables import print_table

if TYPE_CHECKING:
    from tiercel.cli.api.plugins import RescanView
    from tiercel.cli.client import Client

# As many types fit on a screen.
_LISTED_MAX = 30
_PACKAGE_PARTS = 4
TypeName = Annotated[
    str, typer.Argument(help="A plugin type, an alias of one, or the end of its name.")
]


def add(app: typer.Typer) -> None:
    """Add the group, under its older name too."""
    group = group_of(
        "List, describe and begin plugins.",
        {
            "list": (show_list, "tiercel plugin list --kind trigger"),
            "search": (search, "tiercel plugin search http download"),
            "doc": (show_doc, "tiercel plugin doc log.Log"),
            "new": (new, "tiercel plugin new acme-tiercel"),
            "rescan": (rescan, "tiercel plugin rescan"),
        },
    )
    app.add_typer(group, name="plugin")
    app.add_typer(group, name="plugins", hidden=True)


def show_list(
    kind: Annotated[str | None, typer.Option("--kind", help="task, trigger, …")] = None,
    as_json: AsJson = False,
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


def search(
    words: Annotated[
        list[str], typer.Argument(help="Words of its name or its texts, all of them.")
    ],
    as_json: AsJson = False,
) -> None:
    """Types that have all the words in their name, title or description; exit 1 without any."""
    from tiercel.cli.output import print_json
    from tiercel.cli.plugins.names import search as search_types
    from tiercel.plugin.catalog.registry import Catalog

    found = search_types(Catalog.of_builtins(), words)
    if as_json:
        print_json(found)
    else:
        print_table(
            ("type", "kind", "title"), ((each.type, each.kind, each.title) for each in found)
        )
    if not found:
        typer.echo("No plugin type has all of these words.", err=True)
        raise typer.Exit(1)


def show_doc(
    type_name: TypeName,
    has_common: Annotated[
        bool, typer.Option("--all", help="With the properties that all types of its kind have.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What a type does: texts, an example, its properties with their defaults, its outputs.

    No server is needed: it is said of the plugins that are installed here.
    """
    from tiercel.cli.output import print_json
    from tiercel.cli.plugins.names import type_named
    from tiercel.cli.plugins.page import document_of, page_of
    from tiercel.model.errors import PluginError
    from tiercel.plugin.catalog.registry import Catalog

    catalog = Catalog.of_builtins()
    name = type_named(catalog, type_name)
    page = page_of(catalog, name, has_common=has_common)
    if page is None:
        raise PluginError(f"{name} can't be loaded; `tiercel plugin list` says why.")
    if as_json:
        print_json(document_of(catalog, name, has_common=has_common))
    else:
        typer.echo(page)


def show_rescan(found: RescanView) -> None:
    """Each type for scripts and when they are few, else how many of each package."""
    named = (("added", found.added), ("changed", found.changed), ("removed", found.removed))
    changes = [(change, name) for change, names in named for name in names]
    if not changes:
        typer.echo("No types came, changed or went.", err=True)
    elif len(changes) > _LISTED_MAX and sys.stdout.isatty():
        counts = Counter((change, _package_of(name)) for change, name in changes)
        rows = ((change, package, count) for (change, package), count in counts.items())
        print_table(("change", "package", "types"), rows)
    else:
        print_table(("change", "type"), changes)


def _package_of(type_name: str) -> str:
    """`io.kestra.plugin.aws` of `io.kestra.plugin.aws.s3.Copy`."""
    return ".".join(type_name.split(".")[:-1][:_PACKAGE_PARTS])


@prints_answer(show_rescan)
def rescan(client: Client) -> RescanView:
    """Have a running server see packages that were installed, upgraded or removed."""
    from tiercel.cli.api.plugins import RescanPlugins

    return client.call(RescanPlugins())


def new(
    name: Annotated[str, typer.Argument(help="Name of the package, such as acme-tiercel.")],
    folder: Annotated[Path, typer.Option("--in", help="Where to make it.")] = Path(),
) -> None:
    """A new plugin package with one task and its test."""
    from tiercel.cli.plugins.template import write_package
    from tiercel.model.errors import Conflict

    target = folder / name
    if target.exists():
        raise Conflict(f"{target} exists already.")
    write_package(target, name)
    typer.echo(f"Made {target}. Next: pip install -e {target} and tiercel plugin list")
