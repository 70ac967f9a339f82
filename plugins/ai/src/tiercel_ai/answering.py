"""An answer for a task: within its guardrails, and recorded where the flow says."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.plugin import Json, RunContext
from tiercel.plugin.nested import nested_plugin
from tiercel_ai.configuration import GuardrailRule, Guardrails
from tiercel_ai.conversation import Conversation, Transcript, converse, output_of
from tiercel_ai.observability import Observability
from tiercel_ai.outputs import AiOutput


class Answered(msgspec.Struct, frozen=True):
    """The outputs. Shapes: `transcript` is None when the model was not asked."""

    output: AiOutput
    transcript: Transcript | None = None


def answered(
    ctx: RunContext,
    conversation: Conversation,
    guardrails: Guardrails | None,
    observability: Json = None,
) -> Answered:
    """Ask the model, unless a guardrail forbids it; what a guardrail refuses is no output.

    Raises: PluginError for what the service refuses.
    """
    rules = guardrails or Guardrails()
    question = next((each.text for each in conversation.messages[::-1] if each.who == "USER"), "")
    broken = _broken_rule(ctx, rules.input, message=question)
    if broken is not None:
        return Answered(AiOutput(guardrail_violated=True, guardrail_violation_message=broken))
    transcript = converse(ctx, conversation)
    if observability is not None:
        observer = nested_plugin(ctx, "observability", observability, Observability)
        observer.record(ctx, conversation, transcript)
    answer = transcript.answer
    broken = _broken_rule(ctx, rules.output, message=question, response=answer.text)
    output = output_of(conversation, transcript, is_refused=broken is not None)
    if broken is not None:
        fields = {"guardrail_violated": True, "guardrail_violation_message": broken}
        output = output.model_copy(update=fields)
    return Answered(output, transcript)


def _broken_rule(
    ctx: RunContext, rules: Sequence[GuardrailRule] | None, **texts: str
) -> str | None:
    """What the first guardrail says that does not hold of the texts; None when all hold."""
    for rule in rules or ():
        if str(ctx.render(rule.expression, texts) or "").strip().lower() != "true":
            return rule.message
    return None
