"""The editor of a page, as a keyboard and a clipboard use it."""

from __future__ import annotations

from playwright.sync_api import Page

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
