"""Accessibility of a page as axe judges it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.ui.extent import one_for_test

SCRIPT = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
ALL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# A theme is colours: what else there is to find, is in each of them.
OF_COLOURS = ("color-contrast", "link-in-text-block")
RUN = """async (runOnly) => {
  const found = await axe.run(document, { runOnly })
  return found.violations.map((one) => ({
    id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.map((node) => node.html),
  }))
}"""
THEMES = ("light", "dark")


def grave_findings(page: Page, rules: Sequence[str] = ALL) -> list[str]:
    """Serious and critical findings on the page as it is now, each with what it is about."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8") + "\n;undefined")
    grave = [one for one in page.evaluate(RUN, list(rules)) if one["impact"] in GRAVE]
    return [f"{one['id']}: {one['help']}\n  " + "\n  ".join(one["nodes"]) for one in grave]


def assert_accessible(page: Page, themes: Sequence[str] = ()) -> None:
    """No serious or critical finding in these themes, else in one, on the page as it is now.

    Each page is judged in both by `test_every_route`; what is opened on it is of the same colours.
    """
    themes = themes or one_for_test(THEMES)
    before = page.evaluate("() => document.documentElement.dataset.theme")
    for theme in themes:
        page.evaluate("(name) => { document.documentElement.dataset.theme = name }", theme)
        # Colours that fade from one theme to the other are neither.
        page.evaluate(
            "() => Promise.all(document.getAnimations()"
            ".filter((one) => one.effect.getComputedTiming().iterations === 1)"
            ".map((one) => one.finished.catch(() => undefined)))"
        )
        lines = grave_findings(page, ALL if theme == themes[0] else OF_COLOURS)
        assert not lines, f"{theme}, {page.url}:\n" + "\n".join(lines)
    page.evaluate("(name) => { document.documentElement.dataset.theme = name }", before)
