"""Log lines as JSON, one object a line."""

from __future__ import annotations

import logging
import time
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
        self._second = (0, "")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """As the base, which takes a second apart for every line, and many lines share one."""
        if datefmt is not None:
            return super().formatTime(record, datefmt)
        second, text = self._second
        if second != int(record.created):
            second = int(record.created)
            text = time.strftime(self.default_time_format, self.converter(second))
            self._second = second, text
        return f"{text},{int(record.msecs):03d}"

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        try:
            return str(super().jsonify_log_record(log_data))
        except (UnicodeEncodeError, OverflowError):
            return str(self._lenient.jsonify_log_record(log_data))
