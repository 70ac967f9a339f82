"""Chats, classes, fields and pictures, by a stand-in of ours for OpenAI."""

from __future__ import annotations

import pytest

from plugins.ai.tests.asking import KEY, OPENAI, asked, chat_answer, counted, failure
from tiercel.plugin import Json, PluginError
from tiercel_ai.completion.chat import ChatCompletion
from tiercel_ai.completion.texts import (
    Classification,
    ImageGeneration,
    JSONStructuredExtraction,
    class_in,
)

USER = [{"type": "USER", "content": "What?"}]
CHAT = {"provider": OPENAI, "messages": USER}
FILE = "kestra:///a/namespace/a-flow/executions/an-execution/falcon.png"


def test_a_chat() -> None:
    settings = {"temperature": 0.5, "maxToken": 9, "logRequests": True, "logResponses": True}
    messages = [{"type": "SYSTEM", "content": "Short"}, *USER]
    ran = asked(
        ChatCompletion,
        {"provider": OPENAI, "messages": messages, "configuration": settings},
        chat_answer("A falcon"),
    )
    assert ran.error is None
    assert ran.outputs["textOutput"] == ran.outputs["aiResponse"] == "A falcon"
    assert ran.outputs["finishReason"] == "STOP"
    assert ran.outputs["guardrailViolated"] is False
    assert ran.outputs["tokenUsage"] == {
        "inputTokenCount": 3,
        "outputTokenCount": 2,
        "totalTokenCount": 5,
    }
    assert ran.logs == ["Question: What?", "Answer: A falcon"]
    (request,) = ran.context.http.sent
    assert request.url == "https://api.openai.com/v1/chat/completions"
    assert request.headers == {"Authorization": f"Bearer {KEY}"}
    assert request.json == {
        "model": "gpt",
        "messages": [{"role": "system", "content": "Short"}, {"role": "user", "content": "What?"}],
        "temperature": 0.5,
        "max_completion_tokens": 9,
    }
    assert counted(ran) == {
        "ai.provider.calls": 1,
        "input.token.count": 3,
        "output.token.count": 2,
        "total.token.count": 5,
    }


def test_an_answer_as_json_of_a_schema() -> None:
    schema: Json = {"type": "object", "properties": {"bird": {"type": "string"}}}
    form = {"type": "JSON", "jsonSchema": schema, "strictJson": True}
    properties = {**CHAT, "configuration": {"responseFormat": form}}
    ran = asked(ChatCompletion, properties, chat_answer('```json\n{"bird": "falcon"}\n```'))
    assert ran.outputs["jsonOutput"] == {"bird": "falcon"}
    assert ran.context.http.sent[0].json["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": schema, "strict": True},
    }
    ran = asked(ChatCompletion, properties, chat_answer("A falcon"))
    assert "is no JSON" in str(ran.error)


def test_pictures_and_documents_go_along() -> None:
    blocks = [
        {"type": "TEXT", "text": "Which bird?"},
        {"type": "IMAGE", "uri": FILE},
        {"type": "PDF", "uri": "https://a.example/birds"},
    ]
    messages = [{"type": "USER", "contentBlocks": blocks}]
    ran = asked(
        ChatCompletion,
        {"provider": OPENAI, "messages": messages},
        chat_answer("A falcon"),
        stored={FILE: b"abc"},
    )
    assert ran.error is None
    (message,) = ran.context.http.sent[0].json["messages"]
    assert message["content"] == [
        {"type": "text", "text": "Which bird?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,YWJj"}},
        {"type": "file", "file": {"filename": "file.pdf", "file_data": "https://a.example/birds"}},
    ]


def test_a_guardrail_before_the_question() -> None:
    rule = {"expression": "{{ message | length > 10 }}", "message": "Say more"}
    ran = asked(ChatCompletion, {**CHAT, "guardrails": {"input": [rule]}})
    assert ran.outputs == {"guardrailViolated": True, "guardrailViolationMessage": "Say more"}
    assert ran.context.http.sent == []


