"""How the text of a setting becomes a value: keys, durations, sizes and lists."""

from __future__ import annotations

import re
from datetime import timedelta

from tiercel.model.json_types import Json

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SHORT_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", re.IGNORECASE)
_ISO_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d+)\s*([kmgt]?)i?b?", re.IGNORECASE)
_UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def fold_key(key: str) -> str:
    """`basic-auth` and `basicAuth` as `basic_auth`."""
    return _HUMP.sub("_", key).replace("-", "_").lower()


def read_duration(given: Json) -> Json:
    """`5s`, `1h`, `25ms`, `PT5S`, or a number of seconds, as a timedelta."""
    if isinstance(given, timedelta):
        return given
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return timedelta(seconds=given)
    text = str(given).strip()
    short = _SHORT_DURATION.fullmatch(text)
    if short is not None:
        return timedelta(seconds=float(short.group(1)) * _UNIT_SECONDS[short.group(2).lower()])
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return timedelta(seconds=float(text))
    iso = _ISO_DURATION.fullmatch(text)
    if iso is None or not any(iso.groups()):
        raise ValueError(f"`{text}` is no duration; write it as 30s, 5m, 1h or PT5M")
    days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def read_size(given: Json) -> Json:
    """`10MB`, `1g` or a number of bytes, as bytes."""
    if isinstance(given, int):
        return given
    match = _SIZE.fullmatch(str(given).strip())
    if match is None:
        raise ValueError(f"`{given}` is no size; write it as 10MB or as a number of bytes")
    return int(match.group(1)) * 1024 ** _SIZE_POWERS[match.group(2).lower()]


def read_list(given: Json) -> Json:
    """A list, or text with commas, as a tuple of texts."""
    if given is None:
        return ()
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    return tuple(str(part) for part in given)
