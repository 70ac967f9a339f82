"""Violations and remarks as problems: with a code, and with their end."""

from __future__ import annotations

from tiercel.flowlang.paths import SourcePosition
from tiercel.flowlang.source import Document
from tiercel.model.errors import Violation
from tiercel.model.problem import Problem, Severity

# What messages begin with, and the code of their kind; others are constraints.
_CODES = (
    ("Illegal ", "wrong-kind"),
    ("Unrecognized field ", "unknown-property"),
    ("Unsupported type ", "wrong-kind"),
    ("Invalid type", "unknown-type"),
    ("must not be null", "missing-property"),
    ("Duplicate ", "duplicate-id"),
)
_UNREADABLE = "yaml"
# The code of warnings on old types and properties.
DEPRECATED = "deprecated"


def error_of(violation: Violation, document: Document) -> Problem:
    """A violation of a source with its place."""
    return _placed("error", _code(violation), violation, document)


def remark(severity: Severity, code: str, path: str, text: str, document: Document) -> Problem:
    """Something else that is said of a property."""
    place = document.place(path)
    return _placed(severity, code, Violation(path, text, place.line, place.column), document)


def _placed(severity: Severity, code: str, what: Violation, document: Document) -> Problem:
    end = document.end_of(SourcePosition(what.line, what.column))
    return Problem(
        severity=severity,
        code=code,
        path=what.path,
        message=what.message,
        hint=what.hint,
        line=what.line,
        column=what.column,
        end_line=end.line,
        end_column=end.column,
    )


def _code(violation: Violation) -> str:
    if violation.path == _UNREADABLE:
        return "yaml"
    for beginning, code in _CODES:
        if violation.message.startswith(beginning):
            return code
    return "constraint"
