"""One transaction in memory: its writes with their guards, applied all or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tiercel.model.errors import Stale

Key = tuple[object, ...]


class MemoryUnit:
    """Collects writes. Guards run first, in order, against a view that holds earlier writes."""

    def __init__(self) -> None:
        self._writes: list[tuple[Callable[[View], bool] | None, Callable[[], None]]] = []
        self._notifications: dict[str, None] = {}
        self.rows: list[object] = []

    def __len__(self) -> int:
        return len(self._writes)

    def write(
        self,
        apply: Callable[[], None],
        guard: Callable[[View], bool] | None = None,
        rows: Iterable[object] = (),
    ) -> None:
        """Add a write. A guard that answers False makes the whole transaction Stale.

        Shapes: `rows` are the values that it stores, for faults that depend on them.
        """
        self._writes.append((guard, apply))
        self.rows.extend(rows)

    def notify(self, name: str) -> None:
        """Notify the name once the transaction is applied."""
        self._notifications[name] = None

    @property
    def notifications(self) -> list[str]:
        """Names to notify, in the order in which they were first given."""
        return list(self._notifications)

    def commit(self) -> None:
        """Check all guards, then apply all writes. Raises: Stale; then nothing was applied."""
        view = View()
        for guard, _ in self._writes:
            if guard is not None and not guard(view):
                raise Stale
        for _, apply in self._writes:
            apply()


class View:
    """Versions as the earlier writes of the same transaction leave them."""

    def __init__(self) -> None:
        self._versions: dict[Key, object] = {}

    def moves(self, key: Key, stored: object, expected: object, new: object) -> bool:
        """Whether the version of `key` is the expected one; it is `new` from now on."""
        if self._versions.get(key, stored) != expected:
            return False
        self._versions[key] = new
        return True

    def becomes(self, key: Key, version: object) -> bool:
        """The row of `key` has this version from now on, whatever it had: always True."""
        self._versions[key] = version
        return True
