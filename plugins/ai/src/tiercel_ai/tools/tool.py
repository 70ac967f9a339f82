"""The base of tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import ClassVar

import msgspec

from tiercel.plugin import AdditionalPlugin, Json, RunContext
from tiercel_ai.chat import ToolSpec

Call = Callable[[dict[str, Json]], str]


class Tool(msgspec.Struct, frozen=True):
    """A tool as a chat has it. Shapes: `call` gives what the model reads, or raises PluginError."""

    spec: ToolSpec
    call: Call


class ToolProvider(AdditionalPlugin):
    """Brings tools to a chat."""

    reference: ClassVar[str] = "io.kestra.plugin.ai.domain.ToolProvider"

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        """The tools; what they keep open is closed by `until`. Raises: PluginError."""
        raise NotImplementedError


def texts(required: Sequence[str] = (), **described: str) -> dict[str, Json]:
    """The JSON schema of an object of texts, each with what it is; all required by default."""
    return {
        "type": "object",
        "properties": {
            name: {"type": "string", "description": words} for name, words in described.items()
        },
        "required": list(required or described),
    }
