"""The lines that a script prints: plain ones go to the log, marked ones are outputs and metrics.

Source: spec/plugins-scripts.md §5.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import timedelta

import msgspec

from tiercel.plugin import Json, Level, PluginError, RunContext
from tiercel.plugin.convert import to_duration, to_float
from tiercel.plugin.limits import SCRIPT_LINE_CHARS_MAX, SCRIPT_LINES_MAX

MARKED = re.compile(r"::(\{.*})::", re.DOTALL)
LEVEL_MARKS = {"##kestra:log:debug##": Level.DEBUG, "##kestra:log:info##": Level.INFO}
DEBUG_MARK = "##kestra:log:debug##"
INFO_MARK = "##kestra:log:info##"
LEVEL_NAMES = {"WARNING": "WARN", "CRITICAL": "ERROR", "FATAL": "ERROR"}


class OutputLines:
    """Takes the lines of both streams, from any thread."""

    def __init__(self, ctx: RunContext) -> None:
        self.vars: dict[str, Json] = {}
        self.stdout_lines = 0
        self.stderr_lines = 0
        self._ctx = ctx
        self._level = Level.INFO
        self._lock = threading.Lock()

    def take(self, line: str, is_error: bool) -> None:
        """One line without its end."""
        with self._lock:
            if is_error:
                self.stderr_lines += 1
            else:
                self.stdout_lines += 1
            match = MARKED.fullmatch(line) if line.startswith("::{") else None
            if match is not None:
                self._marked(match[1])
            elif not is_error and line in LEVEL_MARKS:
                self._level = LEVEL_MARKS[line]
            else:
                self.plain(line, is_error)

    def plain(self, line: str, is_error: bool) -> None:
        """A line without a mark, which goes to the log."""
        count = self.stdout_lines + self.stderr_lines
        if count > SCRIPT_LINES_MAX:
            if count == SCRIPT_LINES_MAX + 1:
                self._ctx.log.write(
                    Level.WARN,
                    f"The script printed more than {SCRIPT_LINES_MAX} lines;"
                    " further ones are not logged",
                )
            return
        if len(line) > SCRIPT_LINE_CHARS_MAX:
            line = line[:SCRIPT_LINE_CHARS_MAX] + "…"
        self._ctx.log.write(Level.ERROR if is_error else self._level, line)

    def _marked(self, text: str) -> None:
        try:
            message = msgspec.json.decode(text)
            self._take_message(message)
        except (msgspec.DecodeError, PluginError, TypeError, ValueError, KeyError) as error:
            self._ctx.log.write(Level.WARN, f"Invalid outputs '{error}'")

    def _take_message(self, message: Mapping[str, Json]) -> None:
        outputs = message.get("outputs")
        if isinstance(outputs, Mapping):
            self.vars.update(outputs)
        for metric in message.get("metrics") or ():
            self._metric(metric)
        for entry in message.get("logs") or ():
            name = str(entry.get("level", "INFO")).upper()
            name = LEVEL_NAMES.get(name, name)
            level = Level(name) if name in Level.__members__ else Level.TRACE
            self._ctx.log.write(level, str(entry.get("message", "")))

    def _metric(self, metric: Mapping[str, Json]) -> None:
        kind, name, value = metric["type"], str(metric["name"]), metric["value"]
        tags = {str(key): str(each) for key, each in (metric.get("tags") or {}).items()}
        metrics = self._ctx.metrics
        if kind == "timer":
            duration = to_duration(value)
            if not isinstance(duration, timedelta):
                raise PluginError(f"'{value}' is not a duration")
            metrics.timer(name, duration, tags)
        elif kind == "counter":
            metrics.counter(name, to_float(value), tags)
        elif kind == "gauge":
            metrics.gauge(name, to_float(value), tags)
        else:
            raise PluginError(f"unknown metric type '{kind}'")
