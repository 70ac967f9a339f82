"""What happens to the rest when something ends: jobs go on or stop, waits are forgotten."""

from __future__ import annotations

from tests.unit.engine.flows import CORE, flowable, sleep
from tests.unit.engine.player import Player
from tests.unit.engine.test_replay import env_of
from tiercel.engine.draft import Draft
from tiercel.engine.kill import has_open_job
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.state import StateType

PAUSE = f"{{id: p, type: {CORE}flow.Pause, pauseDuration: PT1H}}"
SUB = f"{{id: s, type: {CORE}flow.Subflow, namespace: company.team, flowId: other}}"
ALL = flowable("flow.Parallel", sleep("a"), sleep("b"), PAUSE, SUB)


def begun() -> Player:
    return Player(ALL).start().begins("a").begins("b")


def test_a_job_beside_a_failure_goes_on_and_its_result_is_joined() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"))).start().begins("b")
    play.ends("a", "FAILED")
    assert (play.state("b"), play.decided(d.StopJobs)) == ("FAILED", [])
    assert play.ends("b").state("b") == "SUCCESS"


def test_a_kill_ends_waits_at_once_and_waits_for_jobs_and_children() -> None:
    play = begun().happen(e.KillAsked())
    assert (play.state("p"), play.state("a"), play.state("s")) == ("KILLED", "RUNNING", "RUNNING")
    assert f"run:{play.run('p').id}" in [one.key for one in play.decided(d.StopTimer)]
    child = play.decided(d.KillChildren)[0].child_ids[0]
    play.ends("a", "KILLED").ends("b", "KILLED")
    assert play.state() == "KILLING"
    play.happen(e.ChildEnded(play.run("s").id, child, StateType.KILLED))
    assert play.state() == "KILLED"


def test_a_cancelled_execution_lets_its_jobs_end_and_kills_its_children() -> None:
    source = f"{ALL}sla:\n  - {{id: l, type: MAX_DURATION, duration: PT1M, behavior: CANCEL}}\n"
    play = Player(source).start().begins("a").happen(e.WaitOver("sla:l"))
    assert (play.state(), play.state("a"), play.state("p")) == ("CANCELLED", "KILLED", "KILLED")
    assert play.decided(d.KillChildren)


def test_an_exit_leaves_jobs_to_their_end() -> None:
    leave = f"{{id: out, type: {CORE}execution.Exit, state: SUCCESS}}"
    play = Player(flowable("flow.Parallel", sleep("a"), leave)).start()
    assert (play.state(), play.state("a"), play.run("a").is_abandoned) == (
        "SUCCESS",
        "SUCCESS",
        True,
    )


def test_a_cancelled_pause_gives_what_is_alive_its_state() -> None:
    pause = PAUSE.replace("}", ", behavior: CANCEL}")
    play = Player(flowable("flow.Parallel", sleep("a"), pause)).start().begins("a").due("p")
    assert (play.state(), play.state("x"), play.state("a")) == ("CANCELLED",) * 3
    assert play.decided(d.StopJobs) == []
    assert play.ends("a").state("a") == "SUCCESS"


def test_an_ended_task_run_has_no_open_job() -> None:
    play = Player(flowable("flow.Sequential", sleep("a"))).start().ends("a")
    draft = Draft(play.execution, env_of(play))
    assert not has_open_job(draft, play.run("a"))
    assert not has_open_job(draft, play.run("x"))
