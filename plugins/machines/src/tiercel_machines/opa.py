"""Policies of Open Policy Agent."""

from __future__ import annotations

from typing import Annotated, ClassVar
from urllib.parse import quote

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpCall, Names
from tiercel.plugin.services.foreign import OTHER_FORM
from tiercel.plugin.services.logins import KeyedService

_PREFIX = "io.kestra.plugin.ee.opa.policy."
_LOGIN = "url: http://opa.example.com:8181\ntoken: \"{{ secret('OPA_TOKEN') }}\"\n"


class Agent(KeyedService):
    """An agent, and who asks."""

    service = "Open Policy Agent"

    url: Annotated[str, Prop("The address of the agent.")]
    token: Annotated[str | None, Prop("A token, best from a secret.")] = None

    def root(self) -> str:
        """Where the API is."""
        return f"{self.url.rstrip('/')}/v1"


class Decided(Output):
    """The decision."""

    result: Annotated[Json, Prop("What the rule says; none when no rule holds.")] = None
    decision_id: Annotated[
        str | None,
        Prop("The id by which the log of decisions names it, where the server keeps one."),
    ] = None
    metrics: Annotated[dict[str, Json] | None, Prop("How long it took, where asked for.")] = None
    explanation: Annotated[Json, Prop("How it was found, where asked for.")] = None


@plugin(
    _PREFIX + "Evaluate",
    title="Ask for a decision of Open Policy Agent.",
    examples=[_LOGIN + 'policyPath: shop/allow\ninput:\n  user: "{{ inputs.user }}"'],
)
class Evaluate(Agent, HttpCall[Decided]):
    """Of the rule, or of all rules of a package."""

    output_places: ClassVar[Names] = {"decision_id": "decision_id"}
    known_by = ("result", "decision_id", "metrics", "explanation", "warning", "provenance")

    policy_path: Annotated[str, Prop("The path of the rule: shop/allow, or data.shop.allow.")]
    input: Annotated[dict[str, Json] | None, Prop("What is decided about.")] = None
    explain: Annotated[str | None, Prop("notes, fails, full or debug: how it was found.")] = None
    metrics: Annotated[bool | None, Prop("Whether it says how long it took.")] = None

    http_path = "/data/"
    body_members: ClassVar[Names] = {"input": "input"}
    query_members: ClassVar[Names] = {"explain": "explain", "metrics": "metrics"}

    def lack(self, found: Json) -> str | None:
        """A rule that does not hold has no result: the answer may be an empty object."""
        return None if found == {} else super().lack(found)

    def path_of(self, ctx: RunContext) -> str:
        path = self.policy_path.removeprefix("data.").replace(".", "/").strip("/")
        return f"/data/{quote(path.removeprefix('data/'))}"


class Uploaded(Output):
    """The policy."""

    policy_id: Annotated[str, Prop("The id of the policy, as the task gave it.")]


@plugin(
    _PREFIX + "Upload",
    title="Store a policy in Open Policy Agent.",
    examples=[
        (
            _LOGIN + "policyId: shop\npolicy: |\n  package shop\n  default allow := false\n"
            '  allow if input.user == "anna"'
        )
    ],
)
class Upload(Agent, RunnableTask[Uploaded]):
    """One of that id is replaced."""

    policy_id: Annotated[str, Prop("The policy that goes, by the id that it was stored under.")]
    policy: Annotated[str, Prop("Its text, in Rego.")]

    def run(self, ctx: RunContext) -> Uploaded:
        """Raises: PluginError with the place of a mistake in the text."""
        path = self.filled("/policies/{policy_id}")
        request = HttpRequest(
            url=self.root() + path,
            method="PUT",
            content=self.policy,
            headers={"Content-Type": "text/plain"},
        )
        found = self.ask_for(ctx, f"PUT {path}", request)
        # The answer is an empty object, in which measures may be.
        if found.keys() - {"metrics"}:
            raise self.failed(f"PUT {path}", request, OTHER_FORM)
        return Uploaded(policy_id=self.policy_id)
