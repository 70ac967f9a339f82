"""Calls methods of the client one by one and writes down how each went, as a JSON line."""

from __future__ import annotations

import contextlib
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from kestrapy.base_api import BaseApi
from kestrapy.exceptions import ApiException
from kestrapy.models.flow_for_execution import FlowForExecution
from kestrapy.models.state import State

Json = Any
STREAM_EVENTS_MAX = 50


class Recorder:
    """All calls of a run: `of` wraps one API object, `close` tells what was never called."""

    def __init__(self, client: Json) -> None:
        self.client = client
        self.called: set[str] = set()
        self._strict: list[str] = []
        _watch_models(self._strict)

    def of(self, group: str) -> Group:
        """The API object of this group, watched."""
        return Group(self, group, getattr(self.client, group))

    def attempt(self, name: str, call: Callable[[], Json], wanted: tuple[int, ...]) -> Json:
        """Call once; `wanted` holds the refusals that are right, none for a success."""
        self.called.add(name)
        self._strict.clear()
        try:
            found = call()
        except ApiException as error:
            text = f"{error.status} {error.body}"[:600]
            self._say(name, error.status in wanted, text)
            return None
        except Exception as error:  # Whatever a client raises is what the run is for.
            self._say(name, False, f"{type(error).__name__}: {error}"[:600])
            return None
        if wanted:
            self._say(name, False, f"was accepted, expected {wanted}")
        elif self._strict:
            self._say(name, False, "model: " + "; ".join(self._strict)[:900])
        else:
            self._say(name, True, "")
        return found

    def section(self, run: Callable[..., Json], *arguments: Json) -> Json:
        """Run a group of calls; when one cannot go on, the next group still runs."""
        try:
            return run(self, *arguments)
        except Exception as error:  # The run shows all that is wrong, not the first thing.
            where = traceback.extract_tb(error.__traceback__)[1]
            text = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
            self._say(f"section {run.__module__}.{run.__name__}", False, text[:600])
            return None

    def say(self, name: str, is_right: bool, text: str = "") -> None:
        """A statement about something seen that is more than one call."""
        self._say(name, is_right, text)

    def _say(self, name: str, is_right: bool, text: str) -> None:
        json.dump({"call": name, "ok": is_right, "error": "" if is_right else text}, sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


class Group:
    """One API object of the client; every method called through it is written down."""

    def __init__(
        self, recorder: Recorder, name: str, target: Json, wanted: tuple[int, ...] = ()
    ) -> None:
        self._recorder = recorder
        self._name = name
        self._target = target
        self._wanted = wanted

    def refused(self, *statuses: int) -> Group:
        """The same, for a call that must be refused."""
        return Group(self._recorder, self._name, self._target, statuses)

    def methods(self) -> Iterator[str]:
        """The public methods."""
        for name in vars(type(self._target)):
            if not name.startswith("_") and callable(getattr(self._target, name)):
                yield name

    def __getattr__(self, method: str) -> Callable[..., Json]:
        bound = getattr(self._target, method)

        def call(*arguments: Json, **options: Json) -> Json:
            def once() -> Json:
                found = bound(*arguments, **options)
                return _all_of(found) if _is_stream(found) else found

            return self._recorder.attempt(f"{self._name}.{method}", once, self._wanted)

        return call


def _all_of(stream: Json) -> list[Json]:
    """What a stream sends; the client leaves one that has no end."""
    found = []
    for event in stream:
        found.append(event)
        if len(found) >= STREAM_EVENTS_MAX:
            stream.close()
            break
    return found


def _is_stream(found: Json) -> bool:
    return hasattr(found, "__next__")


def _plain_names(given: Json) -> Json:
    """Compat: the client's model names the dates of a state after getters; no server does."""
    names = {"duration": "getDuration", "startDate": "getStartDate", "endDate": "getEndDate"}
    end = given.get("endDate") or given.get("startDate")
    return {**{names.get(key, key): value for key, value in given.items()}, "getEndDate": end}


def _without_labels(given: Json) -> Json:
    """Compat: the client's model wants one map for the list of labels; no server sends one."""
    return {key: value for key, value in given.items() if key != "labels"}


REPAIRS = ((State, _plain_names), (FlowForExecution, _without_labels))


def _repair(model: Json, repair: Callable[[Json], Json]) -> None:
    original = model.from_dict

    def from_dict(given: Json) -> Json:
        return original(repair(given) if isinstance(given, dict) else given)

    model.from_dict = staticmethod(from_dict)


def _watch_models(found: list[str]) -> None:
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
