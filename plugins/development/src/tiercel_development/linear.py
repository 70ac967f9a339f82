"""Issues of Linear."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_development.graphql import GraphQl

API = "https://api.linear.app/graphql"
_TEAMS = "query($name: String!) { teams(filter: {name: {eq: $name}}) { nodes { id } } }"
_LABELS = "query($names: [String!]) { issueLabels(filter: {name: {in: $names}}) { nodes { id } } }"
_CREATE = (
    "mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id } } }"
)


class Issue(Output):
    """The issue."""

    is_success: Annotated[bool | None, Prop("Whether it was made.")] = None
    issue_id: Annotated[str | None, Prop("The id that Linear gave the issue.")] = None


@plugin(
    "io.kestra.plugin.linear.issues.Create",
    title="Make an issue in Linear.",
    examples=[
        (
            "token: \"{{ secret('LINEAR_TOKEN') }}\"\nteam: Operations\n"
            'title: "{{ flow.id }} has failed"\nlabels: [bug]'
        )
    ],
)
class Create(GraphQl, RunnableTask[Issue]):
    """Team and labels are found by their names."""

    service = "Linear"
    token: Annotated[str | None, Prop("A key of the API, or a token of OAuth, from a secret.")] = (
        None
    )
    team: Annotated[str | None, Prop("The name of the team, which must be given.")] = None
    title: Annotated[str | None, Prop("The title, which must be given.")] = None
    description: Annotated[str | None, Prop("The text, in Markdown.")] = None
    labels: Annotated[list[str] | None, Prop("Names of labels, which the team must have.")] = None

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks: keys go without a word before them. Raises: PluginError without a token."""
        if not self.token:
            raise PluginError("`token` must be provided")
        is_key = self.token.startswith("lin_api_")
        return {"Authorization": self.token if is_key else f"Bearer {self.token}"}

    def run(self, ctx: RunContext) -> Issue:
        """Raises: PluginError without a team or title, or for what Linear refuses."""
        if not self.team or not self.title:
            raise PluginError("`team` and `title` must be provided")
        named = {"name": self.team}
        teams = self.data(ctx, "finding the team", API, _TEAMS, **named)["teams"]["nodes"]
        if not teams:
            raise PluginError(f"Linear has no team {self.team!r} for this token")
        wanted = given(
            teamId=teams[0]["id"],
            title=self.title,
            description=self.description,
            labelIds=self._label_ids(ctx) if self.labels else None,
        )
        made = self.data(ctx, "making the issue", API, _CREATE, input=wanted)["issueCreate"]
        return Issue(is_success=made["success"], issue_id=(made.get("issue") or {}).get("id"))

    def _label_ids(self, ctx: RunContext) -> list[str]:
        found = self.data(ctx, "finding labels", API, _LABELS, names=self.labels)
        return [each["id"] for each in found["issueLabels"]["nodes"]]
