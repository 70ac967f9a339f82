"""The committer of PostgreSQL, without a database."""

from __future__ import annotations

from typing import cast

import pytest

from tiercel.adapters.postgres.committer import Committer, CommitUnit
from tiercel.adapters.postgres.connections import Connections
from tiercel.model.errors import Unavailable


class Gone:
    """Connections to a database that is away."""

    open_count = 0

    async def take(self) -> None:
        raise Unavailable("away")


@pytest.mark.timeout(10)
async def test_closing_ends_when_the_last_write_has_just_ended() -> None:
    """Its task is done then, and the loop has not called back yet."""
    committer = Committer(cast(Connections, Gone()))
    unit = CommitUnit([])
    committer.submit(unit)
    with pytest.raises(Unavailable):
        await unit.done
    await committer.close()
    with pytest.raises(Unavailable, match="closed"):
        committer.submit(CommitUnit([]))
