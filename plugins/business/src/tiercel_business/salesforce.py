"""Records of Salesforce: read by SOQL, written up to two hundred at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError, fromstring
from xml.sax.saxutils import escape

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.foreign import web_page
from tiercel.plugin.services.given_rows import groups_of
from tiercel_business.limits import PAGES_MAX, SALESFORCE_RECORDS_MAX

_PREFIX = "io.kestra.plugin.ee.salesforce."
_VERSION = "62.0"
_LOGIN = f"https://login.salesforce.com/services/Soap/u/{_VERSION}"
_EXAMPLE = (
    "connection:\n  username: flows@example.com\n"
    "  password: \"{{ secret('SALESFORCE_PASSWORD') }}\"\n"
)
_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:u="urn:partner.soap.sforce.com">'
    "<s:Body><u:login><u:username>{}</u:username><u:password>{}</u:password></u:login></s:Body>"
    "</s:Envelope>"
)
# What says that a record is there already.
_DUPLICATES = frozenset({"DUPLICATES_DETECTED", "DUPLICATE_VALUE"})


class Session(msgspec.Struct, frozen=True):
    """Where the organisation is, and the token that asks."""

    address: str
    token: str


class Organisation(HttpService):
    """An organisation, and who asks."""

    service = "Salesforce"
    known: ClassVar[frozenset[str]] = frozenset(
        {"username", "password", "authEndpoint", "instanceUrl", "accessToken"}
    )

    connection: Annotated[
        dict[str, Json],
        Prop(
            "`username` and `password` with the security token behind it, at `authEndpoint`.",
            "In place of them `instanceUrl` and `accessToken`.",
        ),
    ]

    def secrets(self) -> Iterable[str | None]:
        return (self.connection.get("password"), self.connection.get("accessToken"))

    def session(self, ctx: RunContext) -> Session:
        """Signed in. Raises: PluginError for what is missing, and for a wrong login."""
        further = sorted(self.connection.keys() - self.known)
        if further:
            raise PluginError(f"`connection` has no {further[0]}: it has {sorted(self.known)}")
        given = {name: str(value) for name, value in self.connection.items() if value}
        if "accessToken" in given and "instanceUrl" in given:
            return Session(given["instanceUrl"].rstrip("/"), given["accessToken"])
        if not {"username", "password"} <= given.keys():
            raise PluginError("`connection` must have `username` and `password`")
        return self._signed_in(ctx, given)

    def _signed_in(self, ctx: RunContext, given: Mapping[str, str]) -> Session:
        request = HttpRequest(
            url=given.get("authEndpoint") or _LOGIN,
            method="POST",
            content=_ENVELOPE.format(escape(given["username"]), escape(given["password"])),
            headers={"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": "login"},
        )
        answer = ctx.http.send(request)
        found = _members_of(answer.text)
        if not {"sessionId", "serverUrl"} <= found.keys():
            without = f"{answer.status} {web_page(answer.text) or 'without a session'}"
            words = found.get("faultstring") or self.refusal(answer) or without
            raise self.failed("signing in", request, words)
        parts = urlsplit(found["serverUrl"])
        return Session(f"{parts.scheme}://{parts.netloc}", found["sessionId"])

    def call(
        self, ctx: RunContext, session: Session, method: str, path: str, **options: Any
    ) -> Any:
        """The answer to a request. Raises: PluginError for what is refused."""
        request = HttpRequest(
            url=self.next_page(session.address, path),
            method=method,
            headers={"Authorization": f"Bearer {session.token}"},
            **options,
        )
        return self.ask(ctx, f"{method} {path.partition('?')[0]}", request)


def _members_of(text: str) -> dict[str, str]:
    """Texts of an answer in XML, by the names of their elements."""
    if "<!" in text:
        return {}
    try:
        root = fromstring(text)
    except ParseError:
        return {}
    return {each.tag.rpartition("}")[2]: (each.text or "").strip() for each in root.iter()}


@plugin(
    _PREFIX + "SoqlQuery",
    title="Read records of Salesforce.",
    examples=[_EXAMPLE + "query: SELECT Id, Name FROM Account LIMIT 100\nfetchType: FETCH"],
)
class SoqlQuery(Organisation, RunnableTask[Rows]):
    """All pages of the answer."""

    query: Annotated[str, Prop("The query, in SOQL.")]
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError for what is refused."""
        return fetched(ctx, self._rows(ctx), self.fetch_type)

    def _rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        session = self.session(ctx)
        path = f"/services/data/v{_VERSION}/query"
        page = self.call(ctx, session, "GET", path, params={"q": self.query})
        for _ in range(PAGES_MAX):
            for record in page["records"]:
                yield {name: value for name, value in record.items() if name != "attributes"}
            if page.get("done", True):
                return
            page = self.call(ctx, session, "GET", page["nextRecordsUrl"])


