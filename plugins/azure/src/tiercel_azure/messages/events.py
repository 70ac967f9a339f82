"""Events of all partitions of a hub, as its client gives them from a thread of its own."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from tiercel_azure.messages.checkpoints import Checkpoints

_WAIT_SECONDS = 1.0  # For a first event, before it is said that there is none.
_AHEAD = 1_000  # Events that wait until they are taken; the client fetches no more then.


class Reader:
    """Reads until its block ends; `begin` is where, in a partition without a checkpoint."""

    def __init__(self, client: Any, checkpoints: Checkpoints, begin: Any, most: int) -> None:
        self._client, self._checkpoints = client, checkpoints
        self._begin, self._most = begin, most
        self._found: queue.Queue[tuple[str, Any]] = queue.Queue(_AHEAD)
        self._failed: Exception | None = None
        self._is_over = threading.Event()
        self._given: dict[str, Any] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="event-hubs")
        self._reading: Future[None] | None = None

    def __enter__(self) -> Self:
        reached, begin = self._checkpoints.offsets(), self._begin
        numbers = self._client.get_partition_ids()
        self._reading = self._thread.submit(
            self._client.receive_batch,
            self._put,
            on_error=self._fail,
            max_batch_size=self._most,
            prefetch=self._most,
            starting_position={each: reached.get(each, begin) for each in numbers},
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._client.close()
        self._thread.shutdown()

    def events(self, count: int) -> list[Any]:
        """Some, after a moment none. Raises: errors of the client."""
        found: list[Any] = []
        while len(found) < count:
            try:
                partition, event = self._found.get(timeout=0 if found else _WAIT_SECONDS)
            except queue.Empty:
                break
            self._given[partition] = event
            found.append(event)
        if not found:
            self._tell()
        return found

    def acknowledge(self) -> None:
        """All that were given are stored: the next reader begins behind them."""
        given, self._given = self._given, {}
        for partition, event in given.items():
            self._checkpoints.put(partition, str(event.offset), event.sequence_number)

    def _tell(self) -> None:
        if self._failed is not None:
            raise self._failed
        if self._reading is not None and self._reading.done():
            self._reading.result()

    def _fail(self, _: Any, error: Exception) -> None:
        self._failed = error

    def _put(self, place: Any, events: list[Any]) -> None:
        for each in events:
            while not self._is_over.is_set():
                try:
                    self._found.put((place.partition_id, each), timeout=_WAIT_SECONDS)
                    break
                except queue.Full:
                    continue
