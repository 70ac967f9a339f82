"""What the documentation of a family shows is valid: flows of its page, examples of its types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from plugins.workspace.family import family
from plugins.workspace.project import index_of
from tiercel.flowlang.read import read_flow
from tiercel.model.errors import Invalid
from tiercel.plugin.catalog.registry import Catalog

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```yaml\n(id: .*?)^```", re.DOTALL | re.MULTILINE)


def mistakes(*names: str) -> list[str]:
    """All of some families: of the page of the first, and of the examples of all."""
    rows = [row for name in names for row in index_of(family(name))]
    catalog = Catalog([*Catalog.of_builtins().rows(), *rows])
    page = (ROOT / "docs" / f"{names[0]}.md").read_text(encoding="utf-8")
    flows = [("the page", source) for source in BLOCK.findall(page)]
    wrong: list[str] = []
    assert flows, f"docs/{names[0]}.md has no flow"
    for row in rows:
        info = catalog.info_of(row.name)
        if info is None or not info.examples:
            return [f"{row.name} has no example"]
        if row.kind == "additional":
            wrong += [f"{row.name}: {each}" for each in _mistakes_in(catalog, row.name)]
            continue
        flows += [(row.name, flow_of(row.name, row.kind, each.code)) for each in info.examples]
    return [*wrong, *_mistakes_of(flows, catalog)]


def flow_of(name: str, kind: str, properties: str) -> str:
    """A whole flow with a task or trigger of a type."""
    lines = "\n".join(f"    {line}" for line in properties.splitlines())
    head = "id: example\nnamespace: company.team\n"
    if kind == "task":
        return f"{head}tasks:\n  - id: one\n    type: {name}\n{lines}\n"
    log = "  - id: log\n    type: io.kestra.plugin.core.log.Log\n    message: x\n"
    return f"{head}tasks:\n{log}triggers:\n  - id: one\n    type: {name}\n{lines}\n"


def _mistakes_in(catalog: Catalog, name: str) -> Iterator[str]:
    """Of the examples of a type that fits into properties of others."""
    found, info = catalog.find(name), catalog.info_of(name)
    assert found is not None
    assert info is not None
    for example in info.examples:
        written = yaml.safe_load(example.code)
        yield from sorted(written.keys() - found.properties)
        yield from (f"{each.path} {each.message}" for each in catalog.check(found, written, ""))


def _mistakes_of(flows: list[tuple[str, str]], catalog: Catalog) -> Iterator[str]:
    for name, source in flows:
        try:
            read_flow(source, catalog)
        except Invalid as error:
            yield f"{name}: {error}"
