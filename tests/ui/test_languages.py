"""The pages in the languages beside English: nothing of the frame is left in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server, running
from tests.ui import seed
from tests.ui.axe import assert_accessible
from tests.ui.watch import Watch

Opener = Callable[..., tuple[Page, Watch]]
FLOW = "polyglot"
PLACE = f"flows/edit/{seed.NAMESPACE}/{FLOW}"
# The texts that a reader sees or hears, but for code, which has no language.
TEXTS = """() => {
  const found = new Set()
  const isSeen = (element) => element.checkVisibility() && !element.closest('code, pre, svg')
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    if (isSeen(texts.currentNode.parentElement)) found.add(texts.currentNode.data.trim())
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (!isSeen(element)) continue
    for (const name of ['aria-label', 'placeholder', 'title']) {
      found.add((element.getAttribute(name) ?? '').trim())
    }
  }
  return [...found]
}"""
# Buttons that are wider than their place, or whose text is wider than they are.
TOO_WIDE = """() => [...document.querySelectorAll('button, a.btn, [role=tab]')]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    for (let one = element.parentElement; one; one = one.parentElement) {
      if (getComputedStyle(one).overflowX !== 'visible' && one !== document.body) return false
    }
    return true
  })
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 ||
    element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.outerHTML.slice(0, 200))
"""
# What is the same in both: names, what a test made, keys of the keyboard and units.
SAME = re.compile(
    rf"Tiercel|{FLOW}|{re.escape(seed.NAMESPACE)}\.?|hello|[\W\d_]*"
    r"|((Ctrl|⌘) )?[A-Z]|UTC|Europe/\w+|YAML|CSV|curl|API|CLI|Python|ID|INFO"
    r"|\d+ h|io\.\S+|v?[\d.]+\S*"
)
WORDS = {
    "de": {
        "Blueprints", "Dashboards", "Details", "Filter", "Flow", "Flows", "Graph", "Label",
        "Labels", "Live", "Logs", "Name", "Namespace", "Namespaces", "Plugins", "Revision",
        "Secrets", "System", "Tags", "Task", "Tasks", "Trigger", "namespace", "optional", "Version",
    },
    "ja": set[str](),
}  # fmt: skip
TITLES = {"de": ("Flows", "Ausführen"), "ja": ("フロー", "実行")}
MAIN_SCREENS = ("", "flows", "executions", "logs", "admin/triggers", "namespaces", "plugins", PLACE)


def texts(page: Page) -> set[str]:
    return set(page.evaluate(TEXTS))


def walk(page: Page, execute: str) -> Iterator[tuple[str, set[str]]]:
    """The texts of a list, of a flow and of the dialog that executes it."""
    page.goto("flows")
    expect(page.locator("main").get_by_role("link", name=FLOW, exact=True)).to_be_visible()
    yield "list", texts(page)
    page.goto(PLACE)
    expect(page.locator("h1")).to_contain_text(FLOW)
    yield "flow", texts(page)
    page.get_by_role("button", name=execute, exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(FLOW)
    yield "dialog", texts(page)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: what other tests call their flows is in no language of the pages."""
    with running(tmp_path_factory.mktemp("languages")) as started:
        yield started


@pytest.fixture
def flow(server: Server) -> None:
    seed.flow(server, seed.HELLO, FLOW)


@pytest.mark.usefixtures("flow")
@pytest.mark.parametrize("language", ["de", "ja"])
def test_no_english_is_left(open_page: Opener, server: Server, language: str) -> None:
    english, _ = open_page(server)
    page, _ = open_page(server, locale=language)
    title, execute = TITLES[language]
    before = dict(walk(english, "Execute"))
    for step, found in walk(page, execute):
        assert page.evaluate("() => document.documentElement.lang") == language
        both = {one for one in before[step] & found if not SAME.fullmatch(one)}
        assert both <= WORDS[language], (step, both - WORDS[language])
        assert_accessible(page)
    page.goto("flows")
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.usefixtures("flow")
def test_german_buttons_have_their_place_on_a_phone(open_page: Opener, server: Server) -> None:
    page, _ = open_page(server, locale="de-DE", viewport={"width": 390, "height": 844})
    for path in MAIN_SCREENS:
        page.goto(path)
        expect(page.locator("h1").first).to_be_visible()
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate(TOO_WIDE) == [], path


def test_another_language_is_chosen_and_remembered(page: Page, watch: tuple[Page, Watch]) -> None:
    page.goto("preferences")
    expect(page.locator("h1")).to_have_text("Preferences")
    assert not [one for one in watch[1].requests if re.search(r"/(de|fr|es|zh|ja)-", one)]
    page.get_by_label("Language", exact=True).select_option(label="Français")
    expect(page.locator("h1")).to_have_text("Préférences")
    page.goto("flows")
    expect(page.get_by_role("navigation", name="Principale")).to_contain_text("Déclencheurs")
    page.goto("preferences")
    page.get_by_label("Langue", exact=True).select_option(label="Comme le navigateur")
    expect(page.locator("h1")).to_have_text("Preferences")
