"""Every observed request in its order, each followed by variants of it."""

from __future__ import annotations

import httpx2

from tests.api.client import Api
from tests.api.observed import Replay
from tests.api.observed_executions import executions
from tests.api.observed_flows import flows
from tests.api.observed_others import others
from tests.fuzz.variants import Variants
from tiercel.bootstrap import Application


async def replay_with(application: Application, variants: Variants) -> None:
    """Send them all; what came of the variants is in `variants`."""
    async with Api(application.app) as api:
        api.http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=variants), base_url="http://localhost"
        )
        replay = Replay(api)
        for run in (flows, executions, others):
            await run(replay)
