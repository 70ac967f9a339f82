"""What a page has copied: the word on a button says so for a second and a half only."""

from __future__ import annotations

from playwright.sync_api import Page

AWAIT = """async (text) => {
  while ((await navigator.clipboard.readText()) !== text) {
    await new Promise((done) => requestAnimationFrame(done))
  }
}"""


def allow(page: Page) -> None:
    """Let the page write to the clipboard, and the test read it."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


def await_copied(page: Page, text: str) -> None:
    """Until that is on the clipboard; the time that a test has bounds it."""
    page.evaluate(AWAIT, text)
