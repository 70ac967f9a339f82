"""What workers and schedulers are at, at the root and on the management port (common.md §13)."""

from __future__ import annotations

from starlette.responses import Response

from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.service.operations.instance import work
from tiercel.web.call import Call
from tiercel.web.http.answers import json_answer
from tiercel.web.route import Route

GROUP = "Misc"


class WorkRoutes:
    """Of all servers that share the database."""

    def routes(self) -> list[Route]:
        return [
            Route("GET", path, handler, "", GROUP, runs=(one,), is_root=True, is_hidden=True)
            for path, handler, one in (
                ("/worker", self.worker, work.running_jobs),
                ("/scheduler", self.scheduler, work.scheduled),
            )
        ]

    async def worker(self, call: Call) -> Response:
        """How many jobs run, and some of them."""
        running = await call.run(work.ShowRunningJobs())
        runnings = [_job_json(job) for job in running.some]
        return json_answer({"runningCount": running.count, "runnings": runnings})

    async def scheduler(self, call: Call) -> Response:
        """Every trigger that has a next date."""
        found = [
            {
                "flowId": state.flow_id,
                "namespace": state.namespace,
                "revision": state.flow_revision,
                "trigger": state.trigger_id,
                "next": state.next_date,
            }
            for state in await call.run(work.ListScheduled())
        ]
        return json_answer({"schedulableCount": len(found), "schedulable": found})


def _job_json(job: Job) -> dict[str, Json]:
    place = {"namespace": job.namespace, "flowId": job.flow_id}
    about: dict[str, Json] = {"workerId": job.worker_id, "sent": job.created}
    if job.trigger_id is not None:
        return {
            "type": "trigger",
            **about,
            "triggerContext": {**place, "triggerId": job.trigger_id},
        }
    run = {"id": job.task_run_id, "executionId": job.execution_id, **place}
    return {"type": "task", **about, "taskRun": {**run, "attemptNumber": job.attempt}}
