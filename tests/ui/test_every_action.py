"""Every action of the pages of flows, executions, logs and triggers, and the test that drives it.

Each test does it in a browser and reads the state after it from the API. An action that is added
has its place here.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
# By screen, file and test: what the test does there.
ACTIONS: dict[str, dict[str, dict[str, str]]] = {
    "flow": {
        "journey": {
            "with_the_mouse": "execute; edit",
        },
        "flow_actions": {
            "a_flow_is_duplicated": "duplicate",
            "the_source_is_saved_to_a_file": "export the source",
            "users_of_a_flow_are_told_before_it_is_deleted_and_restored": "delete; restore",
        },
        "own_blueprints": {
            "an_own_blueprint_is_written_changed_used_and_removed": "save as a blueprint",
        },
        "playground": {
            "a_task_runs_alone_and_then_the_next_one": "open the playground",
        },
        "flow_graph": {
            "a_task_of_the_graph_shows_its_source_and_documentation": "open a task of the graph",
            "a_subflow_is_drawn_in_its_place_and_folded_again": "draw a subflow in its place",
            "the_picture_of_the_graph_is_saved": "save the picture of the graph",
            "flows_that_belong_to_a_flow_are_drawn_counted_and_listed": "unfold what depends on it",
        },
        "flows": {
            "revisions_are_compared_and_restored": "compare, restore, delete revisions",
            "a_trigger_is_switched_where_the_flow_shows_it": "switch a trigger",
        },
        "flow_revisions": {
            "old_revisions_are_chosen_by_what_is_known_of_them": "delete several revisions",
            "a_save_says_what_changes_and_who_changed_it": "save with a message",
        },
        "flow_docs": {
            "a_flow_is_read_as_a_page": "read its documentation",
        },
        "flow_tabs": {
            "the_log_of_a_flow_is_searched": "search its log",
            "the_first_metric_is_drawn_and_others_are_chosen": "choose a metric",
            "a_limit_shows_what_is_in_use_and_a_slot_is_released": "release a slot",
            "one_that_waits_for_a_slot_is_run_at_once": "run one that waits for a slot",
        },
        "flow_triggers": {
            "a_backfill_is_started_followed_and_cancelled": "backfill, pause, cancel, unlock",
            "the_address_of_a_webhook_is_copied_and_starts_the_flow": "copy a webhook's address",
            "one_that_the_flow_has_no_more_is_forgotten": "forget a trigger",
            "the_details_of_a_trigger_say_when_it_comes_and_what_it_is": "details of a trigger",
        },
        "flow_views": {
            "the_graph_goes_down_or_across": "turn the graph",
            "revisions_are_shown_in_one_text_with_their_dates": "compare inline",
        },
    },
    "flows": {
        "flow_actions": {
            "flows_leave_as_an_archive_and_come_back": "import; export several",
            "a_row_exports_disables_and_enables_its_flow": "export one; disable and enable",
        },
        "flows": {
            "flows_are_disabled_and_deleted_from_the_list": "disable and delete several",
        },
        "flow_list": {
            "the_list_is_downloaded_as_it_is_filtered": "download as CSV",
        },
        "source_search": {
            "a_text_is_replaced_in_the_flows_that_are_chosen": "search and replace in sources",
        },
    },
    "editor": {
        "journey": {
            "with_the_mouse": "create; save",
        },
        "flows": {
            "somebody_elses_save_is_shown_before_it_is_overwritten": "save over another's",
        },
        "flow_editor": {
            "another_id_is_saved_as_a_new_flow": "save as a new flow",
            "execute_asks_to_save_what_was_changed": "save and execute",
            "the_text_is_formatted_when_it_is_asked_for": "format",
            "a_trigger_is_added_as_an_edit_that_can_be_undone": "add a trigger, an error handler",
            "an_expression_shows_its_value_in_an_execution": "evaluate an expression",
        },
        "long_flow": {
            "edits_by_form_and_graph_are_undone_to_the_first_byte": "edit by form and graph, undo",
        },
        "editor_files": {
            "a_file_is_edited_in_a_tab": "edit a file",
            "files_are_made_renamed_moved_and_deleted": "make, rename, move and delete files",
            "files_are_uploaded_filtered_and_exported": "upload and export files",
        },
        "playground": {
            "the_task_at_the_caret_is_run_from_the_editor": "run the task at the caret",
        },
        "flow_views": {
            "f8_goes_to_the_next_problem": "go to the next problem",
        },
    },
    "execute": {
        "execute": {
            "a_value_of_each_type_arrives": "each type of input",
            "a_field_appears_when_what_it_depends_on_is_chosen": "inputs that depend on others",
            "labels_revision_and_values_of_the_last_run": "labels, revision, last values",
            "it_begins_later_and_in_another_tab": "begin later, in a new tab",
            "inputs_are_kept_as_a_preset_and_taken_from_it": "keep, take and remove a preset",
        },
        "flow_views": {
            "the_same_call_is_copied": "copy as curl; execute by Ctrl+Enter",
        },
        "journey": {
            "with_the_keyboard_alone": "by the keyboard",
        },
    },
    "executions": {
        "executions": {
            "restart_some_and_leave_others_alone": "restart",
            "delete_all_that_the_filters_find": "delete all that is found",
            "who_refuses_is_named_and_can_be_kept": "set labels",
            "what_runs": "kill, pause",
            "what_waits": "resume, unqueue, force run",
            "replay_and_change_state": "replay, change state",
            "columns_and_csv": "columns, CSV",
            "views_are_saved_and_one_can_begin_the_list": "views",
            "errors_of_the_list_are_grouped_and_narrow_it": "group by errors",
        },
        "execution_groups": {
            "rows_are_grouped_by_flow": "group by flow",
        },
        "compare": {
            "two_selected_rows_are_compared": "compare two",
        },
    },
    "logs": {
        "log_search": {
            "lines_are_counted_by_what_they_are_of_and_narrowed_by_ticks": "narrow by ticks",
            "a_range_of_the_bars_is_taken_by_the_keyboard": "take a range",
        },
        "execution_log": {
            "new_lines_are_followed_until_somebody_stops": "follow and stop",
            "a_line_is_copied_whole": "unfold and copy a line",
            "the_log_of_one_task_run_is_saved_and_deleted": "download, delete one",
        },
        "execution_page": {
            "the_log_is_text_and_links_to_a_line": "link to a line",
            "the_log_can_be_downloaded": "download",
        },
    },
    "triggers": {
        "triggers": {
            "a_trigger_is_switched_off_and_on": "switch",
            "a_backfill_says_what_it_will_run_and_runs_that": "backfill",
            "a_backfill_with_labels_and_inputs_goes_on_and_ends": "labels, inputs, pause, cancel;"
            " unlock, restart, logs",
            "a_backfill_leaves_out_what_has_succeeded_and_begins_with_the_newest": "order, at once,"
            " skip",
            "several_triggers_are_changed_at_once": "switch several",
            "all_triggers_that_are_found_are_forgotten": "forget all that are found, CSV",
        },
    },
    "execution": {
        "execution_actions": {
            "restart_goes_on_in_the_same_execution": "restart",
            "restart_on_another_revision_makes_a_new_one": "restart on another revision",
            "replay_from_a_task_with_other_inputs": "replay with other inputs",
            "change_state": "change state",
            "change_the_state_of_a_task_run": "change the state of a task run",
            "pause_and_resume_by_hand": "pause, resume",
            "answering_resumes_and_closing_changes_nothing": "resume with inputs",
            "an_approval_is_decided_and_closing_decides_nothing": "decide",
            "go_on_from_a_breakpoint": "go on from a breakpoint",
            "kill_with_or_without_subflows": "kill",
            "leave_the_queue": "leave the queue",
            "set_labels": "set labels",
            "delete": "delete",
            "execute_again": "execute again",
        },
        "execution_page": {
            "outputs_previews_and_expressions": "preview a file, evaluate",
            "a_failure_shows_what_changed_and_leads_to_the_line": "edit at the line",
        },
        "compare": {
            "an_execution_is_compared_with_the_last_success": "compare with the last success",
        },
        "execution_links": {
            "the_executions_before_and_after_it_are_reached": "previous, next",
            "its_id_and_its_address_are_copied": "copy the id, the link",
            "its_flow_and_the_raw_answer_are_opened": "edit the flow, the raw answer",
            "the_execution_that_a_subflow_started_is_opened": "open what a subflow started",
            "the_overview_leads_to_what_it_replays_and_to_the_last_runs": "open what it replays",
        },
    },
}
ROWS = [
    (file, test, action)
    for files in ACTIONS.values()
    for file, tests in files.items()
    for test, action in tests.items()
]


@pytest.mark.parametrize(("file", "test", "action"), ROWS)
def test_a_test_drives_it(file: str, test: str, action: str) -> None:
    tree = ast.parse((FOLDER / f"test_{file}.py").read_text(encoding="utf-8"))
    found = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    assert f"test_{test}" in found, f"no test does this: {action}"
