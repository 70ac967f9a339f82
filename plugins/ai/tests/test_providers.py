"""What each provider asks its service, and what it makes of answers, by stand-ins of ours."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.ai.tests.asking import KEY, asked, chat_answer, failure
from tiercel.plugin import Json
from tiercel_ai.agent.agent import AIAgent
from tiercel_ai.completion.chat import ChatCompletion
from tiercel_ai.providers.bedrock import region_of

PREFIX = "io.kestra.plugin.ai.provider."
# Providers in the form of OpenAI: what they need, and where they ask.
SAME_FORM: list[tuple[str, dict[str, Json], str]] = [
    ("OpenAI", {"apiKey": KEY}, "https://api.openai.com/v1/chat/completions"),
    ("MistralAI", {"apiKey": KEY}, "https://api.mistral.ai/v1/chat/completions"),
    ("DeepSeek", {"apiKey": KEY}, "https://api.deepseek.com/v1/chat/completions"),
    ("OpenRouter", {"apiKey": KEY}, "https://openrouter.ai/api/v1/chat/completions"),
    ("HuggingFace", {"apiKey": KEY}, "https://router.huggingface.co/v1/chat/completions"),
    ("DockerModel", {}, "http://localhost:12434/engines/v1/chat/completions"),
    ("LocalAI", {"baseUrl": "http://a/v1/"}, "http://a/v1/chat/completions"),
    ("GitHubModels", {"gitHubToken": KEY}, "https://models.github.ai/inference/chat/completions"),
    (
        "WorkersAI",
        {"accountId": "a", "apiKey": KEY},
        "https://api.cloudflare.com/client/v4/accounts/a/ai/v1/chat/completions",
    ),
    (
        "DashScope",
        {"apiKey": KEY},
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions",
    ),
    ("ZhiPuAI", {"apiKey": KEY}, "https://open.bigmodel.cn/api/paas/v4/chat/completions"),
    (
        "AzureOpenAI",
        {"endpoint": "https://a.example/", "apiKey": KEY},
        "https://a.example/openai/deployments/m/chat/completions?api-version=2024-10-21",
    ),
]
SCHEMA: Json = {"type": "object", "properties": {"n": {"type": "integer"}}}
SETTINGS: dict[str, Json] = {
    "temperature": 0.5,
    "topK": 4,
    "topP": 0.9,
    "seed": 1,
    "maxToken": 9,
    "thinkingEnabled": True,
    "thinkingBudgetTokens": 2048,
    "returnThinking": True,
    "responseFormat": {"type": "JSON", "jsonSchema": SCHEMA},
}
# A tool without a request of its own.
TOOL = {
    "type": "io.kestra.plugin.ai.tool.KestraTask",
    "tasks": [
        {"id": "give", "type": "io.kestra.plugin.core.debug.Return", "format": "..."},
    ],
}


def chat_with(provider: dict[str, Json], *answers: Json, **settings: Json) -> Any:
    messages = [{"type": "SYSTEM", "content": "Short"}, {"type": "USER", "content": "What?"}]
    provider = {"modelName": "m", **provider, "type": PREFIX + str(provider["type"])}
    properties = {"provider": provider, "messages": messages, "configuration": settings}
    return asked(ChatCompletion, properties, *answers)


def agent_with(provider: dict[str, Json], *answers: Json) -> Any:
    provider = {"modelName": "m", **provider, "type": PREFIX + str(provider["type"])}
    return asked(AIAgent, {"provider": provider, "prompt": "Go", "tools": [TOOL]}, *answers)


@pytest.mark.parametrize(("name", "properties", "url"), SAME_FORM)
def test_the_form_of_openai(name: str, properties: dict[str, Json], url: str) -> None:
    ran = chat_with({"type": name, **properties}, chat_answer("Hello"))
    assert ran.error is None
    assert ran.outputs["textOutput"] == "Hello"
    assert ran.context.http.sent[0].url == url
    refused = chat_with({"type": name, **properties}, failure(403, {"message": f"not {KEY}"}))
    assert "403 not" in str(refused.error)
    assert KEY not in str(refused.error) or KEY not in properties.values()


def test_azure_asks_as_an_application() -> None:
    login = {"tenantId": "t", "clientId": "c", "clientSecret": KEY}
    provider = {"type": "AzureOpenAI", "endpoint": "https://a.example", **login}
    ran = chat_with(provider, {"access_token": "token-1"}, chat_answer("Hello"))
    first, second = ran.context.http.sent
    assert first.url == "https://login.microsoftonline.com/t/oauth2/v2.0/token"
    assert first.form["client_secret"] == KEY
    assert second.headers == {"Authorization": "Bearer token-1"}
    refused = chat_with(provider, failure(401, {"error": f"wrong {KEY}"}))
    assert KEY not in str(refused.error)
    assert "signing in failed: 401 wrong ****" in str(refused.error)
    without = chat_with({"type": "AzureOpenAI", "endpoint": "https://a.example"})
    assert "give `apiKey`, or `tenantId`" in str(without.error)


def test_watsonx() -> None:
    provider = {"type": "WatsonxAI", "apiKey": KEY, "projectId": "p"}
    ran = chat_with(provider, {"access_token": "token-1"}, chat_answer("Hello"))
    assert ran.outputs["textOutput"] == "Hello"
    asked_for = ran.context.http.sent[1]
    assert asked_for.url.startswith("https://us-south.ml.cloud.ibm.com/ml/v1/text/chat?version=")
    assert asked_for.json["model_id"] == "m"
    assert asked_for.json["project_id"] == "p"


def test_anthropic() -> None:
    found = {
        "id": "m1",
        "content": [{"type": "thinking", "thinking": "Hm"}, {"type": "text", "text": '{"n": 1}'}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 3, "output_tokens": 2},
    }
    ran = chat_with({"type": "Anthropic", "apiKey": KEY}, found, **SETTINGS, promptCaching=True)
    assert ran.error is None
    assert ran.outputs["jsonOutput"] == {"n": 1}
    assert ran.outputs["thinking"] == "Hm"
    (request,) = ran.context.http.sent
    assert request.url == "https://api.anthropic.com/v1/messages"
    assert request.headers == {"x-api-key": KEY, "anthropic-version": "2023-06-01"}
    (system,) = request.json["system"]
    assert system["text"].startswith("Short\n\nAnswer with JSON only of this JSON schema")
    assert system["cache_control"] == {"type": "ephemeral"}
    assert request.json["max_tokens"] == 9
    assert request.json["thinking"] == {"type": "enabled", "budget_tokens": 2048}
    assert request.json["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "What?"}]}
    ]


def test_an_agent_of_anthropic_gives_back_what_the_model_said() -> None:
    use = {"type": "tool_use", "id": "u1", "name": "kestra_task_give", "input": {"format": "7"}}
    first = {"content": [{"type": "thinking", "thinking": "Hm"}, use], "stop_reason": "tool_use"}
    last = {"content": [{"type": "text", "text": "Seven"}], "stop_reason": "end_turn"}
    ran = agent_with({"type": "Anthropic", "apiKey": KEY}, first, last)
    assert ran.outputs["textOutput"] == "Seven"
    _, answer, result = ran.context.http.sent[1].json["messages"]
    assert answer == {"role": "assistant", "content": first["content"]}
    assert result["content"] == [
        {"type": "tool_result", "tool_use_id": "u1", "content": '{"value":"7"}'}
    ]
    (tool,) = ran.context.http.sent[0].json["tools"]
    assert tool["input_schema"]["required"] == ["format"]


def test_gemini() -> None:
    parts = [{"text": "Hm", "thought": True}, {"text": '{"n": 1}'}]
    found = {
        "candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2},
    }
    ran = chat_with({"type": "GoogleGemini", "apiKey": KEY}, found, **SETTINGS)
    assert ran.outputs["jsonOutput"] == {"n": 1}
    assert ran.outputs["thinking"] == "Hm"
    assert ran.outputs["finishReason"] == "STOP"
    (request,) = ran.context.http.sent
    assert request.url.endswith("/v1beta/models/m:generateContent")
    assert request.headers == {"x-goog-api-key": KEY}
    assert request.json == {
        "contents": [{"role": "user", "parts": [{"text": "What?"}]}],
        "systemInstruction": {"parts": [{"text": "Short"}]},
        "generationConfig": {
            "temperature": 0.5,
            "topP": 0.9,
            "topK": 4,
            "seed": 1,
            "maxOutputTokens": 9,
            "responseMimeType": "application/json",
            "responseJsonSchema": SCHEMA,
            "thinkingConfig": {"includeThoughts": True, "thinkingBudget": 2048},
        },
    }
    refused = chat_with(
        {"type": "GoogleGemini", "apiKey": KEY}, {"promptFeedback": {"blockReason": "SAFETY"}}
    )
    assert str(refused.error) == "Gemini: the model gives no answer: SAFETY"


def test_an_agent_of_gemini() -> None:
    call = {"functionCall": {"name": "kestra_task_give", "args": {"format": "7"}}}
    signed = {**call, "thoughtSignature": "s"}
    first = {"candidates": [{"content": {"parts": [signed]}, "finishReason": "STOP"}]}
    last = {"candidates": [{"content": {"parts": [{"text": "Seven"}]}, "finishReason": "STOP"}]}
    ran = agent_with({"type": "GoogleGemini", "apiKey": KEY}, first, last)
    assert ran.outputs["textOutput"] == "Seven"
    _, answer, result = ran.context.http.sent[1].json["contents"]
    assert answer == {"role": "model", "parts": [signed]}
    response = {"name": "kestra_task_give", "response": {"result": '{"value":"7"}'}}
    assert result["parts"] == [{"functionResponse": response}]


def test_ollama() -> None:
    found = {
        "message": {"content": '{"n": 1}', "thinking": "Hm"},
        "done_reason": "stop",
        "prompt_eval_count": 3,
        "eval_count": 2,
    }
    ran = chat_with({"type": "Ollama", "endpoint": "http://a:11434/"}, found, **SETTINGS)
    assert ran.outputs["jsonOutput"] == {"n": 1}
    assert ran.outputs["tokenUsage"]["totalTokenCount"] == 5
    (request,) = ran.context.http.sent
    assert request.url == "http://a:11434/api/chat"
    assert request.json["options"] == {
        "temperature": 0.5,
        "top_k": 4,
        "top_p": 0.9,
        "seed": 1,
        "num_predict": 9,
    }
    assert request.json["format"] == SCHEMA
    assert request.json["think"] is True


def test_an_agent_of_ollama() -> None:
    call = {"function": {"name": "kestra_task_give", "arguments": {"format": "7"}}}
    first = {"message": {"content": "", "tool_calls": [call]}, "done_reason": "stop"}
    last = {"message": {"content": "Seven"}, "done_reason": "stop"}
    ran = agent_with({"type": "Ollama", "endpoint": "http://a"}, first, last)
    assert ran.outputs["textOutput"] == "Seven"
    _, answer, result = ran.context.http.sent[1].json["messages"]
    assert answer["tool_calls"] == [call]
    assert result == {
        "role": "tool",
        "content": '{"value":"7"}',
        "tool_name": "kestra_task_give",
    }


def test_the_region_of_an_address() -> None:
    assert region_of("https://bedrock-runtime.eu-west-1.amazonaws.com/model") == "eu-west-1"
    assert region_of("https://a.example/model") == "us-east-1"
