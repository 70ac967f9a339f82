"""A server of Kestra, read by its API: whatever its generation, the same questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from tiercel.migrate.kestra import answers
from tiercel.migrate.kestra.source import Batch
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json

T = TypeVar("T")
PAGE = 100
Query = Sequence[tuple[str, str]]
_Version = tuple[int, int]
# Older ones than these were never copied: a server of Tiercel has versions of its own.
_OLDEST = (0, 20)
_FILTERS_SINCE = (0, 22)
# Turns of loops are executions of a kind that lists hide, and outputs are answers of their own.
_LOOPS_SINCE = (2, 0)
_LOOP = "LOOP"
_NUMBERS = re.compile(r"(\d+)\.(\d+)")
# Lists by the names of what a survey counts.
_LISTS = {
    "flows": "/flows/search",
    "triggers": "/triggers/search",
    "dashboards": "/dashboards",
    "templates": "/templates/search",
    "executions": "/executions/search",
}


class Fetch(Protocol):
    """Reads one address of a server."""

    def __call__(self, path: str, query: Query = ()) -> bytes | None:
        """The body of the answer to a GET below `/api/v1`; None for what is not there.

        Raises: TiercelError when the server refuses or does not answer.
        """


class Found(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list, and how many there are in all."""

    results: list[T] = []
    total: int = 0


class _Boundary(msgspec.Struct, frozen=True):
    """Where the executions go on: at a date, without those of that date that were read.

    Those of a hidden kind follow all others.
    """

    since: str = ""
    page: int = 1
    seen: tuple[str, ...] = ()
    kind: str = ""


