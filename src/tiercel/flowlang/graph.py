"""Circles in graphs of dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(graph: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """Groups of nodes that reach themselves and each other, each node in one group at most.

    Shapes: names that are no keys of `graph` lead nowhere. Tarjan's algorithm: each edge is
    looked at once, and no frame is needed for each step of a long path.
    """
    return list(_Search(graph).circles())


class _Search:
    def __init__(self, graph: Mapping[str, Sequence[str]]) -> None:
        self._graph = graph
        self._order: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()

    def circles(self) -> Iterator[set[str]]:
        for start in self._graph:
            if start not in self._order:
                yield from self._from(start)

    def _from(self, start: str) -> Iterator[set[str]]:
        path = [self._enter(start)]
        while path:
            node, edges = path[-1]
            following = next(edges, None)
            if following is not None:
                if following not in self._order:
                    path.append(self._enter(following))
                elif following in self._is_open:
                    self._lower(node, self._order[following])
                continue
            path.pop()
            if path:
                self._lower(path[-1][0], self._lowest[node])
            if self._lowest[node] == self._order[node]:
                group = self._close(node)
                if len(group) > 1 or node in self._graph[node]:
                    yield group

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self._order[node] = self._lowest[node] = len(self._order)
        self._open.append(node)
        self._is_open.add(node)
        return node, (each for each in self._graph[node] if each in self._graph)

    def _lower(self, node: str, order: int) -> None:
        self._lowest[node] = min(self._lowest[node], order)

    def _close(self, root: str) -> set[str]:
        group: set[str] = set()
        while root not in group:
            group.add(self._open.pop())
        self._is_open -= group
        return group
