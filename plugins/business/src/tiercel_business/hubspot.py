"""Companies, contacts, deals and tickets of HubSpot: the same types of each, made of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.asking import ConfiguredService, Names, Repeats, given
from tiercel.plugin.variants import variant
from tiercel_business.limits import HUBSPOT_PAGE_MAX, PAGES_MAX

API = "https://api.hubapi.com"
_KEY = "apiKey: \"{{ secret('HUBSPOT_TOKEN') }}\"\n"


class Account(ConfiguredService):
    """Who asks, and about which kind of object."""

    service = "HubSpot"
    api: ClassVar[str] = API
    objects: ClassVar[str]
    # The property that has the id of the object.
    id_name: ClassVar[str]
    # What the service calls properties that have other names here.
    columns: ClassVar[Names]

    api_key: Annotated[str | None, Prop("A token of a private app, best from a secret.")] = None
    oauth_token: Annotated[str | None, Prop("A token of OAuth, in place of it.")] = None

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks. Raises: PluginError without a token."""
        token = self.oauth_token or self.api_key
        if not token:
            raise PluginError("Either `apiKey` or `oauthToken` must be provided")
        return {"Authorization": f"Bearer {token}"}

    def repeats(self, request: HttpRequest) -> Repeats:
        """The answer to too many requests is that it is busy."""
        return Repeats(4, statuses=frozenset({429}))

    def call(self, ctx: RunContext, method: str, path: str = "", body: Json = None) -> Json:
        """The answer about objects. Raises: PluginError for what the service refuses."""
        return self.ask(ctx, *self.request(method, path, body))

    def request(self, method: str, path: str, body: Json = None) -> tuple[str, HttpRequest]:
        """A request about objects, and what errors call it."""
        shown = f"/crm/v3/objects/{self.objects}{path}"
        sent = msgspec.UNSET if body is None else body
        return f"{method} {shown}", HttpRequest(url=self.api + shown, method=method, json=sent)

    @property
    def object_path(self) -> str:
        """Where the object is."""
        return self.filled(f"/{{{self.id_name}}}")

    def values(self) -> dict[str, Json]:
        """The properties of the object that the flow gives."""
        own = {name: getattr(self, field) for field, name in self.columns.items()}
        further = getattr(self, "additional_properties", None) or {}
        return given(**own, **further)

    def others(self) -> Mapping[str, list[int]]:
        """Ids of objects that it belongs to, by kind."""
        return {}

    def associate(self, ctx: RunContext, found: Json) -> None:
        """Say what an object belongs to."""
        for kind, ids in self.others().items():
            for other in ids:
                place = f"/crm/v4/objects/{self.objects}/{found['id']}/associations/default"
                path = f"{place}/{kind}/{other}"
                self.ask(ctx, f"PUT {path}", HttpRequest(url=self.api + path, method="PUT"))


class Saved(Output):
    """The object."""

    id: Annotated[int, Prop("The number that HubSpot gave the object.")]
    uri: Annotated[str, Prop("A file with the object, as the service has it.")]


def saved(ctx: RunContext, found: Json) -> Saved:
    """An object as outputs have it."""
    return Saved(id=int(found["id"]), uri=ctx.blobs.put_new(lines_of_rows([found]), "ion"))


class Further(Plugin):
    """Properties of accounts' own."""

    additional_properties: Annotated[
        dict[str, Json] | None, Prop("Further properties, by the names that the service has.")
    ] = None


class Create(Account, Further, RunnableTask[Saved]):
    """With these properties."""

    def run(self, ctx: RunContext) -> Saved:
        """Raises: PluginError for what the service refuses."""
        found = self.call(ctx, "POST", body={"properties": self.values()})
        self.associate(ctx, found)
        return saved(ctx, found)


class Update(Account, Further, RunnableTask[Saved]):
    """These properties; others stay."""

    def run(self, ctx: RunContext) -> Saved:
        """Raises: PluginError for what the service refuses."""
        found = self.call(ctx, "PATCH", self.object_path, {"properties": self.values()})
        self.associate(ctx, found)
        return saved(ctx, found)


