"""The editor of a page, as a keyboard and a clipboard use it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

# Typed lines would be indented by the editor; pasted ones stay as they are.
PASTE = """text => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  const options = { clipboardData, bubbles: true, cancelable: true }
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', options))
}"""


def write(page: Page, source: str) -> None:
    """Put a text into the editor in the place of what is there."""
    page.locator(".monaco-editor").first.click()
    replace(page, source)


def replace(page: Page, source: str) -> None:
    """The same in the editor that has the focus."""
    page.keyboard.press("ControlOrMeta+A")
    page.evaluate(PASTE, source)


def insert(page: Page, text: str) -> None:
    """Put a text in at the caret."""
    page.evaluate(PASTE, text)


def put_caret(page: Page, text: str) -> None:
    """Behind a text that one line of the source has."""
    line = page.locator(".monaco-editor").first.locator(".view-line").filter(has_text=text)
    expect(line).to_have_count(1)
    line.click()
    page.keyboard.press("End")
    whole = line.inner_text().replace("\u00a0", " ")
    for _ in range(len(whole) - whole.index(text) - len(text)):
        page.keyboard.press("ArrowLeft")
