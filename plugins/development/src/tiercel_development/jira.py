"""Issues of Jira."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ConfiguredService, given, json_of

API = "/rest/api/2/issue"
_PROJECT = (
    "baseUrl: https://acme.atlassian.net\nusername: flows@example.com\n"
    "password: \"{{ secret('JIRA_TOKEN') }}\"\nprojectKey: OPS\n"
)


class Project(ConfiguredService):
    """A project, who asks, and what an issue of it has."""

    service = "Jira"

    base_url: Annotated[str, Prop("The address of the server, https://acme.atlassian.net.")]
    username: Annotated[
        str | None, Prop("The user who asks, on Atlassian's cloud a mail address.")
    ] = None
    password: Annotated[
        str | None, Prop("The password of the user, or a token of the API in its place.")
    ] = None
    access_token: Annotated[str | None, Prop("A token of OAuth, in place of both.")] = None
    project_key: Annotated[str, Prop("The key of the project, such as OPS.")]
    summary: Annotated[str | None, Prop("The title of the issue.")] = None
    description: Annotated[str | None, Prop("The text of the issue.")] = None
    labels: Annotated[list[str] | None, Prop("Labels of the issue.")] = None
    issuetype: Annotated[str, Prop("What the issue is, by name.")] = "Task"
    issue_type_id: Annotated[
        str | None, Prop("What the issue is, by id, in place of the name.")
    ] = None
    payload: Annotated[str | None, Prop("The whole request as JSON, in place of the others.")] = (
        None
    )
    template_uri: Annotated[
        str | None, Prop("A template of the request in the internal storage.", hidden=True)
    ] = None

    def secrets(self) -> Iterable[str | None]:
        """Password and token."""
        return (self.password, self.access_token)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks. Raises: PluginError without a login."""
        if self.access_token:
            return {"Authorization": f"Bearer {self.access_token}"}
        if not (self.username and self.password):
            raise PluginError("Either `accessToken` or `username` and `password` must be provided")
        pair = b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}

    def request(self, method: str, path: str, body: Json) -> HttpRequest:
        """A request to the second version of the interface, which takes plain texts.

        Raises: PluginError for a payload that is no JSON.
        """
        if self.payload:
            body = json_of(self.payload, "payload")
        url = f"{self.base_url.rstrip('/')}{API}{path}"
        return HttpRequest(url=url, method=method, json=body)


@plugin(
    "io.kestra.plugin.jira.issues.Create",
    title="Make an issue in Jira.",
    examples=[
        _PROJECT + 'summary: "{{ flow.id }} has failed"\n'
        'description: "Execution {{ execution.id }}"\nlabels: [flows]'
    ],
)
class Create(Project, RunnableTask[Output]):
    """In a project that the user may write to."""

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what Jira refuses."""
        kind: Any = {"name": self.issuetype}
        if self.issue_type_id:
            kind = {"id": self.issue_type_id}
        fields = given(
            project={"key": self.project_key},
            summary=self.summary,
            description=self.description,
            labels=self.labels,
            issuetype=kind,
        )
        request = self.request("POST", "", {"fields": fields})
        found = self.ask_for(ctx, f"POST {API}", request, "key")
        ctx.log.info(msgspec.json.encode({"issue": found["key"]}).decode())


class OfIssue(Project):
    """Which issue it is about."""

    issue_id_or_key: Annotated[str, Prop("The issue: its id, or its key such as OPS-42.")]


@plugin(
    "io.kestra.plugin.jira.issues.CreateComment",
    title="Comment on an issue of Jira.",
    examples=[_PROJECT + "issueIdOrKey: OPS-42\nbody: It has run again, and well."],
)
class CreateComment(OfIssue, RunnableTask[Output]):
    """As the user."""

    body: Annotated[str, Prop("The text of the comment.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what Jira refuses."""
        path = self.filled("/{issue_id_or_key}/comment")
        self.ask_for(
            ctx, f"POST {API}{path}", self.request("POST", path, {"body": self.body}), "id"
        )


@plugin(
    "io.kestra.plugin.jira.issues.UpdateFields",
    title="Change fields of an issue of Jira.",
    examples=[_PROJECT + "issueIdOrKey: OPS-42\nfields:\n  priority:\n    name: High"],
)
class UpdateFields(OfIssue, RunnableTask[Output]):
    """These fields; others stay."""

    fields: Annotated[dict[str, Json], Prop("New values, by field, as Jira has them.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what Jira refuses."""
        path = self.filled("/{issue_id_or_key}")
        request = self.request("PUT", path, {"fields": self.fields})
        self.ask_for_nothing(ctx, f"PUT {API}{path}", request)
