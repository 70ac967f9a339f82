"""Plugin types by the names that people remember of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tiercel.flowlang.hints import closest_type
from tiercel.model.errors import NotFound, TiercelError
from tiercel.plugin.catalog.index import IndexRow
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.info import PluginInfo

# Behind short name, name, title and description, in the order in which they are looked at.
_NOWHERE = 4


class FoundType(msgspec.Struct, frozen=True):
    """A type that a search found."""

    type: str
    kind: str
    title: str


def type_named(catalog: Catalog, word: str) -> str:
    """The canonical name of a type, an alias, or the end of a name such as `log.Log`, in any case.

    Raises: NotFound with the type that was probably meant, TiercelError for an end of several.
    """
    name = catalog.canonical(word)
    if name is not None:
        return name
    known = [row.name for row in catalog.rows()]
    end = f".{word.strip().lower()}"
    found = sorted(each for each in known if f".{each.lower()}".endswith(end))
    if len(found) == 1:
        return found[0]
    if found:
        raise TiercelError(
            "\n".join([f"'{word}' may be any of these:", *(f"  {each}" for each in found)])
        )
    guess = closest_type(word, known)
    hint = f"did you mean '{guess}'? " if guess else ""
    raise NotFound(
        f"There is no plugin type '{word}'; {hint}`tiercel plugin search WORD` finds types."
    )


def search(catalog: Catalog, words: Iterable[str]) -> list[FoundType]:
    """Types that have all words in their name or their texts, the best first."""
    lowered = [word.lower() for word in words]
    found: list[tuple[int, FoundType]] = []
    for row in catalog.rows():
        info = catalog.info_of(row.name)
        if info is None or info.is_internal:
            continue
        place = max((_place(word, row, info) for word in lowered), default=_NOWHERE)
        if place != _NOWHERE:
            found.append((place, FoundType(row.name, row.kind, info.title)))
    return [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].type))]


def _place(word: str, row: IndexRow, info: PluginInfo) -> int:
    texts = (row.name.rpartition(".")[2], row.name, info.title, info.description)
    return next(
        (place for place, text in enumerate(texts) if word in text.lower()),
        _NOWHERE,
    )
