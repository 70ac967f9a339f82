"""The part of `immutables.Map` that we use, over rpds-py: for a Python that it has no build for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import TypeVar

from rpds import HashTrieMap

K = TypeVar("K")
V = TypeVar("V")


class Map(Mapping[K, V]):
    """See `immutables.Map`. The order is not that of insertion."""

    __slots__ = ("_trie",)

    def __init__(self, source: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._trie: HashTrieMap[K, V] = HashTrieMap(source)

    def __getitem__(self, key: K) -> V:
        return self._trie[key]

    def __contains__(self, key: object) -> bool:
        return key in self._trie

    def __iter__(self) -> Iterator[K]:
        return iter(self._trie)

    def __len__(self) -> int:
        return len(self._trie)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Map) and self._trie == other._trie

    def __hash__(self) -> int:
        return hash(self._trie)

    def __repr__(self) -> str:
        return f"Map({dict(self)!r})"

    def set(self, key: K, value: V) -> Map[K, V]:
        """One that has the value as well, or instead of its own."""
        return _over(self._trie.insert(key, value))

    def delete(self, key: K) -> Map[K, V]:
        """One without that key. Raises: KeyError when there is none."""
        return _over(self._trie.remove(key))

    def mutate(self) -> MapMutation[K, V]:
        """For several changes: `finish` gives the map that has them all."""
        return MapMutation(self._trie)


class MapMutation(MutableMapping[K, V]):
    """See `immutables.MapMutation`: several changes on the way to a map."""

    __slots__ = ("_is_finished", "_trie")

    def __init__(self, trie: HashTrieMap[K, V]) -> None:
        self._trie = trie
        self._is_finished = False

    def __enter__(self) -> MapMutation[K, V]:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_finished = True

    def __getitem__(self, key: K) -> V:
        return self._trie[key]

    def __setitem__(self, key: K, value: V) -> None:
        self._check()
        self._trie = self._trie.insert(key, value)

    def __delitem__(self, key: K) -> None:
        self._check()
        self._trie = self._trie.remove(key)

    def __iter__(self) -> Iterator[K]:
        return iter(self._trie)

    def __len__(self) -> int:
        return len(self._trie)

    def finish(self) -> Map[K, V]:
        """The map; from now on this raises ValueError for a change."""
        self._is_finished = True
        return _over(self._trie)

    def _check(self) -> None:
        if self._is_finished:
            raise ValueError("The mutation has been finished")


def _over(trie: HashTrieMap[K, V]) -> Map[K, V]:
    made: Map[K, V] = Map.__new__(Map)
    made._trie = trie
    return made
