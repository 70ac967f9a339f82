"""What is made in a repository of GitHub: issues, comments, requests to pull, runs of workflows."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun
from tiercel_development.github.connection import TOKEN, OfRepository

_REPOSITORY = TOKEN + "repository: octocat/hello-world\n"


class Made(OfRepository):
    """Makes something in the repository."""

    def request(self, path: str, body: Json) -> HttpRequest:
        """A request below the repository."""
        return HttpRequest(url=f"{self.place}{path}", method="POST", json=body)

    def post(self, ctx: RunContext, path: str, body: Json) -> Json:
        """The answer to a request below the repository. Raises: PluginError."""
        return self.ask(ctx, f"POST {path}", self.request(path, body))


class Issue(Output):
    """The issue."""

    issue_number: Annotated[int | None, Prop("The number of the issue in its repository.")] = None
    issue_url: Annotated[str | None, Prop("The address of the issue's page.")] = None


@plugin(
    "io.kestra.plugin.github.issues.Create",
    title="Make an issue at GitHub.",
    examples=[
        _REPOSITORY
        + 'title: "{{ flow.id }} has failed"\nbody: See {{ execution.id }}\nlabels: [bug]'
    ],
)
class CreateIssue(Made, RunnableTask[Issue]):
    """In a repository that the token may write to."""

    title: Annotated[str | None, Prop("The title, which must be given.")] = None
    body: Annotated[str | None, Prop("The text, in Markdown.")] = None
    labels: Annotated[list[str] | None, Prop("Names of the labels that the issue gets.")] = None
    assignees: Annotated[list[str] | None, Prop("Users who are to work on it.")] = None
    fields: Annotated[
        dict[str, Json] | None, Prop("Further members of the request, as GitHub has them.")
    ] = None

    def run(self, ctx: RunContext) -> Issue:
        """Raises: PluginError without a title, or for what GitHub refuses."""
        if not self.title:
            raise PluginError("`title` must be provided")
        own = given(title=self.title, body=self.body, labels=self.labels, assignees=self.assignees)
        found = self.post(ctx, "/issues", {**(self.fields or {}), **own})
        return Issue(issue_number=found["number"], issue_url=found["html_url"])


class Commented(Output):
    """The comment."""

    comment_url: Annotated[str | None, Prop("Its place on the page.")] = None
    issue_url: Annotated[str | None, Prop("The page of the issue.")] = None


@plugin(
    "io.kestra.plugin.github.issues.Comment",
    title="Comment on an issue at GitHub.",
    examples=[_REPOSITORY + "issueNumber: 1347\nbody: It has run again, and well."],
)
class CommentIssue(Made, RunnableTask[Commented]):
    """Requests to pull are issues as well."""

    issue_number: Annotated[int, Prop("The issue: its number in the repository.")]
    body: Annotated[str | None, Prop("The text, in Markdown.")] = None

    def run(self, ctx: RunContext) -> Commented:
        """Raises: PluginError for what GitHub refuses."""
        path = f"/issues/{self.issue_number}/comments"
        url = self.post(ctx, path, {"body": self.body or ""})["html_url"]
        return Commented(comment_url=url, issue_url=url.partition("#")[0])


class Pull(Output):
    """The request to pull."""

    pull_request_url: Annotated[
        str | None, Prop("The address of the page of the request to pull.")
    ] = None
    issue_url: Annotated[str | None, Prop("Its address as an issue.")] = None


@plugin(
    "io.kestra.plugin.github.pulls.Create",
    title="Make a request to pull at GitHub.",
    examples=[
        _REPOSITORY + "sourceBranch: update-flows\ntargetBranch: main\ntitle: Update the flows"
    ],
)
class CreatePull(Made, RunnableTask[Pull]):
    """From a branch that was pushed."""

    source_branch: Annotated[
        str | None, Prop("The branch with the changes; owner:branch for a copy.")
    ] = None
    target_branch: Annotated[str | None, Prop("The branch that they go into.")] = None
    title: Annotated[str | None, Prop("The title of the request to pull.")] = None
    body: Annotated[str | None, Prop("The text, in Markdown.")] = None
    draft: Annotated[bool, Prop("Whether it is a draft.")] = False
    maintainer_can_modify: Annotated[
        bool, Prop("Whether those who maintain the target may change the branch.")
    ] = False
    reviewers: Annotated[list[str] | None, Prop("Users who are asked to review it.")] = None

    def run(self, ctx: RunContext) -> Pull:
        """Raises: PluginError without branches, or for what GitHub refuses."""
        if not self.source_branch or not self.target_branch:
            raise PluginError("`sourceBranch` and `targetBranch` must be provided")
        body = given(
            head=self.source_branch,
            base=self.target_branch,
            title=self.title or self.source_branch,
            body=self.body,
            draft=self.draft,
            maintainer_can_modify=self.maintainer_can_modify,
        )
        found = self.post(ctx, "/pulls", body)
        if self.reviewers:
            path = f"/pulls/{found['number']}/requested_reviewers"
            self.post(ctx, path, {"reviewers": self.reviewers})
        return Pull(pull_request_url=found["html_url"], issue_url=found.get("issue_url"))


@plugin(
    "io.kestra.plugin.github.actions.RunWorkflow",
    title="Start a workflow of GitHub Actions.",
    examples=[_REPOSITORY + "workflowId: build.yml\nref: main\ninputs:\n  target: production"],
)
class RunWorkflow(Made, RunnableTask[Output]):
    """One with `workflow_dispatch`. It does not wait for it: GitHub names no run."""

    far_work = by_handle("that it was asked for: GitHub names no run")

    workflow_id: Annotated[str | None, Prop("The workflow: its id, or the name of its file.")] = (
        None
    )
    ref: Annotated[str | None, Prop("The branch or tag; main by default.")] = None
    inputs: Annotated[dict[str, Json] | None, Prop("Values for its inputs.")] = None

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError without a workflow, or for what GitHub refuses."""
        if not self.workflow_id:
            raise PluginError("`workflowId` must be provided")
        path = self.filled("/actions/workflows/{workflow_id}/dispatches")
        # GitHub takes texts only.
        inputs = {name: _text(value) for name, value in (self.inputs or {}).items()}

        def begin() -> str:
            request = self.request(path, {"ref": self.ref or "main", "inputs": inputs})
            self.ask_for_nothing(ctx, f"POST {path}", request)
            return path

        begun(ctx, begin)
        ctx.log.info("The workflow was started")


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
