"""Print the figures: `python -m tests.figures`; with the name of one, all that it counts."""

from __future__ import annotations

import sys

from tests.figures.table import FIGURES


def main(names: list[str]) -> None:
    """One line a figure, or the findings of those that are named."""
    for figure in FIGURES:
        found = figure.find()
        if figure.name in names:
            sys.stdout.writelines(f"{line}\n" for line in found)
        elif not names:
            sys.stdout.write(f"{len(found):6}  (goal {figure.goal:2})  {figure.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
