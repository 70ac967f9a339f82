"""Customers and payments of Stripe: forms, whose members of maps are written in brackets."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Annotated, Generic, TypeVar

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import HttpCall, inside
from tiercel.plugin.services.call_table import CallRow, call_types, here, in_body, in_query
from tiercel.plugin.services.logins import KeyedService

OutputT = TypeVar("OutputT", bound=Output)
API = "https://api.stripe.com/v1"
_PREFIX = "io.kestra.plugin.stripe"
_KEY = "apiKey: \"{{ secret('STRIPE_KEY') }}\"\n"
# How old a call of a webhook may be, in seconds: older ones could be played again by others.
_AGE_SECONDS_MAX = 300


class Account(KeyedService):
    """Who asks; what is sent twice by a retry of a worker is done once."""

    service = "Stripe"
    key_field = "api_key"

    api_key: Annotated[str, Prop("The secret key, best from a secret.")]

    def root(self) -> str:
        """Where the API is."""
        return API

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {**super().login_headers(ctx), "Idempotency-Key": ctx.idempotency_key}


class Customer(Output):
    """The customer."""

    customer_id: Annotated[str, Prop("The id of the customer: cus_….")]
    customer_data: Annotated[dict[str, Json] | None, Prop("All of it, as Stripe has it.")] = None
    deleted: Annotated[bool | None, Prop("Whether it is gone.")] = None


class Customers(Output):
    """Customers."""

    customers: Annotated[list[dict[str, Json]], Prop("The customers, as Stripe has them.")]
    total_count: Annotated[int, Prop("How many there are here.")]


class Balance(Output):
    """The balance."""

    available: Annotated[list[dict[str, Json]], Prop("What can be paid out, by currency.")]
    pending: Annotated[list[dict[str, Json]], Prop("What is on its way, by currency.")]
    raw: Annotated[dict[str, Json], Prop("All of it, as Stripe has it.")]


class Intent(Output):
    """The payment that is meant."""

    payment_intent_id: Annotated[str, Prop("The id of the payment: pi_….")]
    status: Annotated[str | None, Prop("The status of the payment, such as succeeded.")] = None
    raw: Annotated[str | None, Prop("All of it, as a text of JSON.")] = None
    raw_response: Annotated[dict[str, Json] | None, Prop("All of it, as Stripe has it.")] = None


class Intents(Output):
    """Payments that are meant."""

    payment_intents: Annotated[list[dict[str, Json]], Prop("The payments, as Stripe has them.")]
    count: Annotated[int, Prop("How many there are here.")]


class Method(Output):
    """The way to pay."""

    id: Annotated[str | None, Prop("The id of the way to pay: pm_….")] = None
    payment_method_id: Annotated[str | None, Prop("The id of the way to pay: pm_….")] = None
    customer: Annotated[str | None, Prop("The customer that has it.")] = None
    customer_id: Annotated[str | None, Prop("The customer that has it.")] = None
    type: Annotated[str | None, Prop("Its kind, such as card.")] = None
    payment_method_data: Annotated[
        dict[str, Json] | None, Prop("The whole way to pay, as Stripe has it.")
    ] = None
    raw_response: Annotated[dict[str, Json] | None, Prop("All of it, as Stripe has it.")] = None


class Methods(Output):
    """Ways to pay."""

    payment_method_ids: Annotated[list[str], Prop("Ids of the ways to pay: pm_….")]
    customer_id: Annotated[str, Prop("The customer that has them.")]
    raw: Annotated[str, Prop("All of them, as a text of JSON.")]


class Refunded(Output):
    """What goes back."""

    refund_id: Annotated[str, Prop("The id of the refund: re_….")]
    status: Annotated[
        str | None, Prop("The status of the refund, such as succeeded or pending.")
    ] = None
    amount: Annotated[int | None, Prop("How much, in the smallest unit.")] = None
    currency: Annotated[str | None, Prop("The currency of the amount, such as eur.")] = None
    raw: Annotated[str | None, Prop("All of it, as a text of JSON.")] = None


class FormCall(HttpCall[OutputT], Generic[OutputT]):
    """How bodies and answers look."""

    body_is_form = True
    # Each thing says which kind it is, and has its id but for lists.
    known_by = ("object", "id", "data")

    def members(self, names: Mapping[str, str]) -> dict[str, Json]:
        """Members of maps as `metadata[name]`."""
        found: dict[str, Json] = {}
        for name, value in super().members(names).items():
            if isinstance(value, dict):
                found |= {f"{name}[{inner}]": each for inner, each in value.items()}
            else:
                found[name] = value
        return found

    def result(self, ctx: RunContext, found: Json) -> OutputT | None:
        return super().result(ctx, {**found, **self.extra(found)})

    def extra(self, found: Json) -> dict[str, Json]:
        """What outputs have beside members: all of it as a text and as a map, ids, a number."""
        values = {"~text": msgspec.json.encode(found).decode(), "~all": found}
        rows = found.get("data")
        if isinstance(rows, list):
            values |= {"~count": len(rows), "~ids": [each["id"] for each in rows]}
        return values


class RefundCall(FormCall[Refunded]):
    """About what goes back."""

    def body(self) -> Json:
        """Raises: PluginError without a payment."""
        found = self.members(self.body_members or {})
        if not {"charge", "payment_intent"} & found.keys():
            raise PluginError("Either `paymentIntentId` or `chargeId` must be provided")
        return found


class MethodsCall(FormCall[Methods]):
    """About ways to pay."""

    customer_id: Annotated[str, Prop("The customer that is meant: cus_….")]

    def extra(self, found: Json) -> dict[str, Json]:
        return {**super().extra(found), "~customer": self.customer_id}


class CardCall(FormCall[Method]):
    """A way to pay that is made."""

    def body(self) -> Json:
        values = self.members(self.body_members or {})
        if any(name.startswith("card[") for name in values) and values["type"] != "card":
            raise PluginError("A card belongs to `paymentMethodType: card`")
        return values


_CUSTOMER = here(str, "The id of the customer.")
_METHOD = here(str, "The id of the way to pay.")
_INTENT = here(str, "The id of the payment.")
_OF_CUSTOMER = {"customer_id": "id", "customer_data": "~all"}
_OF_INTENT = {"payment_intent_id": "id", "raw": "~text", "raw_response": "~all"}
_OF_METHOD = {
    "payment_method_id": "id",
    "customer_id": "customer",
    "payment_method_data": "~all",
    "raw_response": "~all",
}
ROWS = (
    CallRow(
        "balance.Retrieve",
        "Read the balance of an account of Stripe.",
        "By currency.",
        "",
        "GET /balance",
        FormCall[Balance],
        places={"raw": "~all"},
    ),
    CallRow(
        "customer.Create",
        "Make a customer in Stripe.",
        "With a name and an address of mail.",
        "name: Anna\nemail: anna@example.com\nmetadata:\n  shop: rome",
        "POST /customers",
        FormCall[Customer],
        {
            "name": in_body(
                str, "The name of the customer, for invoices and the dashboard.", "name"
            ),
            "email": in_body(str, "The address of mail.", "email"),
            "metadata": in_body(dict[str, Json], "Values of your own.", "metadata", None),
            "include_full_customer_data": here(bool, "Accepted: it is given always.", False),
        },
        _OF_CUSTOMER,
    ),
    CallRow(
        "customer.Get",
        "Read a customer of Stripe.",
        "By its id.",
        "customerId: cus_1",
        "GET /customers/{customer_id}",
        FormCall[Customer],
        {"customer_id": _CUSTOMER},
        _OF_CUSTOMER,
    ),
    CallRow(
        "customer.Update",
        "Change a customer of Stripe.",
        "What is not given stays.",
        "customerId: cus_1\nname: Anna B",
        "POST /customers/{customer_id}",
        FormCall[Customer],
        {
            "customer_id": _CUSTOMER,
            "name": in_body(str, "The new name of the customer.", "name", None),
            "email": in_body(str, "The new address of mail.", "email", None),
            "metadata": in_body(dict[str, Json], "Values of your own.", "metadata", None),
        },
        _OF_CUSTOMER,
    ),
    CallRow(
        "customer.Delete",
        "Delete a customer of Stripe.",
        "What it pays regularly ends.",
        "customerId: cus_1",
        "DELETE /customers/{customer_id}",
        FormCall[Customer],
        {"customer_id": _CUSTOMER},
        _OF_CUSTOMER,
    ),
    CallRow(
        "customer.List",
        "List customers of Stripe.",
        "The newest first.",
        "limit: 50",
        "GET /customers",
        FormCall[Customers],
        {
            "email": in_query(str, "Only those with this address of mail.", "email", None),
            "limit": in_query(int, "How many at most, up to 100.", "limit", 10),
        },
        {"customers": "data", "total_count": "~count"},
    ),
    CallRow(
        "payment.CreateIntent",
        "Begin a payment in Stripe.",
        "It is paid when it is confirmed.",
        "amount: 1250\ncurrency: eur\ncustomer: cus_1",
        "POST /payment_intents",
        FormCall[Intent],
        {
            "amount": in_body(int, "How much, in the smallest unit of the currency.", "amount"),
            "currency": in_body(str, "The currency, such as eur.", "currency"),
            "customer": in_body(str, "The id of the customer.", "customer"),
        },
        _OF_INTENT,
    ),
    CallRow(
        "payment.ConfirmIntent",
        "Confirm a payment of Stripe.",
        "By a way to pay.",
        "paymentIntentId: pi_1\npaymentMethod: pm_1",
        "POST /payment_intents/{payment_intent_id}/confirm",
        FormCall[Intent],
        {
            "payment_intent_id": _INTENT,
            "payment_method": in_body(str, "The id of the way to pay.", "payment_method", None),
            "return_url": in_body(
                str, "Where a customer goes that had to confirm it.", "return_url", None
            ),
        },
        _OF_INTENT,
    ),
    CallRow(
        "payment.ListIntents",
        "List payments of Stripe.",
        "The newest first.",
        "customer: cus_1\nlimit: 50",
        "GET /payment_intents",
        FormCall[Intents],
        {
            "customer": in_query(str, "Only those of this customer.", "customer", None),
            "limit": in_query(int, "How many at most, up to 100.", "limit", None),
        },
        {"payment_intents": "data", "count": "~count"},
    ),
    CallRow(
        "payment.CreateMethod",
        "Make a way to pay in Stripe.",
        "A card by its number needs an account that may do so.",
        "paymentMethodType: card\ncardNumber: '4242424242424242'\nexpMonth: 12\nexpYear: 2030",
        "POST /payment_methods",
        CardCall,
        {
            "payment_method_type": in_body(str, "Its kind, such as card.", "type"),
            "card_number": in_body(
                str, "The number of the card, digits without spaces.", "card[number]", None
            ),
            "exp_month": in_body(int, "The month of its end.", "card[exp_month]", None),
            "exp_year": in_body(int, "The year of its end.", "card[exp_year]", None),
            "cvc": in_body(str, "The code on the back of the card.", "card[cvc]", None),
        },
        _OF_METHOD,
    ),
    CallRow(
        "payment.AttachMethod",
        "Give a customer of Stripe a way to pay.",
        "For later payments.",
        "paymentMethodId: pm_1\ncustomerId: cus_1",
        "POST /payment_methods/{payment_method_id}/attach",
        FormCall[Method],
        {
            "payment_method_id": _METHOD,
            "customer_id": in_body(str, "The customer who gets it: cus_….", "customer"),
        },
        _OF_METHOD,
    ),
    CallRow(
        "payment.DetachMethod",
        "Take a way to pay from a customer of Stripe.",
        "It can't be used any more.",
        "paymentMethodId: pm_1",
        "POST /payment_methods/{payment_method_id}/detach",
        FormCall[Method],
        {"payment_method_id": _METHOD},
        _OF_METHOD,
    ),
    CallRow(
        "payment.ListMethods",
        "List the ways to pay of a customer of Stripe.",
        "Of one kind.",
        "customerId: cus_1\npaymentMethodType: card",
        "GET /customers/{customer_id}/payment_methods",
        MethodsCall,
        {"payment_method_type": in_query(str, "The kind, such as card.", "type")},
        {"payment_method_ids": "~ids", "customer_id": "~customer", "raw": "~text"},
    ),
    CallRow(
        "payment.Refund",
        "Give a payment of Stripe back.",
        "All of it, or a part.",
        "paymentIntentId: pi_1\namount: 250",
        "POST /refunds",
        RefundCall,
        {
            "payment_intent_id": in_body(
                str, "The payment that goes back: pi_….", "payment_intent", None
            ),
            "charge_id": in_body(str, "The id of the charge, in place of it.", "charge", None),
            "amount": in_body(int, "How much, in the smallest unit; all of it.", "amount", None),
        },
        {"refund_id": "id", "raw": "~text"},
    ),
)
TYPES = call_types(__name__, _PREFIX, Account, ROWS, _KEY)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})


class Event(Output):
    """The event."""

    id: Annotated[str | None, Prop("The id of the event: evt_….")] = None
    type: Annotated[str | None, Prop("Its kind, such as payment_intent.succeeded.")] = None
    data: Annotated[dict[str, Json] | None, Prop("What it is about.")] = None
    raw: Annotated[str, Prop("The text that was called with.")]


@plugin(
    f"{_PREFIX}.webhook.HandleEvent",
    title="Check and read an event that Stripe calls a webhook with.",
    examples=[
        (
            _KEY + "endpointSecret: \"{{ secret('STRIPE_ENDPOINT') }}\"\n"
            'payload: "{{ trigger.body | json }}"\n'
            "signatureHeader: \"{{ trigger.headers['Stripe-Signature'][0] }}\""
        )
    ],
)
class HandleEvent(Account, RunnableTask[Event]):
    """Only what is signed with the secret of the endpoint, and young, is taken."""

    endpoint_secret: Annotated[str, Prop("The secret of the endpoint, best from a secret.")]
    payload: Annotated[str, Prop("The text that the webhook was called with, to the letter.")]
    signature_header: Annotated[str, Prop("The value of its header `Stripe-Signature`.")]

    def run(self, ctx: RunContext) -> Event:
        """Raises: PluginError for what is not signed so, or too old."""
        parts = [each.strip().partition("=") for each in self.signature_header.split(",")]
        at = next((value for name, _, value in parts if name == "t"), "")
        said = [value for name, _, value in parts if name == "v1"]
        signed = f"{at}.{self.payload}".encode()
        wanted = hmac.new(self.endpoint_secret.encode(), signed, hashlib.sha256).hexdigest()
        if not any(hmac.compare_digest(wanted, each) for each in said):
            raise PluginError("Stripe: the signature is not that of `endpointSecret`")
        if not at.isdigit() or abs(ctx.now().timestamp() - int(at)) > _AGE_SECONDS_MAX:
            raise PluginError(f"Stripe: the event was signed more than {_AGE_SECONDS_MAX} s ago")
        found = msgspec.json.decode(self.payload)
        return Event(
            id=found.get("id"),
            type=found.get("type"),
            data=inside(found, "data.object"),
            raw=self.payload,
        )
