"""The client falls back to unchecked models where an answer does not fit; this says where."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from kestrapy.base_api import BaseApi
from kestrapy.models.flow_for_execution import FlowForExecution
from kestrapy.models.paged_results_map_string_object import PagedResultsMapStringObject
from kestrapy.models.state import State
from recorder import Json


def _plain_names(given: Json) -> Json:
    """Compat: the client's model names the dates of a state after getters; no server does."""
    names = {"duration": "getDuration", "startDate": "getStartDate", "endDate": "getEndDate"}
    end = given.get("endDate") or given.get("startDate")
    return {**{names.get(key, key): value for key, value in given.items()}, "getEndDate": end}


def _without_labels(given: Json) -> Json:
    """Compat: the client's model wants one map for the list of labels; no server sends one."""
    return {key: value for key, value in given.items() if key != "labels"}


def _without_rows(given: Json) -> Json:
    """Compat: the client's model wants maps for the cells of a chart; no server sends any."""
    return {**given, "results": []}


REPAIRS = (
    (PagedResultsMapStringObject, _without_rows),
    (State, _plain_names),
    (FlowForExecution, _without_labels),
)


def _repair(model: Json, repair: Callable[[Json], Json]) -> None:
    original = model.from_dict

    def from_dict(given: Json) -> Json:
        return original(repair(given) if isinstance(given, dict) else given)

    model.from_dict = staticmethod(from_dict)


def watch_models(found: list[str]) -> None:
    """The client falls back to unchecked models; note where it would have to."""
    lenient = BaseApi._deserialize
    for model, repair in REPAIRS:
        _repair(model, repair)

    def strict(data: Json, return_type: Json) -> Json:
        if isinstance(data, dict) and hasattr(return_type, "from_dict"):
            with contextlib.suppress(NotImplementedError):
                try:
                    return_type.from_dict(data)
                except Exception as error:  # Any trouble of the model is the finding.
                    found.append(f"{return_type.__name__}: {error}".replace("\n", " "))
        return lenient(data, return_type)

    BaseApi._deserialize = staticmethod(strict)
