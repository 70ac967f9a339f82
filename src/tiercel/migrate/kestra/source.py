"""What a copy asks of a source, whichever way it is read: by the API, or from its database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from tiercel.migrate.kestra import answers
from tiercel.model.json_types import Json

# What a survey counts.
COUNTED = ("flows", "triggers", "dashboards", "templates", "executions")


class Batch(msgspec.Struct, frozen=True):
    """Some executions, and where those after them begin; `next` is None at the end."""

    results: list[answers.ExecutionAnswer]
    next: Json = None


class Source(Protocol):
    """Reads one installation. Every method raises TiercelError when it can't be read."""

    @property
    def version(self) -> str:
        """The version of the installation, empty when it does not say so."""

    def count(self, what: str) -> int:
        """How many there are of a name of `COUNTED`; 0 where it has no such thing."""

    def flows(self) -> Iterable[answers.FlowName]:
        """All flows that are not deleted."""

    def revisions(self, flow: answers.FlowName) -> Iterable[answers.FlowRevision]:
        """Revisions of a flow with their sources, oldest first."""

    def keys(self, namespace: str) -> Iterable[answers.KvName]:
        """Keys of a namespace without their values."""

    def value(self, namespace: str, key: str) -> answers.KvValue | None:
        """The value of a key; None when there is none any more."""

    def files(self, namespace: str) -> Iterable[str]:
        """Paths of all files of a namespace, each with a leading slash."""

    def file(self, namespace: str, path: str) -> bytes | None:
        """The content of a file of a namespace."""

    def secrets(self, namespace: str) -> Iterable[str]:
        """Names of secrets, where the source lists them."""

    def triggers(self) -> Iterable[answers.TriggerAnswer]:
        """States of all triggers."""

    def dashboards(self) -> Iterable[answers.DashboardAnswer]:
        """All dashboards with their sources."""

    def templates(self) -> Iterable[Mapping[str, Json]]:
        """All templates, where the source has any."""

    def executions(self, after: Json) -> Batch:
        """The first executions, or those that follow the `next` of a batch."""

    def execution(self, execution_id: str) -> answers.ExecutionAnswer | None:
        """One execution with its task runs; None when it was removed meanwhile."""

    def execution_file(self, execution_id: str, uri: str) -> bytes | None:
        """A file that an execution stored; None when the storage has it no more."""

    def logs(self, execution_id: str) -> Iterable[answers.LogAnswer]:
        """The log of an execution."""

    def metrics(self, execution_id: str) -> Iterable[answers.MetricAnswer]:
        """What the tasks of an execution measured."""
