"""The table of the systems side by side."""

from typing import Any

from bench.peers.table import HEADER, rate, table

FIGURES: dict[str, Any] = {
    "machine": {
        "date": "2026-01-01",
        "system": "L",
        "cores": 2,
        "python": "3.11",
        "load_before": 0,
    },
    "count": 500,
    "failed": {},
    "left": [],
}
REPEATED = "were answered with an error of the server, or not at all, and repeated"


def line(**row: Any) -> list[str]:
    text = next(
        line
        for line in table(FIGURES | {"rows": [{"name": "A", "title": "A 1"} | row]})
        if line.startswith("| A 1 |")
    )
    return [cell.strip() for cell in text.strip("|").split("|")]


def test_every_row_has_a_cell_for_each_column() -> None:
    assert line() == ["A 1", *["–"] * (len(HEADER) - 1)]


def test_what_did_not_end_in_time_is_reported_and_its_rate_is_of_what_did() -> None:
    row = {"b1_done": 120, "b1_wanted": 500, "b1_s": 480.0}
    assert line(**row)[5:7] == ["120 of 500 in 480", "15"]


def test_nothing_that_ended_has_no_rate() -> None:
    assert rate({"b1_done": 0, "b1_wanted": 500, "b1_s": 480.0}) is None


def test_settings_and_failures_stand_below() -> None:
    lines = table(
        FIGURES
        | {"rows": [{"name": "A", "title": "A 1", "setting": "as it comes"}]}
        | {"failed": {"b": "no package"}}
    )
    assert lines[-2:] == ["- A: as it comes.", "- b did not run: no package"]


def test_remarks_of_a_row_and_what_was_not_measured_stand_below() -> None:
    row = {"name": "A", "title": "A 1", "remarks": ["it stood still"], "repeated": 3, "failed": 0}
    lines = table(FIGURES | {"rows": [row], "left": ["b"]})
    assert lines[-3:] == [
        "- A 1: it stood still.",
        f"- A 1: 0 runs failed; 3 requests {REPEATED}.",
        "- b was not measured: the run was ended before.",
    ]
