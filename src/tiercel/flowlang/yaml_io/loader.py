"""Reads the text of a source as nodes, which know where they stand."""

from __future__ import annotations

from yaml import ScalarNode
from yaml._yaml import CParser
from yaml.nodes import Node

from tiercel.flowlang.written import PLAIN, QUOTED
from tiercel.model.json_types import Json

_COLLECTION = "collection"


class SourceLoader(CParser):
    """The C parser with tags that only tell plain scalars from quoted ones."""

    def resolve(self, kind: type[Node], _value: str, implicit: tuple[bool, bool]) -> str:
        if kind is not ScalarNode:
            return _COLLECTION
        return PLAIN if implicit[0] else QUOTED

    def descend_resolver(self, _parent: Node, _index: Json) -> None: ...

    def ascend_resolver(self) -> None: ...
