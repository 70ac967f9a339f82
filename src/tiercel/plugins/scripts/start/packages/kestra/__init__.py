"""What scripts report to the server: lines of a protocol on standard output.

An installed package of this name is used instead. Old Pythons run it.
"""

from __future__ import annotations

import datetime
import json
import logging
import sys
import time

from .flow import Flow
from .ion import read_rows

__all__ = ["Flow", "Kestra"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Mapping, Optional, Union  # noqa: UP035

    Tags = Optional[Mapping[str, str]]  # noqa: UP045
    Duration = Union[float, Callable[[], Any]]  # noqa: UP007

LEVELS = {
    "DEBUG": "DEBUG",
    "INFO": "INFO",
    "WARNING": "WARN",
    "ERROR": "ERROR",
    "CRITICAL": "ERROR",
}


class Kestra:
    """Outputs, metrics, logs and assets of the running task."""

    @staticmethod
    def format(message: Mapping[str, Any]) -> str:
        """A message as a line of the protocol."""
        return "::" + json.dumps(message, default=plain) + "::"

    @staticmethod
    def outputs(values: Mapping[str, Any]) -> None:
        """Add to the outputs of the task."""
        send({"outputs": values})

    @staticmethod
    def assets(asset: Mapping[str, Any]) -> None:
        """Declare an asset."""
        send({"assets": asset})

    @staticmethod
    def counter(name: str, value: float, tags: Tags = None) -> None:
        """Publish a value that adds up."""
        send_metric(name, "counter", value, tags)

    @staticmethod
    def gauge(name: str, value: float, tags: Tags = None) -> None:
        """Publish a value of this moment."""
        send_metric(name, "gauge", value, tags)

    @staticmethod
    def timer(name: str, duration: Duration, tags: Tags = None) -> None:
        """Publish how long something took, in seconds, or how long a call takes."""
        if callable(duration):
            start = time.perf_counter()
            duration()
            duration = time.perf_counter() - start
        send_metric(name, "timer", duration, tags)

    @staticmethod
    def logger() -> logging.Logger:
        """A logger whose records keep their level in the log of the task."""
        logger = logging.getLogger("Kestra")
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        if not any(isinstance(each, ProtocolHandler) for each in logger.handlers):
            logger.addHandler(ProtocolHandler())
        return logger

    @staticmethod
    def read(path: str) -> List[Any]:  # noqa: UP006
        """The rows of an Ion file."""
        with open(path, "rb") as file:
            return read_rows(file.read())


class ProtocolHandler(logging.Handler):
    """Writes each record as a line of the protocol; warnings and worse to standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            moment = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc)  # noqa: UP017
            stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
            entry: Dict[str, Any] = {  # noqa: UP006
                "level": LEVELS.get(record.levelname, "TRACE"),
                "message": stamp + " - " + self.format(record),
            }
            is_loud = record.levelno >= logging.WARNING
            send({"logs": [entry]}, sys.stderr if is_loud else sys.stdout)
        except (ValueError, TypeError, OSError):
            self.handleError(record)


def send(message: Mapping[str, Any], stream: Any = None) -> None:
    """Write a message at once, so that it keeps its place between other lines."""
    stream = sys.stdout if stream is None else stream
    stream.write(Kestra.format(message) + "\n")
    stream.flush()


def send_metric(name: str, kind: str, value: Any, tags: Tags) -> None:
    """Publish a metric."""
    metric = {"name": name, "type": kind, "value": value, "tags": dict(tags or {})}
    send({"metrics": [metric]})


def plain(value: Any) -> Any:
    """What JSON has no word for: dates as ISO-8601, arrays as lists, others as text."""
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return list(value)
    for way in ("tolist", "item"):
        if hasattr(value, way):
            return getattr(value, way)()
    return str(value)
