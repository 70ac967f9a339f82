"""Parameters whose texts have a form: the document states it, the server refuses the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from tiercel.model.json_types import Json
from tiercel.model.lists.fields import Field, Form, Generation, Scope
from tiercel.model.lists.resource import Resource
from tiercel.model.log import Level
from tiercel.model.state import TERMINATED, StateType
from tiercel.web.documented import PAGE, SIZE, Param, date, number, several, text

STATES = [state.value for state in StateType]
END_STATES = sorted(state.value for state in TERMINATED)
NAMESPACE = r"^[a-zA-Z0-9](\.?[a-zA-Z0-9_-])*\.?$"
KEY = r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$"
NEW_NAMESPACE = r"^[a-z0-9][a-z0-9._-]*$"
LABEL = r"^[^:]*[^:\s][^:]*:(.|\n)*\S(.|\n)*$"
DURATION = r"^P([0-9]{1,4}D|T[0-9]{1,6}[HMS])$"
# A form with an archive or a source.
FILE_UPLOAD: dict[str, Json] = {
    "type": "object",
    "required": ["fileUpload"],
    "properties": {"fileUpload": {"type": "string", "format": "binary"}},
}
LABELS = several("labels", "Labels as `key:value`.", pattern=LABEL)


PREVIEWED = (
    number("maxRows", "Rows to show.", minimum=1),
    text("encoding", "How its text is encoded.", default="UTF-8"),
)


def sorting(columns: Iterable[str]) -> Param:
    """The sort keys of a list that knows these columns."""
    names = "|".join(re.escape(column) for column in columns)
    return several(
        "sort", "Sort keys as `column:asc` or `column:desc`.", pattern=f"^({names}):(asc|desc)$"
    )


def sought(resource: Resource, *names: str) -> tuple[Param, ...]:
    """The older parameters of some fields of a list, or of all that are one."""
    fields = [each for each in resource.fields if each.about]
    chosen = [each for name in names for each in fields if each.name == name]
    return tuple(map(_sought, chosen or fields))


def _sought(field: Field) -> Param:
    name, about = field.parameter, field.about
    match field.type.form:
        case Form.DATE:
            return date(name, about)
        case Form.PERIOD | Form.DURATION:
            return text(name, about, pattern=DURATION)
        case Form.STATE:
            return several(name, about, enum=STATES)
        case Form.SCOPE:
            return several(name, about, enum=[each.value for each in Scope])
        case Form.LEVEL:
            return text(name, about, enum=[each.value for each in Level])
        case Form.GENERATION:
            return text(name, about, enum=[each.value for each in Generation])
        case Form.LABELS:
            return several(name, about, pattern=f"^$|{LABEL}")
        case Form.FLAG | Form.OVERDUE:
            return text(name, about, enum=["true", "false"])
        case Form.TEXT | Form.NUMBER:
            return text(name, about)
        case _ as never:
            assert_never(never)


def paging(columns: Iterable[str]) -> tuple[Param, Param, Param]:
    """Page, size and sort keys of a list that knows these columns."""
    return PAGE, SIZE, sorting(columns)


def date_filter(dates: Mapping[str, str]) -> Param:
    """Which date of a row the filters by date mean, by words."""
    first, *_ = dates
    return text(
        "dateFilter", "Which date the filters by date mean.", default=first, enum=list(dates)
    )


def in_path(name: str, **schema: Json) -> Param:
    """A parameter of the path that is more than any text."""
    return Param(name, "", {"type": "string", **schema}, required=True, place="path")


def listing(resource: Resource) -> tuple[Param, ...]:
    """All parameters of a list."""
    return (*paging(resource.sorts), *sought(resource))
