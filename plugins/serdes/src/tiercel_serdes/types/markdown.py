"""Markdown, HTML and plain text."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urljoin

from tiercel.plugin import Metric, Output, Prop, RunContext, RunnableTask, plugin
from tiercel_serdes.conversion import FromFile, InCharset, library, text_of

BYTES = [Metric("bytes", "counter", "bytes", "How long the new file is.")]
_LINKS = {"a": "href", "img": "src"}
_BREAKS = ("paragraph_close", "heading_close", "tr_close", "fence", "code_block", "hr")


class Written(Output):
    """The new file."""

    uri: Annotated[str, Prop("The file in the internal storage.")]


class TextTask(FromFile, RunnableTask[Written]):
    """Reads a text, and writes one."""

    def convert(self, ctx: RunContext, extension: str, encoding: str) -> Written:
        """Read, write, and count what was written."""
        with ctx.blobs.open(self.from_) as file, text_of(file, encoding) as text:
            content = self.written(text.read()).encode(encoding, errors="xmlcharrefreplace")
        ctx.metrics.counter("bytes", len(content))
        return Written(uri=ctx.blobs.put_new(content, extension))

    def written(self, text: str) -> str:
        """The new text."""
        raise NotImplementedError


def _reader() -> Any:
    """Reads Markdown with tables, lines that are struck through, and no HTML of its own."""
    reader = library("markdown_it").MarkdownIt("commonmark", {"html": True})
    return reader.enable(["table", "strikethrough"])


@plugin(
    "io.kestra.plugin.serdes.markdown.HtmlToMarkdown",
    title="Turn an HTML file into a Markdown file.",
    examples=['from: "{{ outputs.request.uri }}"\nbaseUri: https://example.com\nignoreTags: [nav]'],
    metrics=BYTES,
)
class HtmlToMarkdown(TextTask):
    """What has no form in Markdown becomes text."""

    base_uri: Annotated[
        str | None,
        Prop("The address that links without a host belong to.", "They stay as they are without."),
    ] = None
    ignore_tags: Annotated[
        list[str] | None,
        Prop("Elements that are left out with all that is in them.", "Scripts and styles always."),
    ] = None

    def run(self, ctx: RunContext) -> Written:
        return self.convert(ctx, "md", "utf-8")

    def written(self, text: str) -> str:
        soup = library("bs4").BeautifulSoup(text, "html.parser")
        for element in soup(["script", "style", *(self.ignore_tags or ())]):
            element.decompose()
        for tag, attribute in _LINKS.items():
            for element in soup(tag) if self.base_uri else ():
                if element.get(attribute):
                    element[attribute] = urljoin(self.base_uri, element[attribute])
        found: str = (
            library("markdownify").MarkdownConverter(heading_style="ATX").convert_soup(soup)
        )
        return re.sub(r"\n{3,}", "\n\n", found).strip() + "\n"


@plugin(
    "io.kestra.plugin.serdes.markdown.MarkdownToHtml",
    title="Turn a Markdown file into an HTML file.",
    examples=['from: "{{ outputs.report.uri }}"'],
    metrics=BYTES,
)
class MarkdownToHtml(InCharset, TextTask):
    """The elements only, without a page around them."""

    def run(self, ctx: RunContext) -> Written:
        return self.convert(ctx, "html", self.encoding)

    def written(self, text: str) -> str:
        found: str = _reader().render(text)
        return found


@plugin(
    "io.kestra.plugin.serdes.markdown.MarkdownToText",
    title="Turn a Markdown file into plain text.",
    examples=['from: "{{ outputs.report.uri }}"'],
    metrics=BYTES,
)
class MarkdownToText(InCharset, TextTask):
    """The words without their marks; links keep their words only."""

    def run(self, ctx: RunContext) -> Written:
        return self.convert(ctx, "txt", self.encoding)

    def written(self, text: str) -> str:
        pieces: list[str] = []
        for token in _reader().parse(text):
            if token.type == "inline":
                pieces += [_word(each) for each in token.children]
            elif token.type in ("fence", "code_block"):
                pieces.append(token.content)
            elif token.type in ("td_close", "th_close"):
                pieces.append(" ")
            if token.type in _BREAKS:
                pieces.append("\n")
        return "".join(pieces)


def _word(token: Any) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return str(token.content) if token.type in ("text", "code_inline", "image") else ""
