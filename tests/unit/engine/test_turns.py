"""Loops whose turns are executions of their own: outputs, breaks, pauses, restarts, kills."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.state import StateType

S = StateType
OUTPUTS = 'outputs: [{id: o, type: STRING, value: "{{ outputs.a.v }}"}]'


def loop(more: str = "", values: str = "[p, q, r]", limit: int = 1) -> Player:
    head = f"values: {values}\nconcurrencyLimit: {limit}\n"
    return Player(flowable("flow.Loop", sleep("a"), more=head + more)).start()


def begun(play: Player) -> list[str]:
    return [one.child.id for one in play.decided(d.StartIteration)]


def turn_ends(
    play: Player, index: int, child: str, state: str = "SUCCESS", **out: object
) -> Player:
    return play.happen(e.ChildEnded(play.run("x").id, child, S(state), out, index))


def turn_is(play: Player, index: int, child: str, state: str) -> Player:
    return play.happen(e.ChildChanged(play.run("x").id, child, S(state), index))


def test_a_loop_without_values_succeeds() -> None:
    play = loop(values="[]")
    assert (play.state("x"), begun(play)) == ("SUCCESS", [])


def test_turns_start_up_to_the_limit() -> None:
    play = loop(limit=2)
    first, _ = begun(play)
    assert len(begun(turn_ends(play, 0, first))) == 1


def test_a_turn_inherits_inputs_and_knows_its_item() -> None:
    play = loop(values="{k: v}")
    (started,) = play.decided(d.StartIteration)
    turn = started.child.loop_run
    assert turn is not None
    assert (turn.item.index, turn.item.value, turn.item.key) == (0, "v", "k")
    assert started.child.metadata.depth == play.execution.metadata.depth + 1


def test_the_end_of_a_turn_is_heard_once() -> None:
    play = loop()
    (first,) = begun(play)
    turn_ends(play, 0, first)
    assert begun(turn_ends(play, 0, first)) == []


def test_outputs_of_turns_are_listed_in_the_order_of_the_values() -> None:
    play = loop(OUTPUTS, limit=0)
    first, second, third = begun(play)
    for index, child in ((2, third), (0, first), (1, second)):
        turn_ends(play, index, child, o=index)
    entries = (play.run("x").outputs or {})["outputs"]
    assert [(one["item"]["value"], one["outputs"]) for one in entries] == [
        ("p", {"o": 0}),
        ("q", {"o": 1}),
        ("r", {"o": 2}),
    ]


def test_outputs_of_turns_over_a_map_name_the_key() -> None:
    play = loop(OUTPUTS, values="{k: v}")
    (child,) = begun(play)
    turn_ends(play, 0, child, o=1)
    (entry,) = (play.run("x").outputs or {})["outputs"]
    assert entry["item"] == {"value": "v", "iteration": 0, "key": "k"}


def test_stored_outputs_are_files_of_the_turns_and_a_list() -> None:
    play = loop(f"fetchType: STORE\n{OUTPUTS}", values="[p]")
    (child,) = begun(play)
    turn_ends(play, 0, child, o=1)
    one, all_of_them = play.decided(d.CaptureFile)
    outputs = play.run("x").outputs or {}
    assert (one.text, outputs["outputs"][0]["outputs"]) == ('{"o":1}', {"uri": one.uri})
    assert outputs["uri"] == all_of_them.uri
    assert all_of_them.text.endswith("\n")


def test_a_failed_turn_fails_the_loop_and_starts_no_other() -> None:
    play = loop()
    (first,) = begun(play)
    turn_ends(play, 0, first, "FAILED")
    assert (play.state("x"), begun(play)) == ("FAILED", [])
    assert play.log[0].startswith("Loop iteration 0 ended in FAILED")


def test_a_failed_turn_is_only_counted_when_nobody_transmits_it() -> None:
    play = loop("transmitFailed: false", values="[p, q]")
    (first,) = begun(play)
    (second,) = begun(turn_ends(play, 0, first, "FAILED"))
    turn_ends(play, 1, second)
    outputs = play.run("x").outputs or {}
    assert play.state("x") == "SUCCESS"
    assert outputs["terminatedIterations"] == {"FAILED": 1, "SUCCESS": 1}


def test_a_loop_breaks_when_its_condition_holds() -> None:
    play = loop("breakWhen: \"{{ item.value == 'q' }}\"")
    (first,) = begun(play)
    (second,) = begun(turn_ends(play, 0, first))
    turn_ends(play, 1, second)
    assert (play.state("x"), begun(play)) == ("SUCCESS", [])


def test_the_condition_of_a_break_sees_the_key_and_the_turn() -> None:
    play = loop(
        "breakWhen: \"{{ item.key == 'k' and iteration.outputs.o == 1 }}\"", values="{k: v, l: w}"
    )
    (first,) = begun(play)
    assert turn_ends(play, 0, first, o=1).state("x") == "SUCCESS"


def test_a_condition_that_cannot_be_evaluated_does_not_break() -> None:
    play = loop('breakWhen: "{{ nothing.there }}"')
    (first,) = begun(play)
    assert len(begun(turn_ends(play, 0, first))) == 1
    assert "nothing" in play.log[0]


def test_a_paused_turn_pauses_the_loop_and_its_execution() -> None:
    play = loop()
    (first,) = begun(play)
    turn_is(play, 0, first, "PAUSED")
    assert (play.state("x"), play.state()) == ("PAUSED", "PAUSED")


def test_a_turn_that_goes_on_lets_the_loop_run_again() -> None:
    play = loop()
    (first,) = begun(play)
    turn_is(play, 0, first, "PAUSED")
    turn_is(play, 0, first, "RUNNING")
    assert (play.state("x"), play.state()) == ("RUNNING", "RUNNING")
    assert play.history()[-3:] == ["PAUSED", "RESTARTED", "RUNNING"]


def test_a_loop_stays_paused_while_another_turn_is() -> None:
    play = loop(limit=2)
    first, second = begun(play)
    turn_is(play, 0, first, "PAUSED")
    turn_is(play, 1, second, "PAUSED")
    turn_is(play, 0, first, "RUNNING")
    assert play.state("x") == "PAUSED"


def test_resuming_the_execution_resumes_the_first_paused_turn() -> None:
    play = loop(limit=2)
    first, second = begun(play)
    turn_is(play, 1, second, "PAUSED")
    turn_is(play, 0, first, "PAUSED")
    play.happen(e.ResumeAsked())
    assert [one.child_id for one in play.decided(d.ResumeChild)] == [first]


def test_a_paused_turn_that_ends_lets_the_loop_end() -> None:
    play = loop(values="[p]")
    (first,) = begun(play)
    turn_is(play, 0, first, "PAUSED")
    turn_ends(play, 0, first)
    assert (play.state("x"), play.state()) == ("SUCCESS", "SUCCESS")


def test_a_paused_turn_that_ends_lets_the_loop_run_while_others_do() -> None:
    play = loop("transmitFailed: false", limit=2)
    first, _ = begun(play)
    turn_is(play, 0, first, "PAUSED")
    turn_ends(play, 0, first, "KILLED")
    assert (play.state("x"), play.state(), len(begun(play))) == ("RUNNING", "RUNNING", 1)


def test_a_loop_stays_paused_while_another_turn_is_paused_and_one_ends() -> None:
    play = loop(limit=2)
    first, second = begun(play)
    turn_is(play, 0, first, "PAUSED")
    turn_is(play, 1, second, "PAUSED")
    assert turn_ends(play, 0, first).state("x") == "PAUSED"


def test_news_of_turns_do_not_matter_to_an_ended_loop() -> None:
    play = loop(values="[p]")
    (first,) = begun(play)
    turn_ends(play, 0, first)
    assert turn_is(play, 0, first, "PAUSED").state("x") == "SUCCESS"


def test_news_of_turns_do_not_matter_to_other_tasks() -> None:
    play = Player(listed(sleep("x"))).start()
    assert turn_is(play, 0, "child", "PAUSED").state("x") == "SUBMITTED"


def test_a_restart_restarts_failed_turns_and_those_killed_with_them() -> None:
    play = loop(limit=2)
    first, second = begun(play)
    turn_ends(play, 0, first)
    (third,) = begun(play)
    turn_ends(play, 1, second, "FAILED")
    turn_ends(play, 2, third, "KILLED")
    play.happen(e.RestartAsked())
    assert [one.child_id for one in play.decided(d.RestartChild)] == [second, third]
    assert (play.run("x").outputs or {})["terminatedIterations"] == {"SUCCESS": 1}


def test_a_restart_forgets_the_outputs_of_the_turns_that_run_again() -> None:
    play = loop(OUTPUTS, values="[p, q]")
    (first,) = begun(play)
    (second,) = begun(turn_ends(play, 0, first, o=1))
    turn_ends(play, 1, second, "FAILED", o=2)
    play.happen(e.RestartAsked())
    entries = (play.run("x").outputs or {})["outputs"]
    assert [one["item"]["iteration"] for one in entries] == [0]


@pytest.mark.parametrize("cascade", [True, False])
def test_a_kill_waits_for_the_turns_that_run(cascade: bool) -> None:
    play = loop()
    (first,) = begun(play)
    play.happen(e.KillAsked(cascade=cascade))
    assert (play.state(), play.decided(d.KillChildren)[0].child_ids) == ("KILLING", (first,))
    turn_ends(play, 0, first, "KILLED")
    assert (play.state("x"), play.state(), begun(play)) == ("KILLED", "KILLED", [])
