"""What is wrong with a flow, a line for each violation: the one form of all commands."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.cli.flow_files import FlowFile
from tiercel.flowlang.constraints import named_path
from tiercel.flowlang.source import parse
from tiercel.model.errors import Violation

# What the reference says of an unknown property goes on with all those that it knows.
_KNOWN_ONES = " (class "
_UNKNOWN = "Unrecognized field "


def problem_lines(file: FlowFile, violations: Sequence[Violation]) -> list[str]:
    """`file:line:column: path: message (hint)` for each violation, in their order."""
    plain = parse(file.source).value
    return [_line(file, each, named_path(each.path, plain)) for each in violations]


def _line(file: FlowFile, violation: Violation, path: str) -> str:
    place = file.path
    if violation.line:
        place += f":{file.first_line - 1 + violation.line}:{violation.column}"
    return ": ".join(part for part in (place, path, _text(violation)) if part)


def _text(violation: Violation) -> str:
    message = violation.message
    if not violation.hint:
        return message
    # With advice at hand the list of everything that would be right only hides it.
    if message.startswith(_UNKNOWN):
        message = message.partition(_KNOWN_ONES)[0]
    return f"{message} ({violation.hint})"
