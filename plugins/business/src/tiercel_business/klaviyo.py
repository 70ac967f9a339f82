"""Campaigns of Klaviyo, their messages, and the jobs that send them: a request for each id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

import msgspec

from tiercel.plugin import Json, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import Repeats
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.logins import KeyedService
from tiercel.plugin.variants import variant

_PREFIX = "io.kestra.plugin.klaviyo."
# The form of answers, which the service asks for by date.
_REVISION = "2025-01-15"


class OfIds(KeyedService, RunnableTask[Rows]):
    """An object for each id."""

    service = "Klaviyo"
    key_field = "api_key"
    key_word = "Klaviyo-API-Key "
    ids_field: ClassVar[str]
    # Where an object is, with its id for `{}`.
    place: ClassVar[str]

    api_key: Annotated[str, Prop("A private key of the API, best from a secret.")]
    base_url: Annotated[str, Prop("Where the API is.")] = "https://a.klaviyo.com/api"
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {**super().login_headers(ctx), "revision": _REVISION}

    def repeats(self, request: HttpRequest) -> Repeats:
        """What is only read may be asked again."""
        return Repeats(4)

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError for an id that is not there."""
        return fetched(ctx, self._rows(ctx), self.fetch_type)

    def _rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        for each in getattr(self, self.ids_field):
            path = f"/{self.place.format(quote(each, safe=''))}"
            request = HttpRequest(url=self.base_url.rstrip("/") + path)
            found: Any = self.ask_for(ctx, f"GET {path}", request, "data")["data"]
            yield from found if isinstance(found, list) else [found]


class Kind(msgspec.Struct, frozen=True):
    """A type: the end of its name, what it reads, the property with ids, and where they are."""

    name: str
    what: str
    ids_field: str
    place: str


KINDS = (
    Kind("campaign.Get", "campaigns", "campaign_ids", "campaigns/{}"),
    Kind(
        "campaign.GetRecipientCount",
        "how many people campaigns go to",
        "campaign_ids",
        "campaign-recipient-estimations/{}",
    ),
    Kind("campaign.messages.Get", "messages", "message_ids", "campaign-messages/{}"),
    Kind(
        "campaign.messages.GetCampaign",
        "the campaigns of messages",
        "message_ids",
        "campaign-messages/{}/campaign",
    ),
    Kind(
        "campaign.messages.GetImages",
        "the pictures of messages",
        "message_ids",
        "campaign-messages/{}/image",
    ),
    Kind(
        "jobs.GetRecipient",
        "jobs that count the people of campaigns",
        "job_ids",
        "campaign-recipient-estimation-jobs/{}",
    ),
    Kind("jobs.GetSendJob", "jobs that send campaigns", "job_ids", "campaign-send-jobs/{}"),
)


def _type_of(kind: Kind) -> type[Any]:
    values = {
        "ids_field": kind.ids_field,
        "place": kind.place,
        "__annotations__": {
            kind.ids_field: Annotated[list[str], Prop("Ids of what is read, one request for each.")]
        },
    }
    class_name = "".join(word[:1].upper() + word[1:] for word in kind.name.split("."))
    written = kind.ids_field.replace("_ids", "Ids")
    return plugin(
        _PREFIX + kind.name,
        title=f"Read {kind.what} of Klaviyo.",
        examples=[
            f"apiKey: \"{{{{ secret('KLAVIYO_KEY') }}}}\"\n{written}: [01GDDKASAP8TKDDA2GRZDSVP4H]"
        ],
    )(variant((OfIds,), __name__, class_name, values))


TYPES: Mapping[str, type[Any]] = {kind.name: _type_of(kind) for kind in KINDS}
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