class KestraServer:
    """Answers of one server.

    Addresses have the tenant `main` where the server knows it, which those before 0.23 do not.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._prefix = ""
        if fetch("/main/flows/search", (("size", "1"),)) is not None:
            self._prefix = "/main"
        config = self._one("/configs", answers.Config)
        self.version = config.version if config else ""
        numbers = _NUMBERS.match(self.version)
        # One that does not say its version is a newer one.
        self._numbers = None if numbers is None else (int(numbers[1]), int(numbers[2]))

    @property
    def has_filters(self) -> bool:
        """Whether lists take `filters[…]`."""
        return self._is_tiercel or self._is_since(_FILTERS_SINCE)

    @property
    def has_loops(self) -> bool:
        """Whether each turn of a loop is an execution, which lists hide."""
        return self._is_tiercel or self._is_since(_LOOPS_SINCE)

    @property
    def _is_tiercel(self) -> bool:
        return self._numbers is not None and self._numbers < _OLDEST

    def _is_since(self, version: _Version) -> bool:
        return self._numbers is None or self._numbers >= version

    def flows(self) -> Iterator[answers.FlowName]:
        """All flows that are not deleted."""
        return self._all(_LISTS["flows"], answers.FlowName, _sorted("namespace", "id"))

    def revisions(self, flow: answers.FlowName) -> list[answers.FlowRevision]:
        """Its revisions with their sources, oldest first."""
        path = f"/flows/{flow.namespace}/{flow.id}"
        found = self._one(f"{path}/revisions", list[answers.FlowRevision]) or []
        return [
            each
            if each.source is not None
            else self._one(
                path,
                answers.FlowRevision,
                (("revision", str(each.revision)), ("source", "true"), ("allowDeleted", "true")),
            )
            or each
            for each in found
        ]

    def sources(self) -> Iterator[tuple[str, str]]:
        """The name of every flow with its newest source."""
        for flow in self.flows():
            path = f"/flows/{flow.namespace}/{flow.id}"
            found = self._one(path, answers.FlowRevision, (("source", "true"),))
            if found is not None:
                yield f"{flow.namespace}.{flow.id}", found.source or ""

    def keys(self, namespace: str) -> list[answers.KvName]:
        """Keys of a namespace without their values."""
        found = self._one(f"/namespaces/{namespace}/kv", list[answers.KvName])
        if found is None:
            of_namespace = (("filters[namespace][EQUALS]", namespace),)
            return list(self._all("/kv", answers.KvName, of_namespace))
        return found

    def value(self, namespace: str, key: str) -> answers.KvValue | None:
        """The value of a key; None when it has expired meanwhile."""
        return self._one(f"/namespaces/{namespace}/kv/{key}", answers.KvValue)

    def files(self, namespace: str, folder: str = "/") -> Iterator[str]:
        """Paths of all files of a namespace, folder by folder."""
        query = (("path", folder),)
        listed = self._one(
            f"/namespaces/{namespace}/files/directory", list[answers.FileEntry], query
        )
        for entry in listed or []:
            path = f"{folder.rstrip('/')}/{entry.file_name}"
            if entry.type == "Directory":
                yield from self.files(namespace, path)
            else:
                yield path

    def file(self, namespace: str, path: str) -> bytes | None:
        """The content of a file of a namespace."""
        return self._fetch(f"{self._prefix}/namespaces/{namespace}/files", (("path", path),))

    def secrets(self, namespace: str) -> Iterator[str]:
        """Names of secrets, where the server lists them."""
        for each in self._all(f"/namespaces/{namespace}/secrets", answers.SecretName):
            yield each.key

    def triggers(self) -> Iterator[answers.TriggerAnswer]:
        """States of all triggers."""
        for each in self._all(
            _LISTS["triggers"],
            answers.FoundTrigger,
            # Older servers refuse to sort triggers by namespace.
            _sorted("triggerId", "flowId"),
        ):
            state = each.state or each.trigger_context
            if state is not None:
                yield state

    def dashboards(self) -> Iterator[answers.DashboardAnswer]:
        """All dashboards with their sources."""
        return self._all(_LISTS["dashboards"], answers.DashboardAnswer)

    def templates(self) -> Iterator[dict[str, Any]]:
        """All templates, where the server has any."""
        return self._all(_LISTS["templates"], dict[str, Any])

    def executions(self, after: Json) -> Batch:
        """A page of them, the oldest first; after all others the turns of loops."""
        at = _Boundary() if after is None else msgspec.convert(after, _Boundary)
        query = [("sort", "state.startDate:asc"), *_of_kind(at.kind), *_paging(at.page)]
        if at.since and self.has_filters:
            query.append(("filters[startDate][GREATER_THAN_OR_EQUAL_TO]", at.since))
        elif at.since:
            query.append(("startDate", at.since))
        page = self._one(_LISTS["executions"], Found[answers.ExecutionAnswer], query) or Found()
        found = [each for each in page.results if each.id not in at.seen]
        if len(page.results) == PAGE:
            following = _next(at, page.results)
        elif at.kind or not self.has_loops:
            return Batch(found)
        else:
            following = _Boundary(kind=_LOOP)
        return Batch(found, msgspec.to_builtins(following))

    def execution(self, execution_id: str) -> answers.ExecutionAnswer | None:
        """One execution with its task runs; None when it was removed meanwhile."""
        found = self._one(f"/executions/{execution_id}", answers.ExecutionAnswer)
        if found is None or self._is_tiercel or not self._is_since(_LOOPS_SINCE):
            return found
        return self._with_outputs(found)

    def _with_outputs(self, found: answers.ExecutionAnswer) -> answers.ExecutionAnswer:
        path = f"/outputs/tasks/{found.id}"
        listed = self._one(path, list[answers.OutputsName]) or []
        having = {each.task_run_id for each in listed}
        return replace(
            found,
            outputs=found.outputs or self._one(f"/outputs/executions/{found.id}", dict[str, Json]),
            task_run_list=[
                replace(run, outputs=self._one(f"{path}/{run.id}", dict[str, Json]))
                if run.outputs is None and run.id in having
                else run
                for run in found.task_run_list or []
            ],
        )

    def execution_file(self, execution_id: str, uri: str) -> bytes | None:
        """A file that an execution stored; None when the storage has it no more."""
        return self._fetch(f"{self._prefix}/executions/{execution_id}/file", (("path", uri),))

    def logs(self, execution_id: str) -> list[answers.LogAnswer]:
        """The log of an execution."""
        return self._one(f"/logs/{execution_id}", list[answers.LogAnswer]) or []

    def metrics(self, execution_id: str) -> Iterator[answers.MetricAnswer]:
        """What the tasks of an execution measured."""
        return self._all(f"/metrics/{execution_id}", answers.MetricAnswer)

    def count(self, what: str) -> int:
        """How many a list has; 0 where there is no such list."""
        kinds = ("", _LOOP) if what == "executions" and self.has_loops else ("",)
        asked = ((("size", "1"), *_of_kind(kind)) for kind in kinds)
        found = (self._one(_LISTS[what], Found[Any], query) for query in asked)
        return sum(each.total for each in found if each is not None)

    def _all(self, path: str, of: type[T], query: Query = ()) -> Iterator[T]:
        """Every member of a list, page by page; a page that is not full is the last one."""
        page = 1
        while True:
            found: Found[T] = (
                self._one(path, Found[of], (*query, *_paging(page)))  # type: ignore[valid-type]
                or Found()
            )
            yield from found.results
            if len(found.results) < PAGE:
                return
            page += 1

    def _one(self, path: str, of: type[T], query: Query = ()) -> T | None:
        """One answer, None for what is not there. Raises: TiercelError for another form."""
        content = self._fetch(self._prefix + path, query)
        if content is None:
            return None
        try:
            return msgspec.json.decode(content, type=of)
        except msgspec.MsgspecError as error:
            raise TiercelError(
                f"The server answers {path} in a form that this version does not know: {error}"
            ) from None


def _sorted(*fields: str) -> Query:
    """Pages of a list hang together only in an order without ties."""
    return tuple(("sort", f"{field}:asc") for field in fields)


def _of_kind(kind: str) -> Query:
    """A filter by a kind that lists hide; none for all others."""
    return (("filters[kind][EQUALS]", kind),) if kind else ()


def _paging(page: int) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("page", str(page)), ("size", str(PAGE))


def _next(at: _Boundary, page: list[answers.ExecutionAnswer]) -> _Boundary:
    """Behind a full page: at the date of its newest, whose own were read in part."""
    since = page[-1].state.start_date
    seen = tuple(each.id for each in page if each.state.start_date == since)
    if since == at.since:
        # More of one date than a page has: only the next page leads on.
        return _Boundary(since, at.page + 1, tuple(dict.fromkeys((*at.seen, *seen))), at.kind)
    return _Boundary(since, 1, seen, at.kind)
