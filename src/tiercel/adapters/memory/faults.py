"""Where faults can be injected into the memory adapters."""

from __future__ import annotations


class FaultPlan:
    """Says when something goes wrong; this one never does. A simulator overrides the hooks.

    A hook that raises makes the operation fail with that error. `before_commit` raises: nothing
    was applied. `after_commit` raises: everything was applied, the caller does not know.
    """

    def before_commit(self, write_count: int) -> None:
        """Called before a transaction with writes is applied."""

    def before_row(self, row: object) -> None:
        """Called with each row of that transaction; what raises is a value that can't be held."""

    def after_commit(self, write_count: int) -> None:
        """Called when a transaction was applied, before its caller goes on."""

    def loses_notification(self, name: str) -> bool:
        """Whether this notification gets lost."""
        return False

    def before_blob_write(self, path: str) -> None:
        """Called before a file is stored; the old content stays when it raises."""

    def after_blob_write(self, path: str) -> None:
        """Called after a file was stored."""
