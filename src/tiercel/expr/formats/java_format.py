"""`String.format` of Java: `%5d`, `%.2f`, `%s`, `%,d`, `%x`, `%e`, `%b`, `%c`, `%n`, `%%`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.decimal_format import EXACT
from tiercel.expr.printing import string_form
from tiercel.expr.values import Character, is_number
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_PATTERN_CHARS_MAX
from tiercel.model.text import valid_unicode

_SPEC = re.compile(
    r"%(?P<index>\d+\$)?(?P<flags>[-#+ 0,(<]*)(?P<width>\d+)?(?:\.(?P<precision>\d+))?"
    r"(?P<kind>[a-zA-Z%])"
)
_WIDTH_MAX = 10_000


class Spec(msgspec.Struct, frozen=True):
    """One conversion: its flags, width, precision (-1 for none) and letter."""

    flags: str
    width: int
    precision: int
    kind: str

    def padded(self, text: str) -> str:
        """The text at its width."""
        return text.ljust(self.width) if "-" in self.flags else text.rjust(self.width)


def java_format(pattern: str, arguments: Sequence[Json]) -> str:
    """The pattern with the arguments filled in; raises EvaluationError where Java would."""
    if "%" in pattern and pattern.count("%") > EXPRESSION_PATTERN_CHARS_MAX:
        raise EvaluationError("The format has too many conversions")
    out: list[str] = []
    at = index = 0
    last = -1
    while (found := pattern.find("%", at)) >= 0:
        out.append(pattern[at:found])
        match = _SPEC.match(pattern, found)
        if match is None:
            raise EvaluationError(
                f"UnknownFormatConversionException: Conversion = '{pattern[found : found + 2]}'"
            )
        spec = _spec(match)
        at = match.end()
        if spec.kind in "%n":
            out.append("\n" if spec.kind == "n" else spec.padded("%"))
            continue
        if match["index"]:
            last = int(match["index"][:-1]) - 1
        elif "<" not in spec.flags:
            last = index
            index += 1
        if not 0 <= last < len(arguments):
            raise EvaluationError(f"MissingFormatArgumentException: {match.group()}")
        out.append(_convert(spec, arguments[last]))
    out.append(pattern[at:])
    return "".join(out)


def _spec(match: re.Match[str]) -> Spec:
    width, precision = int(match["width"] or 0), int(match["precision"] or -1)
    if match["precision"] is not None and int(match["precision"]) == 0:
        precision = 0
    if width > _WIDTH_MAX or precision > _WIDTH_MAX:
        raise EvaluationError("IllegalFormatWidthException")
    if ("-" in match["flags"] or "0" in match["flags"]) and not width:
        raise EvaluationError(f"MissingFormatWidthException: {match.group()}")
    return Spec(match["flags"], width, precision, match["kind"])


def _convert(spec: Spec, value: Json) -> str:
    convert = _CONVERSIONS.get(spec.kind.lower() if spec.kind in "SBHCXEG" else spec.kind)
    if convert is None:
        raise EvaluationError(f"UnknownFormatConversionException: Conversion = '{spec.kind}'")
    text = spec.padded(convert(spec, value))
    return text.upper() if spec.kind.isupper() else text


def _cut(spec: Spec, text: str) -> str:
    return text if spec.precision < 0 else text[: spec.precision]


def _text(spec: Spec, value: Json) -> str:
    return _cut(spec, string_form(value))


def _boolean(spec: Spec, value: Json) -> str:
    holds = value if isinstance(value, bool) else value is not None
    return _cut(spec, "true" if holds else "false")


def _character(spec: Spec, value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, Character):
        return str.__str__(value)
    if isinstance(value, int) and not isinstance(value, bool) and value <= 0x10FFFF:
        return valid_unicode(chr(value)) if value >= 0 else "?"
    raise _wrong(spec, value)


def _wrong(spec: Spec, value: Json) -> EvaluationError:
    from tiercel.expr.values import class_name

    return EvaluationError(f"IllegalFormatConversionException: {spec.kind} != {class_name(value)}")


def _whole(spec: Spec, value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(spec, value)
    if spec.precision >= 0:
        raise EvaluationError(f"IllegalFormatPrecisionException: {spec.precision}")
    digits = f"{abs(int(value)):,}" if "," in spec.flags else str(abs(int(value)))
    return _signed(spec, digits, is_negative=value < 0)


def _signed(spec: Spec, digits: str, *, is_negative: bool) -> str:
    prefix, suffix = "", ""
    if is_negative:
        prefix, suffix = ("(", ")") if "(" in spec.flags else ("-", "")
    elif "+" in spec.flags:
        prefix = "+"
    elif " " in spec.flags:
        prefix = " "
    if "0" in spec.flags:
        digits = digits.rjust(spec.width - len(prefix) - len(suffix), "0")
    return f"{prefix}{digits}{suffix}"


def _based(letter: str, prefix: str) -> Callable[[Spec, Json], str]:
    def convert(spec: Spec, value: Json) -> str:
        if value is None:
            return "null"
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong(spec, value)
        number = int(value) + (2**64 if value < 0 else 0)
        text = (prefix if "#" in spec.flags else "") + format(number, letter)
        return text.rjust(spec.width, "0") if "0" in spec.flags else text

    return convert


def _exact(spec: Spec, value: Json) -> Decimal | str:
    """The number as Java rounds it: by its shortest decimal digits; text for special ones."""
    if value is None:
        return "null"
    if not is_number(value) or not isinstance(value, (float, Decimal)):
        raise _wrong(spec, value)
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return _signed(spec, "Infinity", is_negative=value < 0)
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if number and abs(number.adjusted()) > 1_000:
        raise EvaluationError("The number is too large to be formatted")
    return number


def _fixed(spec: Spec, value: Json) -> str:
    number = _exact(spec, value)
    if isinstance(number, str):
        return number
    places = 6 if spec.precision < 0 else min(spec.precision, 1_000)
    rounded = EXACT.quantize(abs(number), Decimal(1).scaleb(-places))
    if rounded != abs(number):
        rounded = abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)
    digits = f"{rounded:,f}" if "," in spec.flags else f"{rounded:f}"
    return _signed(spec, digits, is_negative=number.is_signed())


def _scientific(spec: Spec, value: Json) -> str:
    number = _exact(spec, value)
    if isinstance(number, str):
        return number
    places = 6 if spec.precision < 0 else min(spec.precision, 1_000)
    exponent = number.adjusted() if number else 0
    mantissa = EXACT.scaleb(abs(number), -exponent)
    mantissa = mantissa.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)
    if mantissa >= 10:
        exponent += 1
        mantissa = EXACT.scaleb(mantissa, -1).quantize(Decimal(1).scaleb(-places), context=EXACT)
    sign = "-" if exponent < 0 else "+"
    digits = f"{mantissa:f}e{sign}{abs(exponent):02d}"
    return _signed(spec, digits, is_negative=number.is_signed())


def _general(spec: Spec, value: Json) -> str:
    number = _exact(spec, value)
    if isinstance(number, str):
        return number
    precision = 6 if spec.precision < 0 else max(spec.precision, 1)
    rounded = EXACT.plus(abs(number))
    if number == 0 or Decimal("0.0001") <= rounded < Decimal(10) ** precision:
        places = precision - (rounded.adjusted() + 1 if number else 1)
        return _fixed(Spec(spec.flags, spec.width, max(places, 0), "f"), value)
    return _scientific(Spec(spec.flags, spec.width, precision - 1, "e"), value)


def _hash_code(spec: Spec, value: Json) -> str:
    if value is None:
        return "null"
    code = 0
    for character in string_form(value):
        code = (31 * code + ord(character)) & 0xFFFFFFFF
    return f"{code:x}"


_CONVERSIONS: dict[str, Callable[[Spec, Json], str]] = {
    "s": _text,
    "b": _boolean,
    "c": _character,
    "d": _whole,
    "x": _based("x", "0x"),
    "o": _based("o", "0"),
    "f": _fixed,
    "e": _scientific,
    "g": _general,
    "h": _hash_code,
}
