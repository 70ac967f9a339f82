"""Issues and requests to merge of GitLab."""

from __future__ import annotations

from typing import Annotated, ClassVar
from urllib.parse import quote

from pydantic import Field

from tiercel.plugin import Json, Output, Prop, RunContext, plugin
from tiercel.plugin.services.asking import HttpCall, HttpService, Names

# The statuses of answers that are no refusals.
CREATED, OK = 201, 200
_PROJECT = "token: \"{{ secret('GITLAB_TOKEN') }}\"\nprojectId: acme/flows\n"


class Project(HttpService):
    """A project, and who asks."""

    service = "GitLab"

    url: Annotated[str, Prop("The address of the server.")] = "https://gitlab.com"
    api_path: Annotated[str, Prop("Where the projects are below it.")] = "/api/v4/projects"
    project_id: Annotated[str, Prop("The project: its number, or its path such as acme/flows.")]
    token: Annotated[str, Prop("A token, best from a secret.")]

    def root(self) -> str:
        """The address of the project."""
        path = self.api_path.strip("/")
        return f"{self.url.rstrip('/')}/{path}/{quote(self.project_id, safe='')}"

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Bearer {self.token}"}


class Answered(Output):
    """How the service answered."""

    status_code: Annotated[int | None, Prop("The status of its answer.")] = None
    web_url: Annotated[str | None, Prop("The address of the page in GitLab.")] = None


class Issue(Answered):
    """The issue."""

    issue_id: Annotated[str | None, Prop("Its number in the project.")] = None


@plugin(
    "io.kestra.plugin.gitlab.issues.Create",
    title="Make an issue at GitLab.",
    examples=[_PROJECT + 'title: "{{ flow.id }} has failed"\nlabels: [bug]'],
)
class CreateIssue(Project, HttpCall[Issue]):
    """In a project that the token may write to."""

    http_path = "/issues"
    known_by = ("iid",)
    body_members: ClassVar[Names] = {
        "title": "title",
        "issue_description": "description",
    }
    title: Annotated[str, Prop("The title of the issue.")]
    issue_description: Annotated[str | None, Prop("The text, in Markdown.")] = None
    labels: Annotated[list[str] | None, Prop("Names of the labels that the issue gets.")] = None

    def body(self) -> Json:
        labels = {"labels": ",".join(self.labels)} if self.labels else {}
        return {**self.members(self.body_members), **labels}

    def result(self, ctx: RunContext, found: Json) -> Issue:
        return Issue(status_code=CREATED, web_url=found["web_url"], issue_id=str(found["iid"]))


class MergeRequest(Answered):
    """The request to merge."""

    merge_req_id: Annotated[
        str | None, Field(alias="mergeReqID"), Prop("Its number in the project.")
    ] = None


@plugin(
    "io.kestra.plugin.gitlab.mergerequests.Create",
    title="Make a request to merge at GitLab.",
    examples=[_PROJECT + "sourceBranch: update-flows\ntargetBranch: main\ntitle: Update the flows"],
    aliases=["io.kestra.plugin.gitlab.MergeRequest"],
)
class CreateMergeRequest(Project, HttpCall[MergeRequest]):
    """From a branch that was pushed."""

    http_path = "/merge_requests"
    known_by = ("iid",)
    body_members: ClassVar[Names] = {
        "title": "title",
        "merge_request_description": "description",
        "source_branch": "source_branch",
        "target_branch": "target_branch",
    }
    title: Annotated[str, Prop("The title of the request to merge.")]
    merge_request_description: Annotated[str | None, Prop("The text, in Markdown.")] = None
    source_branch: Annotated[str, Prop("The branch with the changes.")]
    target_branch: Annotated[str, Prop("The branch that they go into.")]

    def result(self, ctx: RunContext, found: Json) -> MergeRequest:
        return MergeRequest(
            status_code=CREATED, web_url=found["web_url"], merge_req_id=str(found["iid"])
        )


class Issues(Output):
    """The issues that were found."""

    issues: Annotated[list[dict[str, Json]], Prop("The issues, as the service has them.")]
    count: Annotated[int, Prop("How many there are.")]
    status_code: Annotated[int | None, Prop("The status of the answer.")] = None


@plugin(
    "io.kestra.plugin.gitlab.issues.Search",
    title="Search issues of a project at GitLab.",
    examples=[_PROJECT + "search: crash\nlabels: [bug]"],
)
class SearchIssues(Project, HttpCall[Issues]):
    """The first hundred."""

    http_method = "GET"
    http_path = "/issues"
    # A list, which has no members: what is none of issues can't be read.
    known_by = ()
    query_members: ClassVar[Names] = {"search": "search", "state": "state", "labels": "labels"}
    search: Annotated[str | None, Prop("Words of title and text.")] = None
    state: Annotated[str, Prop("Only those that are so: opened, closed or all.")] = "opened"
    labels: Annotated[list[str] | None, Prop("Only those with all of these labels.")] = None

    def members(self, names: Names) -> dict[str, Json]:
        values = super().members(names)
        if self.labels:
            values["labels"] = ",".join(self.labels)
        return {**values, "per_page": 100}

    def result(self, ctx: RunContext, found: Json) -> Issues:
        return Issues(issues=found, count=len(found), status_code=OK)
