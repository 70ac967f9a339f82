"""Which collection, and documents as flows and the server have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import unquote, unquote_plus

import msgspec

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

# Milliseconds until a server must have been found.
_SELECT_MS = 20_000
_PORT = 27017
_LOGIN = re.compile(r"^(mongodb(?:\+srv)?)://(?:([^@/]*)@)?([^/?]+)")
COLLECTION = Prop("The name of the collection.")
DATABASE = Prop("The name of the database.")
FILTER = Prop("Which documents: a map, or JSON of one; all by default.")


class MongoDbConnection(Part):
    """Where the server is, and as whom it is asked."""

    uri: Annotated[
        str, Prop("Its address, such as mongodb://user:password@host:27017/?authSource=admin.")
    ]


CONNECTION = Prop("Where the server is, and as whom it is asked.")


class Mongo(Plugin):
    """Base of everything that is about one collection."""

    connection: Annotated[MongoDbConnection, CONNECTION]
    database: Annotated[str, DATABASE]
    collection: Annotated[str, COLLECTION]

    @contextmanager
    def opened(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """The collection.

        Raises: PluginError with host, operation and the server's message, Interrupted when the
        task was stopped.
        """
        uri = self.connection.uri.strip()
        place, secrets = self._check(ctx, uri)
        pymongo = client_module("pymongo", "MongoDB", "tiercel[mongodb]")
        errors = (pymongo.errors.PyMongoError, client_module("bson.errors", "", "").BSONError)
        with explained(ctx, place, operation, errors, secrets):
            client = pymongo.MongoClient(
                uri, serverSelectionTimeoutMS=_SELECT_MS, tz_aware=True, appname="tiercel"
            )
            try:
                yield client[self.database][self.collection]
            except pymongo.errors.ServerSelectionTimeoutError as error:
                # What follows describes structures of the client.
                said = str(error).partition(", Timeout: ")[0].partition(" (configured timeouts")[0]
                raise pymongo.errors.PyMongoError(f"no server was found: {said}") from None
            finally:
                client.close()

    def _check(self, ctx: RunContext, uri: str) -> tuple[str, tuple[str, ...]]:
        match = _LOGIN.match(uri)
        if match is None:
            raise PluginError("`connection.uri` must be an address such as mongodb://host:27017")
        scheme, login, hosts = match.groups()
        if "@" in uri[match.start(3) :].partition("?")[0]:
            # Such a rest is a part of the password, which no error may show.
            raise PluginError(
                "`connection.uri`: signs such as @ and / in a name or password must be encoded, as"
                " %40 and %2F"
            )
        place = f"MongoDB at {hosts}"
        for host in hosts.split(",") if scheme == "mongodb" else ():
            name, _, port = host.partition(":") if "[" not in host else (host.strip("[]"), "", "")
            allowed_addresses(ctx, place, name, int(port) if port.isdigit() else _PORT)
        password = (login or "").partition(":")[2]
        found = {password, unquote(password), unquote_plus(password)} - {""}
        return place, tuple(found)


def document_of(name: str, value: Json) -> dict[str, Any]:
    """A map or JSON of one as a document: extended JSON, such as `$oid` and `$date`, is read.

    Raises: PluginError for anything else.
    """
    found = value
    if isinstance(value, str):
        try:
            found = msgspec.json.decode(value)
        except msgspec.DecodeError as error:
            raise PluginError(f"`{name}` is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise PluginError(f"`{name}` must be a map, or JSON of one")
    document: dict[str, Any] = native(name, found)
    return document


def native(name: str, value: Json) -> Any:
    """A value with its extended JSON read. Raises: PluginError for what is none."""
    json_util = client_module("bson.json_util", "MongoDB", "tiercel[mongodb]")
    errors = client_module("bson.errors", "MongoDB", "tiercel[mongodb]")
    options = json_util.JSONOptions(tz_aware=True)
    try:
        return json_util.loads(msgspec.json.encode(value).decode(), json_options=options)
    except (errors.BSONError, ValueError, TypeError, KeyError) as error:
        raise PluginError(f"`{name}` is no document: {error}") from None


def row_of(document: Any) -> Any:
    """A document as rows have it: ids as texts, numbers and dates as such."""
    bson = client_module("bson", "MongoDB", "tiercel[mongodb]")
    if isinstance(document, dict):
        return {name: row_of(each) for name, each in document.items()}
    if isinstance(document, list):
        return [row_of(each) for each in document]
    if isinstance(document, bson.ObjectId):
        return str(document)
    if isinstance(document, bson.Decimal128):
        return document.to_decimal()
    if isinstance(document, bson.Int64):
        return int(document)
    if isinstance(document, bson.Timestamp):
        return document.as_datetime()
    if isinstance(document, bytes):
        return bytes(document)
    if isinstance(document, bson.Regex | bson.Code | bson.MinKey | bson.MaxKey | bson.DBRef):
        return str(document)
    return document
