"""Calls methods of the client one by one and writes down how each went, as a JSON line."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kestrapy.exceptions import ApiException

Json = Any
STREAM_EVENTS_MAX = 50


class Recorder:
    """All calls of a run: `of` wraps one API object, `close` reports what was never called."""

    def __init__(self, client: Json) -> None:
        self.client = client
        self.called: set[str] = set()
        # What models of the client could not read, where it goes on all the same.
        self.unread: list[str] = []

    def of(self, group: str) -> Group:
        """The API object of this group, watched."""
        return Group(self, group, getattr(self.client, group))

    def attempt(self, name: str, call: Callable[[], Json], wanted: tuple[int, ...]) -> Json:
        """Call once; `wanted` holds the refusals that are right, none for a success."""
        self.called.add(name)
        self.unread.clear()
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
        elif self.unread:
            self._say(name, False, "model: " + "; ".join(self.unread)[:900])
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

    def all_called(self, groups: Iterable[str]) -> None:
        """Say of each method of these groups whether it was called."""
        for group in groups:
            for method in self.of(group).methods():
                name = f"{group}.{method}"
                self.say(f"{name} called", name in self.called, "never called")

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
            is_variant = name.endswith(("_with_http_info", "_without_preload_content"))
            is_public = not name.startswith("_") and not is_variant
            if is_public and callable(getattr(self._target, name)):
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
