"""Parameters whose texts have a form: the document states it, the server refuses the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tiercel.model.json_types import Json
from tiercel.model.state import TERMINATED, StateType
from tiercel.web.route import PAGE, SIZE, Param, several, text

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
SCOPES = several("scope", "USER, SYSTEM or both.", enum=["USER", "SYSTEM"])
STATES_PARAM = several("state", "States.", enum=STATES)
LABELS = several("labels", "Labels as `key:value`.", pattern=LABEL)
LABELS_SOUGHT = several("labels", "Labels as `key:value`.", pattern=f"^$|{LABEL}")


def sorting(columns: Iterable[str]) -> Param:
    """The sort keys of a list that knows these columns."""
    names = "|".join(re.escape(column) for column in columns)
    return several(
        "sort", "Sort keys as `column:asc` or `column:desc`.", pattern=f"^({names}):(asc|desc)$"
    )


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
