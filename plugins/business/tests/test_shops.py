"""Salesforce, Stripe, Klaviyo, Shopify and Odoo, by stand-ins of ours."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from tests.families.answering import SECRET, Service, Turns, assert_refused, stored_rows
from tiercel.plugin import Json
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.testing import START
from tiercel_business import klaviyo, salesforce, shops, stripe

KEY: dict[str, Json] = {"apiKey": SECRET}
LOGIN: dict[str, Json] = {"connection": {"username": "a", "password": SECRET}}
ODOO: dict[str, Json] = {
    "url": "https://o.example.com",
    "db": "d",
    "username": "a",
    "password": SECRET,
    "model": "res.partner",
}
SHOP: dict[str, Json] = {"storeDomain": "acme.example.com", "accessToken": SECRET}


@pytest.mark.parametrize(
    ("task", "properties", "place"),
    [
        (stripe.TYPES["balance.Retrieve"], KEY, "Stripe at api.stripe.com: GET /balance"),
        (
            klaviyo.TYPES["campaign.Get"],
            {**KEY, "campaignIds": ["1"]},
            "Klaviyo at a.klaviyo.com: GET /campaigns/1",
        ),
        (shops.ListOrders, SHOP, "Shopify at acme.example.com: GET /admin"),
        (
            shops.OdooQuery,
            {**ODOO, "operation": "SEARCH"},
            "Odoo at o.example.com: common.authenticate",
        ),
    ],
)
def test_refusals_are_told_without_secrets(
    task: Any, properties: dict[str, Json], place: str
) -> None:
    assert_refused(task, properties, place)


def test_customers_and_payments_of_stripe() -> None:
    service = Service(
        {
            "POST /v1/customers": {"id": "cus_1", "name": "Anna"},
            "GET /v1/customers": {"data": [{"id": "cus_1"}]},
            "DELETE /v1/customers/cus_1": {"id": "cus_1", "deleted": True},
            "POST /v1/payment_intents/pi_1/confirm": {"id": "pi_1", "status": "succeeded"},
            "GET /v1/customers/cus_1/payment_methods": {"data": [{"id": "pm_1"}]},
            "POST /v1/payment_methods": {"id": "pm_1", "type": "card", "customer": None},
            "POST /v1/refunds": {"id": "re_1", "status": "pending", "amount": 5, "currency": "eur"},
        }
    )
    given = {**KEY, "name": "Anna", "email": "a@b", "metadata": {"shop": "rome"}}
    made = service.outputs(stripe.TYPES["customer.Create"], given)
    assert made == {"customerId": "cus_1", "customerData": {"id": "cus_1", "name": "Anna"}}
    asked = service.sent[0]
    assert asked.form == {"name": "Anna", "email": "a@b", "metadata[shop]": "rome"}
    assert asked.headers["Idempotency-Key"]
    found = service.outputs(stripe.TYPES["customer.List"], KEY)
    assert found == {"customers": [{"id": "cus_1"}], "totalCount": 1}
    gone = service.outputs(stripe.TYPES["customer.Delete"], {**KEY, "customerId": "cus_1"})
    assert gone["deleted"] is True
    paid = service.outputs(
        stripe.TYPES["payment.ConfirmIntent"], {**KEY, "paymentIntentId": "pi_1"}
    )
    assert (paid["status"], paid["raw"]) == ("succeeded", '{"id":"pi_1","status":"succeeded"}')
    ways = {**KEY, "customerId": "cus_1", "paymentMethodType": "card"}
    assert service.outputs(stripe.TYPES["payment.ListMethods"], ways) == {
        "paymentMethodIds": ["pm_1"],
        "customerId": "cus_1",
        "raw": '{"data":[{"id":"pm_1"}]}',
    }
    card = {**KEY, "paymentMethodType": "card", "cardNumber": "42", "expMonth": 1}
    assert service.outputs(stripe.TYPES["payment.CreateMethod"], card)["paymentMethodId"] == "pm_1"
    assert service.sent[-1].form == {"type": "card", "card[number]": "42", "card[exp_month]": "1"}
    back = service.outputs(stripe.TYPES["payment.Refund"], {**KEY, "chargeId": "ch_1"})
    assert (back["refundId"], back["amount"]) == ("re_1", 5)
    ran = service.run(stripe.TYPES["payment.Refund"], KEY)
    assert str(ran.error) == "Either `paymentIntentId` or `chargeId` must be provided"


def test_an_event_of_stripe_must_be_signed_and_young() -> None:
    payload = '{"id":"evt_1","type":"x","data":{"object":{"a":1}}}'
    service = Service({})

    def checked(secret: str, at: int) -> Any:
        signature = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256)
        header = f"t={at},v1={signature.hexdigest()}"
        given = {**KEY, "endpointSecret": "s", "payload": payload, "signatureHeader": header}
        return service.run(stripe.HandleEvent, given)

    now = int(START.timestamp())
    assert checked("s", now).outputs == {
        "id": "evt_1",
        "type": "x",
        "data": {"a": 1},
        "raw": payload,
    }
    assert "signature is not that" in str(checked("other", now).error)
    assert "more than 300 s ago" in str(checked("s", now - 400).error)


SOAP = (
    '<e:Envelope xmlns:e="urn:e"><e:Body><r><sessionId>s-1</sessionId>'
    "<serverUrl>https://eu1.example.com/services/Soap/u/62.0/x</serverUrl></r></e:Body></e:Envelope>"
)
SIGN_IN = "POST /services/Soap/u/62.0"
DATA = "/services/data/v62.0"


def soap(text: str) -> HttpAnswer:
    return HttpAnswer(url="", status=200 if "sessionId" in text else 500, content=text.encode())


def test_salesforce_reads_all_pages() -> None:
    page = {
        "done": False,
        "nextRecordsUrl": f"{DATA}/query/more",
        "records": [{"attributes": {}, "Id": "1"}],
    }
    service = Service(
        {
            SIGN_IN: soap(SOAP),
            f"GET {DATA}/query": page,
            f"GET {DATA}/query/more": {"done": True, "records": [{"attributes": {}, "Id": "2"}]},
        }
    )
    asked = {**LOGIN, "query": "SELECT Id FROM Account", "fetchType": "FETCH"}
    assert service.outputs(salesforce.SoqlQuery, asked)["rows"] == [{"Id": "1"}, {"Id": "2"}]
    assert service.sent[1].url.startswith("https://eu1.example.com/")
    assert service.sent[1].headers["Authorization"] == "Bearer s-1"


def test_salesforce_gives_its_token_to_no_other_host() -> None:
    page = {"done": False, "nextRecordsUrl": "https://other.example.com/more", "records": []}
    service = Service({SIGN_IN: soap(SOAP), f"GET {DATA}/query": page})
    ran = service.run(salesforce.SoqlQuery, {**LOGIN, "query": "SELECT Id FROM Account"})
    assert "the next page is of another host" in str(ran.error)
    assert len(service.sent) == 2


def test_salesforce_writes() -> None:
    well: Json = {"id": "1", "success": True, "errors": []}
    twice: Json = {"success": False, "errors": [{"statusCode": "DUPLICATE_VALUE", "message": "m"}]}
    service = Service(
        {
            SIGN_IN: soap(SOAP),
            f"POST {DATA}/composite/sobjects": [well, twice],
            f"PATCH {DATA}/composite/sobjects": [well],
            f"DELETE {DATA}/composite/sobjects": [well],
        }
    )
    records = {**LOGIN, "objectName": "Contact", "records": [{"LastName": "a"}, {"LastName": "b"}]}
    made = service.outputs(salesforce.Create, {**records, "skipDuplicate": True})
    assert made == {"ids": ["1"], "size": 1, "skipped": 1}
    assert service.sent[-1].json["records"][0] == {
        "attributes": {"type": "Contact"},
        "LastName": "a",
    }
    ran = service.run(salesforce.Create, records)
    assert str(ran.error) == "Salesforce: a record was refused: DUPLICATE_VALUE m"
    changed = {**LOGIN, "objectName": "Contact", "records": [{"Id": "1", "Title": "x"}]}
    assert service.outputs(salesforce.Update, changed)["ids"] == ["1"]
    assert service.sent[-1].json["records"][0]["id"] == "1"
    assert service.outputs(salesforce.Delete, {**LOGIN, "objectIds": ["1"]})["size"] == 1
    assert service.sent[-1].params == {"ids": "1", "allOrNone": "true"}


def test_a_wrong_login_of_salesforce_is_said() -> None:
    fault = f"<f><faultstring>INVALID_LOGIN: no {SECRET}</faultstring></f>"
    ran = Service({SIGN_IN: soap(fault)}).run(salesforce.Delete, {**LOGIN, "objectIds": []})
    expected = "Salesforce at login.salesforce.com: signing in failed: INVALID_LOGIN: no ****"
    assert str(ran.error) == expected
    ran = Service({}).run(salesforce.Delete, {"connection": {"user": "a"}, "objectIds": []})
    assert str(ran.error).startswith("`connection` has no user")


def test_klaviyo_reads_each_id() -> None:
    answers = {f"GET /api/campaigns/{each}": {"data": {"id": each}} for each in "ab"}
    service = Service(answers)
    found = service.outputs(klaviyo.TYPES["campaign.Get"], {**KEY, "campaignIds": ["a", "b"]})
    assert found == {"rows": [{"id": "a"}, {"id": "b"}], "size": 2}
    assert service.sent[0].headers["Authorization"] == f"Klaviyo-API-Key {SECRET}"


def test_shopify_reads_all_pages() -> None:
    def orders(request: HttpRequest) -> Any:
        if "page_info" in request.params:
            return {"orders": [{"id": 2}]}
        link = '<https://acme.example.com/x?limit=250&page_info=p2>; rel="next"'
        return HttpAnswer(
            url="", status=200, headers={"Link": [link]}, content=b'{"orders": [{"id": 1}]}'
        )

    service = Service({"GET /admin/api/2025-01/orders.json": orders})
    ran = service.run(shops.ListOrders, SHOP)
    assert stored_rows(ran) == [{"id": 1}, {"id": 2}]
    assert service.sent[1].params["page_info"] == "p2"
    bad = service.run(shops.ListOrders, {**SHOP, "storeDomain": "a/b"})
    assert str(bad.error).startswith("`storeDomain` must be a domain")


def test_odoo_reads_and_writes() -> None:
    service = Service({"POST /jsonrpc": Turns([{"result": 7}, {"result": [{"id": 1, "n": "a"}]}])})
    asked = {**ODOO, "operation": "SEARCH_READ", "filters": [["a", "=", 1]], "fetchType": "FETCH"}
    found = service.outputs(shops.OdooQuery, {**asked, "limit": 5})
    assert (found["rows"], found["ids"]) == ([{"id": 1, "n": "a"}], [1])
    params: Any = service.sent[1].json
    assert params["params"]["args"] == [
        "d",
        7,
        SECRET,
        "res.partner",
        "search_read",
        [[["a", "=", 1]]],
        {"limit": 5},
    ]
    ran = service.run(shops.OdooQuery, {**ODOO, "operation": "CREATE"})
    assert str(ran.error) == "`operation: CREATE` needs `values`"
    said = {"error": {"message": "Odoo", "data": {"message": f"no {SECRET}"}}}
    ran = Service({"POST /jsonrpc": said}).run(shops.OdooQuery, {**ODOO, "operation": "SEARCH"})
    assert str(ran.error).endswith("common.authenticate failed: no ****")
    ran = Service({"POST /jsonrpc": {"result": False}}).run(
        shops.OdooQuery, {**ODOO, "operation": "SEARCH"}
    )
    assert "signing in failed" in str(ran.error)
