"""Stored form <-> model, versioned: what the columns of a database hold as JSON text.

Every stored document carries the version of its form in the member `v`. A document of an older
form is upgraded while it is read; one of a newer form is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Generic, TypeVar

import msgspec

from tiercel.model.errors import Damaged, Unavailable
from tiercel.model.events import Event
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.maps import Map
from tiercel.model.text import valid_tree
from tiercel.model.trigger import TriggerState

FORM = 1  # The version that is written; raise it together with an entry in `Codec.upgrades`.

T = TypeVar("T")
# Takes the body of one version, gives the body of the next one.
Upgrade = Callable[[dict[str, Json]], dict[str, Json]]

_encoder = msgspec.json.Encoder()
_canonical = msgspec.json.Encoder(order="sorted")
_documents = msgspec.json.Decoder()


class _Envelope(msgspec.Struct, Generic[T], frozen=True, tag_field="v", tag=FORM):
    """The form that is written: the version first, then the body."""

    body: T


class Codec(Generic[T]):
    """Encodes and decodes one type; `upgrades[n]` turns a body of form n into one of form n + 1."""

    __slots__ = ("_decoder", "_type", "_upgrades")

    def __init__(self, type_: type[T] | object, upgrades: Mapping[int, Upgrade]) -> None:
        self._type = type_
        self._decoder = msgspec.json.Decoder(_Envelope[type_])  # type: ignore[valid-type]
        self._upgrades = upgrades

    def encode(self, value: T) -> bytes:
        """The stored form: JSON with a number, so that `decode` can upgrade older ones."""
        return encode_json(_Envelope(value))

    def decode(self, stored: bytes | str) -> T:
        """The value.

        Raises: Damaged when the document is, Unavailable when a newer version wrote it.
        """
        try:
            envelope: _Envelope[T] = self._decoder.decode(stored)
        except msgspec.ValidationError:
            return self._decode_old(stored)
        except msgspec.DecodeError as error:
            raise Damaged(f"A stored document is damaged: {error}.") from error
        return envelope.body

    def _decode_old(self, stored: bytes | str) -> T:
        document = _documents.decode(stored)
        form = document.get("v") if isinstance(document, dict) else None
        if isinstance(form, int) and form > FORM:
            raise Unavailable(
                f"A stored document has form {form}; this version reads forms up to {FORM}."
            )
        try:
            body = document["body"]
            for step in range(form if isinstance(form, int) else FORM, FORM):
                body = self._upgrades[step](body)
            value: T = msgspec.convert(body, self._type)
        except (KeyError, TypeError, msgspec.ValidationError) as error:
            raise Damaged(f"A stored document is damaged: {error}.") from error
        return value


def encode_json(value: object) -> bytes:
    """JSON text of any value that the model knows; lone surrogates become question marks."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return _encoder.encode(valid_tree(msgspec.to_builtins(value)))


def encode_canonical_json(value: object) -> bytes:
    """As `encode_json`, with all members in the order of their names."""
    try:
        return _canonical.encode(value)
    except UnicodeEncodeError:
        return _canonical.encode(valid_tree(msgspec.to_builtins(value)))


def decode_json(stored: bytes | str) -> Json:
    """A plain JSON value."""
    return _documents.decode(stored)


# Task runs have rows of their own; the index is rebuilt by the engine.
NOT_STORED = frozenset({"task_runs", "index"})
_EXECUTION_FIELDS = [f for f in msgspec.structs.fields(Execution) if f.name not in NOT_STORED]
_NAMES = tuple(field.name for field in _EXECUTION_FIELDS)
_values = attrgetter(*_NAMES)


def _stored_execution() -> type[msgspec.Struct]:
    """A struct of the stored fields; members that have their default are not written."""
    fields: list[tuple[str, object] | tuple[str, object, object]] = []
    for field in _EXECUTION_FIELDS:
        if field.default_factory is not msgspec.NODEFAULT:
            default: object = msgspec.field(default_factory=field.default_factory)
        else:
            default = field.default
        if default is msgspec.NODEFAULT:
            fields.append((field.name, field.type))
        else:
            fields.append((field.name, field.type, default))
    return msgspec.defstruct(
        "StoredExecution",
        fields,
        frozen=True,
        omit_defaults=True,
        module=__name__,
    )


StoredExecution = _stored_execution()

# Forms upgraded on load, by kind of document; empty until a form changes.
UPGRADES: dict[str, dict[int, Upgrade]] = {
    "execution": {},
    "task_run": {},
    "event": {},
    "job": {},
    "trigger": {},
    "kv": {},
}

_executions: Codec[Json] = Codec(StoredExecution, UPGRADES["execution"])
_task_runs: Codec[TaskRun] = Codec(TaskRun, UPGRADES["task_run"])
_events: Codec[Event] = Codec(Event, UPGRADES["event"])
_jobs: Codec[Job] = Codec(Job, UPGRADES["job"])
_triggers: Codec[TriggerState] = Codec(TriggerState, UPGRADES["trigger"])
_kv: Codec[KvEntry] = Codec(KvEntry, UPGRADES["kv"])


def encode_execution(execution: Execution) -> bytes:
    """The execution without its task runs."""
    return _executions.encode(StoredExecution(*_values(execution)))


_OPENING = encode_json(_Envelope({})).removesuffix(b"}}")


def encode_execution_parts(execution: Execution) -> tuple[bytes, bytes]:
    """Two parts that joined are a stored form: the first one never changes, and may be empty.

    What started an execution can be large, and is the same for its whole life.
    """
    if execution.trigger is None:
        return b"", encode_execution(execution)
    rest = encode_execution(msgspec.structs.replace(execution, trigger=None))
    origin = b'%s"trigger":%s,' % (_OPENING, encode_json(execution.trigger))
    return origin, rest.removeprefix(_OPENING)


def decode_execution(stored: bytes | str, task_runs: Iterable[bytes | str] = ()) -> Execution:
    """The execution with its task runs. Raises: Unavailable, see `Codec.decode`."""
    row = _executions.decode(stored)
    decode = _task_runs.decode
    runs = [decode(run) for run in task_runs]
    runs.sort(key=_seq)
    return Execution(
        **dict(zip(_NAMES, _values(row), strict=True)), task_runs=Map((run.id, run) for run in runs)
    )


_seq = attrgetter("seq")

encode_task_run = _task_runs.encode
decode_task_run = _task_runs.decode
encode_event = _events.encode
decode_event = _events.decode
encode_job = _jobs.encode
decode_job = _jobs.decode
encode_trigger = _triggers.encode
decode_trigger = _triggers.decode
encode_kv = _kv.encode
decode_kv = _kv.decode
