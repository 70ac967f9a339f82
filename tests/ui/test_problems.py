"""Problems of a source that is edited: mistakes in expressions, with their place and advice."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.ui.editor import write

SOURCE = """id: checked
namespace: ui.problems
inputs:
  - {id: name, type: STRING, defaults: Ada}
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: |
      Hello
      {{ inputs.nmae }}
      {{ inputs.name | uper }}
"""
RIGHT = SOURCE.replace("nmae", "name").replace("uper", "upper")


def test_expressions_are_marked_where_they_are_wrong(page: Page) -> None:
    problems = page.get_by_role("region", name="Problems")
    page.goto("flows/new")
    write(page, SOURCE)
    mistake = problems.get_by_role("button").filter(has_text="Filter [uper] does not exist.")
    expect(mistake).to_contain_text("did you mean 'upper'?")
    expect(mistake).to_contain_text("11:24")
    unknown = problems.get_by_role("button").filter(has_text="The flow has no input `nmae`")
    expect(unknown).to_contain_text("did you mean 'name'?")
    expect(unknown).to_contain_text("10:17")
    # Exactly the words are underlined, and nothing else.
    expect(page.locator(".monaco-editor .squiggly-error")).to_have_count(1)
    expect(page.locator(".monaco-editor .squiggly-warning")).to_have_count(1)
    write(page, RIGHT)
    expect(problems).to_contain_text("No problems")
    expect(page.locator(".monaco-editor .squiggly-error")).to_have_count(0)
