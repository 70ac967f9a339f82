"""Writes the audit log: what operations change, what is refused, who signs in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from tiercel.model.access import Actor, Via
from tiercel.model.audit.entry import AuditEntry, AuditType
from tiercel.model.audit.limits import (
    AUDIT_REFUSALS_MAX,
    AUDIT_REFUSALS_SECONDS,
)
from tiercel.model.audit.rules import AuditRule, name_of
from tiercel.model.errors import NotAllowed
from tiercel.model.execution import Execution
from tiercel.model.ids import by_time
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.audit.notes import AuditedRequest, AuditNote, add, of_start, open_note

R = TypeVar("R")
StartNoter = Callable[[Tx, Execution], None]


class AuditLog:
    """One entry for each object that somebody changes, and for each thing that they ask for.

    `ports` have the database itself: what is written here is not noted again.
    """

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._refused: OrderedDict[tuple[str, ...], datetime] = OrderedDict()

    @staticmethod
    def notes(rule: AuditRule, actor: Actor) -> bool:
        """Whether a run is looked at: a start by nobody in particular is in the execution."""
        if rule.is_reading:
            return False
        return rule.type is not AuditType.EXECUTE or actor.user is not None

    def start_noter(self, operation: str, actor: Actor) -> StartNoter | None:
        """Notes the executions that an operation starts, in their transactions.

        None where that is not noted, or is by whatever runs the operation.
        """
        if actor.user is None or open_note() is not None:
            return None

        def noted(tx: Tx, execution: Execution) -> None:
            add(tx, of_start(operation, actor, execution, self._clock.now()))

        return noted

    def noted(
        self, asked: AuditedRequest, run: Callable[[], Coroutine[Any, Any, R]]
    ) -> Coroutine[Any, Any, R]:
        """What the operation gives; what it writes is committed with its entries, or not at all."""
        if asked.rule.notes_itself and open_note() is None:
            return self._refusing(asked, run())
        return self._watching(asked, run)

    async def _refusing(self, asked: AuditedRequest, running: Coroutine[Any, Any, R]) -> R:
        """Of an operation that notes itself what it changes."""
        try:
            return await running
        except NotAllowed:
            await self.refused(asked)
            raise

    async def _watching(
        self, asked: AuditedRequest, run: Callable[[], Coroutine[Any, Any, R]]
    ) -> R:
        note = AuditNote(asked, self._clock, self._ids)
        try:
            with note:
                result = await run()
        except NotAllowed:
            await self.refused(asked)
            raise
        if asked.rule.is_outside and note.is_asked_for and not note.is_written:
            await self._write(note.of_request())
        return result

    async def refused(self, asked: AuditedRequest) -> None:
        """Note that somebody may not do what they asked for."""
        actor = asked.actor
        if self._is_first((name_of(actor), actor.address, asked.name)):
            note = AuditNote(asked, self._clock, self._ids)
            await self._write(note.of_request(is_denied=True))

    def signed(
        self,
        tx: Tx,
        kind: AuditType,
        username: str,
        actor: Actor,
        via: Via = Via.PASSWORD,
    ) -> None:
        """Note that a session begins or ends, with the rows of the session."""
        entry = self._of_user(kind, username, actor.address, actor.user_id)
        add(tx, msgspec.structs.replace(entry, via=via.value))

    async def failed_sign_in(self, username: str, address: str, via: Via = Via.PASSWORD) -> None:
        """Note that somebody could not prove to be that user."""
        if self._is_first(("", AuditType.LOGIN_FAILURE.value, username)):
            entry = self._of_user(AuditType.LOGIN_FAILURE, username, address, None)
            await self._write(msgspec.structs.replace(entry, via=via.value))

    def locked(self, tx: Tx, username: str, user_id: str, address: str) -> None:
        """Note that a user is locked after too many failures."""
        add(tx, self._of_user(AuditType.ACCOUNT_LOCKED, username, address, user_id))

    def _of_user(
        self, kind: AuditType, username: str, address: str, user_id: str | None
    ) -> AuditEntry:
        return AuditEntry(
            id=by_time(self._ids.new_id()),
            date=self._clock.now(),
            type=kind,
            resource="USER",
            operation=f"access.{kind.value.lower()}",
            request=self._ids.new_id(),
            user=username or "anonymous",
            user_id=user_id,
            via="PASSWORD",
            address=address,
            object_id=user_id,
        )

    def _is_first(self, refusal: tuple[str, ...]) -> bool:
        """Whether such a refusal was not noted lately: who tries often can't fill the log."""
        now = self._clock.now()
        noted = self._refused.get(refusal)
        if noted is not None and now - noted < timedelta(seconds=AUDIT_REFUSALS_SECONDS):
            return False
        self._refused[refusal] = now
        self._refused.move_to_end(refusal)
        if len(self._refused) > AUDIT_REFUSALS_MAX:
            self._refused.popitem(last=False)
        return True

    async def _write(self, entry: AuditEntry) -> None:
        async with self._store.transaction() as tx:
            add(tx, entry)
