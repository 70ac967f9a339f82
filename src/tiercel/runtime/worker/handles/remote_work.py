"""What a task has begun elsewhere: the handle that is stored with the job of its attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from tiercel.engine.masking import Mask
from tiercel.model.errors import PluginError
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.limits import HANDLE_BYTES_MAX
from tiercel.model.stored.codec import decode_json, encode_json
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted
from tiercel.ports.store import Store
from tiercel.runtime.worker.outage import Patience
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal

_GOES_ON = (StopReason.LOST, StopReason.SHUTDOWN, StopReason.EXHAUSTED)

Remove = Callable[[RunContext], None]
GiveUp = Callable[[], None]


class Leftover(msgspec.Struct, frozen=True):
    """What goes once the end of the attempt is stored.

    Shapes: `handle` is for the task's `cancel` when this worker is lost before `remove` was called.
    With `give_up` it goes after a success alone, and that is called where `remove` is not.
    """

    handle: bytes
    remove: Remove
    give_up: GiveUp | None = None


class RemoteWork:
    """The handle of one attempt.

    It is stored with the claimed job under the fence of the claim, so that who takes the job next
    gets it, and nobody who lost the job can change it.
    """

    __slots__ = ("_job", "_mask", "_patience", "_store", "leftover", "stored")

    def __init__(self, store: Store, patience: Patience, mask: Mask, job: Job) -> None:
        self._store = store
        self._patience = patience
        self._mask = mask
        self._job = job
        # As it is stored with the job, empty while there is none.
        self.stored = job.handle
        self.leftover: Leftover | None = None

    def remember(self, handle: Mapping[str, Json]) -> None:
        """Store it, its secrets masked.

        Raises: PluginError when it is too large, Interrupted when another worker has the job.
        """
        content = self._content(handle)
        if not self._patience.ask(lambda: self._kept(content)):
            raise Interrupted()
        self.stored = content

    def remove_after_end(
        self, handle: Mapping[str, Json], remove: Remove, give_up: GiveUp | None = None
    ) -> None:
        """Keep it until the end of the attempt is stored. Raises: PluginError when it is large."""
        self.leftover = Leftover(self._content(handle), remove, give_up)

    def _content(self, handle: Mapping[str, Json]) -> bytes:
        content = self._mask.apply(encode_json(dict(handle)).decode()).encode()
        if len(content) > HANDLE_BYTES_MAX:
            raise PluginError(f"The handle of a task is {HANDLE_BYTES_MAX} bytes at most.")
        return content

    async def _kept(self, content: bytes) -> bool:
        async with self._store.transaction() as tx:
            return await tx.jobs.remember(self._job, content)

    @property
    def remembered(self) -> Mapping[str, Json] | None:
        """The handle, of this attempt or of the lost one before."""
        return decode_json(self.stored) if self.stored else None

    def is_left_running(self, stop: StopSignal | None) -> bool:
        """Whether the next attempt goes on with what the handle names."""
        return bool(self.stored) and stop is not None and stop.reason in _GOES_ON
