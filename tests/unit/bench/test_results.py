"""The document of results: goals by database, and what misses them."""

from bench.goals import FIGURES, Figure
from bench.results import misses, report

MACHINE = {"date": "2026-01-01", "system": "Linux", "cores": 2, "python": "3.11", "load_before": 0}
RENDERED = {"plain text": {"ours": 1.0, "jinja2": 2.0, "first": 3.0}}


def measured(**figures: float) -> dict:
    return {"machine": MACHINE, "sqlite": figures, "postgres": figures, "render_us": RENDERED}


def test_a_goal_differs_by_database() -> None:
    found = measured(b1_per_minute=50_000.0)
    assert misses(found) == [
        "SQLite: B1 executions a minute is 50,000.00, the goal ≥ 60,000",
    ]


def test_a_figure_at_its_goal_is_met() -> None:
    assert misses(measured(start_s=1.0, b1_per_minute=60_000.0)) == []
    assert len(misses(measured(start_s=1.01))) == 2


def test_a_figure_without_a_goal_is_never_missed() -> None:
    assert Figure("x", "X").is_met("sqlite", 1e9) is None


def test_the_table_marks_what_misses_its_goal_and_dashes_what_is_not_there() -> None:
    text = report(measured(b1_per_minute=50_000.0), None)
    assert "| B1 executions a minute | 50,000.00 ✗ | 50,000.00 | ≥ 60,000 / 40,000 |" in text
    assert "| Idle memory of the server, MB | – | – | ≤ 100 |" in text
    assert "- ✗ SQLite: B1 executions a minute is 50,000.00, the goal ≥ 60,000." in text


def test_names_of_figures_are_unique() -> None:
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
