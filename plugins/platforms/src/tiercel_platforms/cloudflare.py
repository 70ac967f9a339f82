"""Zones of Cloudflare: their caches, names and rules of access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import (
    ConfiguredService,
    HttpCall,
    HttpService,
    Names,
    given,
)
from tiercel_platforms.limits import PAGES_MAX, ZONES_PAGE_MAX

API = "https://api.cloudflare.com/client/v4"
_TOKEN = "apiToken: \"{{ secret('CLOUDFLARE_TOKEN') }}\"\n"
_ZONE = _TOKEN + "zoneId: 023e105f4ecef8ad9ca31a8372d0c353\n"
ZoneId = Annotated[str, Prop("The id of the zone.")]


class Account(HttpService):
    """Who asks."""

    service = "Cloudflare"

    api_token: Annotated[str, Prop("A token of the API, best from a secret.")]

    def root(self) -> str:
        """Where the service is."""
        return API

    def secrets(self) -> Iterable[str | None]:
        return (self.api_token,)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Bearer {self.api_token}"}

    def refusal(self, answer: HttpAnswer) -> str | None:
        """In the words of the service, which has a list of errors."""
        words = super().refusal(answer)
        if words is None:
            return None
        try:
            errors = answer.json()["errors"]
            said = "; ".join(f"{each['code']} {each['message']}" for each in errors)
        except (ValueError, LookupError, TypeError):
            return words
        return f"{answer.status} {said}" if said else words


class Zone(ConfiguredService, Account):
    """Which zone."""

    zone_id: ZoneId
    base_url: Annotated[str, Prop("Where the service is.")] = API

    def root(self) -> str:
        return self.base_url


class Purged(Output):
    """What was asked for."""

    request_id: Annotated[str | None, Prop("The id that the service gave it.")] = None


@plugin(
    "io.kestra.plugin.cloudflare.cache.Purge",
    title="Empty the cache of a zone of Cloudflare.",
    examples=[_ZONE + "files: [https://www.example.com/style.css]"],
)
class Purge(Zone, HttpCall[Purged]):
    """Some files, those with some tags, or all."""

    http_path: ClassVar[str] = "/zones/{zone_id}/purge_cache"
    output_places: ClassVar[Names] = {"request_id": "result.id"}
    # There may be no result.
    known_by = ("success", "result.id")

    files: Annotated[list[str] | None, Prop("The addresses of files.")] = None
    tags: Annotated[list[str] | None, Prop("Tags of files that go, as `Cache-Tag` names them.")] = (
        None
    )
    purge_all: Annotated[bool, Prop("Whether all of it goes.")] = False
    body_members: ClassVar[Names | None] = {"files": "files", "tags": "tags"}

    def body(self) -> Json:
        """Raises: PluginError when nothing, or all and some, is to go."""
        found = self.members({"files": "files", "tags": "tags"})
        if bool(found) == self.purge_all:
            raise PluginError("Either `purgeAll`, or `files` or `tags` must be given")
        return found or {"purge_everything": True}


class NewRecord(Part):
    """A name."""

    name: Annotated[str | None, Prop("The whole name, such as `www.acme.example`.")] = None
    type: Annotated[str | None, Prop("Its type, such as A or CNAME.")] = None
    content: Annotated[
        str | None, Prop("What the name stands for, such as an address or another name.")
    ] = None
    ttl: Annotated[int | None, Prop("How long it is kept, in seconds; 1 leaves it to them.")] = None
    proxied: Annotated[bool | None, Prop("Whether requests go through the service.")] = None


class ChangedRecord(NewRecord):
    """A name that is there."""

    id: Annotated[str | None, Prop("The id of the record that changes.")] = None


class GoneRecord(Part):
    """A name that goes."""

    id: Annotated[str | None, Prop("The id of the record that goes.")] = None


class Done(Output):
    """Whether it was done."""

    success: Annotated[bool, Prop("Whether it was done.")]


@plugin(
    "io.kestra.plugin.cloudflare.dns.records.Batch",
    title="Change several names of a zone of Cloudflare at once.",
    examples=[
        _ZONE + "posts:\n  - name: www\n    type: CNAME\n    content: example.com\n"
        "deletes:\n  - id: 372e67954025e0ba6aaa6d586b9e0b59"
    ],
)
class Batch(Zone, HttpCall[Done]):
    """All of it, or nothing."""

    http_path: ClassVar[str] = "/zones/{zone_id}/dns_records/batch"
    body_members: ClassVar[Names | None] = {}

    deletes: Annotated[list[GoneRecord] | None, Prop("Records that go, each by its id.")] = None
    patches: Annotated[
        list[ChangedRecord] | None, Prop("Records that change: the id of each, and its new values.")
    ] = None
    posts: Annotated[
        list[NewRecord] | None, Prop("Records that are made, each with name, type and content.")
    ] = None

    def body(self) -> Json:
        """The lists that are given."""
        lists = {"deletes": self.deletes, "patches": self.patches, "posts": self.posts}
        return {
            name: [each.model_dump(by_alias=True, exclude_none=True) for each in found]
            for name, found in lists.items()
            if found
        }


class Record(Output):
    """The name."""

    action: Annotated[str, Prop("What was done: CREATED or UPDATED.")]
    record_id: Annotated[str | None, Prop("The id that the service gave the record.")] = None
    name: Annotated[str | None, Prop("The whole name, such as `www.acme.example`.")] = None
    type: Annotated[str | None, Prop("The type of the record, such as A or CNAME.")] = None
    content: Annotated[
        str | None, Prop("What the name stands for, such as an address or another name.")
    ] = None
    ttl: Annotated[int | None, Prop("How long it is kept, in seconds.")] = None
    proxied: Annotated[bool | None, Prop("Whether requests go through the service.")] = None


@plugin(
    "io.kestra.plugin.cloudflare.dns.records.Upsert",
    title="Set a name of a zone of Cloudflare.",
    examples=[_ZONE + "name: www.example.com\nrecordType: A\ncontent: 203.0.113.7"],
)
class Upsert(Zone, RunnableTask[Record]):
    """One of that name and type is changed, or made where there is none."""

    name: Annotated[str, Prop("The whole name, such as `www.acme.example`.")]
    record_type: Annotated[str, Prop("Its type, such as A or CNAME.")]
    content: Annotated[str, Prop("What the name stands for, such as an address or another name.")]
    ttl: Annotated[int, Prop("How long it is kept, in seconds; 1 leaves it to them.")] = 1
    proxied: Annotated[bool, Prop("Whether requests go through the service.")] = False

    def run(self, ctx: RunContext) -> Record:
        """Raises: PluginError for what the service refuses, and several of that name."""
        path = self.filled("/zones/{zone_id}/dns_records")
        params = {"name": self.name, "type": self.record_type}
        request = HttpRequest(url=self.root() + path, params=params)
        there = self.ask_for(ctx, f"GET {path}", request, "result")["result"]
        if len(there) > 1:
            raise PluginError(f"There are {len(there)} records {self.name} of {self.record_type}")
        number = str(there[0]["id"]) if there else None
        method, place = ("POST", path) if number is None else ("PUT", f"{path}/{number}")
        body: Json = {**params, "content": self.content, "ttl": self.ttl, "proxied": self.proxied}
        sent = HttpRequest(url=self.root() + place, method=method, json=body)
        found = self.ask_for(ctx, f"{method} {place}", sent, "result")["result"]
        return Record(
            action="CREATED" if number is None else "UPDATED",
            record_id=found.get("id"),
            name=found.get("name"),
            type=found.get("type"),
            content=found.get("content"),
            ttl=found.get("ttl"),
            proxied=found.get("proxied"),
        )


class Rule(Output):
    """The rule."""

    rule_id: Annotated[str | None, Prop("The id that the service gave the rule.")] = None


class OfZone(Account):
    """Which zone."""

    zone_id: ZoneId


@plugin(
    "io.kestra.plugin.cloudflare.waf.accessrules.Create",
    title="Make a rule of access for a zone of Cloudflare.",
    examples=[_ZONE + 'mode: block\ntarget: ip\nvalue: 203.0.113.7\nnotes: "{{ execution.id }}"'],
)
class CreateRule(OfZone, HttpCall[Rule]):
    """Such as one that blocks an address."""

    http_path: ClassVar[str] = "/zones/{zone_id}/firewall/access_rules/rules"
    body_members: ClassVar[Names | None] = {}
    output_places: ClassVar[Names] = {"rule_id": "result.id"}

    mode: Annotated[str, Prop("What happens: block, challenge, whitelist, managed_challenge.")]
    target: Annotated[str, Prop("What `value` is: ip, ip_range, asn or country.")]
    value: Annotated[str, Prop("Whom it is about.")]
    notes: Annotated[str | None, Prop("Why the rule is there, for people.")] = None

    def body(self) -> Json:
        """The rule as the service takes it."""
        about: Json = {"target": self.target, "value": self.value}
        return given(mode=self.mode, configuration=about, notes=self.notes)


@plugin(
    "io.kestra.plugin.cloudflare.waf.accessrules.Delete",
    title="Delete a rule of access of a zone of Cloudflare.",
    examples=[_ZONE + 'ruleId: "{{ outputs.block.ruleId }}"'],
)
class DeleteRule(OfZone, HttpCall[Rule]):
    """One that is not there is an error."""

    http_method: ClassVar[str] = "DELETE"
    http_path: ClassVar[str] = "/zones/{zone_id}/firewall/access_rules/rules/{rule_id}"
    output_places: ClassVar[Names] = {"rule_id": "result.id"}

    rule_id: Annotated[str, Prop("The rule that goes, by the id that the service gave it.")]


class Zones(Output):
    """The zones."""

    zones: Annotated[list[dict[str, Json]], Prop("The zones, as the service has them.")]
    size: Annotated[int, Prop("How many there are.")]


@plugin(
    "io.kestra.plugin.cloudflare.zones.List",
    title="List zones of Cloudflare.",
    examples=[_TOKEN.rstrip()],
)
class ListZones(Account, RunnableTask[Zones]):
    """All that the token may see."""

    def run(self, ctx: RunContext) -> Zones:
        """Raises: PluginError for what the service refuses."""
        found = list(self._zones(ctx))
        return Zones(zones=found, size=len(found))

    def _zones(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        for page in range(1, PAGES_MAX + 1):
            params = {"page": str(page), "per_page": str(ZONES_PAGE_MAX)}
            request = HttpRequest(url=f"{API}/zones", params=params)
            found = self.ask_for(ctx, "GET /zones", request, "result")
            yield from found["result"]
            if page >= (found.get("result_info") or {}).get("total_pages", 1):
                return
