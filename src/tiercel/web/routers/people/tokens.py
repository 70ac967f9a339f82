"""Tokens of users and of service accounts: the same routes below whatever names their owner."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from tiercel.model.authorization.people import UserKind
from tiercel.model.json_types import Json
from tiercel.service.access.tokens import ApiToken, NewToken
from tiercel.service.operations.operation import Operation
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.params import parse_duration
from tiercel.web.people_payloads import UserTokenInput
from tiercel.web.route import Row
from tiercel.web.views.access import TokensView, TokenView, token_view


class TokenOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose tokens they are.

    Shapes: `path` names the owner by `{id}`, `noun` is what summaries call them. The operations
    take `user_id` and, where a `kind` is given, that. `statuses` are those of a token that is
    created and of one that is deleted.
    """

    path: str
    noun: str
    listing: Operation[Any, list[ApiToken]]
    creating: Operation[Any, ApiToken]
    deleting: Operation[Any, None]
    kind: UserKind | None = None
    statuses: tuple[int, int] = (200, 200)


class TokenRoutes:
    """The tokens of one kind of owners."""

    def __init__(self, owner: TokenOwner) -> None:
        self._owner = owner

    def rows(self) -> list[Row]:
        """List, create and delete."""
        whose, base = self._owner, f"{self._owner.path}/api-tokens"
        created, deleted = whose.statuses
        return [
            (
                "GET",
                base,
                self.find,
                whose.listing,
                f"Tokens of {whose.noun}.",
                None,
                Answer(schema=TokensView),
                (404,),
            ),
            (
                "POST",
                base,
                self.create,
                whose.creating,
                f"Create a token for {whose.noun}.",
                Body(UserTokenInput),
                Answer(created, TokenView),
                (404, 409, 422),
            ),
            (
                "DELETE",
                f"{base}/{{tokenId}}",
                self.delete,
                whose.deleting,
                f"Revoke a token of {whose.noun}.",
                None,
                Answer(deleted),
                (404,),
            ),
        ]

    async def find(self, call: Call) -> Response:
        """Without their texts."""
        tokens = await call.run(self._owner.listing.request(**self._of(call)))
        found = [token_view(token) for token in tokens]
        return json_answer(TokensView(len(found), found))

    async def create(self, call: Call) -> Response:
        """The full text is shown once."""
        asked = await _new_token(call)
        made = await call.run(self._owner.creating.request(**self._of(call), asked=asked))
        return json_answer(token_view(made), self._owner.statuses[0])

    async def delete(self, call: Call) -> Response:
        """At once."""
        token_id = call.params["tokenId"]
        await call.run(self._owner.deleting.request(**self._of(call), token_id=token_id))
        return empty(self._owner.statuses[1])

    def _of(self, call: Call) -> dict[str, Json]:
        kind = self._owner.kind
        return {"user_id": call.params["id"], **({"kind": kind} if kind else {})}


async def _new_token(call: Call) -> NewToken:
    """What a body asks of a token. Raises: Refused."""
    body = await call.json_map("token")
    age = text_in(body, "maxAge")
    return NewToken(
        name=text_in(body, "name") or "",
        description=text_in(body, "description"),
        max_age=parse_duration("maxAge", age) if age else None,
        extended=flag_in(body, "extended"),
    )
