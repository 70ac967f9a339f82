"""How values are written in sources."""

from __future__ import annotations

import re

from yaml import Dumper, ScalarNode
from yaml.cyaml import CDumper

from tiercel.flowlang.scalars import plain_value
from tiercel.model.json_types import Json

# Line breaks to a YAML reader, so that a plain or block text would lose them.
_BREAKS = re.compile("[\r\x85\u2028\u2029]")
# YAML 1.1 readers take these for booleans; ours does not, but others will read the source.
_QUOTED_WORDS = frozenset({"y", "n", "Y", "N"})


class BlockDumper(Dumper):
    """Block style, lists in line with their key, doubtful texts in double quotes."""

    def ignore_aliases(self, _data: Json) -> bool:
        return True


class LargeBlockDumper(CDumper):
    """The same, fifty times as fast; it writes emoji as escapes, which nobody wants to read."""

    def ignore_aliases(self, _data: Json) -> bool:
        return True


def _text_node(_dumper: BlockDumper | LargeBlockDumper, text: str) -> ScalarNode:
    style = None
    if _BREAKS.search(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    elif text in _QUOTED_WORDS or not isinstance(plain_value(text), str):
        style = '"'
    return ScalarNode("tag:yaml.org,2002:str", text, style=style)


BlockDumper.add_representer(str, _text_node)
LargeBlockDumper.add_representer(str, _text_node)
