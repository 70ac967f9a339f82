"""Decisions on paused approvals (dialect-2.0.md §7.1)."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.operations.execution_actions import (
    CancelApproval,
    MayReview,
    ReviewExecution,
    cancel_approval,
    may_review,
    review,
)
from tiercel.service.operations.execution_start import CheckReview, check_review
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import FORM, JSON, Answer, Body, needed, text
from tiercel.web.errors import Refused
from tiercel.web.execution_answers import execution_answer
from tiercel.web.http.answers import json_answer
from tiercel.web.inputs import read_texts
from tiercel.web.route import Route
from tiercel.web.views.execution import AllowedView, ExecutionView
from tiercel.web.views.inputs import InputReportsView, reports_view

GROUP = "Executions"
COMMENT_PART = "kestra_review_comment"
BASE = "/executions/{executionId}/actions"
REVIEW = Body({"type": "object", "additionalProperties": True}, (FORM, JSON), required=False)
TASK_RUN = needed(text("taskRunId", "The task run of the approval."))
DECISION = needed(text("decision", "APPROVE or DENY.", enum=["APPROVE", "DENY"]))


class ReviewRoutes:
    """Approve, deny, or cancel the request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one = (Answer(schema=ExecutionView),)
        asked = (TASK_RUN, DECISION)
        decide = Route(
            "POST",
            f"{BASE}/review",
            self.review,
            "Approve or deny.",
            GROUP,
            asked,
            REVIEW,
            one,
            (400, 404, 409, 422),
            runs=(review,),
        )
        return [
            decide,
            msgspec.structs.replace(
                decide,
                path=f"{BASE}/review/validate",
                handler=self.validate,
                summary="Check the inputs of a review.",
                answers=(Answer(schema=InputReportsView),),
                runs=(check_review,),
            ),
            Route(
                "GET",
                f"{BASE}/review/allowed",
                self.allowed,
                "Whether the caller may decide.",
                GROUP,
                (TASK_RUN,),
                None,
                (Answer(schema=AllowedView),),
                (400, 404),
                runs=(may_review,),
            ),
            Route(
                "POST",
                f"{BASE}/cancel-approval",
                self.cancel,
                "Cancel the request for a decision.",
                GROUP,
                (TASK_RUN,),
                None,
                one,
                (400, 404, 409, 422),
                runs=(cancel_approval,),
            ),
        ]

    async def review(self, call: Call) -> Response:
        return await self._shown(await call.run(await _review(call)))

    async def validate(self, call: Call) -> Response:
        """Check the form."""
        asked = await _review(call)
        execution, reports = await call.run(
            CheckReview(
                execution_id=asked.execution_id,
                task_run_id=asked.task_run_id,
                decision=asked.decision,
                comment=asked.comment,
                inputs=asked.inputs,
            )
        )
        return json_answer(reports_view(execution.flow_id, execution.namespace, reports))

    async def allowed(self, call: Call) -> Response:
        """Whether the caller may decide."""
        task_run_id = params.required(call, "taskRunId")
        request = MayReview(execution_id=_id(call), task_run_id=task_run_id)
        return json_answer(AllowedView(await call.run(request)))

    async def cancel(self, call: Call) -> Response:
        task_run_id = params.required(call, "taskRunId")
        request = CancelApproval(execution_id=_id(call), task_run_id=task_run_id)
        return await self._shown(await call.run(request))

    async def _shown(self, execution: Execution) -> Response:
        return await execution_answer(execution, self._clock.now())


def _id(call: Call) -> str:
    return call.params["executionId"]


async def _review(call: Call) -> ReviewExecution:
    task_run_id = params.required(call, "taskRunId")
    decision = params.required(call, "decision").upper()
    if call.content_type == JSON:
        comment, inputs = await _json_parts(call)
    else:
        inputs = await read_texts(call)
        comment = inputs.pop(COMMENT_PART, None)
    return ReviewExecution(
        execution_id=_id(call),
        task_run_id=task_run_id,
        decision=decision,
        comment=None if comment is None else str(comment),
        inputs=inputs,
    )


async def _json_parts(call: Call) -> tuple[Json, dict[str, Json]]:
    """Comment and inputs of a JSON body. Raises: Refused."""
    if await call.is_empty():
        return None, {}
    given = await call.json_map("review")
    if not isinstance(given.get("inputs") or {}, dict):
        raise Refused("invalid-mapping", "The body must be an object with `comment` and `inputs`.")
    return given.get("comment"), given.get("inputs") or {}
