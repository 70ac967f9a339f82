"""YAML text to values, with the scalar rules of YAML 1.1 as the reference reads them."""

from __future__ import annotations

import re

from tiercel.expr.errors import EvaluationError
from tiercel.expr.numbers import bounded_list
from tiercel.model.json_types import Json

_TRUE = frozenset(["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_NULL = frozenset(("~", "null", "Null", "NULL", ""))
_DECIMAL_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_OCTAL = re.compile(r"([-+]?)0([0-7_]+)")
_HEX = re.compile(r"([-+]?)0x([0-9a-fA-F_]+)")
_BINARY = re.compile(r"([-+]?)0b([01_]+)")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DIGITS_MAX = 1_000
_DEPTH_MAX = 500


def read_yaml(text: str) -> Json:
    """The first document of a text; aliases stay texts, `<<` is an ordinary key.

    Raises: EvaluationError with the reason.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=loader):
            if builder.take(event):
                return builder.value
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise EvaluationError(str(error) or "nested too deeply") from None
    raise EvaluationError("No content to map due to end-of-input")


class _Builder:
    """Builds the value of one document from parser events, without recursion."""

    def __init__(self) -> None:
        self.value: Json = None
        self._open: list[tuple[Json, list[str]]] = []

    def take(self, event: Json) -> bool:
        """Use one event; True when the document's value is complete."""
        import yaml

        if isinstance(event, yaml.ScalarEvent):
            return self._add(_scalar(event) if self._wants_value() else event.value)
        if isinstance(event, yaml.AliasEvent):
            return self._add(event.anchor)
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._start([] if isinstance(event, yaml.SequenceStartEvent) else {})
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            return self._add(self._open.pop()[0], is_closing=True)
        return False

    def _wants_value(self) -> bool:
        return not self._open or isinstance(self._open[-1][0], list) or bool(self._open[-1][1])

    def _start(self, container: Json) -> None:
        if not self._wants_value():
            raise EvaluationError("A key must be a text")
        if len(self._open) >= _DEPTH_MAX:
            raise EvaluationError("nested too deeply")
        self._open.append((container, []))

    def _add(self, value: Json, *, is_closing: bool = False) -> bool:
        if not self._open:
            self.value = value
            return True
        container, keys = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            bounded_list(container)
        elif keys:
            container[keys.pop()] = value
        else:
            keys.append(str(value))
        return False


def _scalar(event: Json) -> Json:
    text = str(event.value)
    if event.style not in (None, "") or (event.tag and event.tag.startswith("!")):
        return text
    if event.tag == "tag:yaml.org,2002:str" or event.tag == "!!str":
        return text
    return plain_scalar(text)


def plain_scalar(text: str) -> Json:
    """The value of a plain scalar, by the words and numbers of YAML 1.1."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "", 1))
    if len(text) > _DIGITS_MAX or not (text[0].isdigit() or text[0] in "+-"):
        return text
    number = _integer(text)
    if number is not None:
        return number
    return float(text.replace("_", "")) if _FLOAT.fullmatch(text) else text


def _integer(text: str) -> int | None:
    if _DECIMAL_INT.fullmatch(text):
        return int(text.replace("_", ""))
    for pattern, base in ((_OCTAL, 8), (_HEX, 16), (_BINARY, 2)):
        match = pattern.fullmatch(text)
        if match and match[2].strip("_"):
            number = int(match[2].replace("_", ""), base)
            return -number if match[1] == "-" else number
    return None