class Written(Output):
    """What was written."""

    ids: Annotated[list[str], Prop("The ids of the records.")]
    size: Annotated[int, Prop("How many they are.")]
    skipped: Annotated[int, Prop("How many were there already, and were left out.")] = 0


class Writing(Organisation, RunnableTask[Written]):
    """Writes records, all of two hundred or none."""

    method: ClassVar[str] = "POST"

    def items(self) -> Iterable[Any]:
        """What is written."""
        raise NotImplementedError

    def asked(self, ctx: RunContext, session: Session, group: list[Any]) -> Any:
        """The results of some records."""
        body = {"allOrNone": not self._skips, "records": group}
        return self.call(ctx, session, self.method, _COLLECTION, json=body)

    @property
    def _skips(self) -> bool:
        return bool(getattr(self, "skip_duplicate", False))

    def run(self, ctx: RunContext) -> Written:
        """Raises: PluginError with the reason why the first record was refused."""
        session = self.session(ctx)
        ids: list[str] = []
        skipped = 0
        for group in groups_of(self.items(), SALESFORCE_RECORDS_MAX):
            for result in self.asked(ctx, session, group):
                errors = result.get("errors") or [{}]
                if result.get("success"):
                    ids.append(str(result["id"]))
                elif self._skips and errors[0].get("statusCode") in _DUPLICATES:
                    skipped += 1
                else:
                    words = f"{errors[0].get('statusCode')} {errors[0].get('message')}"
                    raise PluginError(f"Salesforce: a record was refused: {words}")
        return Written(ids=ids, size=len(ids), skipped=skipped)


_COLLECTION = f"/services/data/v{_VERSION}/composite/sobjects"


class OfRecords(Writing):
    """Records of one kind."""

    object_name: Annotated[str, Prop("The kind of the records, such as Contact.")]
    records: Annotated[list[Json], Prop("The records: a map of fields each.")]

    def items(self) -> Iterable[Any]:
        """Raises: PluginError for a record that is no map."""
        for each in self.records:
            if not isinstance(each, dict):
                raise PluginError("`records` must be maps of fields")
            yield {"attributes": {"type": self.object_name}, **each}


@plugin(
    _PREFIX + "Create",
    title="Make records in Salesforce.",
    examples=[_EXAMPLE + "objectName: Contact\nrecords:\n  - LastName: Rossi\n    FirstName: Anna"],
)
class Create(OfRecords):
    """All of them, or none."""

    skip_duplicate: Annotated[
        bool, Prop("Whether records that are there already are left out, in place of an error.")
    ] = False


@plugin(
    _PREFIX + "Update",
    title="Change records of Salesforce.",
    examples=[_EXAMPLE + "objectName: Contact\nrecords:\n  - Id: 003xx000004TmiQ\n    Title: Boss"],
)
class Update(OfRecords):
    """Each record has the field `Id`."""

    method = "PATCH"

    def items(self) -> Iterable[Any]:
        for each in super().items():
            number = each.pop("Id", None) or each.pop("id", None)
            if number is None:
                raise PluginError("Each record of `records` must have the field `Id`")
            yield {**each, "id": number}


@plugin(
    _PREFIX + "Delete",
    title="Delete records of Salesforce.",
    examples=[_EXAMPLE + "objectIds: [003xx000004TmiQ]"],
)
class Delete(Writing):
    """They go to the bin."""

    object_ids: Annotated[list[Json], Prop("Ids of the records.")]

    def items(self) -> Iterable[Any]:
        return [str(each) for each in self.object_ids]

    def asked(self, ctx: RunContext, session: Session, group: list[Any]) -> Any:
        params = {"ids": ",".join(group), "allOrNone": "true"}
        return self.call(ctx, session, "DELETE", _COLLECTION, params=params)
