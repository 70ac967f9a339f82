"""An installation of Kestra into an archive that `tiercel sys import` reads.

Everything that has a date of its own keeps it: revisions, states of triggers, executions. The
steps are short, and each is noted when it is done, see `journal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec

from tiercel import __version__
from tiercel.engine.storage_paths import namespace_files_path, path_of
from tiercel.migrate.kestra import records
from tiercel.migrate.kestra.answers import ExecutionAnswer, FlowName
from tiercel.migrate.kestra.journal import Journal, StepWriter
from tiercel.migrate.kestra.source import COUNTED, Source
from tiercel.model.errors import Conflict
from tiercel.model.limits import BLOB_CHUNK_BYTES
from tiercel.model.stored.codec import encode_json
from tiercel.model.stored.moving import MovedKind, Stored
from tiercel.service.transfer.forms import encode_record
from tiercel.service.transfer.manifest import FILES, MANIFEST, Manifest
from tiercel.service.transfer.parts import PartWriter, Piece
from tiercel.service.transfer.places import new_sink
from tiercel.service.transfer.transfer import Counts, Progress, counted_name

EXECUTIONS = "executions"
_FLOWS_A_STEP = 25


class Copied(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a copy did.

    Shapes: `counts` is what the archive holds, by the names of a report; `left_out` are sentences;
    `secrets` are names as `namespace key`, whose values no API gives.
    """

    source: str
    counts: dict[str, int]
    left_out: tuple[str, ...]
    secrets: tuple[str, ...]
    is_resumed: bool = False


def survey(source: Source) -> dict[str, int]:
    """How much there is to copy, by kind, without copying it; keys and files are not counted."""
    return {what: source.count(what) for what in COUNTED}


