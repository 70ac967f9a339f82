"""Secrets (secrets.md); values come in and are never shown."""

from __future__ import annotations

from msgspec import UNSET
from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.lists.resources import SECRETS
from tiercel.model.missing_secret import ways_of
from tiercel.ports.clock import Clock
from tiercel.service.access.secret_vault import SecretAbout
from tiercel.service.operations import secrets
from tiercel.web import filters
from tiercel.web.bodies import labels_of, simple_text, text_in
from tiercel.web.call import Call
from tiercel.web.documented import Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import empty, json_answer
from tiercel.web.param_kinds import KEY, in_path, listing
from tiercel.web.payloads import SecretChange, SecretValue
from tiercel.web.route import Route
from tiercel.web.views.finding import SecretUsageView, secret_usage_view
from tiercel.web.views.namespace import SecretNameView, SecretPage
from tiercel.web.views.view import given

GROUP = "Secrets"
BODY = Body(SecretValue, example={"key": "API_TOKEN", "value": "…"})
CHANGE = Body(SecretChange, example={"description": "What it is for."})


class SecretRoutes:
    """Those of the environment are read only; those of the vault can be written."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        page = Answer(schema=SecretPage)
        asked = listing(SECRETS)
        base = "/namespaces/{namespace}"
        return [
            Route(
                "GET",
                f"{base}/secrets",
                self.of_namespace,
                "Secrets that a namespace can use.",
                GROUP,
                asked,
                answers=(page,),
                errors=(400, 422),
                runs=(secrets.search, secrets.is_read_only),
            ),
            Route(
                "GET",
                f"{base}/inherited-secrets",
                self.inherited,
                "Secrets by namespace.",
                GROUP,
                answers=(Answer(schema=dict[str, list[str]]),),
                runs=(secrets.inherited,),
            ),
            Route(
                "GET",
                "/secrets",
                self.of_namespace,
                "All secrets.",
                GROUP,
                asked,
                answers=(page,),
                errors=(400, 422),
                runs=(secrets.search, secrets.is_read_only),
            ),
            Route(
                "GET",
                f"{base}/secrets/{{key}}/usages",
                self.usages,
                "Lines of flows that name a secret; names that are computed can't be told.",
                GROUP,
                answers=(Answer(schema=list[SecretUsageView]),),
                runs=(secrets.usages,),
            ),
            *self._writing_routes(f"{base}/secrets"),
        ]

    def _writing_routes(self, base: str) -> list[Route]:
        shown = Answer(schema=list[SecretNameView])
        return [
            Route(
                "PUT",
                base,
                self.put,
                "Store a secret.",
                GROUP,
                body=BODY,
                answers=(shown,),
                errors=(405, 413, 422),
                runs=(secrets.is_read_only, secrets.store),
            ),
            Route(
                "PATCH",
                f"{base}/{{key}}",
                self.patch,
                "Change what is said about a secret, or its value.",
                GROUP,
                params=(in_path("key", pattern=KEY),),
                body=CHANGE,
                answers=(shown,),
                errors=(404, 405, 413, 422),
                runs=(secrets.is_read_only, secrets.change),
            ),
            Route(
                "DELETE",
                f"{base}/{{key}}",
                self.delete,
                "Forget a stored secret.",
                GROUP,
                answers=(Answer(204),),
                errors=(404, 405),
                runs=(secrets.is_read_only, secrets.delete),
            ),
        ]

    async def of_namespace(self, call: Call) -> Response:
        """A page of names."""
        query = filters.query_of(call, SECRETS, self._clock.now())
        request = secrets.FindSecrets(namespace=call.params.get("namespace"), query=query)
        found = await call.run(request)
        shown = [_view(about) for about in found.results]
        is_read_only = await call.run(secrets.IsVaultReadOnly())
        return json_answer(SecretPage(is_read_only, shown, found.total))

    async def inherited(self, call: Call) -> Response:
        """The namespace with all that it can use, then those above it that have some."""
        request = secrets.ListInheritedSecrets(namespace=call.params["namespace"])
        return json_answer(await call.run(request))

    async def usages(self, call: Call) -> Response:
        """None for a secret that nobody names, whether it is there or not."""
        found = await call.run(secrets.FindSecretUsages(**call.params))
        return json_answer([secret_usage_view(each) for each in found])

    async def put(self, call: Call) -> Response:
        """In place of one of that name."""
        await _check_writable(call)
        body = await call.json_map("secret")
        request = secrets.StoreSecret(
            namespace=call.params["namespace"],
            key=text_in(body, "key") or "",
            description=_scalar(body, "description"),
            tags=_tags(body),
            value=_scalar(body, "value"),
        )
        return json_answer([_view(await call.run(request))])

    async def patch(self, call: Call) -> Response:
        """Without a value the stored one stays."""
        await _check_writable(call)
        body = await call.json_map("secret")
        request = secrets.ChangeSecret(
            namespace=call.params["namespace"],
            key=call.params["key"],
            description=_scalar(body, "description"),
            tags=_tags(body),
            value=_scalar(body, "value"),
        )
        return json_answer([_view(await call.run(request))])

    async def delete(self, call: Call) -> Response:
        """For good."""
        await _check_writable(call)
        await call.run(secrets.DeleteSecret(**call.params))
        return empty(204)


async def _check_writable(call: Call) -> None:
    """Compat: a server whose secrets are read only knows no such method."""
    if await call.run(secrets.IsVaultReadOnly()):
        raise Refused(
            "method",
            f"Method [{call.method}] not allowed: secrets are read-only;"
            f" to have one, {ways_of('KEY')}",
        )


def _tags(body: dict[str, Json]) -> tuple[tuple[str, str], ...] | None:
    if body.get("tags") is None:
        return None
    return tuple((label.key, label.value) for label in labels_of(body["tags"]))


def _scalar(body: dict[str, Json], name: str) -> str | None:
    """A text; what is none but simple is taken for its text. Raises: Refused."""
    value = body.get(name)
    if isinstance(value, dict | list):
        raise Refused("invalid-mapping", f"[{name}] must be a text")
    return None if value is None else simple_text(value)


def _view(about: SecretAbout) -> SecretNameView:
    return SecretNameView(
        key=about.key,
        tags=[Label(key, value) for key, value in about.tags],
        namespace=about.namespace or UNSET,
        description=given(about.description),
    )
