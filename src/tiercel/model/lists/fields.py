"""What fields of lists are: one type says how a filter is written, what it may do, how it is read.

Source: spec/api/flows.md §0.6.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

import msgspec

from tiercel.model.lists.conditions import (
    Reader,
    date_field,
    duration_field,
    failed_task_field,
    flag_field,
    inputs_field,
    labels_field,
    level_field,
    no_condition,
    number_field,
    overdue_field,
    part_field,
    presence_field,
    scope_field,
    search_field,
    text_field,
)
from tiercel.model.lists.paging import Operation

_EQUALITY = (Operation.EQUALS, Operation.NOT_EQUALS)
_LISTS = (*_EQUALITY, Operation.IN, Operation.NOT_IN)
_PARTS = (Operation.CONTAINS, Operation.STARTS_WITH, Operation.ENDS_WITH)
_NAMES = (
    *_EQUALITY,
    *_PARTS,
    Operation.REGEX,
    Operation.IN,
    Operation.NOT_IN,
    Operation.PREFIX,
)
_DATES = (
    Operation.GREATER_THAN,
    Operation.GREATER_THAN_OR_EQUAL_TO,
    Operation.LESS_THAN,
    Operation.LESS_THAN_OR_EQUAL_TO,
    *_EQUALITY,
)
# Names in error texts that are not those of the fields.
_WORDS = {"q": "QUERY", "level": "MIN_LEVEL"}


class Scope(StrEnum):
    """Whose flows: those of users, or those of the server itself."""

    USER = "USER"
    SYSTEM = "SYSTEM"


class Generation(StrEnum):
    """Executions that another one started, or those that none did."""

    CHILD = "CHILD"
    MAIN = "MAIN"


class Form(StrEnum):
    """How the values of a field are written in a request."""

    TEXT = "TEXT"
    DATE = "DATE"
    PERIOD = "PERIOD"
    DURATION = "DURATION"
    NUMBER = "NUMBER"
    STATE = "STATE"
    SCOPE = "SCOPE"
    LEVEL = "LEVEL"
    GENERATION = "GENERATION"
    LABELS = "LABELS"
    FLAG = "FLAG"
    OVERDUE = "OVERDUE"


class FieldType(msgspec.Struct, frozen=True):
    """A type of fields: `reader` makes what reads a filter, of the columns that it looks at.

    `is_deep` says that each row is read as a whole to judge it.
    """

    reader: Callable[..., Reader]
    operations: tuple[Operation, ...]
    form: Form = Form.TEXT
    is_deep: bool = False


class Field(msgspec.Struct, frozen=True):
    """One field of a list.

    Shapes: with `about` it is an older parameter too, called `parameter` or like the field, and
    that is its text in the API's document.
    """

    name: str
    type: FieldType
    columns: tuple[str, ...]
    about: str = ""
    parameter: str = ""

    @property
    def word(self) -> str:
        """The name in error texts, which filters may be written with as well."""
        return word_of(self.name)

    @property
    def read(self) -> Reader:
        """Turns a filter into a condition on the columns."""
        return self.type.reader(*self.columns)


def word_of(name: str) -> str:
    """The name of a field in error texts."""
    return _WORDS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def field(
    name: str, type_: FieldType, columns: str = "", about: str = "", parameter: str = ""
) -> Field:
    """A field; `columns` are names with spaces between them."""
    return Field(name, type_, tuple(columns.split()), about, parameter or name)


WORDS = FieldType(search_field, _EQUALITY)
# Newer clients send CONTAINS where any part of a name is sought.
NAME_WORDS = FieldType(search_field, (*_EQUALITY, Operation.CONTAINS))
PART = FieldType(part_field, (*_EQUALITY, Operation.CONTAINS))
NAME = FieldType(text_field, _NAMES)
ID = FieldType(text_field, (*_EQUALITY, *_PARTS, Operation.IN, Operation.NOT_IN))
KIND = FieldType(text_field, _LISTS)
STATE = FieldType(text_field, _LISTS, Form.STATE)
SCOPE = FieldType(scope_field, _LISTS, Form.SCOPE)
LABELS = FieldType(lambda: labels_field, (*_LISTS, Operation.CONTAINS), Form.LABELS)
NUMBERS = FieldType(number_field, _LISTS, Form.NUMBER)
NUMBER = FieldType(number_field, _EQUALITY, Form.NUMBER)
DATE = FieldType(date_field, _DATES, Form.DATE)
# Turned into a bound on the start date before a store sees it.
PERIOD = FieldType(lambda: no_condition, _EQUALITY, Form.PERIOD)
DURATION = FieldType(duration_field, _DATES[:4], Form.DURATION)
LEVEL = FieldType(
    level_field,
    (*_LISTS, Operation.GREATER_THAN_OR_EQUAL_TO, Operation.LESS_THAN_OR_EQUAL_TO),
    Form.LEVEL,
)
GENERATION = FieldType(
    lambda *columns: presence_field(columns, words=(Generation.CHILD, Generation.MAIN)),
    _EQUALITY,
    Form.GENERATION,
)
FLAG = FieldType(flag_field, _EQUALITY)
PRESENCE = FieldType(
    lambda *columns: presence_field(columns, words=("TRUE", "FALSE")), _EQUALITY, Form.FLAG
)
# A yes or no, which becomes the latest date that counts as passed before a store sees it.
OVERDUE = FieldType(overdue_field, _EQUALITY, Form.OVERDUE)
SWITCH = FieldType(lambda column: flag_field(column, true="disabled"), _EQUALITY)
INPUTS = FieldType(lambda: inputs_field, _EQUALITY, Form.LABELS, is_deep=True)
FAILED_TASK = FieldType(lambda: failed_task_field, (Operation.EQUALS,), is_deep=True)
# Accepted, and says nothing about what is stored.
IGNORED = FieldType(lambda: no_condition, _EQUALITY)
