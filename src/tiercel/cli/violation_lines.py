"""A violation as a line of text: the one form in which commands show what is wrong."""

from __future__ import annotations

import msgspec

from tiercel.model.errors import Violation

# What the reference says of an unknown property goes on with all those that it knows.
_KNOWN_ONES = " (class "
_UNKNOWN = "Unrecognized field "


def violation_line(violation: Violation, *, file: str = "", first_line: int = 1) -> str:
    """`file:line:column: path: message (hint)`, without the parts that are not known.

    Shapes: `first_line` is the line of `file` at which the source of the violation begins.
    """
    place = file
    if file and violation.line:
        place += f":{first_line - 1 + violation.line}:{violation.column}"
    return ": ".join(part for part in (place, violation.path, _text(violation)) if part)


def _text(violation: Violation) -> str:
    # With advice at hand the list of everything that would be right only hides it.
    if violation.hint and violation.message.startswith(_UNKNOWN):
        message = violation.message.partition(_KNOWN_ONES)[0]
        violation = msgspec.structs.replace(violation, message=message)
    return violation.explained
