"""Bringing the flows of files to a server: what changes, and the change itself."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import typer

from tiercel.cli.api.flows import (
    DeleteFlows,
    FlowView,
    GetFlow,
    IdWithNamespace,
    ListFlows,
    ReplaceFlows,
)
from tiercel.cli.client import Client
from tiercel.cli.flow_files import FlowFile, joined
from tiercel.cli.refusals import ServerRefused
from tiercel.flowlang.source import parse
from tiercel.flowlang.write import without_revision

FlowId = tuple[str, str]  # Namespace and id.
# Statuses with which a server refuses what a source says.
REFUSALS = (400, 422)


class Changes(msgspec.Struct, frozen=True):
    """Flows by what happens to them."""

    created: list[FlowId]
    updated: list[FlowId]
    unchanged: list[FlowId]
    deleted: list[FlowId]

    def document(self) -> dict[str, list[str]]:
        """The full names of the flows, by what happens to them."""
        groups = {
            "created": self.created,
            "updated": self.updated,
            "deleted": self.deleted,
            "unchanged": self.unchanged,
        }
        return {
            verb: [f"{namespace}.{flow_id}" for namespace, flow_id in flows]
            for verb, flows in groups.items()
        }

    def show(self, *, is_done: bool) -> None:
        """Print the counts, then a line for each flow."""
        groups = self.document()
        counts = ", ".join(f"{len(flows)} {verb}" for verb, flows in groups.items())
        typer.echo(counts if is_done else f"Nothing is changed. It would be: {counts}")
        for verb, flows in groups.items():
            for name in flows:
                typer.echo(f"- {verb}: {name}")


class Deployment:
    """The flows of some files on their way to a server.

    `namespace` None: each flow goes where its source says. With `delete`, flows of the namespaces
    of the files, of no others, go when no file has them.
    """

    def __init__(
        self, client: Client, files: list[FlowFile], *, namespace: str | None, delete: bool
    ) -> None:
        self._client = client
        self._files = files
        self._namespace = namespace
        self._delete = delete
        self._ids = [_id_of(file) for file in files]

    def planned(self) -> Changes:
        """What a change would do; nothing is changed."""
        before = self._stored()
        unchanged = [
            flow_id
            for file, flow_id in zip(self._files, self._ids, strict=True)
            if flow_id in before and self._is_as(file, flow_id)
        ]
        return Changes(
            created=[each for each in self._ids if each not in before],
            updated=[each for each in self._ids if each in before and each not in unchanged],
            unchanged=unchanged,
            deleted=self._others(before),
        )

    def carry_out(self) -> Changes:
        """Create and update in one transaction, then delete. Raises: ServerRefused."""
        before = self._stored()
        saved = self._client.call(
            ReplaceFlows(delete=False, namespace=self._namespace, body=joined(self._files))
        )
        after = _revisions(saved)
        others = self._others(before)
        if others:
            named = [IdWithNamespace(namespace=space, id=flow_id) for space, flow_id in others]
            self._client.call(DeleteFlows(body=named))
        return Changes(
            created=[each for each in after if each not in before],
            updated=[each for each in after if each in before and after[each] != before[each]],
            unchanged=[each for each in after if each in before and after[each] == before[each]],
            deleted=others,
        )

    def refused(self, error: ServerRefused) -> int:
        """Show what is wrong with each file; the exit code."""
        return refused_sources(self._client, self._files, error)

    def _stored(self) -> dict[FlowId, int]:
        """Revisions of the server's flows in the namespaces of the files."""
        names = sorted({namespace for namespace, _ in self._ids if namespace})
        return _revisions(
            flow for name in names for flow in self._client.call(ListFlows(namespace=name))
        )

    def _others(self, before: Iterable[FlowId]) -> list[FlowId]:
        return sorted(set(before) - set(self._ids)) if self._delete else []

    def _is_as(self, file: FlowFile, flow_id: FlowId) -> bool:
        """Whether the server has this very source."""
        namespace, name = flow_id
        stored = self._client.call(GetFlow(namespace=namespace, id=name, source=True))
        source = stored.source or ""
        return without_revision(source).strip() == without_revision(file.source).strip()


def refused_sources(client: Client, files: list[FlowFile], error: ServerRefused) -> int:
    """Show what is wrong with each file; raises the error again when the files are right."""
    from tiercel.cli import flow_reports

    if error.status not in REFUSALS:
        raise error
    reports = [each for each in flow_reports.remote(client, files) if each.problems]
    if not reports:
        raise error
    return flow_reports.show(reports)


def _revisions(flows: Iterable[FlowView]) -> dict[FlowId, int]:
    return {(flow.namespace, flow.id): flow.revision for flow in flows}


def _id_of(file: FlowFile) -> FlowId:
    """Namespace and id as the source has them; empty where it has none, which is refused later."""
    value = parse(file.source).value
    plain = value if isinstance(value, dict) else {}
    return str(plain.get("namespace") or ""), str(plain.get("id") or "")
