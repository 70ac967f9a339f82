"""Tickets of Zendesk."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, plugin
from tiercel.plugin.services.asking import HttpCall, Names


class Ticket(Output):
    """The ticket."""

    id: Annotated[int | None, Prop("The number of the ticket.")] = None
    url: Annotated[str | None, Prop("Its address in the API.")] = None


@plugin(
    "io.kestra.plugin.zendesk.tickets.Create",
    title="Make a ticket in Zendesk.",
    examples=[
        (
            "domain: https://acme.zendesk.com\nusername: flows@example.com\n"
            "token: \"{{ secret('ZENDESK_TOKEN') }}\"\n"
            'subject: "{{ flow.id }} has failed"\nticketType: INCIDENT\npriority: HIGH'
        )
    ],
)
class Create(HttpCall[Ticket]):
    """By a token of the API with its user, or by a token of OAuth."""

    service = "Zendesk"
    http_path = "/api/v2/tickets.json"
    body_members: ClassVar[Names] = {
        "subject": "subject",
        "description": "description",
        "priority": "priority",
        "ticket_type": "type",
        "assignee_id": "assignee_id",
        "tags": "tags",
    }
    output_places: ClassVar[Names] = {"id": "ticket.id", "url": "ticket.url"}

    domain: Annotated[str, Prop("The address of the account, https://acme.zendesk.com.")]
    username: Annotated[str | None, Prop("The user of `token`.")] = None
    token: Annotated[str | None, Prop("A token of the API, best from a secret.")] = None
    oauth_token: Annotated[str | None, Prop("A token of OAuth, in place of both.")] = None
    subject: Annotated[str | None, Prop("The subject of the ticket.")] = None
    description: Annotated[str | None, Prop("The first comment, which says what is wrong.")] = None
    priority: Annotated[
        Literal["URGENT", "HIGH", "NORMAL", "LOW"] | None, Prop("How urgent it is.")
    ] = None
    ticket_type: Annotated[
        Literal["PROBLEM", "INCIDENT", "QUESTION", "TASK"] | None,
        Prop("Which kind of ticket it is."),
    ] = None
    assignee_id: Annotated[int | None, Prop("Who is to solve it: the id of a user.")] = None
    tags: Annotated[list[str] | None, Prop("Tags of the ticket, by which it is found.")] = None

    def root(self) -> str:
        return self.domain if "://" in self.domain else f"https://{self.domain}"

    def secrets(self) -> Iterable[str | None]:
        return (self.token, self.oauth_token)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Raises: PluginError without a token."""
        if self.oauth_token:
            return {"Authorization": f"Bearer {self.oauth_token}"}
        if not (self.username and self.token):
            raise PluginError("Either `oauthToken` or `username` and `token` must be provided")
        pair = b64encode(f"{self.username}/token:{self.token}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}

    def body(self) -> Json:
        values = self.members(self.body_members)
        for name in {"priority", "type"} & values.keys():
            values[name] = values[name].lower()
        text = values.pop("description", None)
        return {"ticket": {**values, **({"comment": {"body": text}} if text else {})}}
