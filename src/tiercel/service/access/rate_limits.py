"""How many requests users and tokens may send: off unless the configuration says otherwise."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from math import ceil

from tiercel.model.access import Via
from tiercel.ports.clock import Clock
from tiercel.service.access.access import TooManyTries
from tiercel.service.access.identities import Identity

MINUTE_S = 60.0
RATE_LIMITED_MAX = 100_000  # Users and tokens whose requests are counted; the longest silent go.
# What is left, and the second as of which.
Left = tuple[float, float]


class TooManyRequests(TooManyTries):
    """More requests than the configuration allows; wait."""

    def __init__(self, whose: str, per_minute: int, wait_s: float) -> None:
        super().__init__(f"At most {per_minute} requests a minute are allowed to {whose}")
        self.retry_seconds = max(ceil(wait_s), 1)


class RateLimits:
    """A minute's worth may be sent at once, and comes back evenly; each server counts its own.

    A request by a token counts for the token and for its user. A limit of 0 is none.
    """

    def __init__(self, clock: Clock, *, user: int, token: int) -> None:
        self._clock = clock
        self._user = user
        self._token = token
        self._left: OrderedDict[str, Left] = OrderedDict()

    def take(self, identity: Identity) -> None:
        """Count one request. Raises: TooManyRequests, then nothing is counted."""
        if not (self._user or self._token):
            return
        counted = [*self._counted(identity)]
        if not counted:
            return
        now = self._clock.now().timestamp()
        for key, per_minute, whose in counted:
            missing = 1 - self._now_left(key, per_minute, now)
            if missing > 0:
                raise TooManyRequests(whose, per_minute, missing * MINUTE_S / per_minute)
        for key, per_minute, _ in counted:
            self._left[key] = (self._now_left(key, per_minute, now) - 1, now)
            self._left.move_to_end(key)
        while len(self._left) > RATE_LIMITED_MAX:
            self._left.popitem(last=False)

    def _counted(self, identity: Identity) -> Iterator[tuple[str, int, str]]:
        """Keys with their limits, and whose they are."""
        if self._user:
            yield f"user/{identity.user.id}", self._user, "a user"
        if self._token and identity.via is Via.TOKEN:
            yield f"token/{identity.token_id}", self._token, "a token"

    def _now_left(self, key: str, per_minute: int, now: float) -> float:
        left, at = self._left.get(key, (float(per_minute), now))
        return min(left + max(now - at, 0.0) * per_minute / MINUTE_S, float(per_minute))
