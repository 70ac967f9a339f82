"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

# Stores that no flow of people uses, a service whose requests are signed in a way of its own, and
# questions that a model turns into SQL.
LEFT_OUT = [
    "embeddings.MariaDB: is not there",
    "embeddings.Milvus: is not there",
    "embeddings.MongoDBAtlas: is not there",
    "embeddings.Redis: is not there",
    "embeddings.Tablestore: is not there",
    "provider.OciGenAI: is not there",
    "retriever.SqlDatabaseRetriever: is not there",
]
# A list of plugins is a list; the plugins in it are rendered.
NO_EXPRESSION = [
    f"{name}.contentRetrievers: dynamic yes not no"
    for name in ("agent.AIAgent", "rag.ChatCompletion", "tool.AIAgent")
]
# The reference renders what is in them, and not the whole.
EXPRESSIONS = [
    f"{name}: dynamic no not yes"
    for name in (
        "agent.AIAgent.configuration",
        "completion.ChatCompletion.configuration",
        "completion.Classification.configuration",
        "completion.JSONStructuredExtraction.configuration",
        "embeddings.Elasticsearch.connection",
        "provider.GoogleGemini.embeddingModelConfiguration",
        "rag.ChatCompletion.chatConfiguration",
        "rag.IngestDocument.fromDocuments",
        "tool.AIAgent.configuration",
        "tool.KestraFlow.auth",
        "tool.Skill.skills",
    )
]
# Addresses that the list has by the name of a constant, or not at all.
ADDRESSES = [
    (
        "provider.DashScope.baseUrl: default none not"
        " https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
    ),
    "provider.DashScope.baseUrl: required yes not no",
    "provider.OpenAI.baseUrl: default DEFAULT_OPENAI_URL not https://api.openai.com/v1",
]
ON_PURPOSE = sorted([*LEFT_OUT, *NO_EXPRESSION, *EXPRESSIONS, *ADDRESSES])


def test_deviations() -> None:
    found = deviations("ai", Path(__file__).with_name("types.json"))
    assert sorted(found) == ON_PURPOSE, "\n".join({*found} ^ {*ON_PURPOSE})


def test_the_page_and_the_examples_are_valid() -> None:
    assert mistakes("ai") == []
