"""Edits of sources that keep comments and order, and sources made from JSON objects."""

from __future__ import annotations

import re

from tiercel.flowlang.coerce import is_map
from tiercel.flowlang.source import parse
from tiercel.model.json_types import Json
from tiercel.model.limits import SOURCE_SMALL_BYTES
from tiercel.model.stored.codec import encode_json

_REVISION = re.compile(r"^revision[ \t]*:[ \t]*\d+[ \t]*(?:#.*)?(?:\n|\Z)", re.MULTILINE)
_NAMESPACE = re.compile(r"^namespace:.+$", re.MULTILINE)
_SEPARATOR = re.compile(r"^---[ \t]*(?:\r?\n|\r?\Z)", re.MULTILINE)
_LONG_LINE = 1_000_000


def split_documents(text: str) -> list[str]:
    """The documents of a text with several, empty ones left out.

    Separators stand alone at the start of a line, so that no text inside is taken for one.
    """
    return [part for _, part in document_parts(text)]


def document_parts(text: str) -> list[tuple[int, str]]:
    """The same, each with the line of the text on which it begins, from 1."""
    if "---" not in text:
        # The expression looks at every line of a long text, and no thread runs meanwhile.
        return [(1, text)] if text.strip() else []
    parts: list[tuple[int, str]] = []
    line, begin = 1, 0
    for end, following in [
        *(found.span() for found in _SEPARATOR.finditer(text)),
        (len(text),) * 2,
    ]:
        part = text[begin:end]
        if part.strip():
            parts.append((line, part))
        line += text.count("\n", begin, following)
        begin = following
    return parts


def without_revision(source: str) -> str:
    """The source without a top-level `revision: <n>` line."""
    return _REVISION.sub("", source)


def with_namespace(source: str, namespace: str) -> str:
    """The source with its first top-level `namespace:` line replaced."""
    return _NAMESPACE.sub(lambda _: f"namespace: {namespace}", source, count=1)


def with_disabled(source: str, disabled: bool) -> str:
    """The source with its top-level `disabled` set; one line changes or is added at the end.

    Source: spec/flow-language.md §1, "Enable/disable".
    """
    word = "true" if disabled else "false"
    document = parse(source)
    span = document.span("disabled")
    if span is not None:
        return source[: span[0]] + word + source[span[1] :]
    if source.lstrip().startswith("{") and is_map(document.value):
        return generate({**document.value, "disabled": disabled})
    return f"{source}\ndisabled: {word}"


def generate(document: Json) -> str:
    """A source in block style for a JSON object, or another value; nulls are left out.

    Source: spec/api/flows.md §2.1.
    """
    # As what reads them: nobody needs it without flows.
    from yaml import dump

    from tiercel.flowlang.yaml_io.dumpers import BlockDumper, LargeBlockDumper

    is_large = len(encode_json(document)) > SOURCE_SMALL_BYTES
    text: str = dump(
        _without_nulls(document),
        Dumper=LargeBlockDumper if is_large else BlockDumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_LONG_LINE,
    )
    return text


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {str(key): _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
