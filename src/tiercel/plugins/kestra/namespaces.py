"""List namespaces of this server, or of another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Annotated

from tiercel.plugin import (
    Example,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugins.kestra.paging import rows_of_pages
from tiercel.plugins.kestra.server import ServerTask

PAGE_SIZE = 100
PREFIX = Prop("Only namespaces whose names begin with this.")


class Names(Output):
    """Namespaces."""

    namespaces: Annotated[list[str], Prop("The names of the namespaces, sorted.")]


@plugin(
    "io.kestra.plugin.kestra.namespaces.List",
    title="List all namespaces, also those without flows.",
    examples=[Example("prefix: company\nsize: 50")],
)
class List(ServerTask, RunnableTask[Names]):
    """Namespaces of flows, those above them, and those that somebody described."""

    prefix: Annotated[str | None, PREFIX] = None
    existing_only: Annotated[
        bool,
        Prop("Ignored by this server, which knows no others; another may leave some out."),
    ] = False
    page: Annotated[int | None, Prop("The number of a page, from 1; without it, all pages.")] = None
    size: Annotated[int, Prop("How many namespaces a page has.")] = 10

    def run(self, ctx: RunContext) -> Names:
        """Raises: PluginError for a page or size below 1."""
        names = [name for name in self._all(ctx) if name.startswith(self.prefix or "")]
        if self.size < 1 or (self.page is not None and self.page < 1):
            raise PluginError("`page` and `size` must be 1 or more")
        if self.page is None:
            return Names(namespaces=names)
        first = (self.page - 1) * self.size
        return Names(namespaces=list(islice(names, first, first + self.size)))

    def _all(self, ctx: RunContext) -> list[str]:
        other = self.other_server(ctx)
        if other is None:
            return ctx.server.run(server.ListNamespaces())

        def page_of(number: int) -> Sequence[str]:
            page = {"page": number, "size": PAGE_SIZE, "q": self.prefix}
            found = other.get("/namespaces/search", {**page, "existing": self.existing_only})
            return [each["id"] for each in found["results"]]

        return sorted(rows_of_pages(page_of, None, PAGE_SIZE))


@plugin(
    "io.kestra.plugin.kestra.namespaces.NamespacesWithFlows",
    title="List the namespaces that have flows.",
    examples=[Example("prefix: company")],
)
class NamespacesWithFlows(ServerTask, RunnableTask[Names]):
    """Without those that are only above others."""

    prefix: Annotated[str | None, PREFIX] = None

    def run(self, ctx: RunContext) -> Names:
        """Raises: PluginError for what the other server refuses."""
        other = self.other_server(ctx)
        if other is None:
            found = ctx.server.run(server.ListFlowNamespaces(text=self.prefix))
        else:
            found = other.get("/flows/distinct-namespaces", {"q": self.prefix})
        return Names(
            namespaces=sorted(name for name in found if name.startswith(self.prefix or ""))
        )
