"""SCIM 2.0 of security integrations (RFC 7644, access.md §14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.service.off_loop import in_thread
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.operations.people import directory as run
from tiercel.settings.sections import Settings
from tiercel.web.call import Call
from tiercel.web.documented import SCIM, Answer, Body, Param, text
from tiercel.web.http.own_address import OwnAddress
from tiercel.web.route import Handler, Route
from tiercel.web.views.people.security_integrations import SCIM_PATH

if TYPE_CHECKING:
    from tiercel.web.scim.answers import ScimAnswers

BASE = "/integrations/{integration}/scim/v2"
GROUP = "SCIM"
RESOURCE: dict[str, Json] = {"type": "object", "description": "A message of SCIM 2.0."}
TEXT: dict[str, Json] = {"type": "string"}
OBJECT: dict[str, Json] = {"type": "object"}
# The members of bodies that this server reads; others may be there.
USER_MEMBERS: dict[str, Json] = {
    "userName": TEXT,
    "name": OBJECT,
    "displayName": TEXT,
    "active": {"type": "boolean"},
    "externalId": TEXT,
}
GROUP_MEMBERS: dict[str, Json] = {
    "displayName": TEXT,
    "members": {"type": "array", "items": OBJECT},
    "externalId": TEXT,
}
OPERATIONS: dict[str, Json] = {"type": "array", "items": OBJECT, "minItems": 1}
SOUGHT: dict[str, Json] = {
    "filter": TEXT,
    "sortBy": TEXT,
    "sortOrder": TEXT,
    "startIndex": {"type": "integer"},
    "count": {"type": "integer"},
}
FOUND, MADE, GONE = Answer(200, RESOURCE, SCIM), Answer(201, RESOURCE, SCIM), Answer(204)
ATTRIBUTES = (
    text("attributes", "The attributes to answer with, with commas between them."),
    text("excludedAttributes", "Attributes to leave out, with commas between them."),
)
LIST = (
    text("filter", 'A filter of SCIM, such as `userName eq "ann@example.org"`.'),
    text("sortBy", "The attribute to sort by."),
    text("sortOrder", "`ascending` or `descending`."),
    text("startIndex", "The number of the first result, from 1."),
    text("count", "How many results at most."),
    *ATTRIBUTES,
)
# Of each kind the body, and operations: get, list, create, update, remove.
KINDS: tuple[tuple[str, str, tuple[dict[str, Json], str], tuple[AnyOperation, ...]], ...] = (
    (
        "Users",
        "a user",
        (USER_MEMBERS, "userName"),
        (run.user, run.users, run.create_user, run.update_user, run.remove_user),
    ),
    (
        "Groups",
        "a group",
        (GROUP_MEMBERS, "displayName"),
        (run.group, run.groups, run.create_group, run.update_group, run.remove_group),
    ),
)
Row = tuple[
    str, str, str, tuple[AnyOperation, ...], Body | None, Answer, tuple[int, ...], tuple[Param, ...]
]


def _body(members: dict[str, Json], *required: str) -> Body:
    """A message with these members among others."""
    return Body({**RESOURCE, "properties": members, "required": [*required]}, (SCIM,))


PATCH, SEARCH = _body({"Operations": OPERATIONS}, "Operations"), _body(SOUGHT)


class ScimRoutes:
    """What providers of identities ask for; errors are those of SCIM too."""

    def __init__(self, settings: Settings) -> None:
        self._address = OwnAddress(settings)
        self._answers: ScimAnswers | None = None

    def routes(self) -> list[Route]:
        rows = [*self._discovery(), *(row for kind in KINDS for row in _of_kind(*kind))]
        return [
            Route(
                method,
                f"{BASE}{path}",
                self._handler(path),
                summary,
                GROUP,
                params,
                body,
                (answer, *(Answer(status, RESOURCE, SCIM) for status in statuses)),
                (),
                runs,
            )
            for method, path, summary, runs, body, answer, statuses, params in rows
        ]

    def _discovery(self) -> list[Row]:
        return [
            ("GET", path, summary, (run.open_directory,), None, FOUND, (404,), ())
            for path, summary in (
                ("/ServiceProviderConfig", "What of SCIM is served."),
                ("/ResourceTypes", "The kinds of resources."),
                ("/ResourceTypes/{name}", "One kind of resources."),
                ("/Schemas", "The schemas of resources."),
                ("/Schemas/{uri}", "One schema."),
            )
        ]

    def _handler(self, path: str) -> Handler:
        is_discovery = path.startswith(("/ServiceProviderConfig", "/ResourceTypes", "/Schemas"))

        async def answer(call: Call) -> Response:
            answers = await self._answering()
            integration_id = call.params["integration"]
            if is_discovery:
                try:
                    await call.run(run.OpenDirectory(integration_id=integration_id))
                except TiercelError as error:
                    return answers.refused(error)
            below = SCIM_PATH.format(tenant=TENANT_ID, integration=integration_id)
            base = f"{self._address.of(call)}{below}"
            return await answers.answer(call, base, path)

        return answer

    async def _answering(self) -> ScimAnswers:
        if self._answers is None:
            self._answers = await in_thread(_made_answers)
        return self._answers


def _made_answers() -> ScimAnswers:
    """Most servers have no security integration, and what reads SCIM takes half a second."""
    from tiercel.web.scim.answers import ScimAnswers

    return ScimAnswers()


def _of_kind(
    path: str,
    noun: str,
    members: tuple[dict[str, Json], str],
    operations: tuple[AnyOperation, ...],
) -> list[Row]:
    body = _body(*members)
    get, listing, create, update, remove = operations
    one, search = f"/{path}/{{id}}", f"/{path}/.search"
    changed = (400, 404, 409, 412, 413, 415)
    return [
        ("GET", f"/{path}", f"{path}.", (listing,), None, FOUND, (400, 404), LIST),
        (
            "POST",
            f"/{path}",
            f"Create {noun}.",
            (create,),
            body,
            MADE,
            (400, 404, 409, 413, 415),
            (),
        ),
        (
            "POST",
            search,
            f"{path}, sought by a body.",
            (listing,),
            SEARCH,
            FOUND,
            (400, 404, 413, 415),
            (),
        ),
        ("GET", one, f"Read {noun}.", (get,), None, FOUND, (400, 404), ATTRIBUTES),
        ("PUT", one, f"Replace {noun}.", (get, update), body, FOUND, changed, ATTRIBUTES),
        ("PATCH", one, f"Change {noun}.", (get, update), PATCH, GONE, changed, ()),
        ("DELETE", one, f"Remove {noun}.", (get, remove), None, GONE, (404, 412), ()),
    ]
