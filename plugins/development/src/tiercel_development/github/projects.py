"""Projects of organizations at GitHub, which only its GraphQL interface has in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from tiercel.plugin import Json, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, fetched
from tiercel_development.github.connection import TOKEN, GitHub
from tiercel_development.github.searches import Found
from tiercel_development.graphql import GraphQl
from tiercel_development.limits import GITHUB_LIST_PAGES_MAX

QUESTION = """
query($owner: String!, $number: Int!, $after: String) {
  organization(login: $owner) { projectV2(number: $number) { items(first: 100, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes {
      id type isArchived
      fieldValues(first: 50) { nodes {
        ... on ProjectV2ItemFieldTextValue { text field { ...name } }
        ... on ProjectV2ItemFieldNumberValue { number field { ...name } }
        ... on ProjectV2ItemFieldDateValue { date field { ...name } }
        ... on ProjectV2ItemFieldSingleSelectValue { name field { ...name } }
        ... on ProjectV2ItemFieldIterationValue { title field { ...name } }
      } }
      content {
        ... on DraftIssue { title body }
        ... on Issue { number title url state labels(first: 50) { nodes { name } }
          assignees(first: 20) { nodes { login } } repository { nameWithOwner } }
        ... on PullRequest { number title url state labels(first: 50) { nodes { name } }
          assignees(first: 20) { nodes { login } } repository { nameWithOwner } }
      }
    } } } }
}
fragment name on ProjectV2FieldCommon { name }
"""
_VALUES = ("text", "number", "date", "name", "title")


@plugin(
    "io.kestra.plugin.github.projects.List",
    title="List what is in a project of an organization at GitHub.",
    examples=[TOKEN + "organization: octo-org\nprojectNumber: 7\nstatus: [In Progress]"],
)
class List(GraphQl, GitHub, RunnableTask[Found]):
    """Issues, requests to pull and drafts, each with the fields of the project."""

    organization: Annotated[str, Prop("The organization whose project it is, by its login.")]
    project_number: Annotated[int, Prop("The project: the number in its address.")]
    status: Annotated[list[str] | None, Prop("Only what is in one of these states.")] = None
    labels: Annotated[list[str] | None, Prop("Only what has all of these labels.")] = None
    fields: Annotated[
        dict[str, str] | None, Prop("Only what has these values, by the name of the field.")
    ] = None
    limit: Annotated[int, Prop("How many at most; 0 is all.")] = 0
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what GitHub refuses."""
        found = fetched(ctx, self._wanted(ctx), self.fetch_type)
        return Found(**found.model_dump(), total=found.size)

    def _wanted(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        count = 0
        for item in self._items(ctx):
            if self._is_wanted(item):
                yield item
                count += 1
            if count == self.limit > 0:
                return

    def _is_wanted(self, item: dict[str, Json]) -> bool:
        fields = item["fields"]
        if self.status and fields.get("Status") not in self.status:
            return False
        if not set(self.labels or ()) <= set(item["labels"]):
            return False
        return all(str(fields.get(name)) == value for name, value in (self.fields or {}).items())

    def _items(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        after = None
        # Servers for companies have it beside the REST interface, not below it.
        url = f"{self.root().removesuffix('/v3')}/graphql"
        for _ in range(GITHUB_LIST_PAGES_MAX):
            asked = {"owner": self.organization, "number": self.project_number, "after": after}
            data = self.data(ctx, "listing the project", url, QUESTION, **asked)
            project = (data.get("organization") or {}).get("projectV2")
            if project is None:
                raise PluginError(f"{self.organization} has no project {self.project_number}")
            yield from map(item_of, project["items"]["nodes"])
            page = project["items"]["pageInfo"]
            if not page["hasNextPage"]:
                return
            after = page["endCursor"]


def item_of(node: dict[str, Json]) -> dict[str, Json]:
    """What rows have of an item."""
    content = dict(node.get("content") or {})
    lists = {
        name: [each[key] for each in (content.pop(name, None) or {}).get("nodes", ())]
        for name, key in (("labels", "name"), ("assignees", "login"))
    }
    repository = (content.pop("repository", None) or {}).get("nameWithOwner")
    fields = {
        each["field"]["name"]: next((each[name] for name in _VALUES if name in each), None)
        for each in node["fieldValues"]["nodes"]
        if each.get("field")
    }
    facts = {"id": node["id"], "type": node["type"], "isArchived": node["isArchived"]}
    return {**facts, **content, **lists, "repository": repository, "fields": fields}
