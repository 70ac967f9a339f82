"""Functions that make identifiers and random numbers; randomness comes through lookups."""

from __future__ import annotations

from datetime import datetime

from tiercel.expr import lookups
from tiercel.expr.declare import UNSET, Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.printing import string_form
from tiercel.expr.values import LONG_MAX, LONG_MIN
from tiercel.model.json_types import Json

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NANO_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_NANO_LENGTH_MAX = 1_000
_KSUID_EPOCH = 1_400_000_000


def _bytes(context: Evaluation, count: int) -> bytes:
    return bytes(context.lookups.lookup(lookups.RANDOM_BYTES, (count,)))


def _uuid(context: Evaluation) -> str:
    return str(context.lookups.lookup(lookups.UUID, ()))


def _in_base(number: int, digits: str) -> str:
    text = ""
    while number:
        number, rest = divmod(number, len(digits))
        text = digits[rest] + text
    return text or digits[0]


def _id(context: Evaluation) -> str:
    number = int.from_bytes(_bytes(context, 16), "big")
    version = number & ~(0xF << 76) | 4 << 76
    return _in_base(version & ~(0b11 << 62) | 0b10 << 62, _ID_DIGITS)


def _ksuid(context: Evaluation) -> str:
    now: datetime = context.lookups.lookup(lookups.NOW, ())
    seconds = max(int(now.timestamp()) - _KSUID_EPOCH, 0) & 0xFFFFFFFF
    payload = seconds.to_bytes(4, "big") + _bytes(context, 16)
    return _in_base(int.from_bytes(payload, "big"), _BASE62).rjust(27, "0")


def _nano_id(context: Evaluation, length: Json, alphabet: Json) -> str:
    wanted = length if isinstance(length, int) and not isinstance(length, bool) else 21
    if wanted > _NANO_LENGTH_MAX:
        raise EvaluationError(
            f"The 'nanoId()' function field 'length' must be lower than: {_NANO_LENGTH_MAX}"
        )
    if wanted < 1:
        raise EvaluationError("The 'nanoId()' function field 'length' must be greater than: 0")
    letters = _NANO_ALPHABET if alphabet is None else string_form(alphabet)
    if not letters:
        raise EvaluationError("The 'nanoId()' function field 'alphabet' must not be empty")
    mask = len(letters) - 1
    return "".join(letters[byte & mask] for byte in _bytes(context, wanted))


def _random_int(context: Evaluation, lower: Json, upper: Json) -> int:
    bounds = []
    for name, value in (("lower", lower), ("upper", upper)):
        if value is UNSET or value is None:
            raise EvaluationError(f"The 'randomIn()' function expects an argument {name}")
        if isinstance(value, bool) or not isinstance(value, int):
            raise EvaluationError(
                f"The 'randomIn()' function expects an argument {name} of type Long."
            )
        if not LONG_MIN <= value <= LONG_MAX:
            raise EvaluationError(
                f"The 'randomIn()' function expects an argument {name} of type Long."
            )
        bounds.append(value)
    if bounds[1] < bounds[0]:
        raise EvaluationError("In 'randomIn()' upper is less than lower")
    if bounds[0] == bounds[1]:
        return bounds[0]
    return int(context.lookups.lookup(lookups.RANDOM_INT, (bounds[0], bounds[1])))


FUNCTIONS = (
    function(
        "uuid",
        _uuid,
        "A random UUID.",
        wants_context=True,
        example="{{ uuid() | length }}",
        result="36",
    ),
    function(
        "id",
        _id,
        "A short random identifier of letters and digits.",
        wants_context=True,
        example="{{ id() | length <= 22 }}",
        result="true",
    ),
    function(
        "ksuid",
        _ksuid,
        "An identifier that sorts by the time of its making.",
        wants_context=True,
        example="{{ ksuid() | length }}",
        result="27",
        since="0.24",
    ),
    function(
        "nanoId",
        _nano_id,
        "A random identifier of a length, from an alphabet.",
        arguments=(
            Argument("length", "integer", "number of characters, 1000 at most", default=21),
            Argument("alphabet", "text", "by default letters, digits, `-`, `_`", default=None),
        ),
        wants_context=True,
        example="{{ nanoId(8) | length }}",
        result="8",
        since="1.3",
    ),
    function(
        "randomInt",
        _random_int,
        "A random whole number.",
        arguments=(
            Argument("lower", "integer", "the smallest"),
            Argument("upper", "integer", "one more than the largest"),
        ),
        wants_context=True,
        example="{{ randomInt(5, 6) }}",
        result="5",
    ),
    function(
        "randomPort",
        lambda context: context.lookups.lookup(lookups.RANDOM_PORT, ()),
        "A TCP port of the server that is free at the moment.",
        wants_context=True,
        example="{{ randomPort() > 0 }}",
        result="true",
    ),
)