class Delete(Account, RunnableTask[Output]):
    """It goes to the bin of the account."""

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what the service refuses."""
        self.ask_for_nothing(ctx, *self.request("DELETE", self.object_path))


class Wanted(Plugin):
    """Which properties are read."""

    properties: Annotated[
        list[str] | None, Prop("Properties that are given; the usual ones by default.")
    ] = None


class Get(Account, Wanted, RunnableTask[Saved]):
    """By its id."""

    def run(self, ctx: RunContext) -> Saved:
        """Raises: PluginError for what the service refuses."""
        query = f"?properties={','.join(self.properties)}" if self.properties else ""
        return saved(ctx, self.call(ctx, "GET", self.object_path + query))


class Found(Output):
    """The objects that were found."""

    total: Annotated[int, Prop("How many there are in all.")]
    uri: Annotated[str, Prop("A file with a row for each that was read.")]


class Search(Account, Wanted, RunnableTask[Found]):
    """One page, or all pages."""

    query: Annotated[str | None, Prop("Words that an object has.")] = None
    filter_groups: Annotated[
        list[dict[str, Json]] | None,
        Prop("Conditions as the service has them: one group of `filters` must be true."),
    ] = None
    sorts: Annotated[
        list[dict[str, str]] | None, Prop("The order: `propertyName` and `direction`.")
    ] = None
    limit: Annotated[int, Prop("How many objects a page has, 200 at most.")] = 10
    after: Annotated[str | None, Prop("Where the page begins.")] = None
    fetch_all_pages: Annotated[bool, Prop("Whether all further pages are read.")] = False

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for what the service refuses."""
        pages = self._pages(ctx)
        first = next(pages)
        rows = (each for page in chain([first], pages) for each in page["results"])
        return Found(total=first["total"], uri=ctx.blobs.put_new(lines_of_rows(rows), "ion"))

    def _pages(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        after = self.after
        for _ in range(PAGES_MAX if self.fetch_all_pages else 1):
            body = given(
                query=self.query,
                filterGroups=self.filter_groups,
                sorts=self.sorts,
                properties=self.properties,
                limit=min(self.limit, HUBSPOT_PAGE_MAX),
                after=after,
            )
            page: dict[str, Json] = self.call(ctx, "POST", "/search", body)
            yield page
            after = ((page.get("paging") or {}).get("next") or {}).get("after")
            if after is None:
                return


class CompanyValues(Plugin):
    """What a company has."""

    industry: Annotated[str | None, Prop("Its industry, such as COMPUTER_SOFTWARE.")] = None
    company_description: Annotated[
        str | None, Prop("What the company does, in a sentence or two.")
    ] = None
    company_type: Annotated[str | None, Prop("What it is for you, such as PROSPECT.")] = None


class NewCompany(CompanyValues):
    """What a new company must have."""

    name: Annotated[str, Prop("The name of the company.")]
    domain: Annotated[str, Prop("Its domain, such as acme.example.")]


class OldCompany(CompanyValues):
    """What may be changed of a company."""

    name: Annotated[str | None, Prop("The new name of the company.")] = None
    domain: Annotated[str | None, Prop("Its domain, such as acme.example.")] = None


class ContactValues(Plugin):
    """What a contact has."""

    first_name: Annotated[str | None, Prop("The first name of the person.")] = None
    last_name: Annotated[str | None, Prop("The last name of the person.")] = None
    phone: Annotated[str | None, Prop("The number of the phone.")] = None
    job_title: Annotated[str | None, Prop("What the person does.")] = None
    lifecycle_stage: Annotated[str | None, Prop("How far it is, such as lead.")] = None


class NewContact(ContactValues):
    """What a new contact must have."""

    email: Annotated[str, Prop("The address of mail.")]


class OldContact(ContactValues):
    """What may be changed of a contact."""

    email: Annotated[str | None, Prop("The address of mail.")] = None


class DealValues(Plugin):
    """What a deal has."""

    amount: Annotated[float | None, Prop("What it is worth.")] = None
    close_date: Annotated[str | None, Prop("When it is to be closed, in ISO 8601.")] = None
    deal_type: Annotated[str | None, Prop("What it is, such as newbusiness.")] = None
    associated_company_ids: Annotated[
        list[int] | None, Prop("Ids of companies that it belongs to.")
    ] = None
    associated_contact_ids: Annotated[
        list[int] | None, Prop("Ids of contacts that it belongs to.")
    ] = None

    def others(self) -> Mapping[str, list[int]]:
        """Companies and contacts."""
        return {
            "companies": self.associated_company_ids or [],
            "contacts": self.associated_contact_ids or [],
        }


class NewDeal(DealValues):
    """What a new deal must have."""

    name: Annotated[str, Prop("The name of the deal.")]
    pipeline: Annotated[str, Prop("The id of its process of sale, such as default.")]
    stage: Annotated[str, Prop("How far it is: the id of a stage.")]


class OldDeal(DealValues):
    """What may be changed of a deal."""

    name: Annotated[str | None, Prop("The new name of the deal.")] = None
    pipeline: Annotated[str | None, Prop("The id of its process of sale, such as default.")] = None
    stage: Annotated[str | None, Prop("How far it is: the id of a stage.")] = None


class NewTicket(Plugin):
    """What a ticket has."""

    subject: Annotated[str | None, Prop("The subject of the ticket.")] = None
    content: Annotated[str | None, Prop("What is wrong, as the customer says it.")] = None
    pipeline: Annotated[int | None, Prop("The id of its process.")] = None
    stage: Annotated[int, Prop("How far it is: the id of a stage.")] = 1
    priority: Annotated[Literal["LOW", "MEDIUM", "HIGH"] | None, Prop("How urgent it is.")] = None


class ObjectKind(msgspec.Struct, frozen=True):
    """A kind of object: its names, its columns by property, and which types there are of it."""

    objects: str
    one: str
    columns: Names
    example: str
    new: type[Plugin]
    old: type[Plugin] | None = None


KINDS = (
    ObjectKind(
        "companies",
        "company",
        {
            "name": "name",
            "domain": "domain",
            "industry": "industry",
            "company_description": "description",
            "company_type": "type",
        },
        "name: Acme\ndomain: acme.example",
        NewCompany,
        OldCompany,
    ),
    ObjectKind(
        "contacts",
        "contact",
        {
            "email": "email",
            "first_name": "firstname",
            "last_name": "lastname",
            "phone": "phone",
            "job_title": "jobtitle",
            "lifecycle_stage": "lifecyclestage",
        },
        "email: anna@acme.example\nfirstName: Anna",
        NewContact,
        OldContact,
    ),
    ObjectKind(
        "deals",
        "deal",
        {
            "name": "dealname",
            "pipeline": "pipeline",
            "stage": "dealstage",
            "amount": "amount",
            "close_date": "closedate",
            "deal_type": "dealtype",
        },
        "name: A hundred falcons\npipeline: default\nstage: appointmentscheduled\namount: 1250",
        NewDeal,
        OldDeal,
    ),
    ObjectKind(
        "tickets",
        "ticket",
        {
            "subject": "subject",
            "content": "content",
            "pipeline": "hs_pipeline",
            "stage": "hs_pipeline_stage",
            "priority": "hs_ticket_priority",
        },
        'subject: "{{ flow.id }} has failed"\npriority: HIGH',
        NewTicket,
    ),
)


class Verb(msgspec.Struct, frozen=True):
    """A type that each kind has."""

    name: str
    base: type[Account]
    title: str
    example: str


VERBS = (
    Verb("Create", Create, "Make a {one} in HubSpot.", "{example}"),
    Verb("Get", Get, "Read a {one} of HubSpot.", "{one}Id: '123'"),
    Verb("Search", Search, "Search {objects} of HubSpot.", "query: Acme\nfetchAllPages: true"),
    Verb("Update", Update, "Change a {one} of HubSpot.", "{one}Id: '123'\n{example}"),
    Verb("Delete", Delete, "Delete a {one} of HubSpot.", "{one}Id: '123'"),
)


def _types() -> Iterator[tuple[str, type[Any]]]:
    """Each type by the end of its name."""
    for kind in KINDS:
        for verb in VERBS if kind.old is not None else VERBS[:1]:
            words = {"one": kind.one, "objects": kind.objects, "example": kind.example}
            made = variant(
                _bases(kind, verb), __name__, f"{verb.name}{kind.one.title()}", _of(kind, verb)
            )
            plugin(
                f"io.kestra.plugin.hubspot.{kind.objects}.{verb.name}",
                title=verb.title.format(**words),
                examples=[_KEY + verb.example.format(**words)],
            )(made)
            yield f"{kind.objects}.{verb.name}", made


def _bases(kind: ObjectKind, verb: Verb) -> tuple[type[Plugin], ...]:
    values = {"Create": kind.new, "Update": kind.old}.get(verb.name)
    return (verb.base,) if values is None else (values, verb.base)


def _of(kind: ObjectKind, verb: Verb) -> dict[str, Any]:
    id_name = f"{kind.one}_id"
    facts: dict[str, Any] = {
        "objects": kind.objects,
        "id_name": id_name,
        "columns": kind.columns if verb.name in {"Create", "Update"} else {},
    }
    if verb.name in {"Get", "Update", "Delete"}:
        facts["__annotations__"] = {id_name: Annotated[str, Prop("The id of the object.")]}
    return facts


TYPES: Mapping[str, type[Any]] = MappingProxyType(dict(_types()))
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
