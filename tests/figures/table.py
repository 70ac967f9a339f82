"""All figures, in the order in which they are printed."""

from __future__ import annotations

from tests.figures import cycles, document, operations, ports, structure, use_cases
from tests.figures.figure import Figure

FIGURES = (
    Figure(
        "transactions outside use cases and loops", 0, structure.transactions_outside, kept=True
    ),
    Figure(
        "use cases with more than one implementation", 0, use_cases.use_cases_done_twice, kept=True
    ),
    Figure("server calls by name", 0, structure.calls_by_name, kept=True),
    Figure("paths of the API written by hand", 0, structure.paths_by_hand, kept=True),
    Figure(
        "services that routers call by themselves", 0, operations.services_in_routers, kept=True
    ),
    Figure("untyped JSON answers", 0, document.untyped_answers, kept=True),
    Figure("untyped JSON bodies", 0, document.untyped_bodies, kept=True),
    Figure("private imports of plugins", 0, structure.private_imports, kept=True),
    Figure(
        "docstrings of three words in service, ports, plugin and model",
        0,
        structure.short_docstrings,
        kept=True,
    ),
    Figure("import cycles, imports for types included", 0, cycles.import_cycles, kept=True),
    Figure("bags of ports", 1, ports.bags_of_ports, kept=True),
    Figure("files in the largest folder", 30, structure.largest_folder, kept=True),
)