def test_a_guardrail_keeps_the_answer_back() -> None:
    rule = {"expression": "{{ not (response contains 'falcon') }}", "message": "No birds"}
    ran = asked(ChatCompletion, {**CHAT, "guardrails": {"output": [rule]}}, chat_answer("A falcon"))
    assert ran.outputs["guardrailViolationMessage"] == "No birds"
    assert "textOutput" not in ran.outputs
    assert "falcon" not in str(ran.outputs)


def test_what_the_service_refuses_is_said_without_the_key() -> None:
    refusal = failure(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}})
    ran = asked(ChatCompletion, CHAT, refusal)
    words = "OpenAI at api.openai.com: the chat failed: 401 Incorrect API key provided: ****"
    assert str(ran.error) == words


def test_a_busy_service_is_asked_again() -> None:
    ran = asked(ChatCompletion, CHAT, failure(429, {"error": "busy"}), chat_answer("A falcon"))
    assert ran.outputs["textOutput"] == "A falcon"
    assert len(ran.context.http.sent) == 2


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"messages": USER}, "Missing required property `provider`"),
        ({**CHAT, "provider": {"modelName": "gpt"}}, "The `provider` must be a map with a `type`"),
        ({**CHAT, "provider": {**OPENAI, "type": "a.B"}}, "Invalid type: a.B"),
        ({**CHAT, "provider": {**OPENAI, "apiKey": None}}, "Missing required property `apiKey`"),
        ({**CHAT, "messages": [{"content": "x"}]}, "`messages[0].type` must be SYSTEM, AI or USER"),
        ({**CHAT, "messages": [{"type": "USER"}]}, "neither `content` nor `contentBlocks`"),
        ({**CHAT, "provider": {**OPENAI, "caPem": "x"}}, "`caPem` and `clientPem` are not"),
    ],
)
def test_mistakes(properties: dict[str, Json], words: str) -> None:
    assert words in str(asked(ChatCompletion, properties).error)


def test_a_class() -> None:
    properties = {"provider": OPENAI, "prompt": "Where is it?", "classes": ["parcel", "bill"]}
    ran = asked(Classification, properties, chat_answer(" Parcel."))
    assert ran.outputs["classification"] == "parcel"
    instruction, question = ran.context.http.sent[0].json["messages"]
    assert "parcel" in instruction["content"]
    assert question["content"] == "Where is it?"


def test_classes_in_answers() -> None:
    assert class_in("The class is **bill**", ["parcel", "bill"]) == "bill"
    with pytest.raises(PluginError, match="none of the classes: either"):
        class_in("either parcel or bill", ["parcel", "bill"])


def test_fields() -> None:
    properties = {
        "provider": OPENAI,
        "prompt": "Parcel 7 of Ann",
        "schemaName": "parcel",
        "jsonFields": ["number", "sender"],
    }
    ran = asked(JSONStructuredExtraction, properties, chat_answer('{"number":"7","sender":null}'))
    assert ran.outputs["extractedJson"] == '{"number":"7","sender":null}'
    assert ran.outputs["schemaName"] == "parcel"
    form = ran.context.http.sent[0].json["response_format"]["json_schema"]
    assert form["schema"]["required"] == ["number", "sender"]


def test_a_picture_is_stored() -> None:
    found = {"data": [{"b64_json": "YWJj"}], "usage": {"input_tokens": 4, "output_tokens": 5}}
    ran = asked(ImageGeneration, {"provider": OPENAI, "prompt": "A falcon"}, found)
    assert ran.context.blobs.stored[ran.outputs["imageUrl"]] == b"abc"
    assert counted(ran)["total.token.count"] == 9


def test_a_provider_without_pictures() -> None:
    provider = {
        "type": "io.kestra.plugin.ai.provider.Ollama",
        "endpoint": "http://x",
        "modelName": "m",
    }
    ran = asked(ImageGeneration, {"provider": provider, "prompt": "A falcon"})
    assert str(ran.error) == "Ollama: there are no pictures of this provider"
