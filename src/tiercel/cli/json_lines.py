"""Log lines as JSON, one object a line."""

from __future__ import annotations

from typing import Any

from pythonjsonlogger.json import JsonFormatter
from pythonjsonlogger.msgspec import MsgspecFormatter


class JsonLines(MsgspecFormatter):
    """Written by msgspec, and by the slower encoder what that refuses: half characters, huge ints.

    Shapes: what the format names, then the fields of `extra`.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lenient = JsonFormatter()

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        try:
            return str(super().jsonify_log_record(log_data))
        except (UnicodeEncodeError, OverflowError):
            return str(self._lenient.jsonify_log_record(log_data))
