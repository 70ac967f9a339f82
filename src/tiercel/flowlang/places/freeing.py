"""The memory of the nodes of a long source is freed bit by bit.

To free a million nodes at once takes a tenth of a second, in which no thread of the process runs.
"""

from __future__ import annotations

from tiercel.flowlang.paths import YamlNode
from tiercel.model.limits import NODES_FREED_AT_ONCE


def free_slowly(root: YamlNode) -> None:
    """Empties every list and map below a node that nobody needs any more."""
    waiting = [] if root.id == "scalar" else [root]
    while waiting:
        node = waiting.pop()
        # Aliases lead to a node more than once, or back to it.
        members, node.value = node.value, []
        for each in members:
            pair = each if isinstance(each, tuple) else (each,)
            waiting.extend(one for one in pair if one.id != "scalar")
        while members:
            del members[-NODES_FREED_AT_ONCE:]
