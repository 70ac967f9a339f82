"""Filters on whole texts: case, trimming, abbreviation, indentation, escaping."""

from __future__ import annotations

import re
import unicodedata

from tiercel.expr.compare import cast_error
from tiercel.expr.declare import UNSET, Argument, filter_
from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.filters.leaves import over_leaves
from tiercel.expr.formats.java_format import java_format
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import as_utf16, from_utf16, is_number, is_text
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_OUTPUT_CHARS_MAX

_CONTROLS = "".join(map(chr, range(33)))
_ESCAPES = {
    "single": lambda text: text.replace("'", "\\'"),
    "double": lambda text: text.replace('"', '\\"'),
    "shell": lambda text: text.replace("'", "'\\''"),
}


def text_only(value: Json) -> str:
    """The value if it is a text, else the error of a failed cast."""
    if not is_text(value):
        raise cast_error(value, "java.lang.String")
    return str(value)


def _abbreviate(value: Json, length: Json) -> str:
    text = as_utf16(text_only(value))
    if not is_number(length):
        raise cast_error(length, "java.lang.Number")
    wanted = as_long(length)
    if wanted < 0:
        raise EvaluationError("Invalid argument to abbreviate filter; must be greater than zero")
    if len(text) < wanted or len(text) <= 3:
        return from_utf16(text)
    if wanted <= 3:
        return from_utf16(text[:wanted])
    return from_utf16(text[: wanted - 3] + "...")


def _title_case(character: str) -> str:
    title = character.title()
    return title if len(title) == 1 else character


def _capitalize(value: Json) -> str:
    text = text_only(value)
    for index, character in enumerate(text):
        if not character.isspace():
            return text[:index] + _title_case(character) + text[index + 1 :]
    return text


def _title(value: Json) -> str:
    return re.sub(r"(^|\s)(\S)", lambda m: m[1] + _title_case(m[2]), text_only(value))


def _nl2br(value: Json) -> str:
    if not is_text(value):
        raise EvaluationError("nl2br filters only supports String input.")
    return re.sub(r"\r\n|\r|\n", "<br />", value)


def _indent(value: Json, amount: Json, prefix: Json) -> str:
    return _indented(value, amount, prefix, filter_name="indent")


def _nindent(value: Json, amount: Json, prefix: Json) -> str:
    return _indented(value, amount, prefix, filter_name="nindent")


def _indented(value: Json, amount: Json, prefix: Json, *, filter_name: str) -> str:
    if amount is UNSET or not is_number(amount):
        raise EvaluationError(
            f"The '{filter_name}' filter expects an integer as argument 'amount'."
        )
    count = as_long(amount)
    if count < 0:
        raise EvaluationError(
            f"The '{filter_name}' filter expects a positive integer >=0 as argument 'amount'."
        )
    text = string_form(value)
    if not text:
        return ""
    line_break = _line_break(text)
    if filter_name == "nindent":
        text = line_break + text
    unit = string_form(prefix)
    added = text.count(line_break) * count * len(unit)
    if added + len(text) > EXPRESSION_OUTPUT_CHARS_MAX:
        raise LimitExceeded("The indented text is too long.")
    return text.replace(line_break, line_break + unit * count if added else line_break)


def _line_break(text: str) -> str:
    for candidate in ("\r\n", "\n\r", "\n", "\r"):
        if candidate in text:
            return candidate
    return "\n"


def _slugify(value: Json, *ignored: Json) -> str:
    return slug(string_form(value))


def slug(text: str) -> str:
    """Small letters, digits and single dashes."""
    text = re.sub(r"\s", "-", text, flags=re.ASCII)
    text = unicodedata.normalize("NFD", text)
    text = re.sub(r"[^A-Za-z0-9_-]", "", text).replace("_", "-")
    text = re.sub(r"-+", "-", text)
    return text.removeprefix("-").removesuffix("-").lower()


