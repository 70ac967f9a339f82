"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

# Films and workflows, which no flow that was looked at asks for.
LEFT_OUT = [
    "io.kestra.plugin.gemini.VideoGeneration: is not there",
    "io.kestra.plugin.mistral.RunWorkflow: is not there",
    "io.kestra.plugin.mistral.WorkflowEvents: is not there",
]
# Tokens are counted here for every service that says how many there were.
COUNTED = [
    f"{name}: metrics [] not ['usage.input.tokens', 'usage.output.tokens']"
    for name in (
        "io.kestra.plugin.deepseek.ChatCompletion",
        "io.kestra.plugin.mistral.ChatCompletion",
        "ChatCompletion",
        "Responses",
        "io.kestra.plugin.perplexity.ChatCompletion",
    )
]


def test_deviations() -> None:
    listed = Path(__file__).with_name("types.json")
    assert deviations("models", listed) == [*LEFT_OUT, *COUNTED]
