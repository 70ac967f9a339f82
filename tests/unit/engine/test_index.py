"""The counters over task runs."""

from __future__ import annotations

import pytest

from tests.build import a_task_run, an_execution
from tiercel.engine.index import EMPTY_SCOPE, counted, indexed, member_key, tree_set, value_path
from tiercel.model.maps import Map
from tiercel.model.shape import Each
from tiercel.model.state import StateType

S = StateType


@pytest.mark.parametrize("state", list(StateType))
def test_counting_in_and_out_leaves_nothing(state: StateType) -> None:
    assert counted(counted(EMPTY_SCOPE, None, state), state, None) == EMPTY_SCOPE


def test_a_move_is_counted_on_both_sides() -> None:
    scope = counted(counted(EMPTY_SCOPE, None, S.CREATED), S.CREATED, S.FAILED)
    assert (scope.created, scope.ended, scope.failed) == (0, 1, 1)


def test_members_of_loops_are_found_by_task_and_value() -> None:
    assert member_key(a_task_run("a")) == "a"
    assert member_key(a_task_run("a", value="v")) == ("a", "v")


def test_the_value_path_goes_from_the_outermost_loop_inwards() -> None:
    outer = a_task_run("seq", seq=0, value="x")
    inner = a_task_run("each", seq=1, parent_id=outer.id)
    child = a_task_run("a", seq=2, parent_id=inner.id, value="y")
    runs = Map({run.id: run for run in (outer, inner, child)})
    assert value_path(runs, child) == ("x", "y")


def test_the_output_tree_forgets_empty_branches() -> None:
    tree = tree_set(Map(), ("a", "x"), "id1")
    tree = tree_set(tree, ("a", "y"), "id2")
    assert tree["a"]["x"] == "id1"
    tree = tree_set(tree_set(tree, ("a", "x"), None), ("a", "y"), None)
    assert tree == Map()


def test_an_index_counts_each_branch_by_its_owner() -> None:
    owner = a_task_run("seq", "RUNNING", 0)
    child = a_task_run("a", "FAILED", 1, parent_id=owner.id)
    error = a_task_run("e", "CREATED", 2, parent_id=owner.id, branch="errors")
    index = indexed(an_execution(owner, child, error), {}).index
    assert index.scopes[("", "tasks")].alive == 1
    assert index.scopes[(owner.id, "tasks")].failed == 1
    assert index.scopes[(owner.id, "errors")].created == 1
    assert set(index.running) == {owner.id}
    assert set(index.created) == {error.id}


def test_an_index_counts_turns_by_the_last_task_of_each() -> None:
    owner = a_task_run("each", "RUNNING", 0, shape=Each(("v", "w")))
    runs = [
        a_task_run("a", "SUCCESS", 1, parent_id=owner.id, value="v"),
        a_task_run("b", "SUCCESS", 2, parent_id=owner.id, value="v"),
        a_task_run("a", "SUCCESS", 3, parent_id=owner.id, value="w"),
    ]
    execution = indexed(an_execution(owner, *runs), {("each", "tasks"): "b"})
    scope = execution.index.scopes[(owner.id, "tasks")]
    assert (scope.turns_started, scope.turns_done) == (2, 1)