def _escape_char(context: Evaluation, value: Json, kind: Json) -> Json:
    escape = _ESCAPES.get(kind.lower()) if isinstance(kind, str) else None
    if escape is None:
        raise EvaluationError(
            "The 'escapeChar' filter expects the value of 'type' to be either 'single',"
            " 'double', or 'shell'."
        )
    return over_leaves(value, escape, context.meter)


_INDENT_ARGUMENTS = (
    Argument("amount", "integer", "how many prefixes to put after each line break"),
    Argument("prefix", "text", "what to put there", default=" "),
)

FILTERS = (
    filter_(
        "abbreviate",
        _abbreviate,
        "Shortens a text to a length, the last three characters then being dots.",
        arguments=(Argument("length", "integer", "the longest result", default=None),),
        example="{{ 'a rather long text' | abbreviate(11) }}",
        result="a rather...",
    ),
    filter_(
        "upper",
        lambda value: value.upper() if type(value) is str else string_form(value).upper(),
        "Turns letters into capitals.",
        example="{{ 'hello' | upper }}",
        result="HELLO",
    ),
    filter_(
        "lower",
        lambda value: value.lower() if type(value) is str else string_form(value).lower(),
        "Turns letters into small ones.",
        example="{{ 'HELLO' | lower }}",
        result="hello",
    ),
    filter_(
        "capitalize",
        _capitalize,
        "Turns the first letter into a capital and keeps the rest.",
        example="{{ 'new order' | capitalize }}",
        result="New order",
    ),
    filter_(
        "title",
        _title,
        "Turns the first letter of every word into a capital and keeps the rest.",
        shift=5,
        example="{{ 'new order' | title }}",
        result="New Order",
    ),
    filter_(
        "trim",
        lambda value: text_only(value).strip(_CONTROLS),
        "Removes white space and control characters at both ends.",
        example="[{{ '  hello ' | trim }}]",
        result="[hello]",
    ),
    filter_(
        "nl2br",
        _nl2br,
        "Replaces every line break by `<br />`.",
        example="{{ lines | nl2br }}",
        example_scope={"lines": "one\ntwo"},
        result="one<br />two",
        since="1.3",
    ),
    filter_(
        "format",
        lambda value, *arguments: java_format(string_form(value), arguments),
        "Fills the arguments into a printf-like format.",
        example="{{ '%s has %03d items' | format('cart', 7) }}",
        result="cart has 007 items",
        is_variadic=True,
        since="1.3",
    ),
    filter_(
        "indent",
        _indent,
        "Indents every line but the first.",
        arguments=_INDENT_ARGUMENTS,
        example="{{ lines | indent(2) }}",
        example_scope={"lines": "one\ntwo"},
        result="one\n  two",
    ),
    filter_(
        "nindent",
        _nindent,
        "Starts a new line, then indents every line.",
        arguments=_INDENT_ARGUMENTS,
        example="list:{{ lines | nindent(2) }}",
        example_scope={"lines": "one\ntwo"},
        result="list:\n  one\n  two",
    ),
    filter_(
        "slugify",
        _slugify,
        "Turns a text into small letters, digits and single dashes.",
        arguments=tuple(
            Argument(name, "any", "ignored")
            for name in ("format", "timeZone", "existingFormat", "locale")
        ),
        shift=4,
        example="{{ 'Déjà vu, again!' | slugify }}",
        result="deja-vu-again",
    ),
    filter_(
        "escapeChar",
        _escape_char,
        "Escapes quotes, in every leaf of a structure.",
        arguments=(
            Argument(
                "type",
                "single, double or shell",
                "which quotes and how",
                required="The 'escapeChar' filter expects an argument 'type'.",
            ),
        ),
        wants_context=True,
        example="""{{ "it's" | escapeChar('shell') }}""",
        result="it'\\''s",
    ),
    filter_(
        "string",
        string_form,
        "The text form of any value.",
        example="{{ [1, 2] | string }}",
        result="[1, 2]",
        since="0.24",
    ),
)
