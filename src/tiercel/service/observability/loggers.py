"""The levels of this process's loggers: what they are, and changes of them while it runs."""

from __future__ import annotations

import logging
import re

import msgspec

from tiercel.model.errors import IllegalArgument, NotFound
from tiercel.model.limits import LOGGERS_MAX

ROOT = "ROOT"
TRACE = 5
OFF = logging.CRITICAL + 10
NOT_SPECIFIED = "NOT_SPECIFIED"
# From the one that lets all through to the one that lets nothing.
LEVELS = {
    "ALL": 1,
    "TRACE": TRACE,
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
    "OFF": OFF,
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")


class LoggerLevel(msgspec.Struct, frozen=True):
    """What is set for a logger itself, and what counts for it."""

    configured: str
    effective: str


class LoggerService:
    """Looks at and changes loggers; nothing is stored: the next start begins anew."""

    def all(self) -> dict[str, LoggerLevel]:
        """By name, the root first."""
        return {ROOT: self.get(ROOT), **{name: self.get(name) for name in sorted(_known())}}

    def get(self, name: str) -> LoggerLevel:
        """One; of a logger that nobody has used yet, what will count. Raises: NotFound."""
        if name == ROOT:
            own = effective = logging.root.level
        elif _NAME.fullmatch(name) is None:
            raise NotFound(f"No logger can have the name '{name}'")
        else:
            own = logging.getLogger(name).level if name in _known() else logging.NOTSET
            effective = own or _inherited(name)
        return LoggerLevel(_name_of(own), _name_of(effective))

    def set(self, name: str, level: str) -> None:
        """Change one from now on; NOT_SPECIFIED takes what is above it.

        Raises: NotFound, IllegalArgument.
        """
        self.get(name)
        wanted = logging.NOTSET if level.upper() == NOT_SPECIFIED else LEVELS.get(level.upper())
        if wanted is None:
            raise IllegalArgument(
                f"Unknown level '{level}': {', '.join(LEVELS)} or {NOT_SPECIFIED}"
            )
        if name == ROOT:
            if wanted == logging.NOTSET:
                raise IllegalArgument("The root logger needs a level")
            logging.root.setLevel(wanted)
            return
        if name not in _known() and len(logging.root.manager.loggerDict) >= LOGGERS_MAX:
            raise IllegalArgument(f"There are {LOGGERS_MAX} loggers already")
        logging.getLogger(name).setLevel(wanted)


def _known() -> set[str]:
    listed = logging.root.manager.loggerDict.items()
    return {name for name, logger in listed if isinstance(logger, logging.Logger)}


def _inherited(name: str) -> int:
    """The level of the nearest logger above that has one."""
    known = _known()
    while "." in name:
        name = name.rpartition(".")[0]
        if name in known and logging.getLogger(name).level:
            return logging.getLogger(name).level
    return logging.root.level


def _name_of(level: int) -> str:
    """The nearest level of the table that is not above; nothing set has a name too."""
    if level == logging.NOTSET:
        return NOT_SPECIFIED
    return [name for name, number in LEVELS.items() if number <= level][-1]
