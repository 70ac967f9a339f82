"""Pages of the documentation: their sections and the search in them."""

from __future__ import annotations

from tiercel.model.limits import DOC_HITS_MAX
from tiercel.service.documentation.documentation import DocumentationService
from tiercel.service.documentation.pages import bundled_pages, read_page

TEXT = """# A page

Before.

## Set `up` [it](x.md)

```sh
# no heading
```

## Twice

first

## Twice

second
"""


def test_sections_have_anchors_of_their_own_and_code_has_no_headings() -> None:
    page = read_page("a", TEXT)

    assert page.title == "A page"
    assert [(one.level, one.title, one.anchor) for one in page.sections] == [
        (1, "A page", "a-page"),
        (2, "Set up it", "set-up-it"),
        (2, "Twice", "twice"),
        (2, "Twice", "twice-1"),
    ]
    assert page.sections[1].text == "```sh\n# no heading\n```"


def test_a_text_without_headings_is_called_by_its_path() -> None:
    assert read_page("plain", "words").title == "plain"
    assert read_page("plain", "words").sections == ()


def test_titles_come_first_and_hits_are_bounded() -> None:
    long = "# Long\n" + "\n".join(f"## Part {n}\nword" for n in range(DOC_HITS_MAX + 5))
    service = DocumentationService(
        lambda: [read_page("long", long), read_page("b", "# Word\nbefore " + "x " * 200)]
    )

    hits = service.find("word")

    assert len(hits) == DOC_HITS_MAX
    assert hits[0].page.path == "b"
    assert hits[0].excerpt.endswith("…")
    assert service.find("  ") == []


def test_anchors_of_the_own_pages_are_unique() -> None:
    for page in bundled_pages():
        anchors = [section.anchor for section in page.sections]
        assert len(set(anchors)) == len(anchors), page.path
