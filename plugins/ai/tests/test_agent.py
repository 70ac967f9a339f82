"""Agents: tools in rounds, memory, sources, bounds; by stand-ins of ours for the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from plugins.ai.tests.asking import KEY, OPENAI, asked, chat_answer, counted, failure
from tiercel.plugin import Json
from tiercel.testing import FakeContext, World
from tiercel_ai.agent.agent import AIAgent
from tiercel_ai.chat import Message
from tiercel_ai.memory.memory import KestraKVStore

TASKS = {
    "type": "io.kestra.plugin.ai.tool.KestraTask",
    "tasks": [
        {
            "id": "give",
            "description": "Gives a value.",
            "type": "io.kestra.plugin.core.debug.Return",
            "format": "...",
        }
    ],
}
SEARCH = {"type": "io.kestra.plugin.ai.tool.TavilyWebSearch", "apiKey": "tvly-canary-2b"}
PAGES = {"results": [{"title": "Falcons", "url": "https://a.example", "content": "They fly."}]}
AGENT: dict[str, Json] = {"provider": OPENAI, "prompt": "Go", "systemMessage": "Be short"}


def agent(properties: dict[str, Json], *answers: Json, **world: Any) -> Any:
    return asked(AIAgent, {**AGENT, **properties}, *answers, **world)


def test_a_tool_is_run_until_the_model_answers() -> None:
    ran = agent(
        {"tools": [TASKS, SEARCH]},
        chat_answer("", ("kestra_task_give", {"format": "7"})),
        chat_answer("", ("searchWeb", {"query": "falcon"})),
        PAGES,
        chat_answer("Seven"),
    )
    assert ran.error is None
    assert ran.outputs["textOutput"] == "Seven"
    assert [each["requestName"] for each in ran.outputs["toolExecutions"]] == [
        "kestra_task_give",
        "searchWeb",
    ]
    assert ran.outputs["toolExecutions"][1]["result"] == "Falcons\nhttps://a.example\nThey fly."
    assert len(ran.outputs["intermediateResponses"]) == 2
    assert counted(ran)["ai.agent.tool.calls"] == 2
    assert counted(ran)["ai.provider.calls"] == 3
    search = ran.context.http.sent[2]
    assert search.url == "https://api.tavily.com/search"
    assert search.json == {"query": "falcon", "max_results": 5}
    first = ran.context.http.sent[0].json
    assert first["messages"][0] == {"role": "system", "content": "Be short"}
    give, web = (each["function"] for each in first["tools"])
    assert (give["name"], give["description"]) == ("kestra_task_give", "Gives a value.")
    assert web["parameters"]["required"] == ["query"]


def test_what_the_model_says_is_no_expression() -> None:
    call = ("kestra_task_give", {"format": "{{ secret('KEY') }}"})
    ran = agent(
        {"tools": [TASKS]}, chat_answer("", call), chat_answer("Done"), secrets={"KEY": "hush"}
    )
    assert ran.outputs["toolExecutions"][0]["result"] == '{"value":"{{ secret(\'KEY\') }}"}'


def test_a_tool_that_fails_says_so_to_the_model() -> None:
    refusal = failure(401, {"detail": {"error": "wrong tvly-canary-2b"}})
    ran = agent(
        {"tools": [SEARCH]},
        chat_answer("", ("searchWeb", {"query": "x"}), ("nothing", {})),
        refusal,
        chat_answer("I can't"),
    )
    first, second = ran.outputs["toolExecutions"]
    assert "Tavily at api.tavily.com: the search failed: 401" in first["result"]
    assert "canary" not in first["result"]
    assert second["result"] == "Error: there is no tool nothing"
    assert any("The tool searchWeb failed" in line for line in ran.logs)


def test_rounds_have_a_bound() -> None:
    call = chat_answer("", ("kestra_task_give", {"format": "7"}))
    ran = agent({"tools": [TASKS], "maxSequentialToolsInvocations": 2}, call, call, call)
    assert "more than 2 times in a row" in str(ran.error)
    ran = agent({"maxSequentialToolsInvocations": 0})
    assert "must be 1 to 1000, not 0" in str(ran.error)


def test_two_tools_of_one_name() -> None:
    ran = agent({"tools": [SEARCH, SEARCH]})
    assert str(ran.error) == "Two tools have the same name: searchWeb"


def test_an_agent_of_an_agent() -> None:
    other = {
        "type": "io.kestra.plugin.ai.tool.AIAgent",
        "name": "writer",
        "description": "Writes.",
        "provider": OPENAI,
        "systemMessage": "Write",
    }
    ran = agent(
        {"tools": [other]},
        chat_answer("", ("writer", {"prompt": "A poem"})),
        chat_answer("Roses"),
        chat_answer("Here: roses"),
    )
    assert ran.outputs["textOutput"] == "Here: roses"
    assert ran.context.http.sent[1].json["messages"] == [
        {"role": "system", "content": "Write"},
        {"role": "user", "content": "A poem"},
    ]


def test_sources_go_along_with_the_prompt() -> None:
    tavily = {"type": "io.kestra.plugin.ai.retriever.TavilyWebSearch", "apiKey": KEY}
    google = {
        "type": "io.kestra.plugin.ai.retriever.GoogleCustomWebSearch",
        "apiKey": KEY,
        "csi": "c",
        "maxResults": 1,
    }
    found = {"items": [{"title": "Kites", "link": "https://b.example", "snippet": "So do they."}]}
    ran = agent({"contentRetrievers": [tavily, google]}, PAGES, found, chat_answer("Yes"))
    assert ran.outputs["sources"][0] == {
        "content": "They fly.",
        "metadata": {"title": "Falcons", "url": "https://a.example"},
    }
    asked_google, chat = ran.context.http.sent[1:]
    assert asked_google.params == {"cx": "c", "q": "Go", "num": "1"}
    assert chat.json["messages"][-1]["content"] == (
        "Go\n\nAnswer using the following information:\nThey fly.\n\nSo do they."
    )


def test_files_of_the_working_directory_are_kept() -> None:
    write = {
        "type": "io.kestra.plugin.ai.tool.KestraTask",
        "tasks": [{"id": "x", "type": "io.kestra.plugin.core.debug.Return", "format": "y"}],
    }
    ran = agent({"tools": [write], "outputFiles": ["*.txt"]}, chat_answer("Done"))
    assert ran.outputs.get("outputFiles") == {}


def memory_of(**properties: Any) -> KestraKVStore:
    return KestraKVStore(memory_id="chat-1", **properties)


def test_a_chat_is_remembered() -> None:
    memory = {"type": "io.kestra.plugin.ai.memory.KestraKVStore", "memoryId": "chat-1"}
    ran = agent({"memory": memory}, chat_answer("Hello"))
    assert ran.error is None
    ((place, stored),) = ran.context.kv.entries.items()
    assert place[1] == "chat-1"
    assert stored == [{"type": "USER", "text": "Go"}, {"type": "AI", "text": "Hello"}]


def test_the_newest_messages_are_kept() -> None:
    ctx = FakeContext(World(), {})
    said = [Message("USER", "1"), Message("AI", "2"), Message("USER", "3"), Message("AI", "4")]
    memory_of(messages=3).save(ctx, said)
    assert [each.text for each in memory_of().load(ctx)] == ["3", "4"]
    assert memory_of(drop="BEFORE_TASKRUN").load(ctx) == []
    memory_of().save(ctx, said)
    memory_of(drop="AFTER_TASKRUN").save(ctx, said)
    assert memory_of().load(ctx) == []
    assert memory_of().ttl == timedelta(hours=1)


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ({"type": OPENAI["type"]}, "Invalid type: io.kestra.plugin.ai.provider.OpenAI"),
        ("search", "The `tools[0]` must be a map with a `type`"),
    ],
)
def test_mistakes(tool: Json, words: str) -> None:
    assert words in str(agent({"tools": [tool]}).error)
