"""Actors, tasks and data sets of Apify."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ConfiguredService, HttpCall, given
from tiercel.plugin.services.foreign import WHERE
from tiercel.plugin.services.logins import KeyedService
from tiercel.plugin.services.runs import RemoteRun

API = "https://api.apify.com/v2"
_PREFIX = "io.kestra.plugin.apify."
_TOKEN = "apiToken: \"{{ secret('APIFY_TOKEN') }}\"\n"
_BAD_ENDS = ("FAILED", "TIMED-OUT", "ABORTED")
Memory = Literal[
    "MB_128", "MB_256", "MB_512", "MB_1024", "MB_2048", "MB_4096", "MB_8192", "MB_16384", "MB_32768"
]


class Account(ConfiguredService, KeyedService):
    """Who asks."""

    service = "Apify"
    key_field = "api_token"

    api_token: Annotated[str, Prop("A token of the API, best from a secret.")]

    def root(self) -> str:
        """Where the API is."""
        return API


class ActorRun(Output):
    """The run, as the service has it."""

    id: Annotated[str, Prop("The id that the service gave the run.")]
    act_id: Annotated[str | None, Prop("The id of the actor that runs.")] = None
    actor_task_id: Annotated[
        str | None, Prop("The id of the actor's task, when such a task was run.")
    ] = None
    user_id: Annotated[str | None, Prop("The id of the user whose run it is.")] = None
    status: Annotated[str | None, Prop("Its status, such as SUCCEEDED.")] = None
    status_message: Annotated[str | None, Prop("What the actor says of it.")] = None
    started_at: Annotated[str | None, Prop("When the run began, in ISO 8601.")] = None
    finished_at: Annotated[str | None, Prop("When the run ended; nothing while it goes on.")] = None
    exit_code: Annotated[float | None, Prop("The exit code of the actor.")] = None
    build_id: Annotated[str | None, Prop("The id of the actor's build that runs.")] = None
    build_number: Annotated[str | None, Prop("The number of the build, such as 0.1.7.")] = None
    git_branch_name: Annotated[str | None, Prop("The branch of the build.")] = None
    container_url: Annotated[str | None, Prop("The address of its server.")] = None
    is_container_server_ready: Annotated[
        bool | None, Prop("Whether the run's server answers requests.")
    ] = None
    default_dataset_id: Annotated[
        str | None, Prop("The id of the data set that gets its items.")
    ] = None
    default_key_value_store_id: Annotated[
        str | None, Prop("The id of the store that gets its other values.")
    ] = None
    default_request_queue_id: Annotated[
        str | None, Prop("The id of the queue that it takes requests from.")
    ] = None
    general_access: Annotated[
        str | None, Prop("Who may see the run, by the rules of its account.")
    ] = None
    charged_event_counts: Annotated[dict[str, Json] | None, Prop("What is paid by event.")] = None
    meta: Annotated[dict[str, Json] | None, Prop("What began the run, and from where.")] = None
    options: Annotated[
        dict[str, Json] | None, Prop("What the run may use: build, memory, time, disk.")
    ] = None
    pricing_info: Annotated[
        dict[str, Json] | None, Prop("How the run is paid: the model and its prices.")
    ] = None
    stats: Annotated[
        dict[str, Json] | None, Prop("Figures of the run, such as its use of memory and processor.")
    ] = None
    usage: Annotated[
        dict[str, Json] | None, Prop("What the run used, by the units that are paid.")
    ] = None
    usage_usd: Annotated[dict[str, Json] | None, Prop("What that costs, in dollars.")] = None
    usage_total_usd: Annotated[str | None, Prop("What all of it costs, in dollars.")] = None


def run_of(found: Mapping[str, Json]) -> ActorRun:
    """A run as outputs have it."""
    names = {each.alias or name for name, each in ActorRun.model_fields.items()}
    values = {name: found[name] for name in names & found.keys()}
    total = values.get("usageTotalUsd")
    return ActorRun.model_validate(
        values | given(usageTotalUsd=None if total is None else str(total))
    )


class Running(Account, RemoteRun[ActorRun]):
    """A run; a kill aborts it."""

    # Where runs begin, with properties for their names in braces.
    place: ClassVar[str]

    input: Annotated[dict[str, Json] | None, Prop("What the run is given.")] = None
    build: Annotated[str | None, Prop("The build: a tag, or a number.")] = None
    memory: Annotated[Memory | None, Prop("How much memory it has.")] = None
    max_items: Annotated[int | None, Prop("How many items are paid for at most.")] = None
    max_total_charge_usd: Annotated[
        float | None, Prop("How much it may cost at most, in dollars.")
    ] = None
    request_timeout: Annotated[float | None, Prop("How long it may take, in seconds.")] = None
    wait_for_finish: Annotated[
        int | None, Prop("How long it may take until its end, in seconds; 0 does not wait for it.")
    ] = None
    webhooks: Annotated[str | None, Prop("Webhooks of the run, in base64, as the API says.")] = None

    def begin(self, ctx: RunContext) -> str:
        """Raises: PluginError for what the service refuses."""
        params = given(
            build=self.build,
            memory=self.memory and self.memory.removeprefix("MB_"),
            maxItems=self.max_items,
            maxTotalChargeUsd=self.max_total_charge_usd,
            timeout=self.request_timeout,
            webhooks=self.webhooks,
        )
        texts = {name: str(value) for name, value in params.items()}
        url = API + self.filled(self.place).replace("%2F", "~")
        return str(self.asked(ctx, "POST", url, params=texts, json=self.input or {})["data"]["id"])

    def is_awaited(self) -> bool:
        return self.wait_for_finish != 0

    def longest(self) -> timedelta | None:
        return None if self.wait_for_finish is None else timedelta(seconds=self.wait_for_finish)

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.asked(ctx, "GET", f"{API}/actor-runs/{number}")["data"]

    def is_over(self, number: str, found: Any) -> bool:
        if found["status"] in _BAD_ENDS:
            words = found.get("statusMessage") or "no reason is given"
            raise PluginError(f"Apify: the run {number} is {found['status']}: {words}")
        return bool(found["status"] == "SUCCEEDED")

    def end(self, ctx: RunContext, number: str) -> None:
        self.asked(ctx, "POST", f"{API}/actor-runs/{number}/abort", outlives_stop=True)

    def output(self, number: str, found: Any) -> ActorRun:
        return ActorRun(id=number) if found is None else run_of(found)


@plugin(
    _PREFIX + "actor.Run",
    title="Run an actor of Apify.",
    examples=[_TOKEN + "actorId: apify/web-scraper\nmemory: MB_1024\ninput:\n  startUrls: []"],
)
class RunActor(Running):
    """Its items are those of `dataset.Get` with `defaultDatasetId`."""

    place = "/acts/{actor_id}/runs"
    actor_id: Annotated[str, Prop("The actor: its id, or user/name.")]


@plugin(
    _PREFIX + "task.Run",
    title="Run a task of Apify.",
    examples=[_TOKEN + "taskId: acme/prices"],
)
class RunTask(Running):
    """An actor with an input that is kept there."""

    place = "/actor-tasks/{task_id}/runs"
    task_id: Annotated[str, Prop("The task: its id, or user/name.")]


@plugin(
    _PREFIX + "dataset.GetLastRun",
    title="Look at the last run of an actor of Apify.",
    examples=[_TOKEN + "actorId: apify/web-scraper"],
)
class GetLastRun(Account, HttpCall[ActorRun]):
    """As it is now."""

    http_method = "GET"
    http_path = "/acts/{actor_id}/runs/last"
    known_by = ("data",)
    actor_id: Annotated[str, Prop("The actor: its id, or user/name.")]

    def filled(self, path: str) -> str:
        return super().filled(path).replace("%2F", "~")

    def result(self, ctx: RunContext, found: Json) -> ActorRun:
        return run_of(found["data"])


class Reading(Account):
    """Which items are read, and how."""

    takes_pages = False

    dataset_id: Annotated[str, Prop("The id of the data set.")]
    fields: Annotated[list[str] | None, Prop("Members that items have; all by default.")] = None
    omit: Annotated[list[str] | None, Prop("Members that they don't have.")] = None
    unwind: Annotated[list[str] | None, Prop("Members whose entries are items each.")] = None
    flatten: Annotated[bool, Prop("Whether members of members are given by paths.")] = False
    view: Annotated[str | None, Prop("The view of the data set.")] = None
    clean: Annotated[bool, Prop("Whether empty items and hidden members are left out.")] = True
    simplified: Annotated[bool, Prop("Whether items look as those of old crawlers did.")] = False
    skip_empty: Annotated[bool, Prop("Whether empty items are left out.")] = True
    skip_failed_pages: Annotated[bool, Prop("Whether pages that failed are left out.")] = False
    skip_hidden: Annotated[bool, Prop("Whether members with # are left out.")] = False
    limit: Annotated[int, Prop("How many items at most.")] = 1000
    offset: Annotated[int, Prop("How many to leave out at the beginning.")] = 0
    sort: Annotated[Literal["ASC", "DESC"], Prop("Oldest or newest first.")] = "ASC"

    def items(self, ctx: RunContext, **more: Json) -> bytes:
        """The items in the format that is asked for. Raises: PluginError.

        As JSON they are a list, whatever is in it.
        """
        lists = {name: ",".join(getattr(self, name) or ()) or None for name in _LISTS}
        flags = {name: "true" if getattr(self, field) else None for field, name in _FLAGS.items()}
        params = given(
            **lists,
            **flags,
            flatten="*" if self.flatten else None,
            view=self.view,
            limit=str(self.limit),
            offset=str(self.offset),
            desc="true" if self.sort == "DESC" else None,
            **more,
        )
        path = self.filled("/datasets/{dataset_id}/items")
        request = HttpRequest(url=API + path, params=params)
        content = self.answer(ctx, f"GET {path}", request).content
        if more["format"] == "json" and not content.lstrip().startswith(b"["):
            raise self.failed(f"GET {path}", request, f"the answer is no list: {WHERE}")
        return content


_LISTS = ("fields", "omit", "unwind")
_FLAGS = {
    "clean": "clean",
    "simplified": "simplified",
    "skip_empty": "skipEmpty",
    "skip_failed_pages": "skipFailedPages",
    "skip_hidden": "skipHidden",
}


class Dataset(Output):
    """The items."""

    dataset: Annotated[list[Json], Prop("The items of the data set, in their order.")]


@plugin(
    _PREFIX + "dataset.Get",
    title="Read a data set of Apify.",
    examples=[_TOKEN + 'datasetId: "{{ outputs.scrape.defaultDatasetId }}"\nlimit: 100'],
)
class GetDataset(Reading, RunnableTask[Dataset]):
    """As an output: for many items there is `dataset.Save`."""

    def run(self, ctx: RunContext) -> Dataset:
        """Raises: PluginError for a data set that is not there."""
        return Dataset(dataset=msgspec.json.decode(self.items(ctx, format="json")))


class SavedDataset(Output):
    """The file."""

    path: Annotated[str, Prop("The file of items.")]


@plugin(
    _PREFIX + "dataset.Save",
    title="Store a data set of Apify as a file.",
    examples=[_TOKEN + 'datasetId: "{{ outputs.scrape.defaultDatasetId }}"\nformat: CSV'],
)
class SaveDataset(Reading, RunnableTask[SavedDataset]):
    """In one of the formats that the service has."""

    format: Annotated[
        Literal["JSON", "JSONL", "XML", "CSV", "XLSX", "RSS"], Prop("The format of the file.")
    ] = "JSON"
    bom: Annotated[bool | None, Prop("Whether it begins with a mark of UTF-8.")] = None
    delimiter: Annotated[str, Prop("What is between values, for CSV.")] = ","
    skip_header_row: Annotated[bool, Prop("Whether it has no line of names, for CSV.")] = False
    xml_root: Annotated[str, Prop("The outer element, for XML.")] = "items"
    xml_row: Annotated[str, Prop("The element of an item, for XML.")] = "item"

    def run(self, ctx: RunContext) -> SavedDataset:
        """Raises: PluginError for a data set that is not there."""
        kind = self.format.lower()
        more = given(
            format=kind,
            bom=None if self.bom is None else str(int(self.bom)),
            delimiter=self.delimiter if kind == "csv" else None,
            skipHeaderRow="true" if self.skip_header_row and kind == "csv" else None,
            xmlRoot=self.xml_root if kind == "xml" else None,
            xmlRow=self.xml_row if kind == "xml" else None,
        )
        return SavedDataset(path=ctx.blobs.put_new(self.items(ctx, **more), kind))
