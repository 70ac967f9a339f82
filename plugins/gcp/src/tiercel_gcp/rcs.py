"""Messages to telephones by RCS for Business."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, Static, plugin
from tiercel.plugin.services.far_work import by_name
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import rendered, without_none

_BASE = "https://rcsbusinessmessaging.googleapis.com"
_PREFIX = "io.kestra.plugin.gcp.rcs."
_PLACE = "agentId: acme_agent\nmsisdn: '+391234567'\nserviceAccount: \"{{ secret('RCS_KEY') }}\"\n"


class Sent(Output):
    """The message."""

    message_id: Annotated[str, Prop("The id of the message, the same at each attempt of the task.")]
    send_time: Annotated[str | None, Prop("When it was sent.")] = None


class Messages(Gcp, RunnableTask[Sent]):
    """A message to one telephone; an attempt after a lost worker sends it once."""

    far_work = by_name("the id of the message")

    agent_id: Annotated[str, Prop("The agent that sends.")]
    msisdn: Annotated[str, Prop("The number, such as +391234567.")]

    def content(self, ctx: RunContext, rest: Rest) -> Json:
        """What is sent, as the service has it."""
        raise NotImplementedError

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for what the service refuses."""
        rest = self.rest(ctx, "rcsbusinessmessaging", _BASE)
        number = ctx.remote_name
        found = rest.post(
            f"/v1/phones/{part(self.msisdn)}/agentMessages",
            {"contentMessage": self.content(ctx, rest)},
            messageId=number,
            agentId=self.agent_id,
        )
        return Sent(message_id=number, send_time=(found or {}).get("sendTime"))


class Suggestion(Part):
    """A button."""

    type: Annotated[str, Prop("REPLY, OPEN_URL, DIAL, VIEW_LOCATION or SHARE_LOCATION.")]
    text: Annotated[str, Prop("What is on it.")]
    postback_data: Annotated[str | None, Prop("What comes back when it is pressed.")] = None
    url: Annotated[str | None, Prop("The address that it opens.")] = None
    phone_number: Annotated[str | None, Prop("The number that it dials.")] = None
    latitude: Annotated[float | None, Prop("Of the place that it shows.")] = None
    longitude: Annotated[float | None, Prop("Of the place that it shows.")] = None
    location_label: Annotated[str | None, Prop("The name of the place.")] = None


class Card(Part):
    """A card."""

    title: Annotated[str | None, Prop("The heading of the card, in bold.")] = None
    description: Annotated[str | None, Prop("The text below the heading of the card.")] = None
    image_url: Annotated[str | None, Prop("The address of its picture.")] = None
    suggestions: Annotated[
        list[Suggestion] | None,
        Prop("Buttons below the text, which answer, open or dial something."),
    ] = None


def card_of(card: dict[str, Json]) -> dict[str, Json]:
    """A card as the service has it, of rendered members."""
    url = card.get("imageUrl")
    picture = {"height": "MEDIUM", "contentInfo": {"fileUrl": url}} if url else None
    buttons = [button_of(each) for each in card.get("suggestions") or ()]
    return without_none(
        title=card.get("title"),
        description=card.get("description"),
        media=picture,
        suggestions=buttons or None,
    )


def button_of(button: dict[str, Json]) -> dict[str, Json]:
    """A button as the service has it."""
    kind = str(button["type"]).upper()
    shown = without_none(text=button["text"], postbackData=button.get("postbackData") or kind)
    if kind == "REPLY":
        return {"reply": shown}
    place = {"latitude": button.get("latitude"), "longitude": button.get("longitude")}
    action: dict[str, Json] = {
        "OPEN_URL": {"openUrlAction": {"url": button.get("url")}},
        "DIAL": {"dialAction": {"phoneNumber": button.get("phoneNumber")}},
        "VIEW_LOCATION": {
            "viewLocationAction": without_none(latLong=place, label=button.get("locationLabel"))
        },
    }.get(kind, {"shareLocationAction": {}})
    return {"action": {**shown, **action}}


@plugin(
    _PREFIX + "SendMessage",
    title="Send a text by RCS.",
    examples=[_PLACE + 'text: "{{ flow.id }} has ended"'],
)
class SendMessage(Messages):
    """To one telephone."""

    text: Annotated[str, Prop("The text that the telephone shows.")]

    def content(self, ctx: RunContext, rest: Rest) -> Json:
        return {"text": self.text}


@plugin(
    _PREFIX + "SendFile",
    title="Send a file by RCS.",
    examples=[_PLACE + 'file: "{{ outputs.draw.uri }}"'],
)
class SendFile(Messages):
    """It is given to the service first."""

    file: Annotated[
        str, Prop("The address of the stored file to send, such as `outputs.draw.uri`.")
    ]
    thumbnail: Annotated[str | None, Prop("A stored file with a small picture of it.")] = None

    def content(self, ctx: RunContext, rest: Rest) -> Json:
        names = without_none(
            fileName=self._given(ctx, rest, self.file),
            thumbnailName=self.thumbnail and self._given(ctx, rest, self.thumbnail),
        )
        return {"uploadedRbmFile": names}

    def _given(self, ctx: RunContext, rest: Rest, uri: str) -> Json:
        with ctx.blobs.open(uri) as content:
            answer = rest.send(
                "POST", "/upload/v1/files", params={"agentId": self.agent_id}, data=content
            )
        return answer.json()["name"]


@plugin(
    _PREFIX + "SendRichCard",
    title="Send a card by RCS.",
    examples=[_PLACE + "title: An order\ndescription: It is on its way"],
)
class SendRichCard(Messages):
    """With a picture and buttons."""

    title: Annotated[str | None, Prop("The heading of the card, in bold.")] = None
    description: Annotated[str | None, Prop("The text below the heading of the card.")] = None
    image_url: Annotated[str | None, Prop("The address of its picture.")] = None
    suggestions: Annotated[
        Static[list[Suggestion] | None],
        Prop("Buttons below the text, which answer, open or dial something."),
    ] = None

    def content(self, ctx: RunContext, rest: Rest) -> Json:
        card = Card(
            title=self.title,
            description=self.description,
            image_url=self.image_url,
            suggestions=self.suggestions,
        )
        shown = {"cardOrientation": "VERTICAL", "cardContent": card_of(rendered(ctx, card))}
        return {"richCard": {"standaloneCard": shown}}


@plugin(
    _PREFIX + "SendCarousel",
    title="Send several cards by RCS.",
    examples=[_PLACE + "cards:\n  - title: One\n  - title: Two"],
)
class SendCarousel(Messages):
    """Beside each other."""

    cards: Annotated[Static[list[Card]], Prop("The cards, two at least.")]

    def content(self, ctx: RunContext, rest: Rest) -> Json:
        cards = [card_of(rendered(ctx, each)) for each in self.cards]
        return {"richCard": {"carouselCard": {"cardWidth": "MEDIUM", "cardContents": cards}}}
