"""Sources that are not valid, with all their violations as one text."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.flowlang.constraints import constraints
from tiercel.flowlang.source import chars_to_read, parse
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.service.off_loop import by_length

# What stops the reading of a source; it stands alone, without a path and a line end.
_UNKNOWN_TYPE = "Invalid type:"
_STOPPERS = (_UNKNOWN_TYPE, "Illegal ", "Unrecognized field")


class InvalidSource(Invalid):
    """The source is not valid; `text` lists every violation in the spec's form (§3.4).

    Behind a type that is not there stands which one was meant, or how to get it: whoever reads the
    text alone needs that most.
    """

    def __init__(self, violations: Sequence[Violation], source: str) -> None:
        super().__init__(violations)
        self.text = text_of([_advised(each) for each in self.violations], parse(source).value)


class PlainSource(msgspec.Struct, frozen=True):
    """What a source says, and what is wrong with it as YAML."""

    value: Json
    problems: tuple[Violation, ...]


async def plain_source(source: str, kind: str = "flow") -> PlainSource:
    """As `parse`, without places; of a long one in a thread, which frees its nodes too."""
    return await by_length(chars_to_read(source), _plain, source, kind)


def _plain(source: str, kind: str) -> PlainSource:
    document = parse(source, kind=kind)
    return PlainSource(document.value, document.problems)


def text_of(violations: Sequence[Violation], plain: Json) -> str:
    """All violations as one text; one that stopped the reading stands alone."""
    stopper = next((v.message for v in violations if v.message.startswith(_STOPPERS)), None)
    return stopper if stopper is not None else constraints(violations, plain)


def is_unreadable(violations: Sequence[Violation]) -> bool:
    """Whether the source could not be read at all."""
    return any(violation.message.startswith(_STOPPERS) for violation in violations)


def _advised(violation: Violation) -> Violation:
    if not violation.message.startswith(_UNKNOWN_TYPE):
        return violation
    return msgspec.structs.replace(violation, message=violation.explained)
