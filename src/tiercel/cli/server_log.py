"""The server's own log: coloured lines on a terminal, JSON lines elsewhere."""

from __future__ import annotations

import logging
import sys

from tiercel.service.observability.loggers import LEVELS, TRACE
from tiercel.settings.sections import Logger

_COLOURS = {"DEBUG": "36", "INFO": "32", "WARNING": "33", "ERROR": "31", "CRITICAL": "31;1"}


class Lines(logging.Formatter):
    """Time, level, logger, text, then the fields of `extra`; coloured on a terminal."""

    def __init__(self, *, has_colours: bool) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s  %(message)s", "%H:%M:%S")
        self._has_colours = has_colours
        self._known = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}

    def format(self, record: logging.LogRecord) -> str:
        """One line, tracebacks below it."""
        text = super().format(record)
        fields = {k: v for k, v in record.__dict__.items() if k not in self._known}
        if fields:
            text += "  " + " ".join(f"{key}={value}" for key, value in fields.items())
        colour = _COLOURS.get(record.levelname)
        return f"\033[{colour}m{text}\033[0m" if self._has_colours and colour else text


def set_up(settings: Logger, level: str) -> None:
    """Send all log lines of this process to stderr."""
    _collect_only_what_is_shown()
    logging.addLevelName(TRACE, "TRACE")
    is_terminal = sys.stderr.isatty()
    handler = logging.StreamHandler()
    if settings.format == "json" or (settings.format == "auto" and not is_terminal):
        from tiercel.cli.json_lines import JsonLines

        handler.setFormatter(
            JsonLines(
                "%(asctime)s %(levelname)s %(name)s %(message)s",
                rename_fields={"asctime": "time", "levelname": "level", "message": "event"},
            )
        )
    else:
        handler.setFormatter(Lines(has_colours=is_terminal))
    logging.basicConfig(level=_level(level), handlers=[handler], force=True)
    logging.getLogger("tiercel.web.access").setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    for name, wanted in settings.levels.items():
        logging.getLogger(name).setLevel(_level(str(wanted)))


def _collect_only_what_is_shown() -> None:
    """No line names a thread, a process or a place in the code: to find them costs most of it.

    Source: "Optimization" in the documentation of `logging`.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None


def _level(name: str) -> int | str:
    upper = name.strip("'\"").upper()
    return LEVELS.get(upper, upper if upper in logging.getLevelNamesMapping() else "INFO")
