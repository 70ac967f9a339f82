"""Stores that are asked by plain HTTP."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeVar
from urllib.parse import quote

from msgspec.structs import replace

from tiercel.plugin import Json, Part, PluginError, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService, given
from tiercel_ai.embeddings.store import EmbeddingStoreProvider, Match, Piece, score_of

StoreT = TypeVar("StoreT", bound=EmbeddingStoreProvider)
_KEY = Prop("The key of the service, best from a secret.")
# Where a text is kept among its metadata.
_TEXT = "text"


def _store(name: str, example: str) -> Callable[[type[StoreT]], type[StoreT]]:
    """The description of a store of that name."""
    return plugin(
        f"io.kestra.plugin.ai.embeddings.{name}",
        title=f"Keep embeddings in {name}.",
        examples=[example],
        aliases=[f"io.kestra.plugin.langchain4j.embeddings.{name}"],
    )


class RestStore(EmbeddingStoreProvider, HttpService):
    """A service with an address."""

    secret_fields: ClassVar[tuple[str, ...]] = ("api_key",)
    # What holds the texts, behind `root()`, with properties for their names in braces.
    holder: ClassVar[str] = ""

    def root(self) -> str:
        """Where the service is, without a slash at the end."""
        raise NotImplementedError

    def secrets(self) -> Iterable[str | None]:
        return [getattr(self, name) for name in self.secret_fields if hasattr(self, name)]

    def drop(self, ctx: RunContext) -> None:
        self.call(ctx, "DELETE", self.filled(self.holder), missing_is_well=True)

    def call(
        self,
        ctx: RunContext,
        method: str,
        path: str,
        body: Json = None,
        *,
        missing_is_well: bool = False,
    ) -> Any:
        """The answer as JSON; None for what is not there when that is well. Raises: PluginError."""
        request = HttpRequest(url=self.root() + path, method=method)
        if body is not None:
            request = HttpRequest(url=self.root() + path, method=method, json=body)
        try:
            return self.ask(ctx, f"{method} {path or '/'}", request)
        except PluginError as error:
            if missing_is_well and "failed: 404" in str(error):
                return None
            raise


@_store(
    "Qdrant",
    "host: localhost\nport: 6333\napiKey: \"{{ secret('QDRANT_KEY') }}\"\ncollectionName: birds",
)
class Qdrant(RestStore):
    """By HTTP, on port 6333; a flow that names the port of gRPC, 6334, means that one."""

    service = "Qdrant"
    host: Annotated[str, Prop("The host, or its address with https://.")]
    port: Annotated[int, Prop("The port of the server: 6333, or 6334, which means it too.")]
    api_key: Annotated[str, _KEY]
    collection_name: Annotated[
        str, Prop("The collection for texts and vectors; made when it is not there.")
    ]

    def root(self) -> str:
        port = 6333 if self.port == 6334 else self.port
        place = self.host if "://" in self.host else f"http://{self.host}"
        return f"{place}:{port}/collections/{quote(self.collection_name, safe='')}"

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {"api-key": self.api_key}

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        if self.call(ctx, "GET", "", missing_is_well=True) is None:
            size = len(pieces[0].vector)
            self.call(ctx, "PUT", "", {"vectors": {"size": size, "distance": "Cosine"}})
        points = [
            {"id": each.id, "vector": each.vector, "payload": _payload(each)} for each in pieces
        ]
        self.call(ctx, "PUT", "/points?wait=true", {"points": points})

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        body = {"vector": vector, "limit": most, "with_payload": True}
        found = self.call(ctx, "POST", "/points/search", body)
        return [_match(score_of(each["score"]), each["payload"]) for each in found["result"]]


@_store("Chroma", "baseUrl: http://localhost:8000\ncollectionName: birds")
class Chroma(RestStore):
    """In the default database of the default tenant."""

    service = "Chroma"
    holder = "/{collection_name}"
    base_url: Annotated[str, Prop("The address of the service, such as `http://localhost:8000`.")]
    collection_name: Annotated[
        str, Prop("The collection for texts and vectors; made when it is not there.")
    ]

    def root(self) -> str:
        where = "/api/v2/tenants/default_tenant/databases/default_database/collections"
        return self.base_url.rstrip("/") + where

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        body = {
            "ids": [each.id for each in pieces],
            "embeddings": [each.vector for each in pieces],
            "documents": [each.text for each in pieces],
            "metadatas": [each.metadata or None for each in pieces],
        }
        self.call(ctx, "POST", f"/{self._id(ctx)}/upsert", body)

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        include = ["documents", "metadatas", "distances"]
        body = {"query_embeddings": [vector], "n_results": most, "include": include}
        found = self.call(ctx, "POST", f"/{self._id(ctx)}/query", body)
        rows = zip(found["documents"][0], found["metadatas"][0], found["distances"][0], strict=True)
        return [Match(1 - far / 2, text, metadata or {}) for text, metadata, far in rows]

    def _id(self, ctx: RunContext) -> str:
        space = {"hnsw": {"space": "cosine"}}
        body = {"name": self.collection_name, "get_or_create": True, "configuration": space}
        return str(self.call(ctx, "POST", "", body)["id"])


@_store(
    "Weaviate",
    (
        "scheme: https\nhost: a.weaviate.cloud\nport: 443\n"
        "apiKey: \"{{ secret('WEAVIATE_KEY') }}\"\nobjectClass: Bird"
    ),
)
class Weaviate(RestStore):
    """By HTTP; what is said of gRPC is taken and not used."""

    service = "Weaviate"
    holder = "/schema/{object_class}"
    host: Annotated[str, Prop("The host of the service, such as `a.weaviate.cloud`.")]
    port: Annotated[int, Prop("The port of the service, such as 443.")]
    scheme: Annotated[str | None, Prop("http, or https; https without it.")] = None
    api_key: Annotated[str, _KEY]
    object_class: Annotated[
        str, Prop("The class for texts and vectors; made when it is not there.")
    ]
    metadata_field_name: Annotated[str | None, Prop("Where metadata are; `_metadata`.")] = None
    metadata_keys: Annotated[list[str] | None, Prop("Which metadata are read back.")] = None
    avoid_dups: Annotated[bool | None, Prop("Taken: each text has an id of its own.")] = None
    consistency_level: Annotated[
        Literal["ONE", "QUORUM", "ALL"] | None, Prop("How many replicas must agree.")
    ] = None
    grpc_port: Annotated[int | None, Prop("Taken and not used: requests are HTTP.")] = None
    secured_grpc: Annotated[bool | None, Prop("Taken and not used: requests are HTTP.")] = None
    use_grpc_for_inserts: Annotated[bool | None, Prop("Taken and not used: requests are HTTP.")] = (
        None
    )

    def root(self) -> str:
        return f"{self.scheme or 'https'}://{self.host}:{self.port}/v1"

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"}

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        place = self.metadata_field_name or "_metadata"
        objects = [
            {
                "class": self.object_class,
                "id": each.id,
                "vector": each.vector,
                "properties": given(**{_TEXT: each.text, place: each.metadata or None}),
            }
            for each in pieces
        ]
        level = self.consistency_level or "QUORUM"
        path = f"/batch/objects?consistency_level={level}"
        for each in self.call(ctx, "POST", path, {"objects": objects}):
            errors = (each.get("result") or {}).get("errors")
            if errors:
                raise PluginError(f"Weaviate at {self.host}: an object was refused: {errors}")

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        place = self.metadata_field_name or "_metadata"
        metadata = f"{place} {{ {' '.join(self.metadata_keys)} }}" if self.metadata_keys else ""
        query = (
            f"{{ Get {{ {self.object_class}(limit: {most}, nearVector: {{vector: {vector}}})"
            f" {{ {_TEXT} {metadata} _additional {{ certainty }} }} }} }}"
        )
        found = self.call(ctx, "POST", "/graphql", {"query": query})
        if found.get("errors"):
            raise PluginError(f"Weaviate at {self.host}: {found['errors'][0].get('message')}")
        return [
            Match(row["_additional"]["certainty"], row[_TEXT], row.get(place) or {})
            for row in found["data"]["Get"][self.object_class]
        ]


@_store(
    "Pinecone",
    "apiKey: \"{{ secret('PINECONE_KEY') }}\"\ncloud: aws\nregion: us-east-1\nindex: birds",
)
class Pinecone(RestStore):
    """The index is made when it is not there."""

    service = "Pinecone"
    api_key: Annotated[str, _KEY]
    cloud: Annotated[str, Prop("The cloud of an index that is made.")]
    region: Annotated[str, Prop("The region of an index that is made, such as `us-east-1`.")]
    index: Annotated[str, Prop("The index for texts and vectors; made when it is not there.")]
    namespace: Annotated[str | None, Prop("The part of the index; the default one.")] = None

    def root(self) -> str:
        return ""

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {"Api-Key": self.api_key, "X-Pinecone-Api-Version": "2025-01"}

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        rows = [
            {"id": each.id, "values": each.vector, "metadata": _payload(each)} for each in pieces
        ]
        host = self._host(ctx, len(pieces[0].vector))
        body = given(vectors=rows, namespace=self.namespace)
        self.call(ctx, "POST", f"{host}/vectors/upsert", body)

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        body = given(vector=vector, topK=most, includeMetadata=True, namespace=self.namespace)
        found = self.call(ctx, "POST", f"{self._host(ctx, len(vector))}/query", body)
        return [_match(score_of(each["score"]), each["metadata"]) for each in found["matches"]]

    def drop(self, ctx: RunContext) -> None:
        path = f"https://api.pinecone.io/indexes/{quote(self.index, safe='')}"
        found = self.call(ctx, "GET", path, missing_is_well=True)
        if found is not None:
            body = given(deleteAll=True, namespace=self.namespace)
            url = f"https://{found['host']}/vectors/delete"
            self.call(ctx, "POST", url, body, missing_is_well=True)

    def _host(self, ctx: RunContext, size: int) -> str:
        indexes = "https://api.pinecone.io/indexes"
        path = f"{indexes}/{quote(self.index, safe='')}"
        found = self.call(ctx, "GET", path, missing_is_well=True)
        if found is None:
            spec = {"serverless": {"cloud": self.cloud, "region": self.region}}
            body = {"name": self.index, "dimension": size, "metric": "cosine", "spec": spec}
            found = self.call(ctx, "POST", indexes, body)
        return f"https://{found['host']}"


class BasicAuth(Part):
    """A user."""

    username: Annotated[str | None, Prop("The name of the user.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None


class ElasticsearchConnection(Part):
    """Where the cluster is, and who asks."""

    hosts: Annotated[list[str], Prop("Addresses of the cluster; the first is asked.")]
    basic_auth: Annotated[BasicAuth | None, Prop("The user to sign in as; none by default.")] = None
    headers: Annotated[list[str] | None, Prop("Headers, each `name: value`.")] = None
    path_prefix: Annotated[str | None, Prop("The path before all others.")] = None
    strict_deprecation_mode: Annotated[bool | None, Prop("Taken, and not used.")] = None
    target_server_version: Annotated[int, Prop("Taken: requests are those of all versions.")] = 8
    trust_all_ssl: Annotated[
        bool | None, Prop("Whether any certificate is trusted.", deprecated=True)
    ] = None


@_store("Elasticsearch", "connection:\n  hosts: [http://localhost:9200]\nindexName: birds")
class Elasticsearch(RestStore):
    """In an index with a field `vector`."""

    service = "Elasticsearch"
    holder = "/{index_name}"
    connection: Annotated[ElasticsearchConnection, Prop("Where the cluster is.")]
    index_name: Annotated[str, Prop("The index for texts and vectors; made when it is not there.")]

    def root(self) -> str:
        if not self.connection.hosts:
            raise PluginError("`connection.hosts` must name an address")
        return self.connection.hosts[0].rstrip("/") + (self.connection.path_prefix or "")

    def secrets(self) -> Iterable[str | None]:
        login = self.connection.basic_auth or BasicAuth()
        return (login.password,)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        pairs = (each.partition(":") for each in self.connection.headers or ())
        headers = {name.strip(): value.strip() for name, _, value in pairs}
        login = self.connection.basic_auth
        if login is not None and login.username:
            headers["Authorization"] = basic(login.username, login.password)
        return headers

    def prepared(self, request: HttpRequest) -> HttpRequest:
        return replace(request, trusts_all_certificates=bool(self.connection.trust_all_ssl))

    def add(self, ctx: RunContext, pieces: Sequence[Piece]) -> None:
        index = quote(self.index_name, safe="")
        if self.call(ctx, "GET", f"/{index}", missing_is_well=True) is None:
            size = len(pieces[0].vector)
            vector = {"type": "dense_vector", "dims": size, "index": True, "similarity": "cosine"}
            fields = {"vector": vector, _TEXT: {"type": "text"}}
            self.call(ctx, "PUT", f"/{index}", {"mappings": {"properties": fields}})
        for each in pieces:
            body = {"vector": each.vector, _TEXT: each.text, "metadata": each.metadata}
            self.call(ctx, "PUT", f"/{index}/_doc/{each.id}", body)
        self.call(ctx, "POST", f"/{index}/_refresh")

    def nearest(self, ctx: RunContext, vector: list[float], most: int) -> list[Match]:
        near = {"field": "vector", "query_vector": vector, "k": most, "num_candidates": most * 10}
        path = f"/{quote(self.index_name, safe='')}/_search"
        found = self.call(ctx, "POST", path, {"knn": near, "size": most})
        return [
            Match(each["_score"], each["_source"][_TEXT], each["_source"].get("metadata") or {})
            for each in found["hits"]["hits"]
        ]


def basic(username: str, password: str | None) -> str:
    """The header of a user with a password."""
    words = f"{username}:{password or ''}"
    return f"Basic {b64encode(words.encode()).decode()}"


def _payload(piece: Piece) -> dict[str, Json]:
    """What is kept beside a vector."""
    found: dict[str, Json] = dict(piece.metadata)
    found[_TEXT] = piece.text
    return found


def _match(score: float, payload: Mapping[str, Json]) -> Match:
    rest = {name: value for name, value in payload.items() if name != _TEXT}
    return Match(score, str(payload.get(_TEXT) or ""), rest)
