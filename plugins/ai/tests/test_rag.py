"""Texts that are stored, found and answered from, by stand-ins of ours for the services."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from plugins.ai.tests.asking import KEY, OPENAI, asked, chat_answer, counted
from tiercel.plugin import Json, PluginError
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.nested import build_task, render_properties
from tiercel.testing import FakeContext, World, run_task
from tiercel_ai.agent.agent import AIAgent
from tiercel_ai.embeddings.rest import Chroma, Elasticsearch, Pinecone, Qdrant, Weaviate
from tiercel_ai.embeddings.store import EmbeddingStoreProvider, KestraKVStore, Piece
from tiercel_ai.rag.ingest import IngestDocument
from tiercel_ai.rag.searching import ChatCompletion, Search
from tiercel_ai.rag.splitting import DocumentSplitter

STORE = {"type": "io.kestra.plugin.ai.embeddings.KestraKVStore", "kvName": "birds"}
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/notes.txt"
STORED: Json = {
    "entries": [
        {"id": "1", "vector": [1.0, 0.0], "text": "Falcons hunt.", "metadata": {"page": "7"}},
        {"id": "2", "vector": [0.0, 1.0], "text": "Geese eat grass.", "metadata": {}},
    ]
}


def vectors(*found: list[float]) -> Json:
    rows = [{"index": number, "embedding": each} for number, each in enumerate(found)]
    return {"data": rows, "usage": {"prompt_tokens": 4}}


def with_birds(task: Any, properties: dict[str, Json], *answers: Json) -> Any:
    """A task in a world whose store has two birds."""
    left = list(answers)

    def answer(request: HttpRequest) -> HttpAnswer:
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode(left.pop(0)))

    ctx = FakeContext(World(http=answer), properties)
    ctx.kv.put("birds", STORED)
    made = build_task(task, render_properties(task, properties, ctx))
    return ctx, made.run(ctx)


def test_documents_are_split_and_stored() -> None:
    properties = {
        "provider": OPENAI,
        "embeddings": STORE,
        "fromDocuments": [{"content": "One two three four", "metadata": {"page": "1"}}],
        "fromInternalURIs": [FILE],
        "documentSplitter": {
            "splitter": "WORD",
            "maxSegmentSizeInChars": 10,
            "maxOverlapSizeInChars": 0,
        },
        "metadata": {"lang": "en"},
        "bulkSize": 2,
    }
    first, second = vectors([1.0, 0.0], [0.0, 1.0]), vectors([1.0, 1.0])
    ran = asked(IngestDocument, properties, first, second, stored={FILE: b"Five"})
    assert ran.error is None
    assert ran.outputs["ingestedDocuments"] == 2
    assert ran.outputs["inputTokenCount"] == 8
    assert ran.outputs["embeddingStoreOutputs"] == {"kvName": "birds"}
    assert [each.json["input"] for each in ran.context.http.sent] == [
        ["One two", "three four"],
        ["Five"],
    ]
    (value,) = ran.context.kv.entries.values()
    assert [each["text"] for each in value["entries"]] == ["One two", "three four", "Five"]
    assert value["entries"][1]["metadata"] == {"page": "1", "index": "1", "lang": "en"}
    assert value["entries"][2]["metadata"] == {"uri": FILE, "index": "0", "lang": "en"}
    assert counted(ran)["indexed.documents"] == 2


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({}, "There is nothing to store"),
        ({"fromDocuments": [{"content": "x"}], "bulkSize": 0}, "`bulkSize` must be 1 or more"),
        ({"fromPath": "none"}, "there is no folder none"),
        ({"embeddings": OPENAI, "fromDocuments": [{"content": "x"}]}, "Invalid type"),
    ],
)
def test_mistakes(properties: dict[str, Json], words: str) -> None:
    ran = asked(IngestDocument, {"provider": OPENAI, "embeddings": STORE, **properties})
    assert words in str(ran.error)


def test_pieces_of_a_text() -> None:
    def pieces(text: str, most: int, overlap: int, splitter: str = "RECURSIVE") -> list[str]:
        made = DocumentSplitter.model_validate(
            {
                "splitter": splitter,
                "maxSegmentSizeInChars": most,
                "maxOverlapSizeInChars": overlap,
            }
        )
        return made.pieces(text)

    assert pieces("One.\n\nTwo.\n\nThree.", 12, 0) == ["One.\n\nTwo.", "Three."]
    assert pieces("a b c d", 3, 1, "WORD") == ["a b", "b c", "c d"]
    assert pieces("abcdefgh", 3, 0) == ["abc", "def", "gh"]
    assert all(len(each) <= 10 for each in pieces("A long sentence here. Another one.", 10, 3))
    assert pieces("One two.\n\nThree four five.", 10, 0) == ["One two.", "Three four", "five."]
    assert pieces("", 5, 0) == []
    with pytest.raises(PluginError, match="must be 1 or more"):
        pieces("x", 5, 5)


def test_texts_are_found() -> None:
    properties = {"provider": OPENAI, "embeddings": STORE, "query": "Who hunts?"}
    wanted = {"maxResults": 5, "minScore": 0.9, "fetchType": "FETCH"}
    ctx, found = with_birds(Search, {**properties, **wanted}, vectors([1.0, 0.1]))
    assert (found.results, found.size) == (["Falcons hunt."], 1)
    stored = {"maxResults": 5, "minScore": 0.0, "fetchType": "STORE"}
    ctx, found = with_birds(Search, {**properties, **stored}, vectors([1.0, 0.1]))
    assert found.size == 2
    assert b"Falcons hunt." in ctx.blobs.stored[found.uri]
    none = {"maxResults": 0, "minScore": 0.0, "fetchType": "FETCH"}
    with pytest.raises(PluginError, match="`maxResults` must be 1 or more"):
        with_birds(Search, {**properties, **none}, vectors([1.0, 0.1]))
    with pytest.raises(PluginError, match="vectors of 2 numbers, and the model makes 3"):
        with_birds(Search, {**properties, **wanted}, vectors([1.0, 0.1, 0.0]))


def test_an_answer_from_texts() -> None:
    properties = {
        "chatProvider": OPENAI,
        "embeddingProvider": {**OPENAI, "modelName": "small"},
        "embeddings": STORE,
        "prompt": "Who hunts?",
        "systemMessage": "Be short",
        "contentRetrieverConfiguration": {"maxResults": 1},
    }
    ctx, found = with_birds(ChatCompletion, properties, vectors([1.0, 0.0]), chat_answer("Falcons"))
    assert (found.text_output, found.completion) == ("Falcons", "Falcons")
    assert found.sources[0].metadata == {"page": "7", "score": 1.0}
    embedding, chat = ctx.http.sent
    assert embedding.json == {"model": "small", "input": ["Who hunts?"]}
    assert chat.json["messages"] == [
        {"role": "system", "content": "Be short"},
        {
            "role": "user",
            "content": "Who hunts?\n\nAnswer using the following information:\nFalcons hunt.",
        },
    ]
    without = {"chatProvider": OPENAI, "prompt": "x"}
    assert "There is nothing to search" in str(run_task(ChatCompletion, without).error)


def test_a_store_as_a_source_of_an_agent() -> None:
    retriever = {
        "type": "io.kestra.plugin.ai.retriever.EmbeddingStoreRetriever",
        "embeddingProvider": OPENAI,
        "embeddings": STORE,
        "minScore": 0.9,
    }
    properties = {"provider": OPENAI, "prompt": "Hunt?", "contentRetrievers": [retriever]}
    _, found = with_birds(AIAgent, properties, vectors([1.0, 0.0]), chat_answer("Yes"))
    assert [each.content for each in found.sources] == ["Falcons hunt."]


PIECE = Piece("0b0cbd6a-0000-4000-8000-000000000001", [1.0, 0.0], "Falcons hunt.", {"page": "7"})


def through(store: EmbeddingStoreProvider, *answers: Json | HttpAnswer) -> FakeContext:
    left = list(answers)

    def answer(request: HttpRequest) -> HttpAnswer:
        found = left.pop(0)
        if isinstance(found, HttpAnswer):
            return found
        return HttpAnswer(url=request.url, status=200, content=msgspec.json.encode(found))

    return FakeContext(World(http=answer), {})


MISSING = HttpAnswer(url="https://x.example", status=404, content=b'{"error": "no such thing"}')


def test_qdrant() -> None:
    store = Qdrant(host="q", port=6334, api_key=KEY, collection_name="birds")
    ctx = through(store, MISSING, {}, {})
    store.add(ctx, [PIECE])
    look, make, put = ctx.http.sent
    assert look.url == "http://q:6333/collections/birds"
    assert look.headers == {"api-key": KEY}
    assert make.json == {"vectors": {"size": 2, "distance": "Cosine"}}
    assert put.json["points"][0]["payload"] == {"page": "7", "text": "Falcons hunt."}
    payload = {"page": "7", "text": "Falcons hunt."}
    ctx = through(store, {"result": [{"score": 0.5, "payload": payload}]})
    (match,) = store.nearest(ctx, [1.0, 0.0], 3)
    assert (match.score, match.text, match.metadata) == (0.75, "Falcons hunt.", {"page": "7"})
    store.drop(through(store, MISSING))


def test_chroma() -> None:
    store = Chroma(base_url="http://c/", collection_name="birds")
    ctx = through(store, {"id": "i"}, {})
    store.add(ctx, [PIECE])
    assert ctx.http.sent[1].url.endswith("/default_database/collections/i/upsert")
    assert ctx.http.sent[1].json["metadatas"] == [{"page": "7"}]
    answer = {"documents": [["Falcons hunt."]], "metadatas": [[None]], "distances": [[0.5]]}
    (match,) = store.nearest(through(store, {"id": "i"}, answer), [1.0, 0.0], 3)
    assert (match.score, match.text, match.metadata) == (0.75, "Falcons hunt.", {})


def test_weaviate() -> None:
    store = Weaviate(host="w", port=80, scheme="http", api_key=KEY, object_class="Bird")
    ctx = through(store, [{"result": {"status": "SUCCESS"}}])
    store.add(ctx, [PIECE])
    assert ctx.http.sent[0].url == "http://w:80/v1/batch/objects?consistency_level=QUORUM"
    row = {"text": "Falcons hunt.", "_additional": {"certainty": 0.75}}
    ctx = through(store, {"data": {"Get": {"Bird": [row]}}})
    (match,) = store.nearest(ctx, [1.0, 0.0], 3)
    assert (match.score, match.text) == (0.75, "Falcons hunt.")
    with pytest.raises(PluginError, match="an object was refused"):
        store.add(through(store, [{"result": {"errors": {"error": "no"}}}]), [PIECE])
    with pytest.raises(PluginError, match="no class"):
        store.nearest(through(store, {"errors": [{"message": "no class"}]}), [1.0], 3)


def test_pinecone() -> None:
    store = Pinecone(api_key=KEY, cloud="aws", region="us-east-1", index="birds")
    ctx = through(store, MISSING, {"host": "h.example"}, {})
    store.add(ctx, [PIECE])
    assert ctx.http.sent[1].json["spec"] == {"serverless": {"cloud": "aws", "region": "us-east-1"}}
    assert ctx.http.sent[2].url == "https://h.example/vectors/upsert"
    row = {"score": 0.5, "metadata": {"text": "Falcons hunt.", "page": "7"}}
    ctx = through(store, {"host": "h.example"}, {"matches": [row]})
    (match,) = store.nearest(ctx, [1.0, 0.0], 3)
    assert (match.score, match.metadata) == (0.75, {"page": "7"})


def test_elasticsearch() -> None:
    login = {"username": "ann", "password": KEY}
    connection = {"hosts": ["http://e:9200/"], "basicAuth": login, "headers": ["X-A: b"]}
    store = Elasticsearch.model_validate({"connection": connection, "indexName": "birds"})
    ctx = through(store, MISSING, {}, {}, {})
    store.add(ctx, [PIECE])
    _, make, put, _ = ctx.http.sent
    assert make.json["mappings"]["properties"]["vector"]["dims"] == 2
    assert put.url == f"http://e:9200/birds/_doc/{PIECE.id}"
    assert put.headers["X-A"] == "b"
    hit = {"_score": 0.75, "_source": {"text": "Falcons hunt.", "metadata": {"page": "7"}}}
    ctx = through(store, {"hits": {"hits": [hit]}})
    (match,) = store.nearest(ctx, [1.0, 0.0], 3)
    assert (match.score, match.metadata) == (0.75, {"page": "7"})


def test_a_store_says_nothing_of_its_key() -> None:
    store = Qdrant(host="q", port=6333, api_key=KEY, collection_name="birds")
    refusal = HttpAnswer(url="http://q", status=403, content=f'{{"error": "{KEY}"}}'.encode())
    with pytest.raises(PluginError, match=r"Qdrant at q: GET .* failed: 403") as failed:
        store.add(through(store, refusal), [PIECE])
    assert KEY not in str(failed.value)


def test_an_entry_that_holds_something_else() -> None:
    ctx = FakeContext(World(), {})
    ctx.kv.put("birds", "no list")
    with pytest.raises(PluginError, match="holds no embeddings"):
        KestraKVStore(kv_name="birds").nearest(ctx, [1.0], 1)