class Copy:
    """Copies one server into one archive; made again with the same two, it goes on."""

    def __init__(self, source: Source, address: str, archive: Path, progress: Progress) -> None:
        """Raises: Conflict when the archive is there already, TiercelError, OSError."""
        if (archive / MANIFEST).exists():
            raise Conflict(f"{archive} holds an archive already: name another one, or import it")
        self._source = source
        self._archive = archive
        self._progress = progress
        self._total = source.count(EXECUTIONS)
        self._journal = Journal(archive.with_name(f"{archive.name}.copy"), address)
        self._seen = sum(each.counts.get("seen", 0) for each in self._journal.steps)

    def run(self) -> Copied:
        """Read what is missing, then write the archive. Raises: TiercelError."""
        is_resumed = self._journal.is_resumed
        flows = list(self._source.flows())
        namespaces = sorted({each for flow in flows for each in _and_above(flow.namespace)})
        for start in range(0, len(flows), _FLOWS_A_STEP):
            self._flows(flows[start : start + _FLOWS_A_STEP])
            self._progress("flows", min(start + _FLOWS_A_STEP, len(flows)), len(flows))
        for number, namespace in enumerate(namespaces, start=1):
            self._once(f"namespace {namespace}", partial(self._of, namespace))
            self._progress("namespaces", number, len(namespaces))
        self._once("dashboards", self._dashboards)
        self._once("templates", self._templates)
        while self._executions():
            continue
        # Last: the later they are read, the fewer dates come due in between.
        self._once("triggers", self._triggers)
        return self._packed(is_resumed=is_resumed)

    def _once(self, name: str, read: Callable[[StepWriter], None]) -> None:
        if self._journal.last(name) is None:
            with self._journal.begin(name) as step:
                read(step)
                self._journal.end(step)

    def _flows(self, flows: list[FlowName]) -> None:
        missing = [flow for flow in flows if (flow.namespace, flow.id) not in self._known_flows]
        if not missing:
            return
        with self._journal.begin("flows") as step:
            for flow in missing:
                for revision in self._source.revisions(flow):
                    _add(step, MovedKind.FLOWS, records.flow_of(revision))
            step.next = [[flow.namespace, flow.id] for flow in missing]
            self._journal.end(step)

    @property
    def _known_flows(self) -> set[tuple[str, str]]:
        steps = [step for step in self._journal.steps if step.name == "flows"]
        return {(namespace, flow_id) for step in steps for namespace, flow_id in step.next}

    def _of(self, namespace: str, step: StepWriter) -> None:
        """Keys, files and names of secrets of a namespace."""
        for name in self._source.keys(namespace):
            value = self._source.value(namespace, name.key)
            if value is None:
                step.left_out.append(f"key {name.key} of {namespace} has no value any more")
            else:
                _add(step, MovedKind.KV, records.kv_of(namespace, name, value))
        for path in self._source.files(namespace):
            content = self._source.file(namespace, path)
            if content is None:
                step.left_out.append(f"file {path} of {namespace} is not in the storage")
            else:
                _add_file(step, namespace_files_path(namespace) + path, content)
        step.next = list(self._source.secrets(namespace))

    def _dashboards(self, step: StepWriter) -> None:
        for each in self._source.dashboards():
            _add(step, MovedKind.DOCUMENTS, records.dashboard_of(each))

    def _templates(self, step: StepWriter) -> None:
        for each in self._source.templates():
            _add(step, MovedKind.DOCUMENTS, records.template_of(each))

    def _triggers(self, step: StepWriter) -> None:
        seen: set[tuple[str, str, str]] = set()
        for each in self._source.triggers():
            key = (each.namespace, each.flow_id, each.trigger_id)
            if key not in seen:
                seen.add(key)
                _add(step, MovedKind.TRIGGERS, records.trigger_of(each))
        missing = self._source.count("triggers") - len(seen)
        if missing > 0:
            # Pages shift when triggers come and go meanwhile.
            step.left_out.append(f"{missing} triggers were not listed: copy into a new folder")

    def _executions(self) -> bool:
        """Copy the executions of one batch; whether there may be more."""
        last = self._journal.last(EXECUTIONS)
        if last is not None and last.next is None:
            return False
        batch = self._source.executions(None if last is None else last.next)
        with self._journal.begin(EXECUTIONS) as step:
            for found in batch.results:
                self._execution(step, found)
            step.next = batch.next
            self._journal.end(step)
        self._seen += step.counts.get("seen", 0)
        self._progress(EXECUTIONS, self._seen, max(self._seen, self._total))
        return step.next is not None

    def _execution(self, step: StepWriter, listed: ExecutionAnswer) -> None:
        step.count("seen")
        found = self._source.execution(listed.id)
        if found is None:
            return
        try:
            if not records.has_ended(found):
                step.left_out.append(f"execution {found.id} is {found.state.current}")
                return
            execution = records.execution_of(found)
        except ValueError as error:
            step.left_out.append(f"execution {found.id}: {error}")
            return
        _add(step, MovedKind.EXECUTIONS, execution)
        step.count("task runs", len(execution.task_runs))
        for line in self._source.logs(found.id):
            _add(step, MovedKind.LOGS, records.log_of(line))
        for metric in self._source.metrics(found.id):
            _add(step, MovedKind.METRICS, records.metric_of(metric))
        for uri in records.own_files(execution):
            content = self._source.execution_file(found.id, uri)
            if content is None:
                step.left_out.append(f"file {uri} is not in the storage of the source")
            else:
                _add_file(step, path_of(uri), content)

    def _packed(self, *, is_resumed: bool) -> Copied:
        """The archive of everything that was read; a cut here begins it anew."""
        counts = Counts()
        for step in self._journal.steps:
            for name, count in step.counts.items():
                if name != "seen":
                    counts.add(name, count)
        with new_sink(self._archive) as sink:
            writer = PartWriter(sink)
            for kind in (*(each.value for each in MovedKind), FILES):
                for line, payload in self._journal.records(kind):
                    writer.add(kind, line, payload)
            writer.end_part()
            manifest = Manifest(
                id=uuid4().hex,
                made=datetime.now(UTC),
                tiercel=__version__,
                source=f"kestra {self._source.version}".strip(),
                has_files=True,
                counts=counts.by_name(),
                parts=tuple(writer.parts),
            )
            sink.finish(msgspec.json.format(encode_json(manifest), indent=1))
        copied = Copied(
            source=manifest.source,
            counts=manifest.counts,
            left_out=tuple(text for step in self._journal.steps for text in step.left_out),
            secrets=tuple(self._secrets()),
            is_resumed=is_resumed,
        )
        self._journal.remove()
        return copied

    def _secrets(self) -> Iterator[str]:
        for step in self._journal.steps:
            kind, _, namespace = step.name.partition(" ")
            if kind == "namespace":
                yield from (f"{namespace} {key}" for key in step.next)


def _add(step: StepWriter, kind: MovedKind, row: Stored) -> None:
    step.add(kind.value, encode_record(row))
    step.count(counted_name(kind, row))


def _add_file(step: StepWriter, path: str, content: bytes) -> None:
    chunks = range(0, max(len(content), 1), BLOB_CHUNK_BYTES)
    for start in chunks:
        chunk = content[start : start + BLOB_CHUNK_BYTES]
        piece = Piece(path, len(chunk), is_last=start == chunks[-1])
        step.add(FILES, encode_json(piece), chunk)
    step.count("files")
    step.count("file bytes", len(content))


def _and_above(namespace: str) -> list[str]:
    """A namespace and those above it, which can have keys and files without having flows."""
    parts = namespace.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]
