"""A chat as every service has it, in words of no service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from tiercel.plugin import Json
from tiercel_ai.configuration import ChatConfiguration

Finish = Literal["STOP", "LENGTH", "TOOL_EXECUTION", "CONTENT_FILTER", "OTHER"]
Who = Literal["SYSTEM", "USER", "AI", "TOOL"]


class Media(msgspec.Struct, frozen=True):
    """A picture or document. Shapes: `data` is Base64; without it `url` is where it is."""

    type: str
    data: str = ""
    url: str = ""

    @property
    def address(self) -> str:
        """Where it is, or all of it as an address."""
        return self.url or f"data:{self.type};base64,{self.data}"


class ToolCall(msgspec.Struct, frozen=True):
    """What a model asks a tool for."""

    id: str
    name: str
    arguments: dict[str, Json]


class Message(msgspec.Struct, frozen=True):
    """One message of a chat.

    Shapes: `calls` are of a message of the model, `call` is the one that a message of a tool
    answers. `raw` is the message as the service itself wrote it, which wants it back unchanged.
    """

    who: Who
    text: str = ""
    media: tuple[Media, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    call: ToolCall | None = None
    raw: Json = None


class ToolSpec(msgspec.Struct, frozen=True):
    """What a model is given of a tool; `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Json]


class Question(msgspec.Struct, frozen=True):
    """What a model is asked."""

    messages: tuple[Message, ...]
    configuration: ChatConfiguration
    tools: tuple[ToolSpec, ...] = ()

    @property
    def system(self) -> str:
        """The instructions, and the form of the answer for services that have no field for it."""
        return "\n\n".join(each.text for each in self.messages if each.who == "SYSTEM")

    @property
    def turns(self) -> tuple[Message, ...]:
        """All but the instructions."""
        return tuple(each for each in self.messages if each.who != "SYSTEM")


class Usage(msgspec.Struct, frozen=True):
    """Tokens that were read and written; None is unknown."""

    read: int | None = None
    written: int | None = None

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(_sum(self.read, other.read), _sum(self.written, other.written))

    @property
    def total(self) -> int | None:
        """All tokens."""
        return _sum(self.read, self.written)


class Answer(msgspec.Struct, frozen=True):
    """What a model answers. Shapes: `raw` is as in `Message`."""

    text: str = ""
    id: str | None = None
    thinking: str | None = None
    calls: tuple[ToolCall, ...] = ()
    finish: Finish = "OTHER"
    usage: Usage = Usage()
    raw: Json = None

    def message(self) -> Message:
        """The answer as a message of the chat."""
        return Message("AI", self.text, calls=self.calls, raw=self.raw)


class Embedded(msgspec.Struct, frozen=True):
    """A vector for each text."""

    vectors: list[list[float]]
    usage: Usage = Usage()


class Painted(msgspec.Struct, frozen=True):
    """A picture: where it is, or all of it as a `data:` address."""

    url: str
    usage: Usage = Usage()


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
