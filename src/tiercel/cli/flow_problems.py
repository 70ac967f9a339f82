"""What is wrong with a flow, a line for each violation."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.cli.flow_files import FlowFile
from tiercel.cli.violation_lines import violation_line
from tiercel.flowlang.constraints import named_path
from tiercel.flowlang.source import parse
from tiercel.model.errors import Violation


def problem_lines(file: FlowFile, violations: Sequence[Violation]) -> list[str]:
    """The line of each violation with its place in the file, in their order."""
    plain = parse(file.source).value
    named = (
        msgspec.structs.replace(each, path=named_path(each.path, plain)) for each in violations
    )
    return [violation_line(each, file=file.path, first_line=file.first_line) for each in named]
